import Calls
import HTTPListener

/// Says who sends a request, and whether an account is in their reach (Twilio's "Twilio's Request Validation" of API
/// credentials: account SID with auth token, or API key with secret).
struct Authenticator: Sendable {
    /// Who sends a request.
    struct Principal: Sendable {
        let account: Account
        /// Whether an API key was used: keys do not reach subaccounts.
        let usesKey: Bool
    }

    let worlds: Worlds
    /// Makes the world of a well-formed, unknown account; nil where only known accounts may come (`--accounts seeded`).
    let keeper: WorldKeeper?

    /// The sender of a request.
    ///
    /// - Throws: ``APIError`` with code 20003 in all its variants, or what the keeper throws.
    func principal(of request: Request) throws -> Principal {
        guard let authorization = request.headers["Authorization"] else { throw APIError.noCredentials }
        guard let credentials = BasicCredentials(authorization: authorization) else {
            let isBasic = authorization.lowercased().hasPrefix("basic")
            throw isBasic ? APIError.invalidUsername : APIError.authenticate
        }
        if let sid = AccountSid(credentials.username) {
            return Principal(account: try account(sid, token: credentials.password), usesKey: false)
        }
        if let sid = KeySid(credentials.username) {
            guard let (key, account) = worlds.key(sid), isSameSecret(key.secret, credentials.password),
                account.status == .active
            else { throw APIError.authenticate }
            return Principal(account: account, usesKey: true)
        }
        throw APIError.invalidUsername
    }

    private func account(_ sid: AccountSid, token: String) throws -> Account {
        let account: Account
        if let known = worlds.account(sid) {
            account = known
        } else {
            guard let keeper else { throw APIError.invalidUsername }
            guard !token.isEmpty else { throw APIError.authenticate }
            account = try keeper.welcome(sid, token: token)
        }
        // Also after a welcome: another request may have made the world first, with another secret.
        guard isSameSecret(account.authToken, token), account.status == .active else {
            throw APIError.authenticate
        }
        return account
    }

    /// The account that a path names, if the sender reaches it.
    ///
    /// - Throws: 20404 with the path when there is no such account, 20003 when it is another's, or not active.
    func account(
        _ text: String,
        for principal: Principal,
        reachesInactive: Bool,
        path: String
    ) throws(APIError) -> Account {
        if text == principal.account.sid.text { return principal.account }
        guard let sid = AccountSid(text), let account = worlds.account(sid) else { throw .notFound(path) }
        guard account.ownerSid == principal.account.sid, !principal.usesKey,
            account.status == .active || reachesInactive
        else {
            throw .authenticate
        }
        return account
    }
}
