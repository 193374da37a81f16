private import CSQLite

/// A compiled statement; this object alone finalizes it.
@safe final class Statement {
    let sql: SQL

    /// Whether it leaves the database as it was.
    let isReadOnly: Bool

    /// Set while it is between the binding and the reset: its rows are being read.
    var isRunning = false

    /// The cache's count when it was last asked for; the smallest one is thrown out first.
    var lastUse = 0

    private let handle: OpaquePointer
    private let parameterCount: Int

    /// Compiles `sql`; `persistent` tells SQLite that it will be used many times.
    init(_ sql: SQL, on connection: OpaquePointer, persistent: Bool) throws(DatabaseError) {
        let compiled = unsafe sql.withText { unsafe Compilation($0, count: $1, on: connection, persistent: persistent) }
        guard unsafe compiled.result == SQLITE_OK else {
            throw unsafe DatabaseError(compiled.result, of: connection, sql: sql.description)
        }
        guard let handle = unsafe compiled.handle else {
            throw .misuse("there is no statement in the text", sql: sql.description)
        }
        guard unsafe compiled.isWhole else {
            unsafe sqlite3_finalize(handle)
            throw .misuse("there is more than one statement in the text", sql: sql.description)
        }
        self.sql = sql
        unsafe self.handle = unsafe handle
        isReadOnly = unsafe sqlite3_stmt_readonly(handle) != 0
        parameterCount = unsafe Int(sqlite3_bind_parameter_count(handle))
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// Gives the parameters their values, in order.
    func bind(_ values: [Value]) throws(DatabaseError) {
        guard values.count == parameterCount else {
            throw .misuse("\(values.count) values for \(parameterCount) parameters", sql: sql.description)
        }
        var index: Int32 = 0
        for value in values {
            index += 1
            let result =
                switch value {
                case .null: SQLITE_OK  // as the last reset left it
                case .integer(let number): unsafe sqlite3_bind_int64(handle, index, number)
                case .real(let number): unsafe sqlite3_bind_double(handle, index, number)
                case .text(let text): bind(text, at: index)
                case .blob(let bytes):
                    unsafe bytes.withUnsafeBytes { buffer in
                        unsafe csqlite_bind_blob(handle, index, buffer.baseAddress, UInt64(buffer.count))
                    }
                }
            guard result == SQLITE_OK else { throw failure(result) }
        }
    }

    private func bind(_ text: String, at index: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { utf8 in
            unsafe utf8.withMemoryRebound(to: CChar.self) { bytes in
                unsafe csqlite_bind_text(handle, index, bytes.baseAddress, UInt64(bytes.count))
            }
        }
    }

    /// Goes to the next row; false after the last one.
    func step() throws(DatabaseError) -> Bool {
        let result = unsafe sqlite3_step(handle)
        if result == SQLITE_ROW { return true }
        if result == SQLITE_DONE { return false }
        throw failure(result)
    }

    /// The row that the last step came to.
    var row: Row {
        unsafe Row(handle, of: self)
    }

    /// Goes to the end, whatever rows there are.
    func finish() throws(DatabaseError) {
        while try step() {}
    }

    /// Makes it ready for its next use and lets go of the values.
    func reset() {
        // The code of a failed step comes back here a second time; it has been thrown already.
        _ = unsafe sqlite3_reset(handle)
        _ = unsafe sqlite3_clear_bindings(handle)
    }

    /// The last error of this statement.
    private func failure(_ result: Int32) -> DatabaseError {
        unsafe DatabaseError(result, of: sqlite3_db_handle(handle), sql: sql.description)
    }
}

/// What came of compiling a text.
@unsafe private struct Compilation {
    let result: Int32
    let handle: OpaquePointer?
    /// Whether nothing but space stands behind the statement.
    let isWhole: Bool

    init(_ text: UnsafePointer<CChar>, count: Int, on connection: OpaquePointer, persistent: Bool) {
        var handle: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        unsafe result = sqlite3_prepare_v3(
            connection,
            text,
            Int32(count) + 1,  // with the NUL at the end, SQLite need not copy the text
            persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0,
            &handle,
            &tail
        )
        unsafe self.handle = handle
        let rest = unsafe UnsafeBufferPointer(start: tail, count: tail.map { unsafe text + count - $0 } ?? 0)
        unsafe isWhole = rest.allSatisfy { $0 == 0x20 || $0 == 0x0A }
    }
}
