import Calls
import Database

/// Where calls change: one event is one transaction, in which the call is loaded, stepped and saved, and the effects
/// are written down.
///
/// What this returns is committed.
struct CallDesk: Sendable {
    /// There is no call of this SID in the account.
    struct NoSuchCall: Error {}

    let database: Database
    let worlds: Worlds
    let sids: SidFactory

    /// A call of an account as it is.
    ///
    /// - Throws: ``NoSuchCall``, or what the database throws.
    func call(_ sid: CallSid, of account: AccountSid) throws -> Call {
        try database.read { db in
            guard let call = try db.call(sid, of: account) else { throw NoSuchCall() }
            return call
        }
    }

    /// Updates a call through the API.
    ///
    /// - Returns: the call as it is afterwards.
    /// - Throws: ``NoSuchCall``, `CallRefusal` when the call's status does not allow the update, or what the database
    ///   throws; nothing has changed then.
    func update(_ sid: CallSid, of account: Account, with update: CallUpdate) throws -> Call {
        try database.write { db in
            guard var call = try db.call(sid, of: account.sid) else { throw NoSuchCall() }
            let now = time(for: call)
            do {
                let outcome = try call.machine.update(update, at: now)
                if outcome.changesResource { call.dateUpdated = now }
                if outcome.changesResource || !outcome.effects.isEmpty { try db.saveTransition(call) }
                try db.append(outcome.effects, of: call, at: now, sids)
            } catch let refusal as CallRefusal {
                guard refusal.status.isTerminal, update.status != nil else { throw refusal }
                switch account.settings.endedCallUpdate {
                case .refused: throw refusal
                case .unchanged: break
                case .notFound: throw NoSuchCall()
                }
            }
            return call
        }
    }

    /// Takes what the network reports of a call.
    ///
    /// - Returns: the call as it is afterwards.
    /// - Throws: ``NoSuchCall``, `CallRefusal` when the call cannot take it, or what the database throws.
    func report(_ event: CallEvent, of sid: CallSid) throws -> Call {
        try database.write { db in
            guard var call = try db.call(sid) else { throw NoSuchCall() }
            let now = time(for: call)
            let effects = try call.machine.apply(event, at: now)
            call.dateUpdated = now
            try db.saveTransition(call)
            try db.append(effects, of: call, at: now, sids)
            return call
        }
    }

    /// The time of a transition: never before what happened to the call last, wherever its world's clock was set.
    private func time(for call: Call) -> Instant {
        let last: Instant? =
            switch call.machine.phase {
            case .queued: nil
            case .initiated(let started), .ringing(let started): started
            case .inProgress(_, let answered): answered
            case .ended(let ending): ending.ended
            }
        return max(now(in: call.accountSid), call.dateUpdated, last ?? call.dateCreated)
    }

    /// The time in a world; inside a transaction, so that no advance comes between the time and what it is used for.
    func now(in account: AccountSid) -> Instant {
        worlds.account(account)?.clock.now ?? WallClock.now
    }
}
