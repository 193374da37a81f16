private import CSQLite

/// The one connection to the database: its statements, and whether a transaction is open.
///
/// It is unchecked because the compiler cannot see who guards it: `Database.lock` does. Nothing reaches a session
/// but the code that runs while that lock is held.
@safe final class Session: @unchecked Sendable {
    private let handle: OpaquePointer
    private var cache: StatementCache
    private var isWriting = false

    /// Set when SQLite itself has rolled the transaction back (a full disk, a failed read): what the body would do
    /// next would be committed alone.
    private var lost: DatabaseError?

    /// Configures the library once for the process, before its first use.
    private static let configuration = csqlite_drop_statistics()

    /// Opens `path`, making the file if it is missing.
    init(_ path: String, cachedStatements: Int) throws(DatabaseError) {
        _ = Self.configuration
        var handle: OpaquePointer?
        // No mutex inside SQLite: the lock of `Database` is the only one needed.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard result == SQLITE_OK, let handle = unsafe handle else {
            let error = unsafe DatabaseError(result, of: handle)
            unsafe sqlite3_close(handle)  // a failed open leaves a handle, if only to hold the message
            throw error
        }
        unsafe self.handle = unsafe handle
        cache = StatementCache(limit: cachedStatements)
    }

    /// Whether the file may only be read; SQLite falls back to that without a word.
    var isReadOnly: Bool {
        unsafe sqlite3_db_readonly(handle, "main") == 1
    }

    /// The rows changed by the last statement that changes rows.
    var changes: Int {
        unsafe Int(sqlite3_changes64(handle))
    }

    /// The key of the last row inserted.
    var lastInsertedRowID: Int64 {
        unsafe sqlite3_last_insert_rowid(handle)
    }

    /// The texts of all compiled statements, cached ones and others.
    var preparedStatements: [String] {
        var texts: [String] = []
        var statement = unsafe sqlite3_next_stmt(handle, nil)
        while let current = unsafe statement {
            unsafe texts.append(String(cString: sqlite3_sql(current)))
            unsafe statement = unsafe sqlite3_next_stmt(handle, current)
        }
        return texts
    }

    /// How long to wait for another process.
    func wait(milliseconds: Int32) {
        unsafe sqlite3_busy_timeout(handle, milliseconds)
    }

    /// Hands out `sql`, compiled, bound and marked as running; `checkIn` takes it back.
    func checkOut(_ sql: SQL, _ values: [Value]) throws(DatabaseError) -> Statement {
        if let lost { throw lost }
        let statement = try prepared(sql)
        guard isWriting || statement.isReadOnly else {
            throw .misuse("a statement that writes was run outside of a transaction", sql: sql.description)
        }
        do throws(DatabaseError) {
            try statement.bind(values)
        } catch {
            statement.reset()
            throw error
        }
        statement.isRunning = true
        return statement
    }

    private func prepared(_ sql: SQL) throws(DatabaseError) -> Statement {
        let cached = cache.find(sql)
        if let cached, !cached.isRunning { return cached }
        let statement = unsafe try Statement(sql, on: handle, persistent: cached == nil)
        // The cached one is being read further up the stack: this one serves once.
        if cached == nil { cache.insert(statement) }
        return statement
    }

    /// Takes a statement back, whether it has ended well or not.
    func checkIn(_ statement: Statement) {
        statement.reset()
        statement.isRunning = false
    }

    /// Steps, and notices when the failure took the transaction with it.
    func step(_ statement: Statement) throws(DatabaseError) -> Bool {
        do throws(DatabaseError) {
            return try statement.step()
        } catch {
            if isWriting, !isInTransaction { lost = error }
            throw error
        }
    }

    /// Opens the transaction.
    func begin() throws(DatabaseError) {
        if isInTransaction { rollBack() }  // an earlier rollback failed, perhaps for want of memory
        try perform("BEGIN IMMEDIATE")
        isWriting = true
    }

    /// Makes the changes last; if that fails, nothing has changed.
    func commit() throws(DatabaseError) {
        do throws(DatabaseError) {
            if let lost { throw lost }
            guard isInTransaction else { throw .misuse("the body of a write ended its transaction") }
            isWriting = false
            try perform("COMMIT")
        } catch {
            rollBack()
            throw error
        }
    }

    /// Undoes the changes.
    func rollBack() {
        isWriting = false
        lost = nil
        guard isInTransaction else { return }
        // There is nobody to tell: the error that led here is the one to throw. `begin` tries again.
        try? perform("ROLLBACK")
    }

    private var isInTransaction: Bool {
        unsafe sqlite3_get_autocommit(handle) == 0
    }

    /// Runs one of the statements around a transaction.
    private func perform(_ sql: SQL) throws(DatabaseError) {
        let statement = try prepared(sql)
        defer { statement.reset() }
        try statement.finish()
    }

    /// Runs every statement of `script` once, and gives the first column of the last row seen.
    @discardableResult
    func execute(_ script: String) throws(DatabaseError) -> Int64? {
        var script = Array(script.utf8CString)
        return try unsafe script.withUnsafeMutableBufferPointer { buffer throws(DatabaseError) in
            var seen: Int64?
            var next = unsafe buffer.baseAddress.map { unsafe UnsafePointer($0) }
            while let text = unsafe next, unsafe text.pointee != 0 {
                var tail: UnsafePointer<CChar>?
                var statement: OpaquePointer?
                var result = unsafe sqlite3_prepare_v2(handle, text, -1, &statement, &tail)
                defer { unsafe sqlite3_finalize(statement) }
                if unsafe result == SQLITE_OK && statement != nil {
                    repeat {
                        result = unsafe sqlite3_step(statement)
                        if result == SQLITE_ROW { seen = unsafe sqlite3_column_int64(statement, 0) }
                    } while result == SQLITE_ROW
                }
                guard result == SQLITE_OK || result == SQLITE_DONE else {
                    let quoted = unsafe sqlite3_sql(statement).map { unsafe String(cString: $0) }
                    throw unsafe DatabaseError(result, of: handle, sql: quoted ?? String(cString: text))
                }
                unsafe next = unsafe tail
            }
            return seen
        }
    }

    /// Finalizes all statements and closes, which moves the WAL into the file.
    func close() {
        cache.removeAll()
        guard unsafe sqlite3_close(handle) == SQLITE_OK else {
            fatalError("statements are still open at the close of the database: \(preparedStatements)")
        }
    }
}
