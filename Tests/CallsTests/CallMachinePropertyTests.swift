import Calls
import TestSupport
import Testing

/// Laws that hold for every history of a leg, tried with thousands of random ones.
@Suite struct CallMachinePropertyTests {
    @Test(arguments: Direction.allCases)
    func `no history of events and updates breaks a law`(_ direction: Direction) {
        var generator = SeededGenerator(seed: 0x1876)
        for number in 0..<1000 {
            var history = History(direction, &generator)
            if let violation = history.violation(steps: 24, &generator) {
                Issue.record("history \(number): \(violation)")
                return
            }
        }
    }

    @Test func `the histories reach every ending and every refusal`() {
        var generator = SeededGenerator(seed: 0x1876)
        var endings: Set<CallStatus> = []
        var refusals: Set<String> = []
        for direction in Direction.allCases {
            for _ in 0..<500 {
                var history = History(direction, &generator)
                _ = history.violation(steps: 24, &generator)
                endings.insert(history.machine.status)
                refusals.formUnion(history.refused)
            }
        }
        #expect(endings.isSuperset(of: FinalStatus.allCases.map(\.status)))
        #expect(refusals.count == MachineCell.allEvents.count)
    }
}

/// One leg's life so far, and a model of what carrying its effects out would do.
private struct History {
    private(set) var machine: CallMachine
    /// The names of the events that were refused on the way.
    private(set) var refused: Set<String> = []
    private var now = Leg.started
    private var sequenceNumbers: [Int64] = []
    private var timers: Set<String> = []
    private var runsDocument = false
    private var hangUps = 0

    init(_ direction: Direction, _ generator: inout SeededGenerator) {
        let created = CallMachine.create(
            direction,
            instructions: Bool.random(using: &generator) ? MachineCell.newInstructions : nil,
            statusCallback: Bool.random(using: &generator) ? Self.statusCallback(&generator) : nil,
            at: now
        )
        machine = created.machine
        _ = carryOut(created.effects)
    }

    /// Goes on by random steps until a law is broken, and says which.
    mutating func violation(steps: Int, _ generator: inout SeededGenerator) -> String? {
        for _ in 0..<steps {
            // The clock may be set back.
            now = now.advanced(byMilliseconds: Int64.random(in: -5000...60_000, using: &generator))
            let before = machine
            let step: String
            let outcome: Result<[Effect], CallRefusal>
            if Int.random(in: 0..<4, using: &generator) == 0 {
                let update = Self.update(&generator)
                step = "\(update)"
                outcome = Result { () throws(CallRefusal) in try machine.update(update, at: now).effects }
            } else {
                let event = Self.event(&generator)
                step = "\(event)"
                outcome = Result { () throws(CallRefusal) in try machine.apply(event, at: now) }
            }
            if let law = brokenLaw(before, outcome) { return "\(law), after \(step) on \(before.phase)" }
        }
        return nil
    }

    private mutating func brokenLaw(_ before: CallMachine, _ outcome: Result<[Effect], CallRefusal>) -> String? {
        switch outcome {
        case .failure(let refusal):
            refused.insert(refusal.event.name)
            if machine != before { return "a refused step changed the machine" }
            if refusal.status != before.status { return "a refusal names another status" }
        case .success(let effects):
            if before.status.isTerminal, machine != before || !effects.isEmpty { return "an ended call changed" }
            if let law = carryOut(effects) { return law }
        }
        if rank(machine) < rank(before) { return "the call went back" }
        if sequenceNumbers != Array(0..<machine.callbackCount) { return "sequence numbers \(sequenceNumbers)" }
        if !CallMachine.timeLimits.contains(machine.timeLimit) { return "time limit \(machine.timeLimit)" }
        guard case .ended(let ending) = machine.phase else { return nil }
        return brokenLaw(ofEnding: ending)
    }

    private func brokenLaw(ofEnding ending: CallMachine.Ending) -> String? {
        if let started = ending.started, ending.ended < started { return "the end is before the start" }
        if let answered = ending.answered {
            if ending.ended < answered { return "the end is before the answer" }
            if ending.status != .completed { return "an answered call ended as \(ending.status)" }
            if ending.duration != answered.wholeSeconds(until: ending.ended) { return "duration \(ending.duration)" }
        } else if ending.duration != 0 {
            return "a call that was never answered lasted \(ending.duration) s"
        }
        if ending.started == nil, ending.status != .canceled || machine.callbackCount > 0 || hangUps > 0 {
            return "a call that never left the queue ended as \(ending.status)"
        }
        if !timers.isEmpty { return "timers run after the end: \(timers)" }
        if runsDocument { return "a document runs after the end" }
        return hangUps == (ending.started == nil ? 0 : 1) ? nil : "\(hangUps) hang-ups"
    }

    /// Carries effects out on the model; says what cannot be right.
    private mutating func carryOut(_ effects: [Effect]) -> String? {
        for effect in effects {
            switch effect {
            case .sendStatusCallback(_, event: _, status: _, sequenceNumber: let number):
                sequenceNumbers.append(number)
            case .dropDocument:
                runsDocument = false
            case .fetchDocument, .runDocument:
                if runsDocument { return "two documents run" }
                runsDocument = true
            case .hangUp:
                hangUps += 1
            case .startTimer(let timer):
                if hangUps > 0 { return "a timer is started after the end" }
                timers.insert("\(timer)")
            case .stopTimers:
                timers = []
            case .endChildLegs, .notify:
                break
            }
        }
        return nil
    }

    private func rank(_ machine: CallMachine) -> Int {
        switch machine.phase {
        case .queued: 0
        case .initiated: 1
        case .ringing: 2
        case .inProgress: 3
        case .ended: 4
        }
    }

    // MARK: Random steps

    private static func event(_ generator: inout SeededGenerator) -> CallEvent {
        switch Int.random(in: 0..<24, using: &generator) {
        case 0: .busy
        case 1: .noAnswer
        case 2: .fail
        case 3: .hangUp
        case 4: .cancel
        case 5: .complete
        case 6...8: .redirect(instructions(&generator))
        case 9...11: .setTimeLimit(Int64.random(in: -100...20_000, using: &generator))
        case 12...14: .changeStatusCallback(statusCallback(&generator))
        case 15...17: .dial
        case 18...20: .ring
        default: .answer
        }
    }

    private static func update(_ generator: inout SeededGenerator) -> CallUpdate {
        let wishes: [CallUpdate.Wish?] = [nil, nil, nil, nil, nil, .canceled, .canceled, .completed]
        return CallUpdate(
            status: wishes[Int.random(in: 0..<8, using: &generator)],
            source: Bool.random(using: &generator) ? instructions(&generator).source : nil,
            fallback: Bool.random(using: &generator) ? Leg.fallback : nil,
            statusCallback: Bool.random(using: &generator) ? MachineCell.newStatusCallback.webhook : nil,
            timeLimit: Bool.random(using: &generator) ? Int64.random(in: 0...20_000, using: &generator) : nil
        )
    }

    private static func instructions(_ generator: inout SeededGenerator) -> Instructions {
        Bool.random(using: &generator) ? MachineCell.newInstructions : Instructions(.webhook(Leg.webhook))
    }

    private static func statusCallback(_ generator: inout SeededGenerator) -> StatusCallback {
        StatusCallback(
            Leg.statusCallback.webhook,
            events: Set(StatusCallback.Event.allCases.filter { _ in Bool.random(using: &generator) })
        )
    }
}
