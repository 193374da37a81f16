/// The compiled statements of a connection, found by the address of their text.
struct StatementCache {
    private let limit: Int
    private var statements: [UInt: Statement] = [:]
    private var uses = 0

    /// Keeps at most `limit` statements.
    init(limit: Int) {
        precondition(limit > 0, "the cache holds at least one statement")
        self.limit = limit
        statements.reserveCapacity(limit + 1)
    }

    /// The statement that was compiled from this very literal.
    mutating func find(_ sql: SQL) -> Statement? {
        guard let statement = statements[sql.key] else { return nil }
        uses += 1
        statement.lastUse = uses
        return statement
    }

    /// Remembers `statement`, and forgets the one that was not used for the longest time if there are too many.
    mutating func insert(_ statement: Statement) {
        if statements.count >= limit {
            // A running one stays alive through its caller, but its next use would compile it again: spare it.
            let idle = statements.lazy.filter { !$0.value.isRunning }
            guard let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
            statements[oldest.key] = nil
        }
        uses += 1
        statement.lastUse = uses
        statements[statement.sql.key] = statement
    }

    /// Forgets all of them.
    mutating func removeAll() {
        statements.removeAll()
    }
}
