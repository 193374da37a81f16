import Calls
import Database

// What a seed document brings besides accounts and calls, as rows.
extension Connection {
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

    /// Empties an account: its calls and all that belongs to them, its numbers, caller ids, applications, phones and
    /// keys, and the subaccounts that were made through the API.
    func empty(_ account: AccountSid) throws {
        for subaccount in try subaccountsMadeByAPI(of: account) {
            try empty(subaccount)
            try deleteAccount(subaccount)
        }
        for statement in CallTables.deletions(by: .account) { try run(statement, .text(account.text)) }
        try run("DELETE FROM calls WHERE account_sid = ?", .text(account.text))
        try run("DELETE FROM recordings WHERE account_sid = ?", .text(account.text))
        try run("DELETE FROM numbers WHERE account_sid = ?", .text(account.text))
        try run("DELETE FROM outgoing_caller_ids WHERE account_sid = ?", .text(account.text))
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
