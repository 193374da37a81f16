import Calls
import Database

// Calls as rows: one row holds the resource and its machine.
extension Connection {
    /// A call of an account; nil when the account has none of this SID.
    func call(_ sid: CallSid, of account: AccountSid) throws -> Call? {
        guard let call = try call(sid), call.accountSid == account else { return nil }
        return call
    }

    /// A call of any account.
    func call(_ sid: CallSid) throws -> Call? {
        try first(CallColumns.selectOne, .text(sid.text)) { row in try Call(row) }
    }

    /// Writes what a transition may have changed.
    func saveTransition(_ call: Call) throws(DatabaseError) {
        let machine = MachineColumns(call.machine)
        try run(
            """
            UPDATE calls SET status = ?, date_updated = ?, started = ?, answered = ?, ended = ?, duration = ?,
                time_limit = ?, url = ?, method = ?, twiml = ?, fallback_url = ?, fallback_method = ?,
                status_callback = ?, status_callback_method = ?, status_callback_events = ?, callback_count = ?
            WHERE sid = ?
            """,
            .text(machine.status.rawValue),
            .integer(call.dateUpdated.milliseconds),
            .optional(machine.started),
            .optional(machine.answered),
            .optional(machine.ended),
            .optional(machine.duration),
            .integer(call.machine.timeLimit),
            .optional(machine.url),
            .optional(machine.method),
            .optional(machine.twiml),
            .optional(call.machine.instructions?.fallback?.url),
            .optional(call.machine.instructions?.fallback?.method.rawValue),
            .optional(call.machine.statusCallback?.webhook.url),
            .optional(call.machine.statusCallback?.webhook.method.rawValue),
            .optional(machine.statusCallbackEvents),
            .integer(call.machine.callbackCount),
            .text(call.sid.text)
        )
        try stopRecordings(with: call)
    }

    /// Adds a call; `options` is what is kept for the time when it runs, a JSON object.
    func insert(_ call: Call, options: String = "{}") throws(DatabaseError) {
        let machine = MachineColumns(call.machine)
        try run(
            """
            INSERT INTO calls (sid, account_sid, parent_call_sid, direction, to_address, from_address,
                phone_number_sid, status, date_created, date_updated, started, answered, ended, duration,
                queue_time, price, price_unit, answered_by, forwarded_from, caller_name, group_sid, trunk_sid,
                annotation, timeout, time_limit, url, method, twiml, fallback_url, fallback_method,
                status_callback, status_callback_method, status_callback_events, callback_count, options)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                ?, ?, ?)
            """,
            .text(call.sid.text),
            .text(call.accountSid.text),
            .optional(call.parentCallSid?.text),
            .text(call.machine.direction.rawValue),
            .text(call.to.description),
            .text(call.from.description),
            .optional(call.phoneNumberSid?.text),
            .text(machine.status.rawValue),
            .integer(call.dateCreated.milliseconds),
            .integer(call.dateUpdated.milliseconds),
            .optional(machine.started),
            .optional(machine.answered),
            .optional(machine.ended),
            .optional(machine.duration),
            .integer(call.queueTime),
            .optional(call.price),
            .text(call.priceUnit),
            .optional(call.answeredBy?.rawValue),
            .optional(call.forwardedFrom),
            .optional(call.callerName),
            .optional(call.groupSid?.text),
            .optional(call.trunkSid?.text),
            .optional(call.annotation),
            .integer(call.machine.timeout),
            .integer(call.machine.timeLimit),
            .optional(machine.url),
            .optional(machine.method),
            .optional(machine.twiml),
            .optional(call.machine.instructions?.fallback?.url),
            .optional(call.machine.instructions?.fallback?.method.rawValue),
            .optional(call.machine.statusCallback?.webhook.url),
            .optional(call.machine.statusCallback?.webhook.method.rawValue),
            .optional(machine.statusCallbackEvents),
            .integer(call.machine.callbackCount),
            .text(options)
        )
        try stopRecordings(with: call)  // of the call that this one replaces
    }

    /// Whether a call of this SID exists, and in which account.
    func account(ofCall sid: CallSid) throws -> String? {
        try first("SELECT account_sid FROM calls WHERE sid = ?", .text(sid.text)) { row in try row.text(0) }
    }

    /// Deletes a call and what belongs to it; recordings stay.
    func deleteCall(_ sid: CallSid) throws(DatabaseError) {
        for statement in CallTables.deletions(by: .call) { try run(statement, .text(sid.text)) }
        try run("DELETE FROM calls WHERE sid = ?", .text(sid.text))
    }

    /// How many calls of an account are not over.
    func liveCallCount(of account: AccountSid) throws -> Int64 {
        try first(
            """
            SELECT count(*) FROM calls
            WHERE account_sid = ? AND status IN ('queued', 'ringing', 'in-progress')
            """,
            .text(account.text)
        ) { row in try row.int(0) } ?? 0
    }

    /// How many calls there are, and how many of them are not over.
    func callCounts() throws -> (live: Int64, total: Int64) {
        try first(
            """
            SELECT count(*) FILTER (WHERE status IN ('queued', 'ringing', 'in-progress')), count(*) FROM calls
            """
        ) { row in (try row.int(0), try row.int(1)) } ?? (0, 0)
    }
}

/// The tables of what belongs to a call and goes with it.
///
/// Nothing in them refers to the calls' table by a foreign key: emptying a world would look up each call in each table.
enum CallTables {
    private static let withAccount: [StaticString] = ["effects", "notifications", "events"]
    private static let withoutAccount: [StaticString] = [
        "media_sessions", "payments", "user_defined_messages", "user_defined_message_subscriptions",
        "idempotent_requests",
    ]
    private static let byCall = (withAccount + withoutAccount).map {
        SQL(composing: ["DELETE FROM", $0, "WHERE call_sid = ?"])
    }
    // The unary plus has these tables scanned, which are short or empty, rather than every call looked up in them.
    private static let byAccount =
        withAccount.map { SQL(composing: ["DELETE FROM", $0, "WHERE account_sid = ?"]) }
        + withoutAccount.map {
            SQL(composing: [
                "DELETE FROM", $0, "WHERE +call_sid IN (SELECT sid FROM calls WHERE account_sid = ?)",
            ])
        }

    /// The statements that delete the rows of one call, or of one account.
    static func deletions(by column: Column) -> [SQL] {
        switch column {
        case .call: byCall
        case .account: byAccount
        }
    }

    /// What rows are chosen by.
    enum Column {
        case call, account
    }
}

// MARK: - A call in columns

/// The columns that a call is read from, in the order of `Call.init(_:)`.
enum CallColumns {
    static let list: StaticString = """
        sid, account_sid, parent_call_sid, direction, to_address, from_address, phone_number_sid, status,
        date_created, date_updated, started, answered, ended, duration, queue_time, price, price_unit,
        answered_by, forwarded_from, caller_name, group_sid, trunk_sid, annotation, timeout, time_limit,
        url, method, twiml, fallback_url, fallback_method, status_callback, status_callback_method,
        status_callback_events, callback_count
        """
    fileprivate static let selectOne = SQL(composing: ["SELECT", list, "FROM calls WHERE sid = ?"])
}

extension Call {
    /// Reads a row of ``CallColumns``.
    init(_ row: borrowing Row) throws {
        guard let sid = CallSid(try row.text(0)), let account = AccountSid(try row.text(1)) else {
            throw StoredValueError("a call of no account", in: "calls")
        }
        self.init(
            sid: sid,
            accountSid: account,
            to: Endpoint(received: try row.text(4)),
            from: Endpoint(received: try row.text(5)),
            dateCreated: Instant(milliseconds: try row.int(8)),
            dateUpdated: Instant(milliseconds: try row.int(9)),
            machine: try CallMachine(row)
        )
        parentCallSid = try row.optionalText(2).flatMap { CallSid($0) }
        phoneNumberSid = try row.optionalText(6).flatMap { PhoneNumberSid($0) }
        queueTime = try row.int(14)
        price = try row.optionalText(15)
        priceUnit = try row.text(16)
        answeredBy = try row.optionalText(17).flatMap { AnsweredBy(rawValue: $0) }
        forwardedFrom = try row.optionalText(18)
        callerName = try row.optionalText(19)
        groupSid = try row.optionalText(20).flatMap { GroupSid($0) }
        trunkSid = try row.optionalText(21).flatMap { TrunkSid($0) }
        annotation = try row.optionalText(22)
    }
}

/// A machine's phase and instructions as columns.
private struct MachineColumns {
    let status: CallStatus
    var started: Int64?
    var answered: Int64?
    var ended: Int64?
    var duration: Int64?
    var url: String?
    var method: String?
    var twiml: String?
    let statusCallbackEvents: String?

    init(_ machine: CallMachine) {
        status = machine.status
        switch machine.phase {
        case .queued:
            break
        case .initiated(let started), .ringing(let started):
            self.started = started.milliseconds
        case .inProgress(let started, let answered):
            self.started = started.milliseconds
            self.answered = answered.milliseconds
        case .ended(let ending):
            started = ending.started?.milliseconds
            answered = ending.answered?.milliseconds
            ended = ending.ended.milliseconds
            duration = ending.duration
        }
        switch machine.instructions?.source {
        case .webhook(let webhook):
            url = webhook.url
            method = webhook.method.rawValue
        case .twiml(let text):
            twiml = text
        case nil:
            break
        }
        statusCallbackEvents = machine.statusCallback.map { callback in
            StatusCallback.Event.allCases.filter { callback.events.contains($0) }.map(\.rawValue)
                .joined(separator: " ")
        }
    }
}

extension CallMachine {
    /// Reads the machine's columns of a row of ``CallColumns``.
    fileprivate init(_ row: borrowing Row) throws {
        guard let direction = Direction(rawValue: try row.text(3)), let status = CallStatus(rawValue: try row.text(7))
        else { throw StoredValueError("a call of no known direction or status", in: "calls") }
        let started = try row.optionalInt(10).map { Instant(milliseconds: $0) }
        let answered = try row.optionalInt(11).map { Instant(milliseconds: $0) }
        let ended = try row.optionalInt(12).map { Instant(milliseconds: $0) }
        let fallback = try Webhook(stored: row.optionalText(28), method: row.optionalText(29))
        var instructions: Instructions?
        if let webhook = try Webhook(stored: row.optionalText(25), method: row.optionalText(26)) {
            instructions = Instructions(.webhook(webhook), fallback: fallback)
        } else if let twiml = try row.optionalText(27) {
            instructions = Instructions(.twiml(twiml), fallback: fallback)
        }
        var statusCallback: StatusCallback?
        if let webhook = try Webhook(stored: row.optionalText(30), method: row.optionalText(31)) {
            let words = try row.optionalText(32) ?? ""
            let events = words.split(separator: " ").compactMap { StatusCallback.Event(rawValue: String($0)) }
            statusCallback = StatusCallback(webhook, events: Set(events))
        }
        self.init(
            restoring: try Phase(
                status: status,
                started: started,
                answered: answered,
                ended: ended,
                duration: row.optionalInt(13)
            ),
            direction: direction,
            timeout: try row.int(23),
            timeLimit: try row.int(24),
            instructions: instructions,
            statusCallback: statusCallback,
            callbackCount: try row.int(33)
        )
    }
}

extension CallMachine.Phase {
    fileprivate init(
        status: CallStatus,
        started: Instant?,
        answered: Instant?,
        ended: Instant?,
        duration: Int64?
    ) throws(StoredValueError) {
        switch (status, started, answered, ended) {
        case (.queued, nil, _, _): self = .queued
        case (.queued, let started?, _, _): self = .initiated(started: started)
        case (.ringing, let started?, _, _): self = .ringing(started: started)
        case (.inProgress, let started?, let answered?, _):
            self = .inProgress(started: started, answered: answered)
        default:
            guard let final = FinalStatus(rawValue: status.rawValue), let ended else {
                throw StoredValueError("a call whose status and times do not fit", in: "calls")
            }
            self = .ended(
                CallMachine.Ending(
                    status: final,
                    started: started,
                    answered: answered,
                    ended: ended,
                    duration: duration ?? 0
                )
            )
        }
    }
}

extension Webhook {
    /// A webhook of two columns; nil where there is no URL.
    init?(stored url: String?, method: String?) {
        guard let url, !url.isEmpty else { return nil }
        self.init(url: url, method: method.flatMap { WebhookMethod(rawValue: $0) } ?? .post)
    }
}
