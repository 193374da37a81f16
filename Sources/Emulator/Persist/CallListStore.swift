import Calls
import Database

/// What a list of calls is narrowed to; conditions combine with "and".
struct CallFilter: Equatable, Sendable {
    var to: String?
    var from: String?
    var parentCallSid: String?
    var status: CallStatus?
    /// When the call started.
    var start = TimeBounds()
    /// When it ended.
    var end = TimeBounds()
}

/// Where an item stands in a list: by date, then by order of creation.
private struct ListPosition: Comparable {
    let date: Int64
    let id: Int64

    /// Before and behind every call.
    static let oldest = ListPosition(date: .min, id: .min)
    static let newest = ListPosition(date: .max, id: .max)

    static func < (one: Self, other: Self) -> Bool {
        (one.date, one.id) < (other.date, other.id)
    }
}

extension Connection {
    /// A page of an account's calls, newest first, and whether more follow.
    ///
    /// - Returns: nil when the token of the position names no call of the account.
    func calls(
        of account: AccountSid,
        _ filter: CallFilter,
        _ position: PageRequest.Position,
        limit: Int
    ) throws -> (calls: [Call], hasMore: Bool)? {
        switch position {
        case .offset(let offset):
            let calls = try calls(of: account, filter, from: nil, backwards: false, limit: limit + 1, offset: offset)
            return (Array(calls.prefix(limit)), calls.count > limit)
        case .after(let token):
            guard let start = try listPosition(of: token, in: account) else { return nil }
            let calls = try calls(of: account, filter, from: start, backwards: false, limit: limit + 1, offset: 0)
            return (Array(calls.prefix(limit)), calls.count > limit)
        case .before(let token):
            guard let start = try listPosition(of: token, in: account) else { return nil }
            let calls = try calls(of: account, filter, from: start, backwards: true, limit: limit, offset: 0)
            return (calls.reversed(), true)
        }
    }

    private func listPosition(of sid: String, in account: AccountSid) throws -> ListPosition? {
        try first(
            """
            SELECT date_created, id FROM calls WHERE sid = ?1 AND account_sid = ?2
            UNION ALL SELECT date_created, id FROM deleted_calls WHERE sid = ?1 AND account_sid = ?2
            """,
            .text(sid),
            .text(account.text)
        ) { row in ListPosition(date: try row.int(0), id: try row.int(1)) }
    }

    private func calls(
        of account: AccountSid,
        _ filter: CallFilter,
        from position: ListPosition?,
        backwards: Bool,
        limit: Int,
        offset: Int
    ) throws -> [Call] {
        let sql = CallListSQL.statements[CallListSQL.index(filter, backwards: backwards)]
        // The walk begins behind one edge and ends at a date. What bounds the times bounds the dates too, so that a page
        // costs the same wherever it lies: a call starts and ends after its creation, and not later than the lead of
        // all calls allows.
        let newest = min(filter.start.before, filter.end.before)
        var oldest = max(filter.start.from, filter.end.from)
        if oldest > .min { oldest -= try longestLead(of: account) }
        let edge =
            backwards
            ? max(position ?? .oldest, ListPosition(date: oldest, id: .min))
            : min(position ?? .newest, ListPosition(date: newest, id: .min))
        return try all(
            sql,
            [
                .text(account.text), .optional(filter.parentCallSid), .optional(filter.to), .optional(filter.from),
                .optional(filter.status?.rawValue), .optional(filter.start.lowerBound),
                .optional(filter.start.upperBound), .optional(filter.end.lowerBound), .optional(filter.end.upperBound),
                .integer(edge.date), .integer(edge.id), .integer(backwards ? newest : oldest),
                .integer(Int64(limit)), .integer(Int64(offset)),
            ]
        ) { row in try Call(row) }
    }

    /// How long after its creation a call of an account has started or ended at the latest, in milliseconds.
    ///
    /// Only leads beyond ten minutes have an index: few calls have one, and the others must not pay for it.
    private func longestLead(of account: AccountSid) throws -> Int64 {
        try first(
            """
            SELECT coalesce(ended, started) - date_created FROM calls
            WHERE account_sid = ? AND coalesce(ended, started) - date_created > 600000
            ORDER BY coalesce(ended, started) - date_created DESC LIMIT 1
            """,
            .text(account.text)
        ) { row in try row.int(0) } ?? 600_000
    }

    /// How many places of deleted calls are kept for an account: older ones make room.
    static let deletedCallLimit: Int64 = 10_000

    /// Deletes a call, and remembers where it stood in the lists.
    func deleteForGood(_ call: Call) throws {
        let account = call.accountSid.text
        let last =
            try first("SELECT max(ordinal) FROM deleted_calls WHERE account_sid = ?", .text(account)) { row in
                try row.optionalInt(0)
            } ?? nil
        let ordinal = (last ?? 0) + 1
        try run(
            """
            INSERT OR REPLACE INTO deleted_calls (sid, account_sid, date_created, id, ordinal)
            SELECT sid, account_sid, date_created, id, ?2 FROM calls WHERE sid = ?1
            """,
            .text(call.sid.text),
            .integer(ordinal)
        )
        try run(
            "DELETE FROM deleted_calls WHERE account_sid = ? AND ordinal <= ?",
            .text(account),
            .integer(ordinal - Self.deletedCallLimit)
        )
        try deleteCall(call.sid)
    }
}

extension TimeBounds {
    /// The first millisecond, or nil where everything before is inside too.
    fileprivate var lowerBound: Int64? { from == .min ? nil : from }
    /// The first millisecond behind, or nil where everything later is inside too.
    fileprivate var upperBound: Int64? { before == .max ? nil : before }
}

/// The statements of the list: one for each index that can lead and each direction, put together once.
private enum CallListSQL {
    /// Which condition leads, from the one that narrows most: its index gives the order, so that a page costs the same
    /// however many calls there are.
    private static let leaders: [(column: StaticString, isLeading: @Sendable (CallFilter) -> Bool)] = [
        ("AND parent_call_sid = ?2", { $0.parentCallSid != nil }),
        ("AND to_address = ?3 AND status = ?5", { $0.to != nil && $0.status != nil }),
        ("AND from_address = ?4 AND status = ?5", { $0.from != nil && $0.status != nil }),
        ("AND to_address = ?3", { $0.to != nil }),
        ("AND from_address = ?4", { $0.from != nil }),
        ("AND status = ?5", { $0.status != nil }),
        ("", { _ in true }),
    ]

    /// Two for each leader: forwards and backwards.
    static let statements: [SQL] = leaders.flatMap { leader in
        [statement(leader.column, backwards: false), statement(leader.column, backwards: true)]
    }

    static func index(_ filter: CallFilter, backwards: Bool) -> Int {
        let leader = leaders.firstIndex { $0.isLeading(filter) } ?? leaders.count - 1
        return leader * 2 + (backwards ? 1 : 0)
    }

    private static func statement(_ leader: StaticString, backwards: Bool) -> SQL {
        // Two halves that are merged in their order: those of the edge's own instant, and those beyond. A comparison of
        // both columns as a pair would use the index for the date alone, and calls of one instant may be many. So would
        // a second bound of the date in the first half, which the filters imply anyway.
        let halves: [StaticString] =
            backwards
            ? [
                "AND date_created = ?10 AND id > ?11",
                "AND date_created > ?10 AND date_created <= ?12",
            ]
            : [
                "AND date_created = ?10 AND id < ?11",
                "AND date_created < ?10 AND date_created >= ?12",
            ]
        return SQL(
            composing: half(leader, halves[0]) + ["UNION ALL"] + half(leader, halves[1]) + [
                backwards ? "ORDER BY date_created, id" : "ORDER BY date_created DESC, id DESC",
                "LIMIT ?13 OFFSET ?14",
            ]
        )
    }

    /// The unary plus keeps an equality that does not lead from choosing another index, whose order would have to be
    /// sorted.
    private static func half(_ leader: StaticString, _ place: StaticString) -> [StaticString] {
        [
            "SELECT", CallColumns.list, ", id FROM calls WHERE account_sid = ?1", leader,
            """
            AND (?2 IS NULL OR +parent_call_sid = ?2) AND (?3 IS NULL OR +to_address = ?3)
            AND (?4 IS NULL OR +from_address = ?4) AND (?5 IS NULL OR +status = ?5)
            AND (?6 IS NULL OR started >= ?6) AND (?7 IS NULL OR started < ?7)
            AND (?8 IS NULL OR ended >= ?8) AND (?9 IS NULL OR ended < ?9)
            """,
            place,
        ]
    }
}
