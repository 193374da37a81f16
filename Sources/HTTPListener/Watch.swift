private import CMicroHTTPD
private import Glibc
internal import Locking
internal import Synchronization

/// The listener's one thread beside libmicrohttpd's: it cuts clients that take too long, and notices those that hang up
/// while their connection is suspended.
///
/// libmicrohttpd limits only inactivity, so that a byte a second would hold a connection for ever, and it does not look
/// at suspended sockets at all. The thread sleeps in `epoll_wait` until the earliest deadline; without a connection it
/// does not wake.
final class Watch: Sendable {
    private struct Table {
        var peers: [Int32: Peer] = [:]
        /// The thread sleeps without a limit, so that the next connection must wake it.
        var isAsleep = false
        var isEnding = false
    }

    private struct Replies {
        var waiting: [UInt64: any Waiting] = [:]
        var isStopping = false
    }

    /// What is left to a client that has hung up, in nanoseconds.
    private static let grace: Int64 = 100_000_000

    private let limit: Int64
    private let epoll: Int32
    /// Tells of every client that hangs up, suspended or not.
    private let departures = cmhd_epoll()
    private let bell = Bell()
    private let table = Locked(Table())
    private let replies = Locked(Replies())
    private let thread = Locked<pthread_t?>(nil)

    /// A watch that gives a client so many nanoseconds for a head or a body; 0 is for ever.
    init(limit: Int64) {
        self.limit = limit
        epoll = cmhd_epoll()
        _ = cmhd_epoll_readable(epoll, bell.descriptor, 0)
        _ = cmhd_epoll_readable(epoll, departures, .max)
    }

    deinit {
        _ = close(epoll)
        _ = close(departures)
    }

    /// Starts the thread; false when the system has none, or had no descriptors.
    func start() -> Bool {
        guard epoll >= 0, departures >= 0, bell.descriptor >= 0 else { return false }
        let own = unsafe Unmanaged.passRetained(self)  // +1 for the thread, taken over by runWatch
        var thread = pthread_t()
        guard unsafe pthread_create(&thread, nil, runWatch, own.toOpaque()) == 0 else {
            unsafe own.release()
            return false
        }
        self.thread.withLock { $0 = thread }
        return true
    }

    /// Ends the thread and waits for it.
    func end() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        table.withLock { $0.isEnding = true }
        bell.ring()
        pthread_join(thread, nil)
    }

    // MARK: - Deadlines

    /// The moment by which a client must be done that starts now.
    func deadline(times factor: Int64 = 1) -> Int64 {
        limit == 0 ? Peer.exempt : Peer.now() + limit * factor
    }

    /// Lists a new connection.
    ///
    /// Its first head counts from here.
    func join(_ descriptor: Int32) -> Peer {
        let peer = Peer(descriptor: descriptor, deadline: deadline())
        let mustWake = table.withLock { table in
            table.peers[descriptor] = peer
            _ = cmhd_epoll_hang_up(departures, descriptor, UInt64(UInt32(bitPattern: descriptor)))
            return table.isAsleep.exchange(with: false)
        }
        if mustWake { bell.ring() }
        return peer
    }

    /// Forgets a connection.
    ///
    /// libmicrohttpd tells of the end before it closes the socket, and ``cutLate()`` works under the same lock, so that
    /// a descriptor in the table is never somebody else's.
    func leave(_ peer: Peer) {
        table.withLock { _ = $0.peers.removeValue(forKey: peer.descriptor) }
    }

    // MARK: - Waiting replies

    /// Lists a reply that is about to suspend its connection; false when the listener is stopping.
    func add(_ reply: any Waiting, token: UInt64, descriptor: Int32) -> Bool {
        let isStopping = replies.withLock { replies in
            if !replies.isStopping { replies.waiting[token] = reply }
            return replies.isStopping
        }
        guard !isStopping else { return false }
        // A reply that turns from deferred to streamed is listed already: EEXIST.
        _ = cmhd_epoll_hang_up(epoll, descriptor, token)
        return true
    }

    /// Forgets a reply.
    ///
    /// Tokens are never used twice: a late event for it finds nothing.
    func remove(token: UInt64, descriptor: Int32) {
        cmhd_epoll_forget(epoll, descriptor)
        replies.withLock { _ = $0.waiting.removeValue(forKey: token) }
    }

    /// Ends all waiting replies and admits no more: after this no connection is suspended, or will be.
    func stopWaiting() {
        let waiting = replies.withLock { replies in
            replies.isStopping = true
            return Array(replies.waiting.values)
        }
        for reply in waiting { reply.listenerStops() }
    }

    // MARK: - The thread

    /// The thread's life.
    fileprivate func run() {
        var tokens = [UInt64](repeating: 0, count: 64)
        while let milliseconds = sleepLength() {
            let count = unsafe cmhd_epoll_wait(epoll, &tokens, Int32(tokens.count), milliseconds)
            for token in tokens.prefix(Int(max(0, count))) {
                if token == 0 {
                    bell.silence()
                } else if token == .max {
                    seeOff()
                } else {
                    replies.withLock { $0.waiting[token] }?.hangUp()
                }
            }
            cutLate()
        }
    }

    /// Milliseconds to the next deadline, -1 without connections, `nil` when the thread must end.
    ///
    /// It never sleeps longer than the limit: a connection that is exempt now may get a deadline, but not an earlier
    /// one. Nor shorter than 50 ms, so that many connections cost few wake-ups.
    private func sleepLength() -> Int32? {
        table.withLock { table in
            guard !table.isEnding else { return nil }
            guard limit > 0 else { return -1 }
            guard !table.peers.isEmpty else {
                table.isAsleep = true
                return -1
            }
            let now = Peer.now()
            let first = table.peers.values.reduce(now + limit) { min($0, $1.deadline.load(ordering: .relaxed)) }
            return Int32(clamping: max(50, (first - now) / 1_000_000 + 1))
        }
    }

    /// Makes clients late that hung up in the middle of a head or a body: libmicrohttpd 0.9.75 can miss an end of file
    /// that arrives together with data, and would keep their places until the limit.
    ///
    /// They get a moment, since what they sent may be a whole request that is just being read.
    private func seeOff() {
        var descriptors = [UInt64](repeating: 0, count: 64)
        let count = unsafe cmhd_epoll_wait(departures, &descriptors, 64, 0)
        table.withLock { table in
            for descriptor in descriptors.prefix(Int(max(0, count))) {
                guard let peer = table.peers[Int32(bitPattern: UInt32(descriptor))] else { continue }
                let deadline = peer.deadline.load(ordering: .relaxed)
                let soon = Peer.now() + Self.grace
                if deadline != Peer.exempt, deadline > soon {
                    _ = peer.deadline.compareExchange(expected: deadline, desired: soon, ordering: .relaxed)
                }
            }
        }
    }

    /// Shuts down the sockets of those who are late; libmicrohttpd then finds an end of file and does the rest.
    private func cutLate() {
        guard limit > 0 else { return }
        let now = Peer.now()
        table.withLock { table in
            for peer in table.peers.values where peer.deadline.load(ordering: .relaxed) <= now {
                peer.deadline.store(Peer.exempt, ordering: .relaxed)
                _ = shutdown(peer.descriptor, Int32(SHUT_RDWR))
            }
        }
    }
}

/// The thread's entry.
///
/// It takes no signals: they are the program's main thread's.
private func runWatch(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
    unsafe Unmanaged<Watch>.fromOpaque(context).takeRetainedValue().run()
    return nil
}

extension Bool {
    /// Sets a value and returns the one before.
    fileprivate mutating func exchange(with value: Bool) -> Bool {
        defer { self = value }
        return self
    }
}
