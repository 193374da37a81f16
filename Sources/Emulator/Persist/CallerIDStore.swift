import Calls
import Database

// Outgoing caller ids as rows.
extension Connection {
    /// The caller ids of an account, the newest first.
    func callerIDs(of account: AccountSid) throws -> [OutgoingCallerID] {
        try all(
            """
            SELECT sid, phone_number, friendly_name, date_created, date_updated FROM outgoing_caller_ids
            WHERE account_sid = ? ORDER BY id DESC
            """,
            .text(account.text)
        ) { row in try OutgoingCallerID(row, of: account) }
    }

    /// A caller id of an account by its SID.
    func callerID(_ sid: PhoneNumberSid, of account: AccountSid) throws -> OutgoingCallerID? {
        try first(
            """
            SELECT sid, phone_number, friendly_name, date_created, date_updated FROM outgoing_caller_ids
            WHERE sid = ? AND account_sid = ?
            """,
            .text(sid.text),
            .text(account.text)
        ) { row in try OutgoingCallerID(row, of: account) }
    }

    /// The SID of a number that the account has verified.
    func callerID(_ e164: String, of account: AccountSid) throws -> PhoneNumberSid? {
        try first(
            "SELECT sid FROM outgoing_caller_ids WHERE account_sid = ? AND phone_number = ?",
            .text(account.text),
            .text(e164)
        ) { row in PhoneNumberSid(try row.text(0)) } ?? nil
    }

    /// Writes a caller id, new or not.
    func save(_ callerID: OutgoingCallerID) throws(DatabaseError) {
        try run(
            """
            INSERT INTO outgoing_caller_ids (sid, account_sid, phone_number, friendly_name, date_created, date_updated)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (sid) DO UPDATE SET friendly_name = excluded.friendly_name,
                date_updated = excluded.date_updated
            """,
            .text(callerID.sid.text),
            .text(callerID.accountSid.text),
            .text(callerID.number.e164),
            .text(callerID.friendlyName),
            .integer(callerID.dateCreated.milliseconds),
            .integer(callerID.dateUpdated.milliseconds)
        )
    }

    /// Deletes a caller id.
    func deleteCallerID(_ sid: PhoneNumberSid) throws(DatabaseError) {
        try run("DELETE FROM outgoing_caller_ids WHERE sid = ?", .text(sid.text))
    }
}

extension OutgoingCallerID {
    /// Reads the columns `sid, phone_number, friendly_name, date_created, date_updated`.
    fileprivate init(_ row: borrowing Row, of account: AccountSid) throws {
        guard let sid = PhoneNumberSid(try row.text(0)), let number = PhoneNumber(try row.text(1)) else {
            throw StoredValueError("a caller id that is none", in: "outgoing_caller_ids")
        }
        self.init(
            sid: sid,
            accountSid: account,
            number: number,
            friendlyName: try row.text(2),
            dateCreated: Instant(milliseconds: try row.int(3)),
            dateUpdated: Instant(milliseconds: try row.int(4))
        )
    }
}
