import Calls
import Database

/// Loads a seed document into the database: whole or not at all, and as often as one likes with the same result.
struct Seeder {
    /// Why a document is loaded, which decides about what is there already.
    enum Occasion: Equatable, Sendable {
        /// At start: a call that exists stays as it is, since what an earlier run replied must hold.
        case start
        /// `POST /_twilio/seed`: a call that exists is replaced.
        case request
        /// A reset emptied this world, or all; tokens, clocks and settings stay, and other worlds are left alone.
        case reset(only: AccountSid?)
    }

    /// How many things of each kind were made, and how many were there already.
    struct Tally: Equatable, Sendable {
        static let kinds = ["accounts", "api_keys", "numbers", "applications", "phones", "calls"]

        private(set) var created: [String: Int] = [:]
        private(set) var updated: [String: Int] = [:]

        fileprivate mutating func count(_ kind: String, existed: Bool) {
            if existed { updated[kind, default: 0] += 1 } else { created[kind, default: 0] += 1 }
        }
    }

    let sids: SidFactory
    /// The clock of worlds that the document gives none.
    let defaultClock: ClockMode
    /// The settings of new worlds.
    let settings: WorldSettings

    private(set) var tally = Tally()
    /// The accounts that were touched.
    private(set) var touched: Set<AccountSid> = []

    init(sids: SidFactory, defaultClock: ClockMode, settings: WorldSettings) {
        self.sids = sids
        self.defaultClock = defaultClock
        self.settings = settings
    }

    /// Loads a document in the transaction of `db`.
    ///
    /// - Throws: ``DocumentProblem`` where the document contradicts what other worlds hold; what the database throws.
    mutating func load(_ document: SeedDocument, on occasion: Occasion, _ db: borrowing Connection) throws {
        for account in document.allAccounts { try load(account, on: occasion, db) }
    }

    private mutating func load(_ seed: SeedAccount, on occasion: Occasion, _ db: borrowing Connection) throws {
        if case .reset(let only?) = occasion, only != seed.sid { return }
        let existing = try db.account(seed.sid)
        var account = try account(seed, existing, on: occasion)
        if let existing, existing.ownerSid != seed.ownerSid {
            throw DocumentProblem(
                path: seed.path,
                message: "\(seed.sid) exists already as "
                    + (existing.ownerSid.map { "a subaccount of \($0)" } ?? "an account of its own")
            )
        }
        try db.save(account)
        tally.count("accounts", existed: existing != nil)
        touched.insert(seed.sid)

        for (key, path) in seed.keys {
            let owner = try db.owner(of: key.sid)
            try check(owner, of: key.sid.text, is: seed.sid, path)
            try db.save(key, at: account.clock.now)
            tally.count("api_keys", existed: owner != nil)
        }
        for number in seed.numbers { try load(number, &account, db) }
        for application in seed.applications { try load(application, seed.path, &account, db) }
        for phone in seed.phones {
            let exists = try db.hasPhone(phone.number, in: seed.sid)
            try db.savePhone(phone.number, behaviour: phone.behaviour, in: seed.sid)
            tally.count("phones", existed: exists)
        }
        try db.save(account)
        for call in seed.calls { try load(call, account, on: occasion, db) }
    }

    /// The account as the document makes it.
    private func account(_ seed: SeedAccount, _ existing: Account?, on occasion: Occasion) throws -> Account {
        let start = WallClock.now
        guard var account = existing else {
            let mode = seed.clock?.clock(at: start) ?? defaultClock.clock(at: start)
            return Account(
                sid: seed.sid,
                ownerSid: seed.ownerSid,
                authToken: seed.authToken ?? Account.defaultAuthToken(of: seed.sid),
                friendlyName: seed.friendlyName ?? seed.sid.text,
                status: seed.status ?? .active,
                clock: mode,
                settings: settings
            )
        }
        if case .reset = occasion {
            account.friendlyName = seed.friendlyName ?? account.friendlyName
            account.status = seed.status ?? account.status
            return account
        }
        account.authToken = seed.authToken ?? account.authToken
        account.friendlyName = seed.friendlyName ?? account.friendlyName
        account.status = seed.status ?? account.status
        if let clock = seed.clock { account.clock = clock.clock(at: account.clock.now) }
        return account
    }

    private mutating func load(
        _ seed: SeedNumber,
        _ account: inout Account,
        _ db: borrowing Connection
    ) throws {
        let known = try db.sid(of: seed.number, in: account.sid)
        let sid = seed.sid ?? known ?? makeSid(in: &account)
        let owner = try db.account(ofNumber: sid)
        try check(owner, of: sid.text, is: account.sid, seed.path)
        try db.save(seed.number, sid: sid, fields: seed.fields.json, in: account.sid, at: account.clock.now)
        tally.count("numbers", existed: owner != nil || known != nil)
    }

    private mutating func load(
        _ seed: SeedApplication,
        _ path: String,
        _ account: inout Account,
        _ db: borrowing Connection
    ) throws {
        // Without a SID nothing names an application but its fields.
        let known = seed.sid == nil ? try db.sid(ofApplication: seed.fields.json, in: account.sid) : nil
        let sid: ApplicationSid = seed.sid ?? known ?? makeSid(in: &account)
        let owner = try db.account(ofApplication: sid)
        try check(owner, of: sid.text, is: account.sid, path)
        try db.saveApplication(sid, fields: seed.fields.json, in: account.sid, at: account.clock.now)
        tally.count("applications", existed: owner != nil)
    }

    private mutating func load(
        _ seed: SeedCall,
        _ account: Account,
        on occasion: Occasion,
        _ db: borrowing Connection
    ) throws {
        let owner = try db.account(ofCall: seed.sid)
        try check(owner, of: seed.sid.text, is: account.sid, seed.path)
        if owner != nil {
            if occasion == .start { return }
            try db.deleteCall(seed.sid)
        }
        try db.insert(seed.call(at: account.clock.now))
        tally.count("calls", existed: owner != nil)
    }

    private func makeSid<Kind>(in account: inout Account) -> Sid<Kind> {
        account.sidCount += 1
        return sids.make(in: account.sid, ordinal: account.sidCount)
    }

    private func check(_ owner: String?, of sid: String, is account: AccountSid, _ path: String) throws {
        guard let owner, owner != account.text else { return }
        throw DocumentProblem(path: path, message: "\(sid) exists already in \(owner)")
    }
}

extension ClockMode {
    /// A clock of this mode; a manual one stands at `time`.
    func clock(at time: Instant) -> WorldClock {
        switch self {
        case .real: .real
        case .manual: .manual(now: time)
        }
    }
}
