import Calls
import Database

// Recordings as rows.
extension Connection {
    /// Adds a recording.
    func insert(_ recording: Recording) throws(DatabaseError) {
        try run(
            """
            INSERT INTO recordings (sid, account_sid, call_sid, source, channels, track, started, callback,
                callback_method, callback_events, updated, paused, pause_behavior, skipped, stopped, deleted)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(recording.sid.text),
                .text(recording.accountSid.text),
                .text(recording.callSid.text),
                .text(recording.source.rawValue),
                .text(recording.channels.rawValue),
                .text(recording.track.rawValue),
                .integer(recording.started.milliseconds),
                .optional(recording.callback?.webhook.url),
                .optional(recording.callback?.webhook.method.rawValue),
                .optional(recording.callback?.words),
            ] + recording.changingValues
        )
    }

    /// Writes what may have changed of a recording.
    func save(_ recording: Recording) throws(DatabaseError) {
        try run(
            """
            UPDATE recordings SET updated = ?, paused = ?, pause_behavior = ?, skipped = ?, stopped = ?, deleted = ?
            WHERE sid = ?
            """,
            recording.changingValues + [.text(recording.sid.text)]
        )
    }

    /// A recording of an account, also one that was deleted.
    func recording(_ sid: RecordingSid, of account: AccountSid) throws -> Recording? {
        try first(Self.bySid, .text(sid.text), .text(account.text)) { row in try Recording(row) }
    }

    /// The recordings of a call that have not ended.
    func recordingsUnderWay(of call: CallSid) throws -> [Recording] {
        try all(Self.underWay, .text(call.text)) { row in try Recording(row) }
    }

    /// Ends the recordings of a call that is over: what a call's row says is what its recordings say.
    func stopRecordings(with call: Call) throws(DatabaseError) {
        guard case .ended(let ending) = call.machine.phase else { return }
        try run(
            "UPDATE recordings SET stopped = ?1, updated = ?1 WHERE call_sid = ?2 AND stopped IS NULL",
            .integer(ending.ended.milliseconds),
            .text(call.sid.text)
        )
    }

    /// Forgets what was deleted so long ago that nobody may see it any more.
    func forgetRecordings(of account: AccountSid, deletedBefore limit: Instant) throws(DatabaseError) {
        try run(
            "DELETE FROM recordings WHERE account_sid = ? AND deleted < ?",
            .text(account.text),
            .integer(limit.milliseconds)
        )
    }

    private static let select: StaticString = """
        SELECT sid, account_sid, call_sid, source, channels, track, started, callback, callback_method, callback_events,
            updated, paused, pause_behavior, skipped, stopped, deleted
        FROM recordings
        """
    private static let bySid = SQL(composing: [select, "WHERE sid = ? AND account_sid = ?"])
    private static let underWay = SQL(
        composing: [select, "WHERE call_sid = ? AND stopped IS NULL"]
    )
}

// MARK: - Lists

/// Which recordings a list shows.
struct RecordingFilter: Sendable {
    let account: AccountSid
    /// Only those of this call.
    var call: String?
    /// Only those that began in this time.
    var time = TimeBounds()
    /// Whether deleted ones are shown too: those that were deleted after this.
    var deletedAfter: Instant?
}

extension Connection {
    /// A page of recordings, newest first.
    ///
    /// - Returns: the recordings, and whether more follow; nil when the page's token names none of them.
    func recordings(_ filter: RecordingFilter, at page: PageRequest) throws -> (items: [Recording], hasMore: Bool)? {
        switch page.position {
        case .offset(let offset):
            return try list(filter, down: true, from: (.max, .max), limit: page.pageSize, offset: offset)
        case .after(let sid):
            guard let place = try place(ofRecording: sid, in: filter.account) else { return nil }
            return try list(filter, down: true, from: place, limit: page.pageSize)
        case .before(let sid):
            guard let place = try place(ofRecording: sid, in: filter.account) else { return nil }
            return (try list(filter, down: false, from: place, limit: page.pageSize).items.reversed(), true)
        }
    }

    private func list(
        _ filter: RecordingFilter,
        down: Bool,
        from place: (started: Int64, id: Int64),
        limit: Int,
        offset: Int = 0
    ) throws -> (items: [Recording], hasMore: Bool) {
        let statement =
            switch (filter.call, down) {
            case (nil, true): Self.ofAccountDown
            case (nil, false): Self.ofAccountUp
            case (.some, true): Self.ofCallDown
            case (.some, false): Self.ofCallUp
            }
        // The nearer of place and bound: so the index is entered right there, however deep the page lies.
        let bound = (started: down ? filter.time.before : filter.time.from, id: Int64.min)
        let start = (down ? place < bound : place > bound) ? place : bound
        let values: [Value] = [
            .text(filter.account.text),
            .integer(down ? filter.time.from : filter.time.before),
            .integer(start.started),
            .integer(start.id),
            .integer(filter.deletedAfter?.milliseconds ?? .max),
            .integer(Int64(limit + 1)),
            .integer(Int64(offset)),
        ]
        let found = try all(statement, filter.call.map { values + [.text($0)] } ?? values) { row in
            try Recording(row)
        }
        return (Array(found.prefix(limit)), found.count > limit)
    }

    private func place(ofRecording sid: String, in account: AccountSid) throws -> (started: Int64, id: Int64)? {
        try first(
            "SELECT started, id FROM recordings WHERE sid = ? AND account_sid = ?",
            .text(sid),
            .text(account.text)
        ) { row in (try row.int(0), try row.int(1)) }
    }

    // Both ways along the index, from a place to a bound, which is as far as may be where nobody set any. A second
    // bound at the place's end would make SQLite forget the place, and walk there from the bound.
    private static let filters: StaticString = "AND (deleted IS NULL OR deleted >= ?5)"
    private static let down: StaticString = """
        AND (started, id) < (?3, ?4) AND started >= ?2 ORDER BY started DESC, id DESC LIMIT ?6 OFFSET ?7
        """
    private static let up: StaticString = """
        AND (started, id) > (?3, ?4) AND started < ?2 ORDER BY started, id LIMIT ?6 OFFSET ?7
        """
    private static let ofAccount: StaticString = "WHERE account_sid = ?1"
    private static let ofCall: StaticString = "WHERE call_sid = ?8 AND account_sid = ?1"
    private static let ofAccountDown = SQL(composing: [select, ofAccount, filters, down])
    private static let ofAccountUp = SQL(composing: [select, ofAccount, filters, up])
    private static let ofCallDown = SQL(composing: [select, ofCall, filters, down])
    private static let ofCallUp = SQL(composing: [select, ofCall, filters, up])
}

// MARK: - A recording in columns

extension Recording {
    /// The last six columns: what changes while it lives.
    fileprivate var changingValues: [Value] {
        [
            .integer(updated.milliseconds),
            .optional(pause?.start.milliseconds),
            .optional(pause?.behavior.rawValue),
            .integer(skipped),
            .optional(stopped?.milliseconds),
            .optional(deleted?.milliseconds),
        ]
    }

    fileprivate init(_ row: borrowing Row) throws {
        guard let sid = RecordingSid(try row.text(0)), let account = AccountSid(try row.text(1)),
            let call = CallSid(try row.text(2)), let source = Source(rawValue: try row.text(3)),
            let channels = Channels(rawValue: try row.text(4)), let track = Track(rawValue: try row.text(5))
        else { throw StoredValueError("a recording that is none", in: "recordings") }
        self.init(
            sid: sid,
            accountSid: account,
            callSid: call,
            source: source,
            channels: channels,
            track: track,
            started: Instant(milliseconds: try row.int(6)),
            callback: try RecordingCallback(row)
        )
        updated = Instant(milliseconds: try row.int(10))
        if let start = try row.optionalInt(11) {
            let behavior = try row.optionalText(12).flatMap { PauseBehavior(rawValue: $0) }
            pause = Pause(start: Instant(milliseconds: start), behavior: behavior ?? .silence)
        }
        skipped = try row.int(13)
        stopped = try row.optionalInt(14).map { Instant(milliseconds: $0) }
        deleted = try row.optionalInt(15).map { Instant(milliseconds: $0) }
    }
}

extension RecordingCallback {
    fileprivate var words: String {
        Event.allCases.filter { events.contains($0) }.map(\.rawValue).joined(separator: " ")
    }

    fileprivate init?(_ row: borrowing Row) throws {
        guard let url = try row.optionalText(7) else { return nil }
        let method = try row.optionalText(8).flatMap { WebhookMethod(rawValue: $0) }
        let words = try row.optionalText(9) ?? ""
        self.init(
            Webhook(url: url, method: method ?? .post),
            events: Set(words.split(separator: " ").compactMap { Event(rawValue: String($0)) })
        )
    }
}
