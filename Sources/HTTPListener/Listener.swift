internal import Locking

/// An HTTP/1.1 server on libmicrohttpd: bytes in, ``Request``; ``Response``, bytes out.
///
/// The handler runs on one of the listener's threads, several at once, and must not wait for anything slow: what waits
/// is a ``DeferredResponse`` or a ``ResponseStream``.
package final class Listener: Sendable {
    /// The port that is listened on; the system's choice when 0 was asked for.
    package let port: UInt16
    private let core: Core
    private let running: Locked<Daemon?>

    /// Listens, from here until it is stopped.
    package init(
        _ configuration: ListenerConfiguration,
        handler: @escaping @Sendable (Request) -> Response
    ) throws(ListenerError) {
        let socket = try ListeningSocket(host: configuration.host, port: configuration.port)
        let port = socket.port
        let core = Core(configuration, handler: handler)
        guard core.watch.start() else { throw .cannotStart(configuration) }
        guard let daemon = Daemon(core, socket: socket.release()) else {
            core.watch.end()
            throw .cannotStart(configuration)
        }
        self.port = port
        self.core = core
        running = Locked(daemon)
    }

    deinit { stop() }

    /// Requests whose head has come and whose response has not gone.
    package var requestsInFlight: Int { core.requestsInFlight }

    /// Stops: accepts no more, answers what waits (deferred replies with 503, streams end), gives the rest so much time
    /// to finish, closes all connections.
    ///
    /// A second call does nothing but wait for the first. Not to be called by a handler: it would wait for itself; and
    /// a handler that does not return is waited for beyond the limit, since a thread cannot be ended safely.
    package func stop(within limit: Duration = .seconds(2)) {
        running.withLock { running in
            guard let daemon = running.take() else { return }
            daemon.quiesce()
            core.drain(nanoseconds: limit.nanoseconds)
            daemon.stop()
            core.watch.end()
        }
    }
}

extension ListenerError {
    /// The system had no thread or no descriptor left.
    fileprivate static func cannotStart(_ configuration: ListenerConfiguration) -> Self {
        Self(
            code: .cannotStart,
            host: configuration.host,
            port: configuration.port,
            reason: "no thread or no file descriptor is left"
        )
    }
}
