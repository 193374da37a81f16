import Testing

@testable import Database

@Suite struct ErrorTests {
    @Test func `an error quotes its statement and not its values`() throws {
        let database = try Database.make()
        try database.add("+15550006789")
        let error = try failure { try database.add("+15550006789") }
        #expect(error.code == .constraint)
        #expect(error.resultCode == 2067)
        #expect(error.message == "UNIQUE constraint failed: people.name")
        #expect(error.sql == "INSERT INTO people (name, age) VALUES (?, ?)")
        #expect(
            error.description == """
                UNIQUE constraint failed: people.name (SQLite code 2067) in: \
                INSERT INTO people (name, age) VALUES (?, ?)
                """
        )
        #expect(!"\(error)".contains("6789"))
    }

    static let failures: [(SQL, [Value], DatabaseError.Code, String)] = [
        ("INSERT INTO people (name) VALUES (?)", [nil], .constraint, "NOT NULL constraint failed: people.name"),
        (
            "INSERT INTO people (name, age) VALUES ('Ada', ?)", ["old"], .constraint,
            "cannot store TEXT value in INTEGER column people.age"
        ),
        ("SELECT * FROM nowhere", [], .other, "no such table: nowhere"),
        ("SELEKT 1", [], .other, "near \"SELEKT\": syntax error"),
        ("SELECT ?", [], .misuse, "0 values for 1 parameters"),
        ("SELECT 1", [1, 2], .misuse, "2 values for 0 parameters"),
        ("SELECT 1; SELECT 2", [], .misuse, "there is more than one statement in the text"),
        ("-- only words", [], .misuse, "there is no statement in the text"),
        ("INSERT INTO people (id, name) VALUES ('x', 'Ada')", [], .mismatch, "datatype mismatch"),
    ]

    @Test(arguments: failures)
    func `a statement that cannot run says why`(
        _ sql: SQL,
        _ values: [Value],
        _ code: DatabaseError.Code,
        _ message: String
    ) throws {
        let database = try Database.make()
        for _ in 0..<2 {  // the second time from the cache
            let error = try failure { try database.write { db in try db.run(sql, values) } }
            #expect(error.code == code)
            #expect(error.message == message)
            #expect(error.sql == sql.description)
        }
        try database.add("afterwards")
        #expect(try database.names == ["afterwards"])
    }

    /// A read of the wrong type, and what it says.
    struct Misreading: Sendable, CustomTestStringConvertible {
        let sql: SQL
        let message: String
        let read: @Sendable (borrowing Row) throws -> Void

        init(_ sql: SQL, _ message: String, _ read: @escaping @Sendable (borrowing Row) throws -> Void) {
            self.sql = sql
            self.message = message
            self.read = read
        }

        var testDescription: String {
            "\(sql): \(message)"
        }
    }

    static let misreadings = [
        Misreading("SELECT NULL AS n", "column 0 (n) holds NULL, not a text") { row in _ = try row.text(0) },
        Misreading("SELECT 1 AS n", "column 0 (n) holds an integer, not a text") { row in _ = try row.text(0) },
        Misreading("SELECT 1, 'x' AS s", "column 1 (s) holds a text, not an integer") { row in _ = try row.int(1) },
        Misreading("SELECT 1.5 AS r", "column 0 (r) holds a real, not an integer") { row in _ = try row.int(0) },
        Misreading("SELECT 'yes' AS s", "column 0 (s) holds a text, not an integer") { row in _ = try row.bool(0) },
        Misreading("SELECT 'x' AS s", "column 0 (s) holds a text, not a number") { row in _ = try row.real(0) },
        Misreading("SELECT 'x' AS s", "column 0 (s) holds a text, not a blob") { row in _ = try row.blob(0) },
        Misreading("SELECT X'00' AS b", "column 0 (b) holds a blob, not a text") { row in _ = try row.optionalText(0) },
        Misreading("SELECT 'x' AS s", "column 0 (s) holds a text, not an integer") { row in _ = try row.optionalInt(0)
        },
        Misreading("SELECT 1", "there is no column 1") { row in _ = try row.int(1) },
        Misreading("SELECT 1", "there is no column -1") { row in _ = try row.text(-1) },
    ]

    @Test(arguments: misreadings)
    func `a column of another type is an error, not another value`(_ misreading: Misreading) throws {
        let database = try Database.make()
        let error = try failure {
            try database.read { db in
                _ = try db.first(misreading.sql) { row in try misreading.read(row) }
            }
        }
        #expect(error.code == .mismatch)
        #expect(error.message == misreading.message)
        #expect(error.sql == misreading.sql.description)
    }

    @Test func `a write outside of a transaction is refused`() throws {
        let database = try Database.make()
        let error = try failure {
            try database.read { db in try db.run("INSERT INTO people (name) VALUES ('Ada')") }
        }
        #expect(error.code == .misuse)
        #expect(error.message == "a statement that writes was run outside of a transaction")
        #expect(try database.names == [])
    }

    @Test func `a closed database throws, and closes twice`() throws {
        let database = try Database.make()
        database.close()
        database.close()
        for use in [{ try database.add("Ada") }, { _ = try database.names }] {
            let error = try failure(of: use)
            #expect(error.code == .misuse)
            #expect(error.description == "the database is closed")
        }
    }
}
