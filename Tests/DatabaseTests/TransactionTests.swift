import Testing

@testable import Database

@Suite struct TransactionTests {
    @Test func `an error in the body undoes all of it and comes out as it is`() throws {
        let database = try Database.make()
        try database.add("before")
        #expect(throws: Interruption()) {
            try database.write { db in
                try db.run("INSERT INTO people (name) VALUES ('inside')")
                try db.run("DELETE FROM people WHERE name = 'before'")
                throw Interruption()
            }
        }
        #expect(try database.names == ["before"])
    }

    @Test func `an error while rows are read undoes all of it`() throws {
        let database = try Database.make()
        try database.add("before")
        #expect(throws: Interruption()) {
            try database.write { db in
                try db.run("INSERT INTO people (name) VALUES ('inside')")
                _ = try db.all("SELECT name FROM people") { _ in throw Interruption() }
            }
        }
        #expect(try database.names == ["before"])
        database.close()
    }

    @Test func `the body may catch the error of one statement and go on`() throws {
        let database = try Database.make()
        try database.write { db in
            try db.run("INSERT INTO people (name) VALUES ('Ada')")
            try? db.run("INSERT INTO people (name) VALUES ('Bob'), ('Ada')")
            try db.run("INSERT INTO people (name) VALUES ('Cyd')")
        }
        #expect(try database.names == ["Ada", "Cyd"])
    }

    @Test func `a commit that fails changes nothing and leaves the database usable`() throws {
        let database = try Database.make()
        let error = try failure {
            try database.write { db in
                try db.run("INSERT INTO people (name) VALUES ('Ada')")
                try db.run("INSERT INTO calls VALUES ('CA1', 99)")  // a deferred key: nothing fails before the end
            }
        }
        #expect(error.code == .constraint)
        #expect(error.message == "FOREIGN KEY constraint failed")
        #expect(error.sql == "COMMIT")
        #expect(try database.names == [])
        try database.add("Bob")
        #expect(try database.names == ["Bob"])
    }

    @Test(arguments: ["COMMIT", "ROLLBACK"] as [SQL])
    func `a body that ends its own transaction is told so`(_ end: SQL) throws {
        let database = try Database.make()
        let error = try failure { try database.write { db in try db.run(end) } }
        #expect(error.code == .misuse)
        #expect(error.description == "the body of a write ended its transaction")
        try database.add("afterwards")
        #expect(try database.names == ["afterwards"])
    }

    @Test func `a full database undoes the write and goes on`() throws {
        let database = try Database.make()
        try database.add("before")
        try database.write { db in try db.run("PRAGMA max_page_count = 12") }
        let error = try failure {
            try database.write { db in
                try db.run("INSERT INTO people (name) VALUES ('inside')")
                try db.run("INSERT INTO anything VALUES (zeroblob(100000))")
            }
        }
        #expect(error.code == .full)
        #expect(error.sql == "INSERT INTO anything VALUES (zeroblob(100000))")
        #expect(try database.names == ["before"])
        try database.add("afterwards")
        #expect(try database.names == ["before", "afterwards"])
    }

    @Test func `a body that swallows the loss of its transaction cannot commit the rest`() throws {
        let database = try Database.make()
        try database.write { db in
            try db.run("CREATE TRIGGER lose BEFORE DELETE ON people BEGIN SELECT RAISE(ROLLBACK, 'lost'); END")
            try db.run("INSERT INTO people (name) VALUES ('before')")
        }
        let error = try failure {
            try database.write { db in
                try db.run("INSERT INTO people (name) VALUES ('inside')")
                try? db.run("DELETE FROM people")
                try? db.run("INSERT INTO people (name) VALUES ('alone')")
            }
        }
        #expect(error.code == .constraint)
        #expect(error.message == "lost")
        #expect(try database.names == ["before"])
        try database.add("afterwards")
        #expect(try database.names == ["before", "afterwards"])
    }

    @Test func `writes of eight threads do not disturb each other`() throws {
        let database = try Database.make()
        try database.add("counter", age: 0)
        try inThreads(8) {
            for _ in 0..<1000 {
                try database.write { db in
                    let age = try db.first("SELECT age FROM people WHERE id = 1") { row in try row.int(0) }
                    try db.run("UPDATE people SET age = ? WHERE id = 1", .optional(age.map { $0 + 1 }))
                }
            }
        }
        let age = try database.read { db in try db.first("SELECT age FROM people") { row in try row.int(0) } }
        #expect(age == 8000)
    }

    @Test func `readers see whole writes only`() throws {
        let database = try Database.make()
        try inThreads(4) {
            for _ in 0..<200 {
                try database.write { db in
                    try db.run("INSERT INTO anything VALUES (1)")
                    try db.run("INSERT INTO anything VALUES (-1)")
                }
                let sum = try database.read { db in
                    try db.first("SELECT sum(value) FROM anything") { row in try row.int(0) }
                }
                #expect(sum == 0)
            }
        }
    }

    @Test func `a write inside of a write traps and says so`() async throws {
        let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let database = try Database.make()
            try database.write { _ in try database.add("Ada") }
        }
        let output = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(output.contains("a database was used inside of its own write or read"))
    }
}
