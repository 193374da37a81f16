import Calls
import Database

// API keys as rows.
extension Connection {
    /// The keys of an account, the newest first.
    func apiKeys(of account: AccountSid) throws -> [APIKey] {
        try all(
            """
            SELECT sid, secret, friendly_name, date_created, date_updated FROM api_keys WHERE account_sid = ?
            ORDER BY ordinal DESC, sid
            """,
            .text(account.text)
        ) { row in
            guard let sid = KeySid(try row.text(0)) else {
                throw StoredValueError("a key that is none", in: "api_keys")
            }
            return APIKey(
                sid: sid,
                accountSid: account,
                secret: try row.text(1),
                friendlyName: try row.optionalText(2),
                dateCreated: Instant(milliseconds: try row.int(3)),
                dateUpdated: Instant(milliseconds: try row.int(4))
            )
        }
    }

    /// The account that a key belongs to; nil when there is no such key.
    func owner(of key: KeySid) throws -> String? {
        try first("SELECT account_sid FROM api_keys WHERE sid = ?", .text(key.text)) { row in try row.text(0) }
    }

    /// Writes a key, new or not.
    func save(_ key: APIKey, at time: Instant) throws(DatabaseError) {
        try run(
            """
            INSERT INTO api_keys (sid, account_sid, secret, friendly_name, date_created, date_updated, ordinal)
            VALUES (?, ?, ?, ?, ?5, ?5, (SELECT coalesce(max(ordinal), 0) + 1 FROM api_keys))
            ON CONFLICT (sid) DO UPDATE SET secret = excluded.secret,
                friendly_name = coalesce(excluded.friendly_name, friendly_name), date_updated = excluded.date_updated
            """,
            .text(key.sid.text),
            .text(key.accountSid.text),
            .text(key.secret),
            .optional(key.friendlyName),
            .integer(time.milliseconds)
        )
    }
}
