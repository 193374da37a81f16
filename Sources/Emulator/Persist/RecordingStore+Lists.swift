import Calls
import Database

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
    private static let ofAccountDown = SQL(composing: [selectRecording, ofAccount, filters, down])
    private static let ofAccountUp = SQL(composing: [selectRecording, ofAccount, filters, up])
    private static let ofCallDown = SQL(composing: [selectRecording, ofCall, filters, down])
    private static let ofCallUp = SQL(composing: [selectRecording, ofCall, filters, up])
}
