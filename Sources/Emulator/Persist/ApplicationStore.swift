import Calls
import Database

// Applications as rows.
extension Connection {
    /// The applications of an account, the newest first.
    func applications(of account: AccountSid) throws -> [Application] {
        try all(
            """
            SELECT sid, fields, date_created, date_updated FROM applications WHERE account_sid = ?
            ORDER BY ordinal DESC, sid
            """,
            .text(account.text)
        ) { row in try Application(row, of: account) }
    }

    /// An application of an account; `fields.voice` is what it does with calls.
    func application(_ sid: ApplicationSid, of account: AccountSid) throws -> Application? {
        try first(
            "SELECT sid, fields, date_created, date_updated FROM applications WHERE sid = ? AND account_sid = ?",
            .text(sid.text),
            .text(account.text)
        ) { row in try Application(row, of: account) }
    }

    /// Writes an application, new or not; fields that a document leaves out keep their value.
    func saveApplication(
        _ sid: ApplicationSid,
        fields: String,
        in account: AccountSid,
        at time: Instant
    ) throws(DatabaseError) {
        try run(
            """
            INSERT INTO applications (sid, account_sid, fields, date_created, date_updated, ordinal)
            VALUES (?, ?, ?, ?4, ?4, (SELECT coalesce(max(ordinal), 0) + 1 FROM applications))
            ON CONFLICT (sid) DO UPDATE SET fields = json_patch(applications.fields, excluded.fields),
                date_updated = excluded.date_updated
            """,
            .text(sid.text),
            .text(account.text),
            .text(fields),
            .integer(time.milliseconds)
        )
    }

    /// Writes what may change in an application.
    func update(_ application: Application) throws(DatabaseError) {
        try run(
            "UPDATE applications SET fields = ?, date_updated = ? WHERE sid = ?",
            .text(application.fields.json),
            .integer(application.dateUpdated.milliseconds),
            .text(application.sid.text)
        )
    }

    /// Deletes an application.
    func deleteApplication(_ sid: ApplicationSid) throws(DatabaseError) {
        try run("DELETE FROM applications WHERE sid = ?", .text(sid.text))
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
}

extension Application {
    /// Reads the columns `sid, fields, date_created, date_updated`.
    fileprivate init(_ row: borrowing Row, of account: AccountSid) throws {
        guard let sid = ApplicationSid(try row.text(0)) else {
            throw StoredValueError("an application that is none", in: "applications")
        }
        self.init(
            sid: sid,
            accountSid: account,
            fields: try StoredFields(Self.table, json: row.text(1), in: "applications"),
            dateCreated: Instant(milliseconds: try row.int(2)),
            dateUpdated: Instant(milliseconds: try row.int(3))
        )
    }
}
