private import CSQLite
private import Glibc

extension DatabaseError {
    /// Reads the last error of `connection`; it must be called before the next use of the connection.
    init(_ resultCode: Int32, of connection: OpaquePointer?, sql: String? = nil) {
        let code = Code(resultCode: resultCode)
        var message = unsafe String(cString: sqlite3_errmsg(connection))
        let reason = unsafe sqlite3_system_errno(connection)
        if code == .cannotOpen || code == .ioError, reason != 0 {
            unsafe message += ": \(String(cString: strerror(reason)))"
        }
        self.init(code: code, resultCode: resultCode, message: message, sql: sql)
    }

    /// The program did what it must not.
    static func misuse(_ message: String, sql: String? = nil) -> DatabaseError {
        DatabaseError(code: .misuse, resultCode: SQLITE_MISUSE, message: message, sql: sql)
    }

    /// The same failure without its SQL.
    var withoutStatement: DatabaseError {
        DatabaseError(code: code, resultCode: resultCode, message: message)
    }

    /// The same failure told in other words.
    func retold(_ message: String) -> DatabaseError {
        DatabaseError(code: code, resultCode: resultCode, message: message, sql: sql)
    }
}

extension DatabaseError.Code {
    /// Sorts SQLite's codes; the low byte of an extended code is its family.
    init(resultCode: Int32) {
        switch resultCode & 0xFF {
        case SQLITE_CANTOPEN: self = .cannotOpen
        case SQLITE_NOTADB: self = .notADatabase
        case SQLITE_READONLY: self = .readOnly
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .full
        case SQLITE_CONSTRAINT: self = .constraint
        case SQLITE_IOERR: self = .ioError
        case SQLITE_CORRUPT: self = .corrupt
        case SQLITE_MISUSE, SQLITE_RANGE: self = .misuse
        case SQLITE_MISMATCH: self = .mismatch
        default: self = .other
        }
    }
}
