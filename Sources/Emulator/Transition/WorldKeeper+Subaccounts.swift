import Calls
import Database

// Accounts as the API makes and changes them.
extension WorldKeeper {
    /// The account was closed, which is final.
    struct AccountClosed: Error {}

    /// Makes a subaccount: a world whose clock and settings begin as its owner's are.
    ///
    /// SID and token are counted in the owner's world, so that they are the same again after a reset.
    ///
    /// - Throws: ``TooManyWorlds``; ``NoSuchWorld`` when the owner is gone; what the database throws.
    func makeSubaccount(of owner: AccountSid, named name: String?) throws -> Account {
        let sid = try database.write { db in
            guard worlds.count < Self.worldLimit else { throw TooManyWorlds() }
            guard let parent = try db.account(owner) else { throw NoSuchWorld() }
            let sid: AccountSid = try db.makeSid(in: owner, sids)
            let token: AccountSid = try db.makeSid(in: owner, sids)
            try db.save(
                Account(
                    sid: sid,
                    ownerSid: owner,
                    authToken: Account.defaultAuthToken(of: token),
                    friendlyName: name ?? Self.subaccountName(at: parent.clock.now),
                    clock: parent.clock,
                    settings: parent.settings
                )
            )
            try db.markAsMadeByAPI(sid)
            return sid
        }
        try refresh([sid])
        guard let account = worlds.account(sid) else { throw NoSuchWorld() }
        return account
    }

    /// Renames an account or sets its status; one that is closed gives up its numbers.
    ///
    /// - Throws: ``AccountClosed`` when it is to get a status and was closed; ``NoSuchWorld``; what the database throws.
    func update(_ sid: AccountSid, friendlyName: String?, status: AccountStatus?) throws -> Account {
        try database.write { db in
            guard var account = try db.account(sid) else { throw NoSuchWorld() }
            guard status == nil || account.status != .closed else { throw AccountClosed() }
            account.friendlyName = friendlyName ?? account.friendlyName
            account.status = status ?? account.status
            account.dateUpdated = account.clock.now
            if account.status == .closed { try db.deleteNumbers(of: sid) }
            try db.save(account)
        }
        try refresh([sid])
        guard let account = worlds.account(sid) else { throw NoSuchWorld() }
        return account
    }

    /// The name of a subaccount that was given none: `SubAccount Created at 2031-04-28 07:08 am`.
    private static func subaccountName(at time: Instant) -> String {
        let text = Array(time.rfc3339.utf8)
        let date = String(decoding: text.prefix(10), as: UTF8.self)
        let minute = String(decoding: text[14..<16], as: UTF8.self)
        let hour = Int(String(decoding: text[11..<13], as: UTF8.self)) ?? 0
        let twelve = (hour + 11) % 12 + 1
        return "SubAccount Created at \(date) \(twelve < 10 ? "0" : "")\(twelve):\(minute) \(hour < 12 ? "am" : "pm")"
    }
}
