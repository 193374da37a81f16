import Testing

@testable import Database

/// A small schema for the tests.
let migrations = [
    Migration(
        "001-people",
        """
        CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age INTEGER) STRICT;
        CREATE TABLE calls (
            sid TEXT PRIMARY KEY,
            person INTEGER NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED
        ) STRICT;
        CREATE TABLE anything (value ANY);
        """
    )
]

extension Database {
    /// In memory, with the schema above.
    static func make(cachedStatements: Int = 128) throws -> Database {
        try Database(.memory, migrations: migrations, cachedStatements: cachedStatements)
    }

    func add(_ name: String, age: Int64? = nil) throws {
        try write { db in
            try db.run("INSERT INTO people (name, age) VALUES (?, ?)", .text(name), .optional(age))
        }
    }

    var names: [String] {
        get throws {
            try read { db in
                try db.all("SELECT name FROM people ORDER BY id") { row in try row.text(0) }
            }
        }
    }
}

/// The error that `body` throws, which must be the database's.
func failure(of body: () throws -> Void) throws -> DatabaseError {
    try #require(#expect(throws: DatabaseError.self, performing: body))
}

/// An error of the test's own.
struct Interruption: Error, Equatable {}
