import HTTPListener

/// The parameters of a request, in the order sent (`application/x-www-form-urlencoded`, WHATWG URL Standard, section 5).
///
/// Names are case-sensitive, as Twilio's are. A body of another type holds no parameters: Twilio does not understand
/// JSON bodies here and acts as if nothing was sent.
struct Form: Sendable {
    /// How many pairs are read; what follows is ignored.
    ///
    /// No operation takes a tenth as many.
    static let pairLimit = 1000

    /// Every name and value, decoded.
    let pairs: [(name: String, value: String)]

    /// Reads the parameters of a request's body.
    init(bodyOf request: Request) {
        guard !request.body.isEmpty, Form.isForm(request.headers["Content-Type"]) else {
            pairs = []
            return
        }
        pairs = Form.parse(request.body)
    }

    /// Reads parameters from a query or a body.
    init(_ bytes: some Collection<UInt8>) {
        pairs = Form.parse(Array(bytes))
    }

    /// The first value of a name; nil when it was not sent.
    ///
    /// Twilio's treatment of repeated names is not known for parameters that take one value: the first one wins.
    subscript(_ name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// The first value of a name unless that is empty: official examples send empty strings for what is absent.
    func text(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }

    /// Whether a body of this type holds parameters; one without a type does.
    static func isForm(_ contentType: String?) -> Bool {
        guard let contentType else { return true }
        // Nearly all requests spell it just so.
        return contentType == formType || mediaType(contentType) == formType
    }

    private static let formType = "application/x-www-form-urlencoded"

    /// The type and subtype of a `Content-Type`, in lower case, without parameters.
    static func mediaType(_ contentType: String) -> String {
        let type = contentType.prefix { $0 != ";" }
        return String(type.drop { $0 == " " }.prefix { $0 != " " }).lowercased()
    }

    private static func parse(_ bytes: [UInt8]) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for part in bytes.split(separator: UInt8(ascii: "&"), maxSplits: pairLimit).prefix(pairLimit) {
            if let equals = part.firstIndex(of: UInt8(ascii: "=")) {
                pairs.append((decode(part[..<equals]), decode(part[(equals + 1)...])))
            } else {
                pairs.append((decode(part), ""))
            }
        }
        return pairs
    }

    private static func decode(_ encoded: ArraySlice<UInt8>) -> String {
        encoded.decodedPercentEscapes(plusIsSpace: true)
    }
}

extension Collection<UInt8> where Index == Int {
    /// The text behind percent escapes.
    ///
    /// A percent sign without two hexadecimal digits stays as it is; what is not UTF-8 is repaired.
    func decodedPercentEscapes(plusIsSpace: Bool) -> String {
        guard contains(where: { $0 == UInt8(ascii: "%") || (plusIsSpace && $0 == UInt8(ascii: "+")) }) else {
            return String(decoding: self, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(count)
        var index = startIndex
        while index < endIndex {
            let byte = self[index]
            if byte == UInt8(ascii: "%"), index + 2 < endIndex,
                let high = self[index + 1].hexadecimalValue, let low = self[index + 2].hexadecimalValue
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit in ASCII; nil for anything else.
    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
