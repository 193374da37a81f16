import Calls

extension PhoneNumber {
    /// Reads a number as callers of the API write it: E.164, with spaces, hyphens, dots and brackets, with letters for
    /// digits as on a keypad, or in the national form of the United States.
    ///
    /// Nil when that is no number: 7 to 15 digits, ten of them behind `+1`. Sources: "Making Calls" (formats of `To`),
    /// ITU-T E.164, North American Numbering Plan (an area code does not begin with 0 or 1).
    init?(dialled text: String) {
        var digits: [UInt8] = []
        var hasPlus = false
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+") where index == 0: hasPlus = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"): break
            default:
                guard let digit = Self.keypad(byte) else { return nil }
                digits.append(digit)
            }
        }
        if !hasPlus, digits.count == 10, let first = digits.first, first >= UInt8(ascii: "2") {
            digits.insert(UInt8(ascii: "1"), at: 0)
        }
        guard (7...15).contains(digits.count) else { return nil }
        if digits[0] == UInt8(ascii: "1") {
            guard digits.count == 11, digits[1] >= UInt8(ascii: "2") else { return nil }
        }
        self.init("+" + String(decoding: digits, as: UTF8.self))
    }

    /// The digit that a letter stands for on a keypad (ITU-T E.161).
    private static func keypad(_ byte: UInt8) -> UInt8? {
        let letter = byte | 0x20
        guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) else { return nil }
        let digits = Array("22233344455566677778889999".utf8)
        return digits[Int(letter - UInt8(ascii: "a"))]
    }
}

/// A SIP address as the API takes it: `sip:user@host[:port][;parameters][?headers]` ("SIP Interface", custom headers).
struct SIPAddress: Equatable, Sendable {
    /// The headers behind the question mark, decoded.
    let headers: [(name: String, value: String)]
    /// How many characters stand behind the question mark.
    let headerLength: Int

    /// Reads an address; nil when it is none.
    init?(_ text: String) {
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard scheme == "sip" || scheme == "sips" else { return nil }
        let rest = text.dropFirst(scheme.count + 1)
        let address = rest.prefix { $0 != "?" }
        let query = rest.dropFirst(address.count + 1)
        guard !address.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return nil }
        let target = address.prefix { $0 != ";" }
        let host = target.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard host.count <= 2, host.allSatisfy({ !$0.isEmpty }), let last = host.last,
            WebURL("http://\(last)") != nil, !last.contains(where: { "/@#".contains($0) })
        else { return nil }
        headers = Form(query.utf8).pairs
        headerLength = query.count
    }

    static func == (left: SIPAddress, right: SIPAddress) -> Bool {
        left.headerLength == right.headerLength && left.headers.elementsEqual(right.headers, by: ==)
    }
}
