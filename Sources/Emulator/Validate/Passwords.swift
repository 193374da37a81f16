extension String {
    /// A URL without its user name and password, a SIP address without its password; any other text as it is.
    ///
    /// It need not be a legal URL: what is told about wrong ones goes through here too.
    var withoutPassword: String {
        if let scheme = firstRange(of: "://"), self[..<scheme.lowerBound].isScheme {
            let authority = self[scheme.upperBound...].prefix { !"/?#".contains($0) }
            guard let at = authority.lastIndex(of: "@") else { return self }
            return String(self[..<scheme.upperBound] + self[index(after: at)...])
        }
        guard let colon = firstIndex(of: ":"), ["sip", "sips"].contains(self[..<colon].lowercased()) else {
            return self
        }
        // User info ends at the last at sign before the headers, which may hold others (RFC 3261, section 19.1.1); a
        // question mark may stand in a user's name as well.
        let rest = self[index(after: colon)...]
        guard let end = rest.prefix(while: { $0 != "?" }).lastIndex(of: "@") ?? rest.firstIndex(of: "@"),
            let secret = rest[..<end].firstIndex(of: ":")
        else { return self }
        return String(self[..<secret] + self[end...])
    }
}

extension Substring {
    /// Whether the text can be the scheme of a URL (RFC 3986, section 3.1).
    fileprivate var isScheme: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
