import Calls
import Database
import HTTPListener
import JSON

/// Our own endpoints: liveness, health, worlds, clocks, seeds, and what the network reports.
struct ControlSurface: Sendable {
    let keeper: WorldKeeper
    let desk: CallDesk
    let version: String
    /// Microseconds on the monotonic clock when the server started.
    let started: Int64
    let isReady: @Sendable () -> Bool
    let token: String?

    /// Answers a request to one of our paths.
    ///
    /// - Throws: ``Problem`` for a refusal; what the database throws.
    func answer(_ request: Request) throws -> Response {
        if request.method == "OPTIONS" { return Response(status: 204) }
        let match = PathSegments.split(request.path).map { ControlOperation.routes.match(request.method, $0) }
        if case .found(let operation, _)? = match, operation.isOpen {} else { try checkToken(request) }
        switch match {
        case .found(let operation, let captures):
            do {
                return try perform(operation, captures, request)
            } catch let problem as DocumentProblem {
                throw Problem(problem)
            } catch is WorldKeeper.NoSuchWorld {
                throw Problem(404, "There is no such account.", where: "AccountSid")
            } catch is WorldKeeper.TooManyWorlds {
                throw Problem(503, "There are \(WorldKeeper.worldLimit) worlds already: end one first.")
            }
        case .methodNotAllowed(let allowed):
            var response = Problem(405, "\(request.path) takes \(allowed.joined(separator: ", ")).").response
            response.headers.append(Response.Header(name: "Allow", value: allowed.joined(separator: ", ")))
            return response
        case .notFound, nil:
            throw Problem(404, "There is no \(request.path) here. GET / lists what there is.")
        }
    }

    private func checkToken(_ request: Request) throws(Problem) {
        guard let token else { return }
        let authorization = request.headers["Authorization"] ?? ""
        let scheme = authorization.prefix(7).lowercased()
        guard scheme == "bearer ", isSameSecret(String(authorization.dropFirst(7)), token) else {
            throw Problem(401, "This needs the control token: Authorization: Bearer SECRET.", where: "Authorization")
        }
    }

    private func perform(
        _ operation: ControlOperation,
        _ captures: [String],
        _ request: Request
    ) throws -> Response {
        let control = try ControlRequest(request, for: operation)
        switch operation {
        case .index: return index()
        case .live: return .text(200, "ok")
        case .ready: return isReady() ? .text(200, "ok") : .text(503, "starting")
        case .health: return try health()
        case .reset: return try reset(control)
        case .seed: return try seed(control)
        case .readClock: return try readClock(control)
        case .setClock: return try setClock(control)
        case .advanceClock: return try advanceClock(control)
        case .listWorlds: return listWorlds()
        case .readWorld: return try readWorld(try accountSid(captures[0]))
        case .putWorld: return try putWorld(try accountSid(captures[0]), control)
        case .deleteWorld:
            try keeper.end(try accountSid(captures[0]))
            return Response(status: 204)
        case .simulateCallStatus: return try simulateCallStatus(control)
        case .openAPI:
            return Response(
                status: 200,
                headers: [Response.Header(name: "Content-Type", value: "application/json")],
                body: OpenAPIDescription.json(version: version)
            )
        }
    }

    private func accountSid(_ text: String) throws(Problem) -> AccountSid {
        guard let sid = AccountSid(text) else {
            throw Problem(400, "'\(text)' is no account SID: AC and 32 hexadecimal digits.", where: "AccountSid")
        }
        return sid
    }

    // MARK: The server

    private func index() -> Response {
        .json { object in
            object.member("name", "Ringback")
            object.member("version", version)
            object.name("twilio")
            object.array { list in
                for operation in APIOperation.all { list.string("\(operation.method) \(operation.path)") }
            }
            object.name("control")
            object.array { list in
                for entry in ControlOperation.entries { list.string("\(entry.method) \(entry.pattern)") }
            }
        }
    }

    private func health() throws -> Response {
        let counts = try keeper.database.read { db in try db.callCounts() }
        return .json { object in
            object.member("status", isReady() ? "ok" : "starting")
            object.member("version", version)
            object.name("uptime_seconds")
            object.number(Double((WallClock.microseconds - started) / 1000) / 1000)
            object.name("worlds")
            object.integer(keeper.worlds.count)
            object.name("calls")
            object.object { calls in
                calls.name("live")
                calls.integer(counts.live)
                calls.name("total")
                calls.integer(counts.total)
                calls.name("dropped")
                calls.integer(0)
            }
            object.pendingWork()
            object.member("clock_default", keeper.defaultClock.rawValue)
        }
    }

    private func reset(_ control: ControlRequest) throws -> Response {
        try keeper.reset(try control.body().accountSid())
        return Response(status: 204)
    }

    private func seed(_ control: ControlRequest) throws -> Response {
        let tally = try keeper.load(try SeedDocument(try control.document()))
        return .json { object in
            for (name, counts) in [("created", tally.created), ("updated", tally.updated)] {
                object.name(name)
                object.object { kinds in
                    for kind in Seeder.Tally.kinds {
                        kinds.name(kind)
                        kinds.integer(counts[kind] ?? 0)
                    }
                }
            }
        }
    }

    private func simulateCallStatus(_ control: ControlRequest) throws -> Response {
        let fields = try control.body()
        let sid = try fields.required("CallSid").sid(CallKind.self)
        let status = try fields.required("Status").word(NetworkReport.self)
        do {
            let call = try desk.report(status.event, of: sid)
            return APIResponse.resource(CallResource(call: call), in: .json)
        } catch is CallDesk.NoSuchCall {
            throw Problem(404, "There is no call \(sid).", where: "CallSid")
        } catch let refusal as CallRefusal {
            throw Problem(
                409,
                "The call \(sid) is \(refusal.status.rawValue): it cannot be reported as \(status.rawValue).",
                where: "Status"
            )
        }
    }
}

/// A status that the network can report.
private enum NetworkReport: String, CaseIterable {
    case ringing
    case inProgress = "in-progress"
    case busy
    case noAnswer = "no-answer"
    case failed
    case completed

    var event: CallEvent {
        switch self {
        case .ringing: .ring
        case .inProgress: .answer
        case .busy: .busy
        case .noAnswer: .noAnswer
        case .failed: .fail
        case .completed: .hangUp
        }
    }
}

extension Response {
    /// An answer of one JSON object, whose members `body` writes.
    static func json(_ status: Int = 200, _ body: (inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter(capacity: 1024)
        writer.object(body)
        return json(status, writer)
    }

    /// An answer of what was written.
    static func json(_ status: Int, _ writer: JSONWriter) -> Response {
        Response(
            status: status,
            headers: [Header(name: "Content-Type", value: "application/json")],
            body: writer.bytes
        )
    }

    /// A plain answer.
    static func text(_ status: Int, _ text: String) -> Response {
        Response(
            status: status,
            headers: [Header(name: "Content-Type", value: "text/plain; charset=utf-8")],
            body: Array((text + "\n").utf8)
        )
    }
}

extension JSONWriter {
    /// Writes `pending`: what is under way.
    ///
    /// Effects are recorded but not carried out yet, so nothing is.
    mutating func pendingWork() {
        name("pending")
        object { pending in
            pending.name("timers")
            pending.integer(0)
            pending.name("webhooks")
            pending.integer(0)
        }
    }
}
