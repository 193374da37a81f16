private import Glibc
private import Locking
private import Synchronization

/// A SQLite database: one connection, one lock, statements that are compiled once.
///
/// A file belongs to one process at a time. It is a WAL file with `synchronous=NORMAL`: what `write` has committed
/// survives the death of the process.
package final class Database: Sendable {
    /// Where the data lives.
    package enum Location: Sendable, Equatable {
        /// In memory, private to this object, gone with it.
        case memory
        /// In the file at this path, made if it is missing.
        case file(String)
    }

    /// The number of migrations that the schema has been through.
    package let schemaVersion: Int

    private let lock: Locked<Session?>

    /// The thread inside `lock`, or 0.
    ///
    /// It tells a nested use.
    private let owner = Atomic<UInt>(0)

    /// Opens the database, checks that it is ours and may be written, and brings its schema up to date.
    package init(
        _ location: Location,
        migrations: [Migration],
        cachedStatements: Int = 128
    ) throws(DatabaseError) {
        do throws(DatabaseError) {
            let session = try Session(opening: location, cachedStatements: cachedStatements)
            do throws(DatabaseError) {
                schemaVersion = try session.prepare(location, migrations)
            } catch {
                session.close()
                throw error
            }
            lock = Locked(session)
        } catch {
            throw error.retold("cannot open database \(location): \(location.explanation(of: error))")
        }
    }

    deinit {
        close()
    }

    /// Runs `body` in a transaction, which is committed at its end and rolled back on any error.
    ///
    /// When the commit itself fails, its error is thrown and nothing has changed. A `write` or `read` inside of
    /// `body` is a mistake of the program, and traps.
    package func write<T>(_ body: (borrowing Connection) throws -> T) throws -> T {
        try locked { session in
            try session.begin()
            let result: T
            do {
                result = try body(Connection(session))
            } catch {
                session.rollBack()
                throw error
            }
            try session.commit()
            return result
        }
    }

    /// Runs `body`, which may only read, while nobody writes.
    package func read<T>(_ body: (borrowing Connection) throws -> T) throws -> T {
        try locked { session in
            try body(Connection(session))
        }
    }

    /// Moves the WAL into the file and closes.
    ///
    /// Every later use throws; closing twice is fine.
    package func close() {
        exclusively { session in
            session?.close()
            session = nil
        }
    }

    /// The texts of the compiled statements, for tests.
    var preparedStatements: [String] {
        get throws {
            try locked { session in session.preparedStatements }
        }
    }

    private func locked<T>(_ body: (Session) throws -> T) throws -> T {
        // Carried out in a variable, since what `withLock` returns would have to be `sending`.
        var result: T?
        try exclusively { session in
            guard let session else { throw DatabaseError.misuse("the database is closed") }
            result = try body(session)
        }
        guard let result else { preconditionFailure("the body neither returned nor threw") }
        return result
    }

    private func exclusively(_ body: (inout Session?) throws -> Void) rethrows {
        let thread = UInt(pthread_self())
        // Only this thread can have stored its own name. Waiting for itself would be for ever.
        if owner.load(ordering: .relaxed) == thread {
            fatalError("a database was used inside of its own write or read: pass the connection on instead")
        }
        try lock.withLock { session in
            owner.store(thread, ordering: .relaxed)
            defer { owner.store(0, ordering: .relaxed) }
            try body(&session)
        }
    }
}
