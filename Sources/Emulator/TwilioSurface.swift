import Calls
import HTTPListener
import Logging

/// The Twilio surface: a request's way from its path to the answer, one step after the other.
struct TwilioSurface: Sendable {
    let authenticator: Authenticator
    let services: APIServices

    /// Answers a request to a path that is not ours.
    ///
    /// - Throws: ``APIError`` for a refusal; what the database throws.
    func answer(_ request: Request) throws -> Response {
        if request.method == "OPTIONS" { return APIResponse.preflight }
        let (representation, segments) = Self.path(of: request)
        let match = segments.map { APIOperation.routes.match(request.method, $0) } ?? .notFound
        // Authentication precedes everything, unknown paths included.
        let principal = try openPrincipal(of: request, match) ?? authenticator.principal(of: request)
        switch match {
        case .found(let operation, let captures):
            let account = try authenticator.account(
                captures.first ?? principal.account.sid.text,
                for: principal,
                reachesInactive: operation.reachesInactiveAccounts,
                path: request.path
            )
            return try perform(
                operation,
                APIRequest(
                    request: request,
                    representation: representation,
                    account: account,
                    principal: principal,
                    captures: Array(captures.dropFirst()),
                    form: operation.method == "POST" ? Form(bodyOf: request) : Form((request.query ?? "").utf8),
                    services: services
                )
            )
        case .methodNotAllowed(let allowed):
            let methods = allowed + (allowed.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"])
            return APIResponse.error(.methodNotAllowed, in: representation, allow: methods)
        case .notFound:
            logIfNotEmulated(request)
            throw APIError.notFound(request.path)
        }
    }

    /// The representation in which a request is answered, be it with an error.
    static func representation(of request: Request) -> Representation {
        path(of: request).representation
    }

    private static func path(of request: Request) -> (representation: Representation, segments: [String]?) {
        guard let segments = PathSegments.split(request.path) else { return (.xml, nil) }
        let (representation, plain) = Representation.read(segments)
        // `…/Calls.json/` is another path than `…/Calls.json`: with an extension, the slash is no nicety.
        let isSlashed = request.path.hasSuffix("/") && plain != segments
        return (representation, isSlashed ? nil : plain)
    }

    /// Who sends a request that needs no credentials: the account that it is about; nil when it needs some.
    private func openPrincipal(
        of request: Request,
        _ match: RouteMatch<APIOperation>
    ) throws(APIError) -> Authenticator.Principal? {
        guard case .found(let operation, let captures) = match, operation.isOpen(request) else { return nil }
        guard let sid = captures.first.flatMap({ AccountSid($0) }), let account = services.worlds.account(sid),
            account.status == .active
        else { throw .notFound(request.path) }
        return Authenticator.Principal(account: account, usesKey: false)
    }

    private func perform(_ operation: APIOperation, _ request: APIRequest) throws -> Response {
        do {
            return try operation.answer(request)
        } catch is CallDesk.NoSuchCall {
            throw request.notFound
        } catch is CallRefusal {
            throw APIError.callNotInProgress
        }
    }

    /// Says once a request that a path of Twilio's is not emulated, by the name of its resource.
    private func logIfNotEmulated(_ request: Request) {
        guard let segments = PathSegments.split(request.path), segments.first == "2010-04-01" else { return }
        let names = Representation.read(segments).segments.dropFirst().filter { Self.isName($0) }
        guard let resource = names.last else { return }
        services.log.warning("\(request.method) \(request.path): \(resource) is not emulated, or not there")
    }

    private static func isName(_ segment: String) -> Bool {
        segment.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } == true
            && segment.utf8.allSatisfy { Character(Unicode.Scalar($0)).isLetter }
    }
}
