import Calls
import HTTPListener
import Locking
import Logging

/// The Twilio surface: a request's way from its path to the answer, one step after the other.
struct TwilioSurface: Sendable {
    let authenticator: Authenticator
    let services: APIServices
    /// What the log has named already: unknown parameters behind their operation, and paths that are not emulated.
    private let loggedNames = Locked<Set<String>>([])

    /// How many such names the log tells at the most.
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
            if !isSlashVariant(request) { logNotEmulated(request) }
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
        let nearest = { (name: String) in nearestName(to: name, among: operation.parameters.map(\.name)) }
        if account.settings.isStrict, let name = names.first {
            throw .unknownParameter(name, nearest: nearest(name))
        }
        for name in names where isNewToLog("\(operation.id) \(name)") {
            let sentence = UnknownParameter.sentence(name, nearest: nearest(name))
            services.log.warning("\(operation.id): \(sentence) It is ignored.")
        }
        return names
    }

    /// Whether the log has not named something yet; from now on it has.
    private func isNewToLog(_ name: String) -> Bool {
        loggedNames.withLock { $0.count < Self.loggedNameLimit && $0.insert(name).inserted }
    }

    private func perform(_ operation: APIOperation, _ request: APIRequest) throws -> Response {
        do {
            return try operation.answer(request)
        } catch is CallDesk.NoSuchCall {
            throw request.notFound
        } catch is WorldKeeper.NoSuchWorld {
            // The world was ended while the request was under way.
            throw request.notFound
        } catch is CallRefusal {
            throw APIError.callNotInProgress
        } catch let error as APIError where error.code == 20404 {
            // A word where a SID belongs is a resource that is not emulated, such as `Calls/FeedbackSummary`.
            if let word = request.captures.first, Self.isName(word) { logNotEmulated(request.request) }
            throw error
        }
    }

    /// Says, once for each name, that a path of Twilio's is not emulated: the words behind its account, without SIDs.
    private func logNotEmulated(_ request: Request) {
        guard let segments = PathSegments.split(request.path), segments.first == "2010-04-01" else { return }
        let words = Representation.read(segments).segments.dropFirst(3).filter(Self.isName)
        guard !words.isEmpty else { return }
        let name = words.joined(separator: "/")
        guard isNewToLog("/\(name)") else { return }
        services.log.warning("\(name) is not emulated, or not there: \(request.method) \(request.path)")
    }

    /// Whether a path is one that is served but for the slash at its end.
    private func isSlashVariant(_ request: Request) -> Bool {
        guard request.path.hasSuffix("/"), let segments = PathSegments.split(request.path) else { return false }
        if case .notFound = APIOperation.routes.match(request.method, Representation.read(segments).segments) {
            return false
        }
        return true
    }

    /// Whether a segment is a word with a capital, as names of resources are, and no SID.
    private static func isName(_ segment: String) -> Bool {
        guard let first = segment.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else {
            return false
        }
        return segment.utf8.count < 34
            && segment.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
    }
}
