import ArgumentParser

/// `ringback healthcheck`: whether a server is ready.
struct HealthCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Exit with 0 when the server is ready, with 1 when it is not."
    )

    @Option(help: "Where the server is. (default: the host and port of RINGBACK_HOST and RINGBACK_PORT, or 2010)")
    var url: String?

    @Option(help: "Go on trying for this many seconds.")
    var wait: Double = 0

    func validate() throws {
        guard wait.isFinite, wait >= 0 else { throw ValidationError("--wait takes a number of seconds from 0 up.") }
    }

    func run() throws {
        let probe = try Probe(url: url ?? Self.defaultURL())
        guard probe.isReady(within: wait) else {
            throw Failure(.general, "\(probe.address) is not ready")
        }
    }

    private static func defaultURL() throws -> String {
        let environment = Environment.current
        let port: UInt16 = try environment.value("PORT") ?? 2010
        let host: String = try environment.value("HOST") ?? "127.0.0.1"
        // What listens on every address is asked on loopback.
        let target = host == "0.0.0.0" || host == "::" ? "127.0.0.1" : host
        return "http://\(target.contains(":") ? "[\(target)]" : target):\(port)"
    }
}
