/// What the person who starts the emulator chooses.
package struct EmulatorOptions: Sendable {
    /// Who may come.
    package enum Accounts: String, CaseIterable, Sendable {
        /// A well-formed, unknown account SID with any secret becomes a new world whose token is that secret.
        case open
        /// Only accounts that a seed or a control request made.
        case seeded
    }

    /// A SQLite file; nil keeps everything in memory.
    package var databasePath: String?
    package var accounts = Accounts.open
    /// The clock of new worlds.
    package var clock = ClockMode.real
    /// Whether unknown parameters are errors in new worlds.
    package var isStrict = false
    /// All SIDs follow from it and the order of creation; nil makes them random.
    package var sidSeed: UInt64?
    /// Further `Host` names to answer to.
    package var allowedHosts: [String] = []
    /// Further browser origins that may call.
    package var allowedOrigins: [String] = []
    /// Whether the listener is bound to loopback.
    package var isLoopbackOnly = true
    /// The secret that our own endpoints ask for; nil asks for none.
    package var controlToken: String?
    package var version = "0.0.0"

    /// The defaults of the command line.
    package init() {}
}

/// Why the emulator did not start.
package struct StartError: Error, Equatable, CustomStringConvertible, Sendable {
    /// What failed, which decides the exit code.
    package enum Reason: Equatable, Sendable {
        /// A seed document is not valid.
        case seed
        /// The database cannot be opened or written.
        case database
    }

    package let reason: Reason
    /// A sentence that says what was wrong, where, and what was expected.
    package let description: String

    /// Makes an error.
    package init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}
