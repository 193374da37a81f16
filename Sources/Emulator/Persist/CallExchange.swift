import Calls
import JSON

/// A request that was made for a call, and how it was answered.
struct CallExchange: Sendable {
    /// When it was made, on the world's clock.
    var at: Instant
    var method: String
    var url: String
    /// The parameters under the names on the wire, `CallSid`; read from the database, in snake case.
    var parameters: [(name: String, value: String)]
    var responseCode: Int64
    /// How long the answer took.
    var milliseconds: Int64
    var contentType: String?
    var responseBody: String?
}

/// An entry of a call's Events, as it was stored.
struct StoredEvent: Sendable {
    let id: Int64
    let exchange: CallExchange

    /// What stands for a SID in page tokens; events have none.
    var token: String {
        let digits = String(id, radix: 16)
        return "EV" + String(repeating: "0", count: max(0, 32 - digits.utf8.count)) + digits
    }
}

// MARK: - Parameters in a column

extension CallExchange {
    /// The column `parameters`: names in snake case, as the resource shows them; what was sent several times in one
    /// value, space-separated.
    static func object(of parameters: [(name: String, value: String)]) -> String {
        var merged: [(name: String, value: String)] = []
        var places: [String: Int] = [:]
        for (name, value) in parameters where name != "SipAuthPassword" {
            let name = name.snakeCased
            let value = value.withoutPassword
            if let place = places[name] {
                merged[place].value += " " + value
            } else {
                places[name] = merged.count
                merged.append((name, value))
            }
        }
        var writer = JSONWriter()
        writer.object { object in
            for (name, value) in merged {
                object.name(name)
                object.string(value)
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension String {
    /// The name in snake case, `add_ons` for `AddOns`; what no name of an XML element holds becomes an underscore.
    fileprivate var snakeCased: String {
        var result: [UInt8] = []
        let bytes = Array(utf8)
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                let followsLower = index > 0 && bytes[index - 1].isLowerOrDigit
                let endsAcronym =
                    index > 0 && bytes[index - 1].isUpper && index + 1 < bytes.count && bytes[index + 1].isLowerOrDigit
                if followsLower || endsAcronym { result.append(UInt8(ascii: "_")) }
                result.append(byte | 0x20)
            case _ where byte.isLowerOrDigit, UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                result.append(byte)
            default:
                result.append(UInt8(ascii: "_"))
            }
        }
        let startsWell = result.first.map { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") } ?? false
        return (startsWell ? "" : "_") + String(decoding: result, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isUpper: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }

    fileprivate var isLowerOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
