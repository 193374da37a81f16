private import Glibc

/// How a ``Listener`` listens.
package struct ListenerConfiguration: Sendable {
    /// A numeric IPv4 or IPv6 address, or a name that resolves to an address of this machine.
    package var host: String
    /// The port; 0 lets the system choose.
    package var port: UInt16
    /// Threads that answer requests.
    package var threads: Int = max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    /// Connections open at once; those beyond wait in the backlog.
    package var connectionLimit: Int = 2000
    /// Bytes of the request line and all headers together.
    package var headLimit: Int = 32 * 1024
    /// How long a head or a body may take, and a kept connection may be idle.
    ///
    /// Zero means no limit.
    ///
    /// A reply that is deferred or streamed is not counted.
    package var timeout: Duration = .seconds(30)
    /// Bytes of a body, by method and path.
    package var bodyLimit: @Sendable (_ method: String, _ path: String) -> Int = { _, _ in 64 * 1024 }
    /// The words for what the listener refuses by itself.
    ///
    /// The request has no body then.
    package var refusal: @Sendable (Request, Refusal) -> Response = { _, refusal in
        switch refusal {
        case .headTooLarge: Response(status: 431)
        case .bodyTooLarge: Response(status: 413)
        }
    }
    /// Where it is told that clients have to wait, once a minute at the most.
    package var warn: @Sendable (String) -> Void = { _ in }
    /// Where libmicrohttpd's own log lines go, and a line for each header that had to be left out.
    package var log: @Sendable (String) -> Void = { _ in }

    /// The defaults: loopback, any free port.
    package init(host: String = "127.0.0.1", port: UInt16 = 0) {
        self.host = host
        self.port = port
    }
}
