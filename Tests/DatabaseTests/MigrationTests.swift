import TestSupport
import Testing

@testable import Database

@Suite struct MigrationTests {
    @Test func `migrations run in order, once each`() throws {
        let folder = try TemporaryFolder()
        var steps = [Migration("001-log", "CREATE TABLE log (step TEXT); INSERT INTO log VALUES ('one');")]
        func run() throws -> (Int, [String]) {
            let database = try Database(.file(folder.file("a.db")), migrations: steps)
            let log = try database.read { db in try db.all("SELECT step FROM log") { row in try row.text(0) } }
            return (database.schemaVersion, log)
        }
        #expect(try run() == (1, ["one"]))
        #expect(try run() == (1, ["one"]))
        steps.append(Migration("002-two", "INSERT INTO log VALUES ('two');\n-- and a word at the end\n"))
        steps.append(Migration("003-three", "INSERT INTO log VALUES ('three')"))
        #expect(try run() == (3, ["one", "two", "three"]))
    }

    @Test func `a migration that fails names itself and leaves what was before`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        let good = Migration("001-log", "CREATE TABLE log (step TEXT)")
        let bad = Migration("002-bad", "INSERT INTO log VALUES ('half');\nINSERT INTO nowhere VALUES (1);")
        let error = try failure { _ = try Database(.file(path), migrations: [good, bad]) }
        #expect(error.code == .other)
        #expect(error.message == "cannot open database '\(path)': migration '002-bad' failed: no such table: nowhere")
        #expect(error.sql == "\nINSERT INTO nowhere VALUES (1);")
        let database = try Database(.file(path), migrations: [good])
        #expect(database.schemaVersion == 1)
        let count = try database.read { db in try db.first("SELECT count(*) FROM log") { row in try row.int(0) } }
        #expect(count == 0)
    }

    @Test func `a table may be rebuilt under the rows that point at it`() throws {
        let rebuild = Migration(
            "002-rebuild",
            """
            CREATE TABLE new (id INTEGER PRIMARY KEY, name TEXT);
            INSERT INTO new SELECT id, name FROM parent;
            DROP TABLE parent;
            ALTER TABLE new RENAME TO parent;
            """
        )
        let tables = Migration(
            "001-tables",
            """
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (parent INTEGER REFERENCES parent (id) ON DELETE CASCADE);
            ALTER TABLE parent ADD COLUMN name TEXT;
            INSERT INTO parent VALUES (1, 'Ada');
            INSERT INTO child VALUES (1);
            """
        )
        let database = try Database(.memory, migrations: [tables, rebuild])
        let children = try database.read { db in
            try db.first("SELECT count(*) FROM child") { row in try row.int(0) }
        }
        #expect(children == 1)
        let error = try failure {
            try database.write { db in try db.run("INSERT INTO child VALUES (2)") }
        }
        #expect(error.message == "FOREIGN KEY constraint failed")
    }

    @Test func `a migration may not leave rows that point at nothing`() throws {
        let dangling = Migration("002-dangling", "INSERT INTO calls VALUES ('CA1', 99)")
        let error = try failure { _ = try Database(.memory, migrations: migrations + [dangling]) }
        #expect(error.code == .constraint)
        #expect(
            error.message
                == "cannot open database in memory: migration '002-dangling' failed: it leaves 1 rows that point at nothing"
        )
    }
}
