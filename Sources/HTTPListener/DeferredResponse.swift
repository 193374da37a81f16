internal import Locking

/// A reply that comes later (a long poll): the connection is suspended until ``complete(with:)``.
///
/// ```
/// idle ──attach──▶ suspended ──complete, hang-up or stop──▶ resumed ──take──▶ delivered
///  └──────────── complete before attach ─────────────────────────────────────────▲
/// ```
package final class DeferredResponse: Sendable {
    /// What attaching found.
    enum Attachment {
        case now(Response)
        case suspended
        case usedBefore
    }

    private enum Phase {
        case idle
        case suspended(ConnectionHandle)
        case resumed
        case delivered
    }

    private struct State {
        var phase = Phase.idle
        var response: Response?
        var isAbandoned = false
    }

    private let state = Locked(State())

    /// A reply to be completed once.
    package init() {}

    /// Sends the response.
    ///
    /// A second call, or one after the client has gone, does nothing.
    ///
    /// It may come before the handler that returns this reply has ended, and from any thread.
    package func complete(with response: Response) {
        state.withLock { state in
            guard state.response == nil, !state.isAbandoned else { return }
            state.response = response
            Self.resume(&state)
        }
    }

    /// Whether nobody waits any more: the client has gone, or the listener is stopping.
    ///
    /// A client that has shut down only its sending half counts as gone.
    package var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    /// Suspends the connection unless there is something to say already.
    ///
    /// Called within the access callback.
    func attach(to connection: ConnectionHandle) -> Attachment {
        state.withLock { state in
            guard case .idle = state.phase else { return .usedBefore }
            guard state.response == nil, !state.isAbandoned else {
                state.phase = .delivered
                return .now(state.response.take() ?? Self.unavailable)
            }
            connection.suspend()
            state.phase = .suspended(connection)
            return .suspended
        }
    }

    /// The response, when the connection has been resumed.
    func take() -> Response {
        state.withLock { state in
            state.phase = .delivered
            return state.response.take() ?? Self.unavailable
        }
    }

    private func abandon() {
        state.withLock { state in
            guard state.response == nil else { return }
            state.isAbandoned = true
            Self.resume(&state)
        }
    }

    /// Resumes under the lock: whoever has swept over all waiting replies knows that no resume is still to come, and
    /// libmicrohttpd may be stopped.
    private static func resume(_ state: inout State) {
        guard case .suspended(let connection) = state.phase else { return }
        connection.resume()
        state.phase = .resumed
    }

    private static let unavailable = Response(status: 503)
}

extension DeferredResponse: Waiting {
    func hangUp() { abandon() }
    func listenerStops() { abandon() }
}
