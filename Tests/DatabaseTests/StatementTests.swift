import Testing

@testable import Database

@Suite struct StatementTests {
    static let values: [(Value, SQL)] = [
        (nil, "SELECT value IS NULL FROM anything"),
        (0, "SELECT typeof(value) = 'integer' AND value = 0 FROM anything"),
        (.integer(1 << 40), "SELECT value = 1099511627776 FROM anything"),
        (.integer(.min), "SELECT value = -9223372036854775808 FROM anything"),
        (.real(0.25), "SELECT typeof(value) = 'real' AND value = 0.25 FROM anything"),
        ("", "SELECT typeof(value) = 'text' AND value = '' FROM anything"),
        ("plain", "SELECT value = 'plain' FROM anything"),
        (.text("a\0b"), "SELECT hex(value) = '610062' FROM anything"),
        (.text("Grüße 🎉, and longer than a small string"), "SELECT length(value) = 39 FROM anything"),
        (.text("'; DROP TABLE anything; --"), "SELECT length(value) = 26 FROM anything"),
        (.blob([]), "SELECT typeof(value) = 'blob' AND length(value) = 0 FROM anything"),
        (.blob([0, 255, 0]), "SELECT hex(value) = '00FF00' FROM anything"),
        (.optional(String?.none), "SELECT value IS NULL FROM anything"),
        (.optional("x"), "SELECT value = 'x' FROM anything"),
        (.optional(Int64?.none), "SELECT value IS NULL FROM anything"),
        (.optional(Int64(3)), "SELECT value = 3 FROM anything"),
        (.bool(true), "SELECT value = 1 FROM anything"),
        (.bool(false), "SELECT value = 0 FROM anything"),
    ]

    @Test(arguments: values)
    func `a value arrives in SQLite as it is, and comes back so`(_ value: Value, _ check: SQL) throws {
        let database = try Database.make()
        try database.write { db in try db.run("INSERT INTO anything VALUES (?)", value) }
        let (holds, back) = try database.read { db in
            let holds = try db.first(check) { row in try row.bool(0) }
            let back = try db.first("SELECT value FROM anything") { row throws -> Value in
                switch value {
                case .null: row.isNull(0) ? .null : "something"
                case .integer: .integer(try row.int(0))
                case .real: .real(try row.real(0))
                case .text: .text(try row.text(0))
                case .blob: .blob(try row.blob(0))
                }
            }
            return (holds, back)
        }
        #expect(holds == true)
        #expect(back == value)
    }

    @Test func `NULL is nil through the optional accessors`() throws {
        let found = try Database.make().read { db in
            try db.first("SELECT NULL, NULL, 'text', 7") { row in
                (
                    try row.optionalText(0), try row.optionalInt(1), try row.optionalText(2), try row.optionalInt(3),
                    row.isNull(0), row.isNull(3)
                )
            }
        }
        let values = try #require(found)
        #expect(values == (nil, nil, "text", 7, true, false))
    }

    @Test func `a whole number is a real number too`() throws {
        let number = try Database.make().read { db in try db.first("SELECT 3") { row in try row.real(0) } }
        #expect(number == 3)
    }

    @Test func `bytes that are no UTF-8 are repaired`() throws {
        let text = try Database.make().read { db in
            try db.first("SELECT CAST(X'66FF6F' AS TEXT)") { row in try row.text(0) }
        }
        #expect(text == "f\u{FFFD}o")
    }

    @Test func `first gives nil for no row, and all gives every row in order`() throws {
        let database = try Database.make()
        for name in ["Ada", "Bob", "Cyd"] { try database.add(name) }
        try database.read { db in
            let none = try db.first("SELECT name FROM people WHERE id = ?", 9) { row in try row.text(0) }
            let second = try db.first("SELECT name FROM people WHERE id = ?", 2) { row in try row.text(0) }
            let empty = try db.all("SELECT name FROM people WHERE id > 9") { row in try row.text(0) }
            #expect(none == nil)
            #expect(second == "Bob")
            #expect(empty == [])
        }
        #expect(try database.names == ["Ada", "Bob", "Cyd"])
    }

    @Test func `values may come as a list`() throws {
        let database = try Database.make()
        let values: [Value] = ["Ada", 36]
        try database.write { db in
            try db.run("INSERT INTO people (name, age) VALUES (?, ?)", values)
            let first = try db.first("SELECT id FROM people WHERE name = ? AND age = ?", values) { try $0.int(0) }
            let all = try db.all("SELECT id FROM people WHERE name = ? AND age = ?", values) { try $0.int(0) }
            #expect(first == 1)
            #expect(all == [1])
        }
    }

    @Test func `changes and the last key are those of the last change`() throws {
        let database = try Database.make()
        try database.write { db in
            try db.run("INSERT INTO people (id, name) VALUES (5000000000, 'Ada'), (5000000001, 'Bob')")
            #expect(db.changes == 2)
            #expect(db.lastInsertedRowID == 5_000_000_001)
            try db.run("UPDATE people SET age = 1 WHERE id = ?", 1)
            #expect(db.changes == 0)
        }
    }

    @Test func `a statement with RETURNING does all of its work`() throws {
        let database = try Database.make()
        let first = try database.write { db in
            try db.first("INSERT INTO people (name) VALUES ('Ada'), ('Bob') RETURNING name") { try $0.text(0) }
        }
        #expect(first == "Ada")
        #expect(try database.names == ["Ada", "Bob"])
    }

    @Test func `a statement may run inside of its own rows`() throws {
        func factorial(_ number: Int64, _ db: borrowing Connection) throws -> Int64? {
            try db.first("SELECT ? - 1", .integer(number)) { row in
                let below = try row.int(0)
                let rest = below < 1 ? 1 : try factorial(below, db)
                // The outer row is still there after the inner statement has ended.
                #expect(try row.int(0) == number - 1)
                return number * (rest ?? 0)
            }
        }
        let database = try Database.make()
        #expect(try database.read { db in try factorial(10, db) } == 3_628_800)
        #expect(try database.read { db in try factorial(5, db) } == 120)
    }

    @Test func `a semicolon and space at the end do no harm`() throws {
        let one = try Database.make().read { db in try db.first("SELECT 1;\n  ") { row in try row.int(0) } }
        #expect(one == 1)
    }

    @Test func `values of one run are not left for the next`() throws {
        let database = try Database.make()
        for value in [Value.text("kept?"), nil] {
            try database.write { db in try db.run("INSERT INTO anything VALUES (?)", value) }
        }
        let nulls = try database.read { db in
            try db.all("SELECT value FROM anything ORDER BY rowid") { row in row.isNull(0) }
        }
        #expect(nulls == [false, true])
    }

    @Test func `a statement is compiled once, and at most as many are kept as the cache holds`() throws {
        let database = try Database.make(cachedStatements: 4)
        let statements: [SQL] = ["SELECT 1", "SELECT 2", "SELECT 3", "SELECT 4", "SELECT 5", "SELECT 6"]
        func run(_ statement: SQL) throws -> Int64? {
            try database.read { db in try db.first(statement) { row in try row.int(0) } }
        }
        for _ in 0..<10 { #expect(try run("SELECT 0") == 0) }
        let before = try database.preparedStatements
        for _ in 0..<10 { #expect(try run("SELECT 0") == 0) }
        #expect(try database.preparedStatements == before)
        for _ in 0..<3 {
            for (index, statement) in statements.enumerated() {
                #expect(try run(statement) == Int64(index + 1))
                #expect(try database.preparedStatements.count <= 4)
            }
        }
        database.close()  // traps if a statement that was thrown out were still open
    }

    @Test func `the cache throws out the statement that rested longest`() throws {
        let database = try Database.make(cachedStatements: 4)
        let first: SQL = "SELECT 1"
        let others: [SQL] = ["SELECT 2", "SELECT 3", "SELECT 4", "SELECT 5", "SELECT 6"]
        try database.read { db in
            for other in others {
                for statement in [other, first] { _ = try db.first(statement) { row in try row.int(0) } }
            }
        }
        #expect(try database.preparedStatements.contains(first.description))
        #expect(try !database.preparedStatements.contains("SELECT 2"))
    }
}
