import Calls
import Database

/// A row that says what no row of ours can say: another program wrote it, or a bug did.
struct StoredValueError: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, in table: String) {
        description = "the table '\(table)' holds \(what)"
    }
}

// Accounts as rows.
extension Connection {
    /// Every account, by SID.
    func accounts() throws -> [Account] {
        try accounts(from: "AC", to: "AD")
    }

    /// One account.
    func account(_ sid: AccountSid) throws -> Account? {
        try accounts(from: sid.text, to: sid.text).first
    }

    private func accounts(from first: String, to last: String) throws -> [Account] {
        try all(
            """
            SELECT sid, owner_sid, auth_token, friendly_name, status, clock_mode, clock_now, calls_per_second,
                queue_milliseconds, dial_milliseconds, is_strict, ended_call_update, sid_count, date_created,
                date_updated
            FROM accounts WHERE sid BETWEEN ? AND ? ORDER BY sid
            """,
            .text(first),
            .text(last)
        ) { row in
            guard let sid = AccountSid(try row.text(0)), let status = AccountStatus(rawValue: try row.text(4)),
                let mode = ClockMode(rawValue: try row.text(5)),
                let endedCallUpdate = EndedCallUpdate(rawValue: try row.text(11))
            else { throw StoredValueError("an account that is none", in: "accounts") }
            let clock: WorldClock =
                switch mode {
                case .real: .real
                case .manual: .manual(now: Instant(milliseconds: try row.int(6)))
                }
            return Account(
                sid: sid,
                ownerSid: try row.optionalText(1).flatMap { AccountSid($0) },
                authToken: try row.text(2),
                friendlyName: try row.text(3),
                status: status,
                clock: clock,
                settings: WorldSettings(
                    callsPerSecond: row.isNull(7) ? nil : try row.real(7),
                    queueMilliseconds: try row.int(8),
                    dialMilliseconds: try row.int(9),
                    isStrict: try row.bool(10),
                    endedCallUpdate: endedCallUpdate
                ),
                sidCount: try row.int(12),
                dateCreated: Instant(milliseconds: try row.int(13)),
                dateUpdated: Instant(milliseconds: try row.int(14))
            )
        }
    }

    /// Writes an account, new or not.
    func save(_ account: Account) throws(DatabaseError) {
        let clockNow: Value =
            switch account.clock {
            case .real: .null
            case .manual(let now): .integer(now.milliseconds)
            }
        try run(
            """
            INSERT INTO accounts (sid, owner_sid, auth_token, friendly_name, status, clock_mode, clock_now,
                calls_per_second, queue_milliseconds, dial_milliseconds, is_strict, ended_call_update, sid_count,
                date_created, date_updated, ordinal)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(ordinal), 0) + 1 FROM accounts))
            ON CONFLICT (sid) DO UPDATE SET owner_sid = excluded.owner_sid, auth_token = excluded.auth_token,
                friendly_name = excluded.friendly_name, status = excluded.status, clock_mode = excluded.clock_mode,
                clock_now = excluded.clock_now, calls_per_second = excluded.calls_per_second,
                queue_milliseconds = excluded.queue_milliseconds, dial_milliseconds = excluded.dial_milliseconds,
                is_strict = excluded.is_strict, ended_call_update = excluded.ended_call_update,
                sid_count = excluded.sid_count, date_updated = excluded.date_updated
            """,
            .text(account.sid.text),
            .optional(account.ownerSid?.text),
            .text(account.authToken),
            .text(account.friendlyName),
            .text(account.status.rawValue),
            .text(account.clock.mode.rawValue),
            clockNow,
            account.settings.callsPerSecond.map { .real($0) } ?? .null,
            .integer(account.settings.queueMilliseconds),
            .integer(account.settings.dialMilliseconds),
            .bool(account.settings.isStrict),
            .text(account.settings.endedCallUpdate.rawValue),
            .integer(account.sidCount),
            .integer((account.dateCreated ?? account.clock.now).milliseconds),
            .integer((account.dateUpdated ?? account.clock.now).milliseconds)
        )
    }

    /// Deletes an account, its subaccounts, and everything in them.
    func deleteAccount(_ sid: AccountSid) throws(DatabaseError) {
        try run("DELETE FROM accounts WHERE sid = ?", .text(sid.text))
    }
}

// MARK: - SIDs

extension Connection {
    /// The next SID of an account: counted in the database, so that the order of creation decides under a seed.
    func makeSid<Kind>(in account: AccountSid, _ sids: SidFactory) throws -> Sid<Kind> {
        let ordinal = try first(
            "UPDATE accounts SET sid_count = sid_count + 1 WHERE sid = ? RETURNING sid_count",
            .text(account.text)
        ) { row in try row.int(0) }
        guard let ordinal else { throw WorldKeeper.NoSuchWorld() }
        return sids.make(in: account, ordinal: ordinal)
    }
}

// MARK: - Subaccounts

extension Connection {
    /// An account and its subaccounts, the newest first.
    func family(of owner: AccountSid) throws -> [Account] {
        try all(
            "SELECT sid FROM accounts WHERE sid = ?1 OR owner_sid = ?1 ORDER BY ordinal DESC",
            .text(owner.text)
        ) { row in AccountSid(try row.text(0)) }
        .compactMap { sid in try sid.flatMap { try account($0) } }
    }

    /// Marks an account as made through the API: a reset of its owner removes it.
    func markAsMadeByAPI(_ sid: AccountSid) throws(DatabaseError) {
        try run("UPDATE accounts SET is_from_api = 1 WHERE sid = ?", .text(sid.text))
    }

    /// The subaccounts that were made through the API.
    func subaccountsMadeByAPI(of owner: AccountSid) throws -> [AccountSid] {
        try all("SELECT sid FROM accounts WHERE owner_sid = ? AND is_from_api", .text(owner.text)) { row in
            AccountSid(try row.text(0))
        }
        .compactMap(\.self)
    }
}
