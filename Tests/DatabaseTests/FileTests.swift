import Glibc
import TestSupport
import Testing

@testable import Database

@Suite struct FileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open(_ name: String, _ migrations: [Migration] = migrations) throws -> Database {
        try Database(.file(folder.file(name)), migrations: migrations)
    }

    @Test func `a closed file is one file, and opens again with its rows`() throws {
        let database = try open("a.db")
        try database.add("Ada")
        #expect(try folder.names == ["a.db", "a.db-wal"])
        database.close()
        #expect(try folder.names == ["a.db"])
        let again = try open("a.db")
        #expect(try again.names == ["Ada"])
        #expect(again.schemaVersion == 1)
    }

    @Test func `what was committed outlives the death of the process`() throws {
        let database = try open("a.db")
        for name in ["Ada", "Bob"] {
            try database.add(name)
            let copy = try Database(.file(folder.copy("a.db", to: "after-\(name).db")), migrations: migrations)
            #expect(try copy.names.last == name)
        }
        try database.write { db in
            try db.run("INSERT INTO people (name) VALUES ('half done')")
            let copy = try Database(.file(folder.copy("a.db", to: "during.db")), migrations: migrations)
            #expect(try copy.names == ["Ada", "Bob"])
        }
        #expect(try database.names == ["Ada", "Bob", "half done"])
    }

    @Test func `a file is used by one at a time`() throws {
        let first = try open("a.db")
        let error = try failure { _ = try open("a.db") }
        #expect(error.code == .busy)
        #expect(
            error.description == """
                cannot open database '\(folder.file("a.db"))': another process is using it; \
                a database file belongs to one process at a time
                """
        )
        try first.add("Ada")
        first.close()
        #expect(try open("a.db").names == ["Ada"])
    }

    @Test func `a file of a newer version is refused with both numbers`() throws {
        let more = migrations + [Migration("002-more", "CREATE TABLE more (id INTEGER)")]
        try open("a.db", more).close()
        let before = try folder.bytes("a.db")
        let error = try failure { _ = try open("a.db") }
        #expect(error.code == .newerVersion)
        #expect(
            error.description == """
                cannot open database '\(folder.file("a.db"))': its schema has version 2 and this Ringback knows \
                versions up to 1; run the newer Ringback that made it, or choose another file
                """
        )
        #expect(try folder.bytes("a.db") == before)
        #expect(try open("a.db", more).schemaVersion == 2)
    }

    @Test func `a schema version below zero is damage`() throws {
        let database = try open("a.db")
        try database.write { db in try db.run("PRAGMA user_version = -1") }
        database.close()
        let error = try failure { _ = try open("a.db") }
        #expect(error.code == .corrupt)
        #expect(error.description.hasSuffix("the file is damaged (schema version -1)"))
    }

    @Test(arguments: ["PRAGMA application_id = 0", "PRAGMA application_id = 7"] as [SQL])
    func `a database of another program is refused and left alone`(_ disguise: SQL) throws {
        let database = try open("a.db")
        try database.write { db in try db.run(disguise) }
        database.close()
        let before = try folder.bytes("a.db")
        let error = try failure { _ = try open("a.db") }
        #expect(error.code == .notADatabase)
        #expect(
            error.description == """
                cannot open database '\(folder.file("a.db"))': it is the SQLite database of another program; \
                give Ringback a file of its own
                """
        )
        #expect(try folder.bytes("a.db") == before)
    }

    @Test func `a file that is something else is refused and left alone`() throws {
        let text = Array("Not SQLite format 3, but a letter long enough to be read.\n".utf8)
        let content = Array(repeatElement(text, count: 100).joined())
        let path = try folder.file("a.db", content)
        let error = try failure { _ = try open("a.db") }
        #expect(error.code == .notADatabase)
        #expect(error.description == "cannot open database '\(path)': it is not a SQLite database")
        #expect(try folder.bytes("a.db") == content)
    }

    @Test func `an empty file is a new database`() throws {
        _ = try folder.file("a.db", [])
        try open("a.db").add("Ada")
        #expect(try open("a.db").names == ["Ada"])
    }

    @Test(arguments: [100, 3000, 4096, 5000])
    func `a file that was cut off is an error or an older state, never a crash`(_ length: Int) throws {
        try open("a.db").add("Ada")
        _ = try folder.file("a.db", Array(folder.bytes("a.db").prefix(length)))
        let error = try failure { try open("a.db").add("Bob") }
        #expect([.notADatabase, .corrupt, .ioError].contains(error.code))
    }

    static let obstacles: [(String, DatabaseError.Code, String)] = [
        ("", .cannotOpen, "it is a directory"),
        ("/no/such.db", .cannotOpen, "there is no folder '<folder>/no'"),
        ("/file/a.db", .cannotOpen, "'<folder>/file' is not a folder"),
    ]

    @Test(arguments: obstacles)
    func `a path that cannot hold a file says why`(_ end: String, _ code: DatabaseError.Code, _ reason: String) throws {
        _ = try folder.file("file", [])
        let path = folder.path + end
        let error = try failure { _ = try Database(.file(path), migrations: migrations) }
        let parts = reason.split(separator: "<folder>", omittingEmptySubsequences: false)
        #expect(error.code == code)
        #expect(error.description == "cannot open database '\(path)': \(parts.joined(separator: folder.path))")
    }

    @Test func `a path that SQLite would cut short or replace is refused`() throws {
        let empty = try failure { _ = try Database(.file(""), migrations: migrations) }
        #expect(empty.code == .cannotOpen)
        #expect(empty.description == "cannot open database '': the path is empty")
        let cut = try failure { _ = try open("a.db\0.txt") }
        #expect(cut.code == .cannotOpen)
        #expect(cut.message.hasSuffix("the path holds a NUL"))
        #expect(try folder.names == [])
    }

    @Test(arguments: [(":memory:", "./:memory:"), ("file:a.db", "./file:a.db"), ("a.db", "a.db"), ("/a.db", "/a.db")])
    func `a name that SQLite would read otherwise is a path`(_ path: String, _ name: String) {
        #expect(Database.Location.file(path).name == name)
    }
}
