import Calls
import Database
import HTTPListener

/// The Twilio surface: a request's way from its path to the answer, one step after the other.
struct TwilioSurface: Sendable {
    let authenticator: Authenticator
    let desk: CallDesk

    /// Answers a request to a path that is not ours.
    ///
    /// - Throws: ``APIError`` for a refusal; what the database throws.
    func answer(_ request: Request) throws -> Response {
        if request.method == "OPTIONS" { return APIResponse.preflight }
        // Authentication precedes everything, unknown paths included.
        let principal = try authenticator.principal(of: request)
        switch route(request) {
        case .found(let operation, let captures):
            let account = try authenticator.account(captures[0], for: principal, path: request.path)
            return try perform(operation, captures: captures, in: account, request)
        case .methodNotAllowed(let allowed):
            return APIResponse.error(.methodNotAllowed, allow: allowed + ["HEAD", "OPTIONS"])
        case .notFound:
            throw APIError.notFound(request.path)
        }
    }

    private func route(_ request: Request) -> RouteMatch<APIOperation> {
        // `…/Calls.json/` is another path than `…/Calls.json`: with an extension, the slash is no nicety.
        guard !request.path.hasSuffix(".json/"), let segments = PathSegments.split(request.path) else {
            return .notFound
        }
        return APIOperation.routes.match(request.method, segments)
    }

    private func perform(
        _ operation: APIOperation,
        captures: [String],
        in account: Account,
        _ request: Request
    ) throws -> Response {
        guard let sid = CallSid(captures[1]) else { throw APIError.notFound(request.path) }
        do {
            switch operation {
            case .fetchCall:
                return APIResponse.call(try desk.call(sid, of: account.sid))
            case .updateCall:
                return APIResponse.call(try updatedCall(sid, in: account, Form(bodyOf: request)))
            }
        } catch is CallDesk.NoSuchCall {
            throw APIError.notFound(request.path)
        } catch is CallRefusal {
            throw APIError.callNotInProgress
        }
    }

    private func updatedCall(_ sid: CallSid, in account: Account, _ form: Form) throws -> Call {
        let update: CallUpdate
        do {
            update = try CallUpdate(form, of: sid)
        } catch {
            // A call that does not exist is reported before what is wrong with the parameters.
            _ = try desk.call(sid, of: account.sid)
            throw error
        }
        return try desk.update(sid, of: account, with: update)
    }
}
