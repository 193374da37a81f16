import Calls
import Locking

/// Every account and key in memory, for the look-ups of each request.
///
/// The database is the truth: whatever changes an account there calls ``replace(_:keys:)`` or ``remove(_:)`` before it
/// lets go of the database, so that the order here is the order there.
final class Worlds: Sendable {
    private struct State {
        var accounts: [AccountSid: Account] = [:]
        var keys: [KeySid: APIKey] = [:]
    }

    private let state = Locked(State())

    /// An account, if there is one of this SID.
    func account(_ sid: AccountSid) -> Account? {
        state.withLock { $0.accounts[sid] }
    }

    /// A key and its account.
    func key(_ sid: KeySid) -> (key: APIKey, account: Account)? {
        state.withLock { state in
            guard let key = state.keys[sid], let account = state.accounts[key.accountSid] else { return nil }
            return (key, account)
        }
    }

    /// All accounts, by SID.
    var all: [Account] {
        state.withLock { $0.accounts.values.sorted { $0.sid.text < $1.sid.text } }
    }

    var count: Int {
        state.withLock { $0.accounts.count }
    }

    /// Takes over an account as it now is, with all its keys.
    func replace(_ account: Account, keys: [APIKey]) {
        state.withLock { state in
            state.accounts[account.sid] = account
            state.keys = state.keys.filter { $0.value.accountSid != account.sid }
            for key in keys { state.keys[key.sid] = key }
        }
    }

    /// Takes over an account as it now is; its keys stay.
    func replace(_ account: Account) {
        state.withLock { $0.accounts[account.sid] = account }
    }

    /// Forgets an account and its keys.
    func remove(_ sid: AccountSid) {
        state.withLock { state in
            state.accounts[sid] = nil
            state.keys = state.keys.filter { $0.value.accountSid != sid }
        }
    }
}
