import Calls
import Testing

/// The matrix of "Update a Call resource": every combination of parameters on a call in every state.
@Suite struct CallMachineUpdateTests {
    // What comes of it: `canceled`, `completed` the call is hung up and ends so; `R` redirected; `L` new time limit;
    // `0` nothing changes; `E` refused. Columns, left to right: queued, initiated, ringing outbound, ringing inbound,
    // in progress, completed, busy, failed, no answer, canceled.
    private static let matrix = """
        nothing                               0        0        0        0        0         0 0 0 0 0
        StatusCallback                        0        0        0        0        0         0 0 0 0 0
        Status=completed                      canceled canceled canceled canceled completed E E E E E
        Status=canceled                       canceled canceled canceled canceled 0         E E E E E
        Url                                   E        E        E        E        R         E E E E E
        Twiml                                 E        E        E        E        R         E E E E E
        TimeLimit                             E        E        E        E        L         E E E E E
        Url+Twiml                             E        E        E        E        R         E E E E E
        Url+Status=completed                  canceled canceled canceled canceled completed E E E E E
        Url+Status=canceled                   canceled canceled canceled canceled R         E E E E E
        Twiml+Status=completed                canceled canceled canceled canceled completed E E E E E
        Twiml+Status=canceled                 canceled canceled canceled canceled R         E E E E E
        Url+Twiml+Status=completed            canceled canceled canceled canceled completed E E E E E
        Url+Twiml+Status=canceled             canceled canceled canceled canceled R         E E E E E
        StatusCallback+Status=completed       canceled canceled canceled canceled completed E E E E E
        StatusCallback+Status=canceled        canceled canceled canceled canceled 0         E E E E E
        TimeLimit+StatusCallback              E        E        E        E        L         E E E E E
        TimeLimit+Status=completed            canceled canceled canceled canceled completed E E E E E
        TimeLimit+Status=canceled             canceled canceled canceled canceled L         E E E E E
        TimeLimit+Url                         E        E        E        E        L+R       E E E E E
        TimeLimit+Twiml                       E        E        E        E        L+R       E E E E E
        TimeLimit+Url+Twiml                   E        E        E        E        L+R       E E E E E
        TimeLimit+Url+Status=completed        canceled canceled canceled canceled completed E E E E E
        TimeLimit+Url+Status=canceled         canceled canceled canceled canceled L+R       E E E E E
        TimeLimit+Twiml+Status=completed      canceled canceled canceled canceled completed E E E E E
        TimeLimit+Twiml+Status=canceled       canceled canceled canceled canceled L+R       E E E E E
        """

    /// One cell of the matrix.
    struct Cell: Sendable, CustomTestStringConvertible {
        var parameters: String
        var leg: Leg
        var outcome: String

        var testDescription: String { "\(parameters) on \(leg.rawValue): \(outcome)" }
    }

    static let cells: [Cell] = matrix.split(separator: "\n").flatMap { row in
        let words = row.split(separator: " ").map(String.init)
        return zip(Leg.allCases, words.dropFirst()).map { Cell(parameters: words[0], leg: $0, outcome: $1) }
    }

    private static let url = Webhook(url: "https://new.example/voice", method: .get)
    private static let twiml = "<Response><Say>Enjoy</Say></Response>"
    private static let fallback = Webhook(url: "https://new.example/fallback")
    private static let callback = Webhook(url: "https://new.example/status", method: .get)
    private static let urlWins = CallNotification(code: 32_019, level: .warning, message: "Url wins over Twiml")

    /// The update that a row's parameters ask for; dressed, with FallbackUrl and StatusCallback beside them.
    private static func update(_ parameters: String, dressed: Bool) -> CallUpdate {
        let names = parameters.split(separator: "+")
        var update = CallUpdate()
        if names.contains("Status=completed") { update.status = .completed }
        if names.contains("Status=canceled") { update.status = .canceled }
        if names.contains("Twiml") { update.source = .twiml(twiml) }
        if names.contains("Url") { update.source = .webhook(url) }
        if names.contains("Url"), names.contains("Twiml") { update.notifications = [urlWins] }
        if names.contains("TimeLimit") { update.timeLimit = 90 }
        if names.contains("StatusCallback") || dressed { update.statusCallback = callback }
        if dressed { update.fallback = fallback }
        return update
    }

    @Test func `the matrix is whole`() {
        #expect(Self.cells.count == 26 * 10)
        #expect(Set(Self.cells.map(\.parameters)).count == 26)
        #expect(Set(Self.cells.map(\.outcome)) == ["canceled", "completed", "R", "L", "L+R", "0", "E"])
    }

    @Test(arguments: cells, [false, true])
    func `an update does what its cell says`(_ cell: Cell, _ dressed: Bool) throws {
        let update = Self.update(cell.parameters, dressed: dressed)
        let before = cell.leg.machine
        var machine = before
        guard cell.outcome != "E" else {
            let refusal = #expect(throws: CallRefusal.self) { try machine.update(update, at: Leg.now) }
            #expect(refusal?.status == cell.leg.status)
            #expect(machine == before)
            return
        }
        let outcome = try machine.update(update, at: Leg.now)
        let hasDocument = cell.parameters.contains("Url") || cell.parameters.contains("Twiml")
        let expected = Self.expected(cell, update, movesCallback: dressed && hasDocument)
        #expect(outcome.effects == expected.effects)
        #expect(outcome.changesResource == ["canceled", "completed", "R", "L+R"].contains(cell.outcome))
        #expect(machine == expected.machine)
    }

    private static func expected(
        _ cell: Cell,
        _ update: CallUpdate,
        movesCallback: Bool
    ) -> (machine: CallMachine, effects: [Effect]) {
        let old = cell.leg.machine
        let fallback = movesCallback ? fallback : nil
        let statusCallback = movesCallback ? StatusCallback(callback) : old.statusCallback
        var phase = old.phase
        var timeLimit = old.timeLimit
        var instructions = old.instructions
        var effects = update.notifications.map(Effect.notify)
        for word in cell.outcome.split(separator: "+") {
            switch word {
            case "canceled":
                phase = ended(.canceled, started: cell.leg == .queued ? nil : Leg.started, answered: nil)
                if cell.leg == .ringingInbound { effects.append(.dropDocument) }
                effects.append(.stopTimers)
                // Canceled in the queue: nothing is reported.
                if cell.leg != .queued { effects += [.hangUp, report(movesCallback, "canceled")] }
            case "completed":
                phase = ended(.completed, started: Leg.started, answered: Leg.answered)
                effects += [.dropDocument, .endChildLegs, .stopTimers, .hangUp, report(movesCallback, "completed")]
            case "L":
                timeLimit = 90
                effects.append(.startTimer(.timeLimit(at: Leg.answered.advanced(bySeconds: 90))))
            case "R" where cell.parameters.contains("Url"):
                instructions = Instructions(.webhook(url), fallback: fallback)
                effects += [.dropDocument, .fetchDocument(url, fallback: fallback)]
            case "R":
                instructions = Instructions(.twiml(twiml), fallback: fallback)
                effects += [.dropDocument, .runDocument(twiml: twiml, fallback: fallback)]
            default:
                break
            }
        }
        let machine = Leg.machine(
            phase,
            old.direction,
            timeLimit: timeLimit,
            instructions: instructions,
            statusCallback: statusCallback,
            callbackCount: Leg.callbackCount + Int64(effects.count(where: \.isCallback))
        )
        return (machine, effects)
    }

    private static func report(_ movesCallback: Bool, _ status: String) -> Effect {
        .sendStatusCallback(
            movesCallback ? callback : Leg.statusCallback.webhook,
            event: .completed,
            status: status,
            sequenceNumber: Leg.callbackCount
        )
    }

    private static func ended(_ status: FinalStatus, started: Instant?, answered: Instant?) -> CallMachine.Phase {
        .ended(
            CallMachine.Ending(
                status: status,
                started: started,
                answered: answered,
                ended: Leg.now,
                duration: answered == nil ? 0 : 15
            )
        )
    }

    @Test(
        arguments: [
            (.completed, CallUpdate(status: .completed, timeLimit: 90), .complete),
            (.busy, CallUpdate(status: .canceled, source: .webhook(url)), .cancel),
            (.failed, CallUpdate(source: .twiml(twiml), timeLimit: 90), .redirect(Instructions(.twiml(twiml)))),
            (.canceled, CallUpdate(timeLimit: 90), .setTimeLimit(90)),
            (.queued, CallUpdate(source: .webhook(url)), .redirect(Instructions(.webhook(url)))),
            (.ringing, CallUpdate(timeLimit: 5), .setTimeLimit(5)),
        ] as [(Leg, CallUpdate, CallEvent)]
    )
    func `a refusal names the part that was refused`(_ leg: Leg, _ update: CallUpdate, _ event: CallEvent) {
        var machine = leg.machine
        #expect(throws: CallRefusal(event, in: leg.status)) { try machine.update(update, at: Leg.now) }
    }

    @Test(arguments: Leg.allCases)
    func `a warning is told even where nothing changes`(_ leg: Leg) throws {
        var machine = leg.machine
        let warning = CallNotification(code: 21_609, level: .warning, message: "Invalid StatusCallback")
        let outcome = try machine.update(CallUpdate(notifications: [warning]), at: Leg.now)
        #expect(outcome.effects == [.notify(warning)])
        #expect(!outcome.changesResource)
        #expect(machine == leg.machine)
    }

    @Test func `a new status callback hears of the end alone`() throws {
        var machine = Leg.inProgress.machine
        let update = CallUpdate(source: .webhook(Self.url), statusCallback: Self.callback)
        _ = try machine.update(update, at: Leg.now)
        #expect(machine.statusCallback == StatusCallback(Self.callback, events: [.completed]))
        let effects = try machine.apply(.hangUp, at: Leg.now)
        #expect(effects.last == Self.report(true, "completed"))
    }
}
