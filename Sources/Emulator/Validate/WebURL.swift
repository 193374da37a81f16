/// The parts of an absolute http or https URL that validation asks about.
///
/// The text itself is kept and used as given.
struct WebURL: Equatable, Sendable {
    /// The host in lower case, without brackets, user info and port.
    let host: String

    /// Reads a URL; nil unless it is absolute, of http or https, with a host, a legal port where there is one, and no
    /// space or control character (RFC 3986, sections 3.1 and 3.2).
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return nil }
        let scheme = String(decoding: bytes.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let behindScheme = bytes.dropFirst(scheme.utf8.count)
        guard behindScheme.starts(with: "://".utf8) else { return nil }
        var authority = behindScheme.dropFirst(3).prefix {
            $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
        }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        let host: ArraySlice<UInt8>
        let behindHost: ArraySlice<UInt8>
        if authority.first == UInt8(ascii: "[") {
            guard let close = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = authority[(authority.startIndex + 1)..<close]
            behindHost = authority[(close + 1)...]
        } else {
            host = authority.prefix { $0 != UInt8(ascii: ":") }
            behindHost = authority[host.endIndex...]
        }
        guard !host.isEmpty, Self.isPort(behindHost) else { return nil }
        self.host = String(decoding: host, as: UTF8.self).lowercased()
    }

    /// Whether the host is one that only a local network knows: loopback, a private address, or a single label.
    ///
    /// Twilio refuses to call these; a server on localhost lives among them.
    var isLocal: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host.contains(":") { return true }
        if !host.contains(".") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4, let first = parts[0], let second = parts[1] else { return false }
        return first == 10 || first == 127 || (first == 192 && second == 168)
            || (first == 172 && (16...31).contains(second))
    }

    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        guard let colon = text.first else { return true }
        guard colon == UInt8(ascii: ":") else { return false }
        let digits = String(decoding: text.dropFirst(), as: UTF8.self)
        // A colon without a port is legal in RFC 3986.
        return digits.isEmpty
            || (digits.utf8.count <= 5 && digits.utf8.first != UInt8(ascii: "+") && UInt16(digits) != nil)
    }
}
