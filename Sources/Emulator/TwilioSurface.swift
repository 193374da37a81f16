import Calls
import HTTPListener
import Locking
import Logging

/// The Twilio surface: a request's way from its path to the answer, one step after the other.
struct TwilioSurface: Sendable {
    let authenticator: Authenticator
    let services: APIServices
    /// Unknown parameters that the log has named already, by operation.
    private let loggedNames = Locked<Set<String>>([])

    /// How many unknown parameters the log names at the most.
    private static let loggedNameLimit = 1000

    /// Makes the surface.
    init(authenticator: Authenticator, services: APIServices) {
        self.authenticator = authenticator
        self.services = services
    }

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
            let form = operation.method == "POST" ? Form(bodyOf: request) : Form((request.query ?? "").utf8)
            return try perform(
                operation,
                APIRequest(
                    request: request,
                    representation: representation,
                    account: account,
                    principal: principal,
                    captures: Array(captures.dropFirst()),
                    form: form,
                    unknownNames: try unknownNames(in: form, of: operation, account),
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

    /// The names that an operation does not take; each is logged once.
    ///
    /// - Throws: 20001 for the first one in a strict world.
    private func unknownNames(
        in form: Form,
        of operation: APIOperation,
        _ account: Account
    ) throws(APIError) -> [String] {
        let names = UnknownParameter.names(in: form, of: operation)
        for name in names {
            let nearest = nearestName(to: name, among: operation.parameters.map(\.name))
            if account.settings.isStrict { throw .unknownParameter(name, nearest: nearest) }
            let isNew = loggedNames.withLock { logged in
                logged.count < Self.loggedNameLimit && logged.insert("\(operation.id) \(name)").inserted
            }
            guard isNew else { continue }
            services.log.warning("\(operation.id): \(UnknownParameter.sentence(name, nearest: nearest)) It is ignored.")
        }
        return names
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
