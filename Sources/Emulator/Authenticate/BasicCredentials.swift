internal import FoundationEssentials

/// A user name and password as HTTP Basic carries them (RFC 7617).
struct BasicCredentials: Equatable, Sendable {
    let username: String
    let password: String

    /// Reads an `Authorization` header; nil when it is not Basic, not base64, or holds no colon.
    init?(authorization: String) {
        let bytes = authorization.utf8
        guard bytes.prefix(6).elementsEqual("basic ".utf8, by: { $0 | 0x20 == $1 }) else { return nil }
        let encoded = bytes.dropFirst(6).drop { $0 == UInt8(ascii: " ") }
        guard let decoded = Data(base64Encoded: String(Substring(encoded))) else { return nil }
        self.init(decoded: [UInt8](decoded))
    }

    private init?(decoded bytes: [UInt8]) {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        username = String(decoding: bytes[..<colon], as: UTF8.self)
        password = String(decoding: bytes[(colon + 1)...], as: UTF8.self)
    }
}

/// Whether two secrets are the same, in a time that tells nothing about where they differ.
func isSameSecret(_ left: String, _ right: String) -> Bool {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var difference: UInt8 = left.count == right.count ? 0 : 1
    for index in left.indices {
        difference |= left[index] ^ (index < right.count ? right[index] : 0xFF)
    }
    return difference == 0
}
