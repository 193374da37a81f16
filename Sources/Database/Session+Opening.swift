private import CSQLite

extension Session {
    /// "RING" in ASCII, stored in the file's header: a SQLite file without it is not ours.
    static let applicationID: Int64 = 0x5249_4E47

    /// How long the start waits for another process to let go of the file, in milliseconds.
    private static let patience: Int32 = 250

    /// Opens the connection; nothing is read or written yet.
    convenience init(opening location: Database.Location, cachedStatements: Int) throws(DatabaseError) {
        if case .file(let path) = location, path.isEmpty || path.utf8.contains(0) {
            // SQLite would take the first for a temporary file, and the second up to its NUL.
            throw DatabaseError(code: .cannotOpen, resultCode: SQLITE_CANTOPEN, message: "no path")
        }
        try self.init(location.name, cachedStatements: cachedStatements)
    }

    /// Makes the opened file ours, or refuses it untouched; gives the version of the schema.
    func prepare(_ location: Database.Location, _ migrations: [Migration]) throws(DatabaseError) -> Int {
        wait(milliseconds: Self.patience)
        // A view or trigger in a file from elsewhere may not call functions with effects; sorting needs no files; and
        // what is deleted need not be overwritten with zeros, which Debian's build does unless told otherwise.
        try execute(
            """
            PRAGMA trusted_schema = OFF;
            PRAGMA temp_store = MEMORY;
            PRAGMA secure_delete = OFF;
            """
        )
        if location != .memory {
            do throws(DatabaseError) {
                try inspect(migrations)
                try claim()
            } catch {
                throw error.withoutStatement  // it is one of ours, and tells nothing to the person with the file
            }
        }
        return try migrate(migrations)
    }

    /// Refuses what is not ours, before anything is changed in it.
    private func inspect(_ migrations: [Migration]) throws(DatabaseError) {
        guard !isReadOnly else {
            throw DatabaseError(code: .readOnly, resultCode: SQLITE_READONLY, message: "it is read-only")
        }
        // The lock that the first access takes is never given back: one process per file. It also spares the shared
        // memory beside a WAL and the locking around each transaction.
        try execute("PRAGMA locking_mode = EXCLUSIVE")
        let application = try number("PRAGMA application_id")
        let version = try number("PRAGMA user_version")
        let objects = try number("SELECT count(*) FROM sqlite_schema")
        guard application == Self.applicationID || (application == 0 && version == 0 && objects == 0) else {
            throw DatabaseError(
                code: .notADatabase,
                resultCode: SQLITE_NOTADB,
                message: "it is the SQLite database of another program; give Ringback a file of its own"
            )
        }
        guard version >= 0 else {
            throw DatabaseError(code: .corrupt, resultCode: SQLITE_CORRUPT, message: "schema version \(version)")
        }
        guard version <= migrations.count else {
            throw DatabaseError(
                code: .newerVersion,
                resultCode: SQLITE_SCHEMA,
                message: """
                    its schema has version \(version) and this Ringback knows versions up to \(migrations.count); \
                    run the newer Ringback that made it, or choose another file
                    """
            )
        }
    }

    /// Tries a real write, so that a disk that is full or a folder that may not be written shows now and not at the
    /// first request.
    private func claim() throws(DatabaseError) {
        try execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        try transaction { () throws(DatabaseError) in
            try execute("PRAGMA application_id = \(Self.applicationID)")
        }
    }

    /// Applies the migrations that are missing, one transaction each.
    private func migrate(_ migrations: [Migration]) throws(DatabaseError) -> Int {
        let applied = Int(try number("PRAGMA user_version"))
        // A migration that rebuilds a table drops the old one, which must not delete the rows that point at it.
        try execute("PRAGMA foreign_keys = OFF")
        for (index, migration) in migrations.enumerated().dropFirst(applied) {
            do throws(DatabaseError) {
                try transaction { () throws(DatabaseError) in
                    try execute(migration.sql.description)
                    let dangling = try number("SELECT count(*) FROM pragma_foreign_key_check")
                    guard dangling == 0 else {
                        throw DatabaseError(
                            code: .constraint,
                            resultCode: SQLITE_CONSTRAINT,
                            message: "it leaves \(dangling) rows that point at nothing"
                        )
                    }
                    try execute("PRAGMA user_version = \(index + 1)")
                }
            } catch {
                throw error.retold("migration '\(migration.name)' failed: \(error.message)")
            }
        }
        try execute("PRAGMA foreign_keys = ON")
        return max(applied, migrations.count)
    }

    private func transaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        try begin()
        do throws(DatabaseError) {
            try body()
        } catch {
            rollBack()
            throw error
        }
        try commit()
    }

    private func number(_ query: String) throws(DatabaseError) -> Int64 {
        try execute(query) ?? 0
    }
}
