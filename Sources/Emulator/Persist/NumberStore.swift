import Calls
import Database

// Incoming phone numbers as rows.
extension Connection {
    /// The numbers of an account, the newest first.
    func numbers(of account: AccountSid) throws -> [IncomingPhoneNumber] {
        try all(
            """
            SELECT sid, phone_number, fields, date_created, date_updated FROM numbers WHERE account_sid = ?
            ORDER BY ordinal DESC, sid
            """,
            .text(account.text)
        ) { row in try IncomingPhoneNumber(row, of: account) }
    }

    /// A number of an account by its SID.
    func number(_ sid: PhoneNumberSid, of account: AccountSid) throws -> IncomingPhoneNumber? {
        try first(
            """
            SELECT sid, phone_number, fields, date_created, date_updated FROM numbers
            WHERE sid = ? AND account_sid = ?
            """,
            .text(sid.text),
            .text(account.text)
        ) { row in try IncomingPhoneNumber(row, of: account) }
    }

    /// A number of an account by its digits.
    func number(_ e164: String, of account: AccountSid) throws -> (sid: PhoneNumberSid, fields: StoredFields)? {
        try first(
            """
            SELECT sid, phone_number, fields, date_created, date_updated FROM numbers
            WHERE account_sid = ? AND phone_number = ?
            """,
            .text(account.text),
            .text(e164)
        ) { row in
            let number = try IncomingPhoneNumber(row, of: account)
            return (number.sid, number.fields)
        }
    }

    /// Whether the account has any number.
    func ownsNumbers(_ account: AccountSid) throws -> Bool {
        try first("SELECT 1 FROM numbers WHERE account_sid = ? LIMIT 1", .text(account.text)) { _ in true } ?? false
    }

    /// Writes a number that a seed gives, new or not; a number that the account has keeps its SID unless the document
    /// gives another.
    func save(
        _ number: PhoneNumber,
        sid: PhoneNumberSid,
        fields: String,
        in account: AccountSid,
        at time: Instant
    ) throws(DatabaseError) {
        try run(
            "DELETE FROM numbers WHERE account_sid = ? AND phone_number = ? AND sid <> ?",
            .text(account.text),
            .text(number.e164),
            .text(sid.text)
        )
        try run(
            """
            INSERT INTO numbers (sid, account_sid, phone_number, fields, date_created, date_updated, ordinal)
            VALUES (?, ?, ?, ?, ?5, ?5, (SELECT coalesce(max(ordinal), 0) + 1 FROM numbers))
            ON CONFLICT (sid) DO UPDATE SET phone_number = excluded.phone_number,
                fields = json_patch(numbers.fields, excluded.fields), date_updated = excluded.date_updated
            """,
            .text(sid.text),
            .text(account.text),
            .text(number.e164),
            .text(fields),
            .integer(time.milliseconds)
        )
    }

    /// Writes what may change in a number: its account, its fields, and when that was.
    func update(_ number: IncomingPhoneNumber) throws(DatabaseError) {
        try run(
            "UPDATE numbers SET account_sid = ?, fields = ?, date_updated = ? WHERE sid = ?",
            .text(number.accountSid.text),
            .text(number.fields.json),
            .integer(number.dateUpdated.milliseconds),
            .text(number.sid.text)
        )
    }

    /// Gives a number up.
    func deleteNumber(_ sid: PhoneNumberSid) throws(DatabaseError) {
        try run("DELETE FROM numbers WHERE sid = ?", .text(sid.text))
    }

    /// Gives up all numbers of an account.
    func deleteNumbers(of account: AccountSid) throws(DatabaseError) {
        try run("DELETE FROM numbers WHERE account_sid = ?", .text(account.text))
    }

    /// The SID of a number in an account.
    func sid(of number: PhoneNumber, in account: AccountSid) throws -> PhoneNumberSid? {
        try first(
            "SELECT sid FROM numbers WHERE account_sid = ? AND phone_number = ?",
            .text(account.text),
            .text(number.e164)
        ) { row in PhoneNumberSid(try row.text(0)) } ?? nil
    }

    /// The account that has the number of this SID.
    func account(ofNumber sid: PhoneNumberSid) throws -> String? {
        try first("SELECT account_sid FROM numbers WHERE sid = ?", .text(sid.text)) { row in try row.text(0) }
    }
}

extension IncomingPhoneNumber {
    /// Reads the columns `sid, phone_number, fields, date_created, date_updated`.
    fileprivate init(_ row: borrowing Row, of account: AccountSid) throws {
        guard let sid = PhoneNumberSid(try row.text(0)), let number = PhoneNumber(try row.text(1)) else {
            throw StoredValueError("a number that is none", in: "numbers")
        }
        self.init(
            sid: sid,
            accountSid: account,
            number: number,
            fields: try StoredFields(Self.table, json: row.text(2), in: "numbers"),
            dateCreated: Instant(milliseconds: try row.int(3)),
            dateUpdated: Instant(milliseconds: try row.int(4))
        )
    }
}
