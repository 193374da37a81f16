private import CMicroHTTPD
private import Glibc

/// Wakes a thread that waits in `poll` or `epoll_wait` (an eventfd).
///
/// Rings before it is heard count as one.
struct Bell: ~Copyable, Sendable {
    /// Readable while it has been rung and not been silenced; negative when the system had no descriptor left.
    let descriptor: Int32

    init() { descriptor = cmhd_eventfd() }

    deinit { _ = close(descriptor) }

    /// Wakes whoever waits.
    func ring() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Makes it quiet again.
    func silence() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, 8)
    }
}
