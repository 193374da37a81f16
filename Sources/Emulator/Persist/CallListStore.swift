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
private struct ListPosition {
    let date: Int64
    let id: Int64
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
        // Forwards from the beginning is forwards from behind every call.
        let edge = position ?? ListPosition(date: .max, id: .max)
        return try all(
            sql,
            [
                .text(account.text), .optional(filter.parentCallSid), .optional(filter.to), .optional(filter.from),
                .optional(filter.status?.rawValue), .optional(filter.start.lowerBound),
                .optional(filter.start.upperBound), .optional(filter.end.lowerBound), .optional(filter.end.upperBound),
                .integer(edge.date), .integer(edge.id), .integer(Int64(limit)), .integer(Int64(offset)),
            ]
        ) { row in try Call(row) }
    }

    /// Deletes a call, and remembers where it stood in the lists.
    func deleteForGood(_ call: Call) throws(DatabaseError) {
        try run(
            """
            INSERT OR REPLACE INTO deleted_calls (sid, account_sid, date_created, id)
            SELECT sid, account_sid, date_created, id FROM calls WHERE sid = ?
            """,
            .text(call.sid.text)
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
        // A call starts and ends after its creation: the upper bounds of these bound the date too. The unary plus keeps
        // an equality that does not lead from choosing another index, whose order would have to be sorted.
        SQL(composing: [
            "SELECT", CallColumns.list, "FROM calls WHERE account_sid = ?1", leader,
            """
            AND (?2 IS NULL OR +parent_call_sid = ?2) AND (?3 IS NULL OR +to_address = ?3)
            AND (?4 IS NULL OR +from_address = ?4) AND (?5 IS NULL OR +status = ?5)
            AND (?6 IS NULL OR started >= ?6) AND (?7 IS NULL OR started < ?7)
            AND (?8 IS NULL OR ended >= ?8) AND (?9 IS NULL OR ended < ?9)
            AND date_created <= coalesce(?7, 9223372036854775807)
            AND date_created <= coalesce(?9, 9223372036854775807)
            """,
            backwards
                ? "AND (date_created, id) > (?10, ?11) ORDER BY date_created, id"
                : "AND (date_created, id) < (?10, ?11) ORDER BY date_created DESC, id DESC",
            "LIMIT ?12 OFFSET ?13",
        ])
    }
}
