internal import Locking

/// A body written bit by bit (server-sent events): the connection is suspended while there is nothing to say.
///
/// Sent chunked to an HTTP/1.1 client; for an HTTP/1.0 client the end of the connection ends the body.
package final class ResponseStream: Sendable {
    /// What the connection's thread got.
    enum Reading: Equatable {
        case bytes(Int)
        case suspended
        case end
        case broken
    }

    private struct State {
        var buffer: [UInt8] = []
        var sent = 0
        var isAttached = false
        var isFinished = false
        var readerIsGone = false
        var listenerIsStopping = false
        var suspended: ConnectionHandle?
    }

    private let bufferLimit: Int
    private let state = Locked(State())

    /// A stream that holds at most so many bytes for a client that reads slowly.
    package init(bufferLimit: Int = 1 << 20) {
        self.bufferLimit = bufferLimit
    }

    /// Appends to the body; false when nobody will read it.
    ///
    /// That is: the reader is gone, the stream is finished, or the buffer is full, which finishes the stream.
    package func write(_ bytes: [UInt8]) -> Bool {
        state.withLock { state in
            guard !state.isFinished, !state.readerIsGone else { return false }
            guard state.buffer.count - state.sent + bytes.count <= bufferLimit else {
                state.isFinished = true
                Self.resume(&state)
                return false
            }
            state.buffer.append(contentsOf: bytes)
            if !bytes.isEmpty { Self.resume(&state) }
            return true
        }
    }

    /// Ends the body behind what was written so far.
    package func finish() {
        state.withLock { state in
            state.isFinished = true
            Self.resume(&state)
        }
    }

    /// Whether nobody reads any more: the client has gone, or the listener is stopping.
    package var isAbandoned: Bool { state.withLock { $0.readerIsGone || $0.listenerIsStopping } }

    /// Claims the stream for one response; false when it has been claimed before.
    func attach() -> Bool {
        state.withLock { state in
            defer { state.isAttached = true }
            return !state.isAttached
        }
    }

    /// Moves what is buffered into the connection's buffer, or suspends the connection.
    ///
    /// Called by its thread.
    func read(into target: UnsafeMutableRawBufferPointer, on connection: ConnectionHandle) -> Reading {
        state.withLock { state in
            if state.readerIsGone { return .broken }
            let count = min(target.count, state.buffer.count - state.sent)
            guard count > 0 else {
                if state.isFinished { return .end }
                connection.suspend()
                state.suspended = connection
                return .suspended
            }
            unsafe target.copyBytes(from: state.buffer[state.sent..<state.sent + count])
            state.sent += count
            if state.sent == state.buffer.count {
                state.buffer.removeAll(keepingCapacity: state.buffer.count <= 4096)
                state.sent = 0
            } else if state.sent > state.buffer.count / 2 {
                state.buffer.removeSubrange(..<state.sent)
                state.sent = 0
            }
            return .bytes(count)
        }
    }

    /// Resumes under the lock, for the reason given at ``DeferredResponse``.
    private static func resume(_ state: inout State) {
        state.suspended.take()?.resume()
    }
}

extension ResponseStream: Waiting {
    func hangUp() {
        state.withLock { state in
            state.readerIsGone = true
            state.buffer = []
            state.sent = 0
            Self.resume(&state)
        }
    }

    func listenerStops() {
        state.withLock { state in
            state.listenerIsStopping = true
            state.isFinished = true
            Self.resume(&state)
        }
    }
}
