/// Something that happens to a leg.
package enum CallEvent: Hashable, Sendable {
    // Reports of the network and of the person on the phone.
    /// The call is taken out of the queue.
    case dial
    /// The far end rings.
    case ring
    /// The far end picks up; on an inbound leg, the application does.
    case answer
    /// The line is busy.
    case busy
    /// Nobody picks up, or an inbound call is rejected or given up.
    case noAnswer
    /// The call cannot be connected.
    case fail
    /// Either side hangs up, the document ends, or the time limit is reached.
    case hangUp

    // Wishes of the API.
    /// `Status=canceled`: hang up if it is not answered yet.
    case cancel
    /// `Status=completed`: hang up, whatever its state.
    case complete
    /// `Url` or `Twiml`: drop the document that runs and begin with this one.
    case redirect(Instructions)
    /// `TimeLimit`, in seconds from the answer; held to ``CallMachine/timeLimits``.
    case setTimeLimit(Int64)
    /// `StatusCallback` beside `Url` or `Twiml`.
    case changeStatusCallback(StatusCallback)

    /// What a sentence about the event calls it.
    package var name: String {
        switch self {
        case .dial: "dialled"
        case .ring: "ringing"
        case .answer: "answered"
        case .busy: "busy"
        case .noAnswer: "not answered"
        case .fail: "failed"
        case .hangUp: "hung up"
        case .cancel: "canceled"
        case .complete: "completed"
        case .redirect: "redirected"
        case .setTimeLimit: "given a time limit"
        case .changeStatusCallback: "given a status callback"
        }
    }
}

/// An event that the leg's state does not allow: nothing has changed.
package struct CallRefusal: Error, Equatable, Sendable {
    package var event: CallEvent
    package var status: CallStatus

    /// Makes a refusal.
    package init(_ event: CallEvent, in status: CallStatus) {
        self.event = event
        self.status = status
    }
}
