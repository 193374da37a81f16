import Calls
import HTTPListener

/// A request to the Twilio surface that found its operation and its account.
struct APIRequest: Sendable {
    let request: Request
    let representation: Representation
    /// The account that the path names; for the list of accounts, the sender's.
    let account: Account
    /// Who sends it.
    let principal: Authenticator.Principal
    /// What the path's captures caught, the account's excluded.
    let captures: [String]
    /// The parameters: the form of a POST, the query of a GET.
    let form: Form
    /// The names among them that the operation does not take, each once; empty in strict worlds, which refuse them.
    let unknownNames: [String]
    let services: APIServices

    /// The refusal for anything that is not there.
    var notFound: APIError { .notFound(request.path) }

    /// The SID that a capture caught.
    ///
    /// - Throws: 20404 when it is none of this kind.
    func sid<Kind>(_ index: Int, _: Kind.Type = Kind.self) throws(APIError) -> Sid<Kind> {
        guard let sid = Sid<Kind>(captures[index]) else { throw notFound }
        return sid
    }

    /// The time in the account's world.
    var now: Instant { services.worlds.account(account.sid)?.clock.now ?? WallClock.now }

    /// Answers with a resource.
    func answer(_ resource: some Resource, status: Int = 200) -> Response {
        APIResponse.resource(resource, status: status, in: representation)
    }
}
