private import Glibc
internal import Synchronization

/// An open connection as the watch sees it: a socket, and the moment by which its client must be done.
final class Peer: Sendable {
    /// Never late: its request is being answered.
    static let exempt = Int64.max

    /// The connection's socket; valid while the watch lists the peer.
    let descriptor: Int32
    /// Nanoseconds of the monotonic clock, or ``exempt``.
    let deadline: Atomic<Int64>

    init(descriptor: Int32, deadline: Int64) {
        self.descriptor = descriptor
        self.deadline = Atomic(deadline)
    }

    /// The monotonic clock in nanoseconds.
    static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
