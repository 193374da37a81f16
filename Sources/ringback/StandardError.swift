import Glibc
import Locking

/// Standard error as the log uses it: a line goes out whole and at once, or not at all.
///
/// Whoever reads it may be slow, or gone: the server does not wait for its log.
enum StandardError {
    /// As long as a line may be: a pipe that has room takes this much in one piece (PIPE_BUF).
    static let longestLine = 4096

    /// Lines that found no room since the last that did.
    ///
    /// The lock also keeps threads apart between asking and writing.
    private static let dropped = Locked(0)

    /// Writes a line; ahead of it, what `tellOf` says of the lines that were dropped before.
    static func write(_ line: [UInt8], tellOf: (_ dropped: Int) -> [UInt8]) {
        dropped.withLock { dropped in
            if dropped > 0 {
                guard put(tellOf(dropped)) else {
                    dropped += 1
                    return
                }
                dropped = 0
            }
            if !put(line) { dropped += 1 }
        }
    }

    private static func put(_ line: [UInt8]) -> Bool {
        var state = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&state, 1, 0) == 1 else { return false }
        return unsafe line.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) } == line.count
    }
}
