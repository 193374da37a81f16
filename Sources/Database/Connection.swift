/// What the body of a transaction works with.
///
/// It lives as long as the closure it is given to: it cannot be copied, and what is borrowed cannot be kept.
///
/// Statements run in the order of the calls. A row's closure may use the connection too, even for the same
/// statement.
package struct Connection: ~Copyable {
    private let session: Session

    init(_ session: Session) {
        self.session = session
    }

    /// Rows changed by the last INSERT, UPDATE or DELETE.
    package var changes: Int {
        session.changes
    }

    /// The key of the last row inserted.
    package var lastInsertedRowID: Int64 {
        session.lastInsertedRowID
    }

    /// Runs a statement to its end.
    package func run(_ sql: SQL, _ values: Value...) throws(DatabaseError) {
        try run(sql, values)
    }

    /// Runs a statement to its end.
    package func run(_ sql: SQL, _ values: [Value]) throws(DatabaseError) {
        let statement = try session.checkOut(sql, values)
        defer { session.checkIn(statement) }
        while try session.step(statement) {}
    }

    /// Reads the first row, if there is one.
    package func first<T>(_ sql: SQL, _ values: Value..., row: (borrowing Row) throws -> T) throws -> T? {
        try first(sql, values, row: row)
    }

    /// Reads the first row, if there is one.
    package func first<T>(_ sql: SQL, _ values: [Value], row: (borrowing Row) throws -> T) throws -> T? {
        let statement = try session.checkOut(sql, values)
        defer { session.checkIn(statement) }
        guard try session.step(statement) else { return nil }
        let result = try row(statement.row)
        // A statement that writes (`… RETURNING`) has done its work only at its end.
        if !statement.isReadOnly { while try session.step(statement) {} }
        return result
    }

    /// Reads all rows.
    package func all<T>(_ sql: SQL, _ values: Value..., row: (borrowing Row) throws -> T) throws -> [T] {
        try all(sql, values, row: row)
    }

    /// Reads all rows.
    package func all<T>(_ sql: SQL, _ values: [Value], row: (borrowing Row) throws -> T) throws -> [T] {
        let statement = try session.checkOut(sql, values)
        defer { session.checkIn(statement) }
        var rows: [T] = []
        while try session.step(statement) {
            rows.append(try row(statement.row))
        }
        return rows
    }
}
