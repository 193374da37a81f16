import Calls
import Testing

@Suite struct CallMachineTests {
    @Test func `the table has a cell for every event in every phase`() {
        let cells = Set(MachineCell.all.map { [$0.leg.rawValue, $0.event.name] })
        #expect(Leg.allCases.count == 10)
        #expect(MachineCell.allEvents.count == 12)
        #expect(MachineCell.all.count == 120)
        #expect(cells.count == 120)
    }

    @Test(arguments: MachineCell.all)
    func `an event does what its cell says`(_ cell: MachineCell) throws {
        var machine = cell.leg.machine
        guard let step = cell.step else {
            #expect(throws: CallRefusal(cell.event, in: cell.leg.status)) { try machine.apply(cell.event, at: Leg.now) }
            #expect(machine == cell.leg.machine)
            return
        }
        let effects = try machine.apply(cell.event, at: Leg.now)
        #expect(effects == step.effects)
        let isLimit = cell.event == MachineCell.limit
        let isRedirect = cell.event == MachineCell.redirect
        let isChange = cell.event == MachineCell.change
        let expected = Leg.machine(
            step.phase,
            cell.leg.direction,
            timeLimit: isLimit ? 90 : Leg.timeLimit,
            instructions: isRedirect ? MachineCell.newInstructions : cell.leg.machine.instructions,
            statusCallback: isChange ? MachineCell.newStatusCallback : Leg.statusCallback,
            callbackCount: Leg.callbackCount + Int64(step.effects.count(where: \.isCallback))
        )
        #expect(machine == expected)
    }

    @Test(arguments: Leg.allCases)
    func `the status is what the resource shows`(_ leg: Leg) {
        #expect(leg.machine.status == leg.status)
        #expect(leg.machine.status.isTerminal == leg.isOver)
    }

    // MARK: Create

    private static let webhook = Instructions(.webhook(Leg.webhook), fallback: Leg.fallback)
    private static let inline = Instructions(.twiml("<Response/>"), fallback: Leg.fallback)
    private static let fetches = Effect.fetchDocument(Leg.webhook, fallback: Leg.fallback)
    private static let runs = Effect.runDocument(twiml: "<Response/>", fallback: Leg.fallback)
    private static let goesOut: [Effect] = [
        .sendStatusCallback(
            Leg.statusCallback.webhook,
            event: .initiated,
            status: "initiated",
            sequenceNumber: 0
        ),
        .startTimer(.ring),
    ]

    @Test(
        arguments: [
            (.outboundAPI, webhook, .queued, [.startTimer(.dial)]),
            (.outboundAPI, nil, .queued, [.startTimer(.dial)]),
            (.trunkingOriginating, webhook, .queued, [.startTimer(.dial)]),
            (.trunkingTerminating, inline, .queued, [.startTimer(.dial)]),
            (.outboundDial, webhook, .initiated(started: Leg.now), goesOut),
            (.outboundDial, nil, .initiated(started: Leg.now), goesOut),
            (.inbound, webhook, .ringing(started: Leg.now), [fetches]),
            (.inbound, inline, .ringing(started: Leg.now), [runs]),
            (.inbound, nil, .ringing(started: Leg.now), []),
        ] as [(Direction, Instructions?, CallMachine.Phase, [Effect])]
    )
    func `a new leg begins as its direction says`(
        _ direction: Direction,
        _ instructions: Instructions?,
        _ phase: CallMachine.Phase,
        _ effects: [Effect]
    ) {
        let created = CallMachine.create(
            direction,
            instructions: instructions,
            statusCallback: Leg.statusCallback,
            timeout: Leg.timeout,
            timeLimit: Leg.timeLimit,
            at: Leg.now
        )
        #expect(created.effects == effects)
        let expected = Leg.machine(
            phase,
            direction,
            instructions: instructions,
            callbackCount: direction == .outboundDial ? 1 : 0
        )
        #expect(created.machine == expected)
    }

    @Test func `a new leg has Twilio's default limits`() {
        let machine = CallMachine.create(.outboundAPI, instructions: nil, at: Leg.now).machine
        #expect(machine.timeout == 60)
        #expect(machine.timeLimit == 14_400)
        #expect(machine.statusCallback == nil)
    }

    // MARK: Details

    @Test(
        arguments: [
            (.min, 60), (-5, 60), (0, 60), (59, 60), (60, 60), (61, 61), (600, 600), (14_399, 14_399),
            (14_400, 14_400), (14_401, 14_400), (.max, 14_400),
        ] as [(Int64, Int64)]
    )
    func `a time limit is held to its bounds and counted from the answer`(_ asked: Int64, _ held: Int64) throws {
        var machine = Leg.inProgress.machine
        let effects = try machine.apply(.setTimeLimit(asked), at: Leg.now)
        #expect(effects == [.startTimer(.timeLimit(at: Leg.answered.advanced(bySeconds: held)))])
        #expect(machine.timeLimit == held)
    }

    @Test(
        arguments: [
            (-1, Leg.answered, 0), (0, Leg.answered, 0), (1, Leg.answered.advanced(byMilliseconds: 1), 0),
            (999, Leg.answered.advanced(byMilliseconds: 999), 0), (1000, Leg.answered.advanced(bySeconds: 1), 1),
            (59_999, Leg.answered.advanced(byMilliseconds: 59_999), 59), (-86_400_000, Leg.answered, 0),
        ] as [(Int64, Instant, Int64)]
    )
    func `a call never ends before its answer, and lasts whole seconds`(
        _ later: Int64,
        _ ended: Instant,
        _ duration: Int64
    ) throws {
        var machine = Leg.inProgress.machine
        _ = try machine.apply(.hangUp, at: Leg.answered.advanced(byMilliseconds: later))
        guard case .ended(let ending) = machine.phase else {
            Issue.record("the call has not ended")
            return
        }
        #expect(ending.ended == ended)
        #expect(ending.duration == duration)
    }

    @Test(arguments: [Leg.initiated, .ringing, .ringingInbound], [CallEvent.busy, .noAnswer, .fail, .cancel])
    func `a clock set back leaves an unanswered leg's end at its start`(_ leg: Leg, _ event: CallEvent) throws {
        var machine = leg.machine
        _ = try machine.apply(event, at: Leg.started.advanced(bySeconds: -60))
        guard case .ended(let ending) = machine.phase else {
            Issue.record("the call has not ended")
            return
        }
        #expect(ending.ended == Leg.started)
        #expect(ending.duration == 0)
    }

    private static let subscriptions: [Set<StatusCallback.Event>] = (0..<16).map { bits in
        Set(StatusCallback.Event.allCases.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element))
    }

    @Test(arguments: subscriptions)
    func `an outbound leg reports the steps it is subscribed to, counted from 0`(
        _ subscribed: Set<StatusCallback.Event>
    ) throws {
        let callback = StatusCallback(Leg.statusCallback.webhook, events: subscribed)
        var (machine, effects) = CallMachine.create(
            .outboundAPI,
            instructions: nil,
            statusCallback: callback,
            at: Leg.started
        )
        for event in [CallEvent.dial, .ring, .answer, .hangUp] {
            effects += try machine.apply(event, at: Leg.now)
        }
        let steps: [(StatusCallback.Event, String)] = [
            (.initiated, "initiated"), (.ringing, "ringing"), (.answered, "in-progress"), (.completed, "completed"),
        ]
        let expected = steps.filter { subscribed.contains($0.0) }.enumerated().map { number, step in
            Effect.sendStatusCallback(
                callback.webhook,
                event: step.0,
                status: step.1,
                sequenceNumber: Int64(number)
            )
        }
        #expect(effects.filter(\.isCallback) == expected)
    }

    @Test(arguments: subscriptions)
    func `an inbound leg reports its end alone, as number 0`(_ subscribed: Set<StatusCallback.Event>) throws {
        let callback = StatusCallback(Leg.statusCallback.webhook, events: subscribed)
        var (machine, effects) = CallMachine.create(
            .inbound,
            instructions: nil,
            statusCallback: callback,
            at: Leg.started
        )
        for event in [CallEvent.answer, .hangUp] {
            effects += try machine.apply(event, at: Leg.now)
        }
        let end = Effect.sendStatusCallback(
            callback.webhook,
            event: .completed,
            status: "completed",
            sequenceNumber: 0
        )
        #expect(effects.filter(\.isCallback) == (subscribed.contains(.completed) ? [end] : []))
    }

    @Test func `an answered outbound leg without instructions runs nothing`() throws {
        var machine = Leg.machine(Leg.ringing.phase, .outboundDial, instructions: nil, statusCallback: nil)
        let effects = try machine.apply(.answer, at: Leg.now)
        #expect(effects == [.stopTimers, .startTimer(.timeLimit(at: Leg.now.advanced(bySeconds: 600)))])
    }
}

extension Effect {
    var isCallback: Bool {
        if case .sendStatusCallback = self { true } else { false }
    }
}
