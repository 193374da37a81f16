import Calls
import Testing

/// One cell of the machine's table: what an event does to a leg.
struct MachineCell: Sendable, CustomTestStringConvertible {
    /// What a taken event leaves behind.
    struct Step: Sendable {
        var phase: CallMachine.Phase
        var effects: [Effect]
    }

    var leg: Leg
    var event: CallEvent
    /// Nil where the event is refused.
    var step: Step?

    init(_ leg: Leg, _ event: CallEvent, _ phase: CallMachine.Phase, _ effects: [Effect]) {
        self.leg = leg
        self.event = event
        step = Step(phase: phase, effects: effects)
    }

    private init(refusing event: CallEvent, in leg: Leg) {
        self.leg = leg
        self.event = event
    }

    static func refused(_ leg: Leg, _ event: CallEvent) -> MachineCell {
        MachineCell(refusing: event, in: leg)
    }

    var testDescription: String { "\(leg.rawValue), \(event.name)" }

    /// What the events of the table bring along.
    static let newInstructions = Instructions(.twiml("<Response><Say>Enjoy</Say></Response>"))
    static let newStatusCallback = StatusCallback(Webhook(url: "https://other.example/status", method: .get))
    static let redirect = CallEvent.redirect(newInstructions)
    static let limit = CallEvent.setTimeLimit(90)
    static let change = CallEvent.changeStatusCallback(newStatusCallback)

    static let allEvents: [CallEvent] = [
        .dial, .ring, .answer, .busy, .noAnswer, .fail, .hangUp, .cancel, .complete, redirect, limit, change,
    ]

    /// The whole table: ten phases by twelve events.
    static let all: [MachineCell] = live + over

    private static let live: [MachineCell] = [
        // Queued: what the network reports of a call that waits means that it went out.
        MachineCell(.queued, .dial, .initiated(started: Leg.now), [sent(.initiated), .startTimer(.ring)]),
        MachineCell(
            .queued,
            .ring,
            .ringing(started: Leg.now),
            [sent(.initiated), .startTimer(.ring), sent(.ringing, 4), .startTimer(ringsUntil)]
        ),
        MachineCell(
            .queued,
            .answer,
            .inProgress(started: Leg.now, answered: Leg.now),
            [sent(.initiated), .startTimer(.ring), .stopTimers, .startTimer(lastsUntil), sent(.answered, 4), fetch]
        ),
        MachineCell(.queued, .busy, ended(.busy, Leg.now), endsOnTheWay(.busy)),
        MachineCell(.queued, .noAnswer, ended(.noAnswer, Leg.now), endsOnTheWay(.noAnswer)),
        MachineCell(.queued, .fail, ended(.failed, Leg.now), endsOnTheWay(.failed)),
        refused(.queued, .hangUp),
        MachineCell(.queued, .cancel, ended(.canceled, nil), [.stopTimers]),
        MachineCell(.queued, .complete, ended(.canceled, nil), [.stopTimers]),
        refused(.queued, redirect),
        refused(.queued, limit),
        MachineCell(.queued, change, Leg.queued.phase, []),

        refused(.initiated, .dial),
        MachineCell(.initiated, .ring, Leg.ringing.phase, [sent(.ringing), .startTimer(ringsUntil)]),
        MachineCell(.initiated, .answer, Leg.answeredNow, answers),
        MachineCell(.initiated, .busy, ended(.busy), ends(.busy)),
        MachineCell(.initiated, .noAnswer, ended(.noAnswer), ends(.noAnswer)),
        MachineCell(.initiated, .fail, ended(.failed), ends(.failed)),
        refused(.initiated, .hangUp),
        MachineCell(.initiated, .cancel, ended(.canceled), ends(.canceled)),
        MachineCell(.initiated, .complete, ended(.canceled), ends(.canceled)),
        refused(.initiated, redirect),
        refused(.initiated, limit),
        MachineCell(.initiated, change, Leg.initiated.phase, []),

        refused(.ringing, .dial),
        refused(.ringing, .ring),
        MachineCell(.ringing, .answer, Leg.answeredNow, answers),
        MachineCell(.ringing, .busy, ended(.busy), ends(.busy)),
        MachineCell(.ringing, .noAnswer, ended(.noAnswer), ends(.noAnswer)),
        MachineCell(.ringing, .fail, ended(.failed), ends(.failed)),
        refused(.ringing, .hangUp),
        MachineCell(.ringing, .cancel, ended(.canceled), ends(.canceled)),
        MachineCell(.ringing, .complete, ended(.canceled), ends(.canceled)),
        refused(.ringing, redirect),
        refused(.ringing, limit),
        MachineCell(.ringing, change, Leg.ringing.phase, []),

        // Ringing inbound: its document may run already, and nothing but the end is reported.
        refused(.ringingInbound, .dial),
        refused(.ringingInbound, .ring),
        MachineCell(.ringingInbound, .answer, Leg.answeredNow, [.stopTimers, .startTimer(lastsUntil)]),
        MachineCell(.ringingInbound, .busy, ended(.busy), [.dropDocument] + ends(.busy)),
        MachineCell(.ringingInbound, .noAnswer, ended(.noAnswer), [.dropDocument] + ends(.noAnswer)),
        MachineCell(.ringingInbound, .fail, ended(.failed), [.dropDocument] + ends(.failed)),
        MachineCell(.ringingInbound, .hangUp, ended(.completed), [.dropDocument] + ends(.completed)),
        MachineCell(.ringingInbound, .cancel, ended(.canceled), [.dropDocument] + ends(.canceled)),
        MachineCell(.ringingInbound, .complete, ended(.canceled), [.dropDocument] + ends(.canceled)),
        refused(.ringingInbound, redirect),
        refused(.ringingInbound, limit),
        MachineCell(.ringingInbound, change, Leg.ringingInbound.phase, []),

        refused(.inProgress, .dial),
        refused(.inProgress, .ring),
        refused(.inProgress, .answer),
        refused(.inProgress, .busy),
        refused(.inProgress, .noAnswer),
        refused(.inProgress, .fail),
        MachineCell(.inProgress, .hangUp, talked, [.dropDocument, .endChildLegs] + ends(.completed)),
        MachineCell(.inProgress, .cancel, Leg.inProgress.phase, []),
        MachineCell(.inProgress, .complete, talked, [.dropDocument, .endChildLegs] + ends(.completed)),
        MachineCell(
            .inProgress,
            redirect,
            Leg.inProgress.phase,
            [.dropDocument, .runDocument(twiml: "<Response><Say>Enjoy</Say></Response>", fallback: nil)]
        ),
        MachineCell(
            .inProgress,
            limit,
            Leg.inProgress.phase,
            [.startTimer(.timeLimit(at: Leg.answered.advanced(bySeconds: 90)))]
        ),
        MachineCell(.inProgress, change, Leg.inProgress.phase, []),
    ]

    /// What has ended takes no event at all.
    private static let over: [MachineCell] = Leg.allCases.filter(\.isOver).flatMap { leg in
        allEvents.map { refused(leg, $0) }
    }

    // MARK: Words of the table

    private static let ringsUntil = CallTimer.noAnswer(at: Leg.now.advanced(bySeconds: 25))
    private static let lastsUntil = CallTimer.timeLimit(at: Leg.now.advanced(bySeconds: 600))
    private static let fetch = Effect.fetchDocument(Leg.webhook, fallback: Leg.fallback)
    private static let answers: [Effect] = [.stopTimers, .startTimer(lastsUntil), sent(.answered), fetch]

    private static func sent(_ event: StatusCallback.Event, _ number: Int64 = 3, as status: String? = nil) -> Effect {
        let usual =
            switch event {
            case .initiated: "initiated"
            case .ringing: "ringing"
            case .answered: "in-progress"
            case .completed: "completed"
            }
        return .sendStatusCallback(
            Leg.statusCallback.webhook,
            event: event,
            status: status ?? usual,
            sequenceNumber: number
        )
    }

    private static func ends(_ status: FinalStatus, _ number: Int64 = 3) -> [Effect] {
        [.stopTimers, .hangUp, sent(.completed, number, as: status.rawValue)]
    }

    private static func endsOnTheWay(_ status: FinalStatus) -> [Effect] {
        [sent(.initiated), .startTimer(.ring)] + ends(status, 4)
    }

    private static func ended(_ status: FinalStatus, _ started: Instant? = Leg.started) -> CallMachine.Phase {
        .ended(CallMachine.Ending(status: status, started: started, answered: nil, ended: Leg.now, duration: 0))
    }

    /// Ended by either side 15.7 seconds after the answer.
    private static let talked = CallMachine.Phase.ended(
        CallMachine.Ending(
            status: .completed,
            started: Leg.started,
            answered: Leg.answered,
            ended: Leg.now,
            duration: 15
        )
    )
}

extension Leg {
    fileprivate static let answeredNow = CallMachine.Phase.inProgress(started: started, answered: now)
}
