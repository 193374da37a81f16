import Calls
import Database
import Locking

/// Where worlds change: made, set, wound forward, reset and ended.
///
/// The database is written first, then the accounts in memory are read from it again.
final class WorldKeeper: Sendable {
    /// There is no world of this account.
    struct NoSuchWorld: Error {}

    /// There are as many worlds as there may be.
    struct TooManyWorlds: Error {}

    /// The clock does not move by request.
    struct ClockNotManual: Error {
        let mode: ClockMode
    }

    /// How many worlds there may be.
    static let worldLimit = 10_000

    let database: Database
    let worlds: Worlds
    let sids: SidFactory
    private let seeds = Locked<[SeedDocument]>([])
    private let clockOfNewWorlds: Locked<ClockMode>
    private let settingsOfNewWorlds: WorldSettings

    init(database: Database, worlds: Worlds, sids: SidFactory, defaultClock: ClockMode, isStrict: Bool) {
        self.database = database
        self.worlds = worlds
        self.sids = sids
        clockOfNewWorlds = Locked(defaultClock)
        settingsOfNewWorlds = WorldSettings(isStrict: isStrict)
    }

    /// The clock mode of worlds to come.
    var defaultClock: ClockMode {
        clockOfNewWorlds.withLock { $0 }
    }

    /// Reads all accounts that the database holds into memory.
    func loadAccounts() throws {
        try database.read { db in
            for account in try db.accounts() {
                worlds.replace(account, keys: try db.apiKeys(of: account.sid))
            }
        }
    }

    // MARK: Make, change, end

    /// The world of an account that nobody knew: its token is the secret that came with it.
    func welcome(_ sid: AccountSid, token: String) throws -> Account {
        try put(sid) { account in if account.authToken.isEmpty { account.authToken = token } }.account
    }

    /// Makes or changes a world.
    ///
    /// - Returns: the account as it now is, and whether it was made.
    func put(_ sid: AccountSid, _ change: (inout Account) throws -> Void) throws -> (account: Account, isNew: Bool) {
        let isNew = try database.write { db in
            let existing = try db.account(sid)
            guard existing != nil || worlds.count < Self.worldLimit else { throw TooManyWorlds() }
            var account =
                existing
                ?? Account(
                    sid: sid,
                    authToken: "",
                    friendlyName: sid.text,
                    clock: defaultClock.clock(at: WallClock.now),
                    settings: settingsOfNewWorlds
                )
            try change(&account)
            if account.authToken.isEmpty { account.authToken = Account.defaultAuthToken(of: sid) }
            try db.save(account)
            return existing == nil
        }
        try refresh([sid])
        guard let account = worlds.account(sid) else { throw NoSuchWorld() }
        return (account, isNew)
    }

    /// Changes a world that exists.
    func change(_ sid: AccountSid, _ change: (inout Account) throws -> Void) throws -> Account {
        try database.write { db in
            guard var account = try db.account(sid) else { throw NoSuchWorld() }
            try change(&account)
            try db.save(account)
        }
        try refresh([sid])
        guard let account = worlds.account(sid) else { throw NoSuchWorld() }
        return account
    }

    /// Ends a world and forgets it, its subaccounts included.
    func end(_ sid: AccountSid) throws {
        let gone = try database.write { db in
            guard try db.account(sid) != nil else { throw NoSuchWorld() }
            let subaccounts = worlds.all.filter { $0.ownerSid == sid }.map(\.sid)
            for account in subaccounts + [sid] {
                try db.empty(account)
                try db.deleteAccount(account)
            }
            return subaccounts + [sid]
        }
        try refresh(gone)
    }

    // MARK: Clocks

    /// Sets the clock of one world, or of all and of those to come.
    func setClock(_ clock: SeedClock, of sid: AccountSid?) throws {
        if let sid {
            _ = try change(sid) { $0.clock = clock.clock(at: $0.clock.now) }
            return
        }
        try changeAll { $0.clock = clock.clock(at: $0.clock.now) }
        clockOfNewWorlds.withLock { $0 = clock.mode }
    }

    /// Winds manual clocks forward: one world's, or all there are.
    ///
    /// `target` gives the new time from the present one.
    ///
    /// - Returns: the time afterwards; of the furthest world where several were wound.
    /// - Throws: ``ClockNotManual``, ``NoSuchWorld``, what `target` or the database throws.
    func advance(_ sid: AccountSid?, to target: (Instant) throws -> Instant) throws -> Instant {
        if let sid {
            return try change(sid) { try Self.advance(&$0, to: target) }.clock.now
        }
        try changeAll { try Self.advance(&$0, to: target) }
        return worlds.all.map(\.clock.now).max() ?? WallClock.now
    }

    private static func advance(_ account: inout Account, to target: (Instant) throws -> Instant) throws {
        guard case .manual(let now) = account.clock else { throw ClockNotManual(mode: account.clock.mode) }
        account.clock = .manual(now: try target(now))
    }

    private func changeAll(_ change: (inout Account) throws -> Void) throws {
        let sids = try database.write { db in
            let accounts = try db.accounts()
            for var account in accounts {
                try change(&account)
                try db.save(account)
            }
            return accounts.map(\.sid)
        }
        try refresh(sids)
    }

    // MARK: Seeds and reset

    /// Loads the documents given at start, in their order, and keeps them for resets.
    ///
    /// One that this database has loaded before, to the letter, is not loaded again: what was deleted stays deleted.
    func loadAtStart(_ documents: [(name: String, content: [UInt8], seed: SeedDocument)]) throws {
        let named = Set(documents.flatMap { $0.seed.allAccounts.map(\.sid) })
        guard worlds.count + named.count(where: { worlds.account($0) == nil }) <= Self.worldLimit else {
            throw DocumentProblem(path: "$.accounts", message: "there may be \(Self.worldLimit) accounts at the most")
        }
        for document in documents {
            do {
                try seed { seeder, db in
                    guard try db.loadedSeed(document.name) != document.content else { return }
                    try seeder.load(document.seed, on: .start, db)
                    try db.rememberSeed(document.name, document.content)
                }
            } catch let problem as DocumentProblem {
                // One document among several: the message says which.
                throw DocumentProblem(path: "\(document.name): \(problem.path)", message: problem.message)
            }
        }
        seeds.withLock { $0 = documents.map(\.seed) }
    }

    /// Loads a document that came by request.
    func load(_ document: SeedDocument) throws -> Seeder.Tally {
        let newcomers = Set(document.allAccounts.map(\.sid)).count { worlds.account($0) == nil }
        guard worlds.count + newcomers <= Self.worldLimit else { throw TooManyWorlds() }
        return try seed { seeder, db in try seeder.load(document, on: .request, db) }
    }

    /// Empties a world, or all, and loads the documents given at start into them again.
    ///
    /// Tokens, clocks and settings stay; SIDs are counted from the beginning.
    func reset(_ sid: AccountSid?) throws {
        let documents = seeds.withLock { $0 }
        let accounts = try database.read { db in try db.accounts() }
        let sids = sid.map { [$0] } ?? accounts.map(\.sid)
        if let sid, !accounts.contains(where: { $0.sid == sid }) { throw NoSuchWorld() }
        var gone: [AccountSid] = []
        try seed { seeder, db in
            for sid in sids {
                gone += try db.subaccountsMadeByAPI(of: sid)
                try db.empty(sid)
                guard var account = try db.account(sid) else { continue }
                account.sidCount = 0
                // Suspended or closed through the API, or by a seed that is gone: seeds set it again below.
                account.status = .active
                try db.save(account)
            }
            for document in documents { try seeder.load(document, on: .reset(only: sid), db) }
        }
        try refresh(sids + gone)
    }

    @discardableResult
    private func seed(_ body: (inout Seeder, borrowing Connection) throws -> Void) throws -> Seeder.Tally {
        let seeder = try database.write { db in
            var seeder = Seeder(sids: sids, defaultClock: defaultClock, settings: settingsOfNewWorlds)
            try body(&seeder, db)
            return seeder
        }
        try refresh(Array(seeder.touched))
        return seeder.tally
    }

    /// Reads accounts from the database again.
    ///
    /// It holds the database meanwhile, so that changes arrive in memory in the order in which they were committed.
    func refresh(_ sids: [AccountSid]) throws {
        try database.read { db in
            for sid in sids {
                if let account = try db.account(sid) {
                    worlds.replace(account, keys: try db.apiKeys(of: sid))
                } else {
                    worlds.remove(sid)
                }
            }
        }
    }
}
