private import CSQLite

/// One row of a result, readable only inside the closure that it is given to.
///
/// Columns are counted from 0 in the order of the statement. Reading NULL, or another type than the column holds,
/// throws `.mismatch` naming the statement and the column.
@safe package struct Row: ~Copyable {
    private let handle: OpaquePointer
    private let statement: Statement

    init(_ handle: OpaquePointer, of statement: Statement) {
        unsafe self.handle = unsafe handle
        self.statement = statement
    }

    /// Whether the column is NULL.
    package func isNull(_ column: Int) -> Bool {
        type(column) == SQLITE_NULL
    }

    /// A text; bytes that are no UTF-8, which only another program can have written, become U+FFFD.
    package func text(_ column: Int) throws(DatabaseError) -> String {
        guard type(column) == SQLITE_TEXT else { throw mismatch(column, "a text") }
        return unsafe String(decoding: bytes(sqlite3_column_text(handle, Int32(column)), column), as: UTF8.self)
    }

    /// A text or NULL.
    package func optionalText(_ column: Int) throws(DatabaseError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// A whole number.
    package func int(_ column: Int) throws(DatabaseError) -> Int64 {
        guard type(column) == SQLITE_INTEGER else { throw mismatch(column, "an integer") }
        return unsafe sqlite3_column_int64(handle, Int32(column))
    }

    /// A whole number or NULL.
    package func optionalInt(_ column: Int) throws(DatabaseError) -> Int64? {
        isNull(column) ? nil : try int(column)
    }

    /// A truth: a whole number other than 0.
    package func bool(_ column: Int) throws(DatabaseError) -> Bool {
        try int(column) != 0
    }

    /// A number; a whole one is one too.
    package func real(_ column: Int) throws(DatabaseError) -> Double {
        let type = type(column)
        guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { throw mismatch(column, "a number") }
        return unsafe sqlite3_column_double(handle, Int32(column))
    }

    /// Bytes as they are.
    package func blob(_ column: Int) throws(DatabaseError) -> [UInt8] {
        guard type(column) == SQLITE_BLOB else { throw mismatch(column, "a blob") }
        let start = unsafe sqlite3_column_blob(handle, Int32(column))?.assumingMemoryBound(to: UInt8.self)
        return unsafe Array(bytes(start, column))
    }

    /// The type as stored; a column that does not exist is NULL, as SQLite has it.
    private func type(_ column: Int) -> Int32 {
        unsafe sqlite3_column_type(handle, Int32(truncatingIfNeeded: column))
    }

    /// The count is asked for after the pointer, since reading the pointer may convert the value.
    private func bytes(_ start: UnsafePointer<UInt8>?, _ column: Int) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
    }

    /// Says what was wanted and what is there, in types and not in values.
    private func mismatch(_ column: Int, _ wanted: String) -> DatabaseError {
        let found =
            switch type(column) {
            case SQLITE_INTEGER: "an integer"
            case SQLITE_FLOAT: "a real"
            case SQLITE_TEXT: "a text"
            case SQLITE_BLOB: "a blob"
            default: "NULL"
            }
        let message =
            if let name = unsafe sqlite3_column_name(handle, Int32(truncatingIfNeeded: column)) {
                "column \(column) (\(unsafe String(cString: name))) holds \(found), not \(wanted)"
            } else {
                "there is no column \(column)"
            }
        return DatabaseError(
            code: .mismatch,
            resultCode: SQLITE_MISMATCH,
            message: message,
            sql: statement.sql.description
        )
    }
}
