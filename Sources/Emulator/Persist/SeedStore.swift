import Calls
import Database

// What a seed document brings besides accounts and calls, as rows.
extension Connection {
    /// Writes a number, new or not; a number that the account has keeps its SID unless the document gives another.
    func save(_ number: PhoneNumber, sid: PhoneNumberSid, fields: String, in account: AccountSid) throws(DatabaseError)
    {
        try run(
            "DELETE FROM numbers WHERE account_sid = ? AND phone_number = ? AND sid <> ?",
            .text(account.text),
            .text(number.e164),
            .text(sid.text)
        )
        try run(
            """
            INSERT INTO numbers (sid, account_sid, phone_number, fields) VALUES (?, ?, ?, ?)
            ON CONFLICT (sid) DO UPDATE SET phone_number = excluded.phone_number,
                fields = json_patch(numbers.fields, excluded.fields)
            """,
            .text(sid.text),
            .text(account.text),
            .text(number.e164),
            .text(fields)
        )
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

    /// Writes an application, new or not; fields that the document leaves out keep their value.
    func saveApplication(_ sid: ApplicationSid, fields: String, in account: AccountSid) throws(DatabaseError) {
        try run(
            """
            INSERT INTO applications (sid, account_sid, fields) VALUES (?, ?, ?)
            ON CONFLICT (sid) DO UPDATE SET fields = json_patch(applications.fields, excluded.fields)
            """,
            .text(sid.text),
            .text(account.text),
            .text(fields)
        )
    }

    /// The account that has the application of this SID.
    func account(ofApplication sid: ApplicationSid) throws -> String? {
        try first("SELECT account_sid FROM applications WHERE sid = ?", .text(sid.text)) { row in try row.text(0) }
    }

    /// The SID of an application with exactly these fields in an account.
    func sid(ofApplication fields: String, in account: AccountSid) throws -> ApplicationSid? {
        try first(
            "SELECT sid FROM applications WHERE account_sid = ? AND fields = ?",
            .text(account.text),
            .text(fields)
        ) { row in ApplicationSid(try row.text(0)) } ?? nil
    }

    /// Writes what a phone does, new or not.
    func savePhone(_ number: Endpoint, behaviour: String, in account: AccountSid) throws(DatabaseError) {
        try run(
            """
            INSERT INTO phones (account_sid, number, behaviour) VALUES (?, ?, ?)
            ON CONFLICT (account_sid, number) DO UPDATE SET behaviour = excluded.behaviour
            """,
            .text(account.text),
            .text(number.description),
            .text(behaviour)
        )
    }

    /// Whether the account has a phone of this number.
    func hasPhone(_ number: Endpoint, in account: AccountSid) throws -> Bool {
        try first(
            "SELECT 1 FROM phones WHERE account_sid = ? AND number = ?",
            .text(account.text),
            .text(number.description)
        ) { _ in true } ?? false
    }

    /// Empties an account: its calls and all that belongs to them, its numbers, applications, phones and keys.
    func empty(_ account: AccountSid) throws(DatabaseError) {
        // Effects go first and by account: the cascade from calls would look each up by its call.
        try run("DELETE FROM effects WHERE account_sid = ?", .text(account.text))
        try run("DELETE FROM calls WHERE account_sid = ?", .text(account.text))
        try run("DELETE FROM recordings WHERE account_sid = ?", .text(account.text))
        try run("DELETE FROM numbers WHERE account_sid = ?", .text(account.text))
        try run("DELETE FROM applications WHERE account_sid = ?", .text(account.text))
        try run("DELETE FROM phones WHERE account_sid = ?", .text(account.text))
        try run("DELETE FROM api_keys WHERE account_sid = ?", .text(account.text))
    }

    /// The text of a seed document as it was last loaded into this database.
    func loadedSeed(_ name: String) throws -> [UInt8]? {
        try first("SELECT content FROM seeds WHERE name = ?", .text(name)) { row in try row.blob(0) }
    }

    /// Remembers the text of a seed document that was loaded.
    func rememberSeed(_ name: String, _ content: [UInt8]) throws(DatabaseError) {
        try run(
            "INSERT INTO seeds (name, content) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET content = excluded.content",
            .text(name),
            .blob(content)
        )
    }
}
