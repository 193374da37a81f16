import HTTPListener

/// Refuses what a web page could steer: a local tool that makes outbound requests must not listen to strangers.
///
/// Two tests: the `Host` must be a name that this server answers to (a page that rebinds its own name to 127.0.0.1
/// fails here), and a browser's `Origin` must be loopback or allowed (a page that simply sends requests fails there).
struct BrowserGuard: Sendable {
    private let hosts: Set<String>
    private let origins: Set<String>
    private let allowsAddresses: Bool

    /// Makes a guard.
    ///
    /// - Parameters:
    ///   - hosts: further host names, beside loopback and Twilio's own.
    ///   - origins: further origins, `scheme://host[:port]`, beside loopback ones on any port.
    ///   - allowsAddresses: whether any IP address is a legal `Host`; so where the server listens beyond loopback. An
    ///     address cannot be rebound, a name can.
    init(hosts: [String], origins: [String], allowsAddresses: Bool) {
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.origins = Set(origins.map { Self.trimmed($0.lowercased()) })
        self.allowsAddresses = allowsAddresses
    }

    /// Why the request is refused: a sentence that says what to do; nil when it may pass.
    func refusal(of request: Request) -> String? {
        if let host = request.headers["Host"], !Self.isPlainLoopback(host), !isServed(host) {
            let name = Self.name(ofHost: host)
            return
                "This server does not answer to the host '\(name)'. Start it with --allowed-host \(name) to allow it."
        }
        if let origin = request.headers["Origin"] {
            guard isAllowed(origin: origin) else {
                return "This server does not answer pages of the origin '\(origin)'. "
                    + "Start it with --allowed-origin \(origin) to allow them."
            }
        } else if request.headers["Sec-Fetch-Site"]?.lowercased() == "cross-site" {
            return "This server does not answer requests that a browser sends from another site."
        }
        return nil
    }

    /// The two hosts that nearly all requests name, told without taking the header apart.
    private static func isPlainLoopback(_ host: String) -> Bool {
        host.utf8.starts(with: "127.0.0.1:".utf8) || host.utf8.starts(with: "localhost:".utf8)
    }

    /// Whether a browser's origin may call.
    func isAllowed(origin: String) -> Bool {
        let origin = Self.trimmed(origin.lowercased())
        if origins.contains(origin) { return true }
        for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
            return Self.isLoopback(Self.name(ofHost: String(origin.dropFirst(scheme.count))))
        }
        return false
    }

    private func isServed(_ host: String) -> Bool {
        let name = Self.name(ofHost: host)
        return Self.isLoopback(name) || hosts.contains(name) || Self.isTwilio(name)
            || (allowsAddresses && Self.isAddress(name))
    }

    /// The name in a `Host` header: lower case, no port, no brackets, no dot at the end.
    static func name(ofHost host: String) -> String {
        let host = host.lowercased()
        if host.hasPrefix("[") { return String(host.dropFirst().prefix { $0 != "]" }) }
        let name = host.prefix { $0 != ":" }
        return String(name.hasSuffix(".") ? name.dropLast() : name)
    }

    private static func isLoopback(_ name: String) -> Bool {
        name == "localhost" || name.hasSuffix(".localhost") || name == "::1"
            || (name.hasPrefix("127.") && isAddress(name))
    }

    /// `api.twilio.com`, `api.{region}.twilio.com`, `api.{edge}.{region}.twilio.com`.
    private static func isTwilio(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return (3...5).contains(labels.count) && labels.first == "api" && name.hasSuffix(".twilio.com")
            && !labels.contains("")
    }

    private static func isAddress(_ name: String) -> Bool {
        if name.contains(":") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func trimmed(_ origin: String) -> String {
        origin.hasSuffix("/") ? String(origin.dropLast()) : origin
    }
}
