import Calls
import HTTPListener
import JSON

// Worlds and their clocks.
extension ControlSurface {
    func listWorlds() -> Response {
        .json { object in
            object.name("worlds")
            object.array { list in
                for account in keeper.worlds.all { list.object { $0.write(account) } }
            }
        }
    }

    func readWorld(_ sid: AccountSid) throws -> Response {
        guard let account = keeper.worlds.account(sid) else { throw WorldKeeper.NoSuchWorld() }
        return .json { $0.write(account) }
    }

    func putWorld(_ sid: AccountSid, _ control: ControlRequest) throws -> Response {
        let fields = try control.body()
        let (account, isNew) = try keeper.put(sid) { account in
            if let field = fields["auth_token"] {
                account.authToken = try field.parsed("a secret that is not empty") { $0.isEmpty ? nil : $0 }
            }
            account.friendlyName = try fields["friendly_name"]?.string() ?? account.friendlyName
            if let field = fields["clock"] { account.clock = try SeedClock(field).clock(at: account.clock.now) }
            if fields.contains("calls_per_second") {
                account.settings.callsPerSecond = try fields["calls_per_second"]?
                    .number(in: 0...1_000_000, "a number from 0 to 1000000, or null for no limit")
            }
            if let field = fields["queue_seconds"] {
                account.settings.queueMilliseconds = Int64((try field.seconds() * 1000).rounded())
            }
            if let field = fields["dial_seconds"] {
                account.settings.dialMilliseconds = Int64((try field.seconds() * 1000).rounded())
            }
            account.settings.isStrict = try fields["strict"]?.bool() ?? account.settings.isStrict
            account.settings.endedCallUpdate =
                try fields["ended_call_update"]?.word(EndedCallUpdate.self) ?? account.settings.endedCallUpdate
        }
        return .json(isNew ? 201 : 200) { $0.write(account) }
    }

    func readClock(_ control: ControlRequest) throws -> Response {
        try clockResponse(try control.query().accountSid())
    }

    func setClock(_ control: ControlRequest) throws -> Response {
        let fields = try control.body()
        let sid = try fields.accountSid()
        try keeper.setClock(try SeedClock(fields), of: sid)
        return try clockResponse(sid)
    }

    func advanceClock(_ control: ControlRequest) throws -> Response {
        // A clock that does not move by request refuses whatever it was asked.
        for account in accounts(namedBy: control) { try refuse(account) }
        let fields = try control.body()
        let sid = try fields.accountSid()
        if let sid, keeper.worlds.account(sid) == nil { throw WorldKeeper.NoSuchWorld() }
        let advance = try Advance(fields)
        do {
            let now = try keeper.advance(sid) { now in try advance.target(from: now) }
            return .json { object in
                object.member("now", now.rfc3339)
                // Nothing is due in a world whose effects are not carried out yet.
                object.name("timers_fired")
                object.integer(0)
                object.name("webhooks_sent")
                object.integer(0)
                if case .untilIdle = advance {
                    object.name("idle")
                    object.bool(true)
                }
            }
        } catch let error as WorldKeeper.ClockNotManual {
            throw Problem(409, "A clock became \(error.mode.rawValue) meanwhile: only a manual clock is advanced.")
        }
    }

    /// The accounts that a body is about, however wrong the rest of it is: the one it names, or all where it names none;
    /// none where what it names is no account.
    private func accounts(namedBy control: ControlRequest) -> [Account] {
        guard let document = try? control.document(), case .object(let members) = document.value,
            let member = members.first(where: { $0.name == "AccountSid" })
        else { return keeper.worlds.all }
        guard case .string(let text) = member.value, let sid = AccountSid(text) else { return [] }
        return keeper.worlds.account(sid).map { [$0] } ?? []
    }

    private func refuse(_ account: Account) throws(Problem) {
        guard account.clock.mode != .manual else { return }
        throw Problem(
            409,
            "The clock of \(account.sid) is \(account.clock.mode.rawValue): only a manual clock is advanced. "
                + "PUT /_twilio/clock with {\"mode\":\"manual\"} makes it one."
        )
    }

    private func clockResponse(_ sid: AccountSid?) throws -> Response {
        if let sid {
            guard let account = keeper.worlds.account(sid) else { throw WorldKeeper.NoSuchWorld() }
            return .json { $0.writeClock(account) }
        }
        return .json { object in
            object.member("default_mode", keeper.defaultClock.rawValue)
            object.name("worlds")
            object.array { list in
                for account in keeper.worlds.all {
                    list.object { world in
                        world.member("AccountSid", account.sid.text)
                        world.writeClock(account)
                    }
                }
            }
        }
    }
}

/// How far a clock is to be wound.
private enum Advance {
    case seconds(milliseconds: Int64)
    case to(Instant)
    case untilIdle

    /// Ten years, in seconds: as far as one request winds.
    private static let limit = 315_360_000.0

    init(_ fields: Fields) throws(DocumentProblem) {
        let given = ["seconds", "to", "until"].filter { fields.contains($0) }
        guard given.count == 1 else {
            throw DocumentProblem(path: fields.path, message: "exactly one of \"seconds\", \"to\", \"until\" is needed")
        }
        if let field = fields["max_seconds"] {
            guard given == ["until"] else { throw field.problem("\"max_seconds\" goes with \"until\" only") }
            _ = try field.number(in: 0...Self.limit, "a number of seconds from 0 to 315360000")
        }
        if fields.contains("seconds") {
            let seconds = try fields.required("seconds").number(
                in: 0...Self.limit,
                "a number of seconds from 0 to 315360000"
            )
            self = .seconds(milliseconds: Int64((seconds * 1000).rounded()))
        } else if fields.contains("to") {
            self = .to(try fields.required("to").instant())
        } else {
            let field = try fields.required("until")
            guard field.value == .string("idle") else { throw field.expected("\"idle\"") }
            self = .untilIdle
        }
    }

    /// The time to wind to.
    func target(from now: Instant) throws(DocumentProblem) -> Instant {
        switch self {
        case .seconds(let milliseconds):
            return now.advanced(byMilliseconds: milliseconds)
        case .to(let target):
            guard target >= now else {
                throw DocumentProblem(path: "$.to", message: "the clock is at \(now.rfc3339) and does not go back")
            }
            return target
        case .untilIdle:
            return now
        }
    }
}

extension JSONWriter {
    /// Writes a world's members.
    fileprivate mutating func write(_ account: Account) {
        member("AccountSid", account.sid.text)
        member("auth_token", account.authToken)
        member("friendly_name", account.friendlyName)
        member("clock", account.clock.mode.rawValue)
        name("calls_per_second")
        if let limit = account.settings.callsPerSecond { number(limit) } else { null() }
        name("queue_seconds")
        number(Double(account.settings.queueMilliseconds) / 1000)
        name("dial_seconds")
        number(Double(account.settings.dialMilliseconds) / 1000)
        name("strict")
        bool(account.settings.isStrict)
        member("ended_call_update", account.settings.endedCallUpdate.rawValue)
    }

    /// Writes a clock's members.
    fileprivate mutating func writeClock(_ account: Account) {
        member("mode", account.clock.mode.rawValue)
        member("now", account.clock.now.rfc3339)
        name("next_timer")
        null()
        pendingWork()
    }
}
