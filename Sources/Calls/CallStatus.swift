/// The eight statuses that the Calls API shows (Twilio's "Call Status Values").
package enum CallStatus: String, CaseIterable, Sendable {
    case queued
    case ringing
    case inProgress = "in-progress"
    case completed
    case busy
    case failed
    case noAnswer = "no-answer"
    case canceled

    /// Whether the call is over: such a status never changes again.
    package var isTerminal: Bool {
        switch self {
        case .queued, .ringing, .inProgress: false
        case .completed, .busy, .failed, .noAnswer, .canceled: true
        }
    }
}

/// How a call ended: the five terminal statuses.
package enum FinalStatus: String, CaseIterable, Sendable {
    /// Answered, then ended by either side.
    case completed
    /// The callee's line was busy, or the call was rejected as busy.
    case busy
    /// Never connected.
    case failed
    /// Nobody picked up.
    case noAnswer = "no-answer"
    /// Ended through the API before it was answered.
    case canceled

    /// The same status among all eight.
    package var status: CallStatus {
        switch self {
        case .completed: .completed
        case .busy: .busy
        case .failed: .failed
        case .noAnswer: .noAnswer
        case .canceled: .canceled
        }
    }
}
