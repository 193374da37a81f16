private import Glibc
internal import Synchronization

/// What all connections of one listener share.
final class Core: Sendable {
    /// Bytes beyond a limit that are read and thrown away, since most clients read no answer before they have sent all.
    static let spare = 8 << 20

    let configuration: ListenerConfiguration
    let handler: @Sendable (Request) -> Response
    let watch: Watch
    /// Connections open at once: each thread has room for one.
    let connectionLimit: Int
    private let connections = Atomic(0)
    private let nextWarning = Atomic<Int64>(0)
    private let inFlight = Atomic(0)
    private let stopping = Atomic(false)
    private let tokens = Atomic<UInt64>(0)
    private let drained = Bell()

    init(_ configuration: ListenerConfiguration, handler: @escaping @Sendable (Request) -> Response) {
        self.configuration = configuration
        self.handler = handler
        connectionLimit = max(1, configuration.threads, configuration.connectionLimit)
        watch = Watch(limit: configuration.timeout.nanoseconds)
    }

    /// Requests whose head has come and whose response has not gone.
    var requestsInFlight: Int { inFlight.load(ordering: .relaxed) }

    /// Whether connections must not be kept.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// A name for a waiting reply; 0 is the watch's own.
    func newToken() -> UInt64 { tokens.add(1, ordering: .relaxed).newValue }

    /// A request's head has come.
    func enter() { inFlight.add(1, ordering: .sequentiallyConsistent) }

    /// A request has ended, one way or the other.
    func leave() {
        let left = inFlight.subtract(1, ordering: .sequentiallyConsistent).newValue
        if left == 0, stopping.load(ordering: .sequentiallyConsistent) { drained.ring() }
    }

    /// A connection was accepted.
    func connect() {
        guard connections.add(1, ordering: .relaxed).newValue >= connectionLimit else { return }
        warn("all \(connectionLimit) connections are taken: further clients wait until one is closed")
    }

    /// A connection is about to be closed.
    func disconnect() { connections.subtract(1, ordering: .relaxed) }

    /// Warns, unless it has done so within a minute: whoever floods the listener does not flood the log.
    func warn(_ text: String) {
        let now = Peer.now()
        let next = nextWarning.load(ordering: .relaxed)
        guard now >= next,
            nextWarning.compareExchange(expected: next, desired: now + 60_000_000_000, ordering: .relaxed).exchanged
        else { return }
        configuration.warn(text)
    }

    /// Ends what waits, then gives the requests in flight so much time.
    func drain(nanoseconds: Int64) {
        stopping.store(true, ordering: .sequentiallyConsistent)
        watch.stopWaiting()
        let end = Peer.now() + nanoseconds
        while inFlight.load(ordering: .sequentiallyConsistent) > 0 {
            let left = end - Peer.now()
            guard left > 0 else { return }
            var event = pollfd(fd: drained.descriptor, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&event, 1, Int32(clamping: left / 1_000_000 + 1))
            drained.silence()
        }
    }
}

extension Duration {
    /// The duration in nanoseconds, at least none and at most a year, so that sums with a clock's reading fit.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds < 31_536_000 else { return 31_536_000_000_000_000 }
        return max(0, max(seconds, 0) * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
