import Calls

/// The legs that the tables start from: subscribed to every step, three callbacks sent already, its own limits.
enum Leg: String, CaseIterable, Sendable {
    case queued, initiated
    case ringing = "ringing outbound"
    case ringingInbound = "ringing inbound"
    case inProgress = "in progress"
    case completed, busy, failed
    case noAnswer = "no answer"
    case canceled

    static let started = Instant(milliseconds: 1_283_286_989_000)
    static let answered = started.advanced(bySeconds: 5)
    /// When the event of a table comes: 15.7 seconds after the answer.
    static let now = started.advanced(byMilliseconds: 20_700)
    static let timeout: Int64 = 25
    static let timeLimit: Int64 = 600
    static let callbackCount: Int64 = 3

    static let webhook = Webhook(url: "https://app.example/voice")
    static let fallback = Webhook(url: "https://app.example/fallback", method: .get)
    static let statusCallback = StatusCallback(
        Webhook(url: "https://app.example/status"),
        events: Set(StatusCallback.Event.allCases)
    )

    var direction: Direction { self == .ringingInbound ? .inbound : .outboundAPI }

    var isOver: Bool {
        switch self {
        case .queued, .initiated, .ringing, .ringingInbound, .inProgress: false
        case .completed, .busy, .failed, .noAnswer, .canceled: true
        }
    }

    /// What the resource shows.
    var status: CallStatus {
        switch self {
        case .queued, .initiated: .queued
        case .ringing, .ringingInbound: .ringing
        case .inProgress: .inProgress
        case .completed: .completed
        case .busy: .busy
        case .failed: .failed
        case .noAnswer: .noAnswer
        case .canceled: .canceled
        }
    }

    var phase: CallMachine.Phase {
        switch self {
        case .queued: .queued
        case .initiated: .initiated(started: Self.started)
        case .ringing, .ringingInbound: .ringing(started: Self.started)
        case .inProgress: .inProgress(started: Self.started, answered: Self.answered)
        case .completed: Self.ended(.completed, started: Self.started, answered: Self.answered, duration: 10)
        case .busy: Self.ended(.busy, started: Self.started)
        case .failed: Self.ended(.failed, started: Self.started)
        case .noAnswer: Self.ended(.noAnswer, started: Self.started)
        case .canceled: Self.ended(.canceled, started: nil)
        }
    }

    var machine: CallMachine { Self.machine(phase, direction) }

    /// A leg like these, in any phase.
    static func machine(
        _ phase: CallMachine.Phase,
        _ direction: Direction,
        timeLimit: Int64 = timeLimit,
        instructions: Instructions? = Instructions(.webhook(webhook), fallback: fallback),
        statusCallback: StatusCallback? = statusCallback,
        callbackCount: Int64 = callbackCount
    ) -> CallMachine {
        CallMachine(
            restoring: phase,
            direction: direction,
            timeout: timeout,
            timeLimit: timeLimit,
            instructions: instructions,
            statusCallback: statusCallback,
            callbackCount: callbackCount
        )
    }

    private static func ended(
        _ status: FinalStatus,
        started: Instant?,
        answered: Instant? = nil,
        duration: Int64 = 0
    ) -> CallMachine.Phase {
        .ended(
            CallMachine.Ending(
                status: status,
                started: started,
                answered: answered,
                ended: Self.started.advanced(bySeconds: 15),
                duration: duration
            )
        )
    }
}
