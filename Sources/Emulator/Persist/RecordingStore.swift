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

    /// What ``Recording/init(_:)`` reads.
    static let selectRecording: StaticString = """
        SELECT sid, account_sid, call_sid, source, channels, track, started, callback, callback_method, callback_events,
            updated, paused, pause_behavior, skipped, stopped, deleted
        FROM recordings
        """
    private static let bySid = SQL(composing: [selectRecording, "WHERE sid = ? AND account_sid = ?"])
    private static let underWay = SQL(
        composing: [selectRecording, "WHERE call_sid = ? AND stopped IS NULL"]
    )
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

    /// Reads the columns of a row, in the order of their selection.
    init(_ row: borrowing Row) throws {
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
