import Calls
import Database
package import HTTPListener
package import Logging
import Synchronization

/// The emulator as a whole: requests in, responses out.
///
/// It owns the database and the worlds, and knows no socket.
package final class Emulator: Sendable {
    let database: Database
    private let keeper: WorldKeeper
    private let twilio: TwilioSurface
    private let control: ControlSurface
    private let browserGuard: BrowserGuard
    private let sids: SidFactory
    private let readiness: Readiness
    private let underWay = Atomic<Int>(0)
    private let log: Logger

    /// Opens the database and takes over the worlds in it; ``loadSeeds(_:)`` makes the emulator ready.
    ///
    /// - Throws: ``StartError`` when the database cannot be opened or written.
    package init(_ options: EmulatorOptions, log: Logger) throws(StartError) {
        let database = try Self.openDatabase(options.databasePath)
        let sids = SidFactory(seed: options.sidSeed)
        let worlds = Worlds()
        let keeper = WorldKeeper(
            database: database,
            worlds: worlds,
            sids: sids,
            defaultClock: options.clock,
            isStrict: options.isStrict
        )
        do {
            try keeper.loadAccounts()
        } catch {
            throw StartError(.database, String(describing: error))
        }
        let readiness = Readiness()
        let desk = CallDesk(database: database, worlds: worlds, sids: sids)
        self.database = database
        self.sids = sids
        self.keeper = keeper
        self.readiness = readiness
        self.log = log
        twilio = TwilioSurface(
            authenticator: Authenticator(worlds: worlds, keeper: options.accounts == .open ? keeper : nil),
            services: APIServices(
                database: database,
                worlds: worlds,
                keeper: keeper,
                desk: desk,
                sids: sids,
                log: log
            )
        )
        control = ControlSurface(
            keeper: keeper,
            desk: desk,
            version: options.version,
            started: WallClock.microseconds,
            isReady: { readiness.isReady },
            token: options.controlToken
        )
        browserGuard = BrowserGuard(
            hosts: options.allowedHosts,
            origins: options.allowedOrigins,
            allowsAddresses: !options.isLoopbackOnly
        )
    }

    private static func openDatabase(_ path: String?) throws(StartError) -> Database {
        do {
            return try Database(path.map { .file($0) } ?? .memory, migrations: Schema.migrations)
        } catch {
            throw StartError(.database, error.description)
        }
    }

    /// Loads the program's own worlds and then these documents, and declares the emulator ready.
    ///
    /// - Throws: ``StartError`` that names the file, the place in it and what was expected.
    package func loadSeeds(_ documents: [SeedFile]) throws(StartError) {
        var parsed: [(name: String, content: [UInt8], seed: SeedDocument)] = []
        for file in SeedFile.builtIn + documents {
            do {
                parsed.append((file.name, file.content, try SeedDocument(parsing: file.content)))
            } catch {
                throw StartError(.seed, "\(file.name): \(error.path): \(error.message)")
            }
        }
        do {
            try keeper.loadAtStart(parsed)
        } catch let problem as DocumentProblem {
            throw StartError(.seed, "\(problem.path): \(problem.message)")
        } catch {
            throw StartError(.database, String(describing: error))
        }
        readiness.declare()
    }

    /// Closes the database: everything is on disk when this returns, and later requests get 503.
    package func close() {
        database.close()
    }

    // MARK: Requests

    /// Answers one request.
    ///
    /// It never fails: what goes wrong becomes an answer and a line in the log.
    package func answer(_ request: Request) -> Response {
        let (response, duration) = labelled(request) { isOurs in
            isOurs ? controlAnswer(request) : twilioAnswer(request)
        }
        log.info("\(request.method) \(request.path) \(response.status) \(duration) µs")
        return response
    }

    /// The words for what the listener refuses by itself.
    package func refusal(_ request: Request, _ refusal: Refusal) -> Response {
        let (response, _) = labelled(request) { isOurs in Self.words(for: refusal, of: request, isOurs: isOurs) }
        log.info("\(request.method) \(request.path) \(response.status) refused")
        return response
    }

    /// A response with the headers that all of Twilio's have, and how many microseconds it took.
    private func labelled(_ request: Request, _ answer: (_ isOurs: Bool) -> Response) -> (Response, Int64) {
        let start = WallClock.microseconds
        let concurrent = underWay.wrappingAdd(1, ordering: .relaxed).newValue
        defer { underWay.wrappingSubtract(1, ordering: .relaxed) }
        let isOurs = ControlOperation.owns(request.path)
        var response = answer(isOurs)
        let duration = WallClock.microseconds - start
        if !isOurs {
            let headers = APIResponse.requestHeaders(
                sids.makeRequestSid(),
                microseconds: duration,
                concurrent: concurrent
            )
            response.headers.append(contentsOf: headers)
        }
        return (response, duration)
    }

    private static func words(for refusal: Refusal, of request: Request, isOurs: Bool) -> Response {
        let error: APIError
        let problem: Problem
        switch refusal {
        case .bodyTooLarge(let limit):
            error = .bodyTooLarge(limit: limit)
            problem = Problem(413, "The body may have \(limit) bytes at the most.")
        case .headTooLarge(let limit):
            error = .headTooLarge(limit: limit)
            problem = Problem(431, "The request line and headers may have \(limit) bytes at the most.")
        }
        guard !isOurs else { return problem.response }
        return APIResponse.error(error, in: TwilioSurface.representation(of: request))
    }

    /// How large the body of a request may be, in bytes: 64 KiB, and 64 MiB for seeds.
    package static func bodyLimit(method: String, path: String) -> Int {
        path == "/_twilio/seed" ? 64 << 20 : 64 << 10
    }

    private func twilioAnswer(_ request: Request) -> Response {
        do {
            if let refusal = browserGuard.refusal(of: request) { throw APIError.forbidden(refusal) }
            guard readiness.isReady else { throw APIError.unavailable("The server is starting.") }
            return try twilio.answer(request)
        } catch let error as APIError {
            return APIResponse.error(error, in: TwilioSurface.representation(of: request))
        } catch is WorldKeeper.TooManyWorlds {
            return APIResponse.error(
                .unavailable("There are \(WorldKeeper.worldLimit) accounts already: end one first."),
                in: TwilioSurface.representation(of: request)
            )
        } catch {
            log.error("\(request.method) \(request.path): \(error)")
            return APIResponse.error(
                .unavailable("The request could not be stored, and nothing has changed."),
                in: TwilioSurface.representation(of: request)
            )
        }
    }

    private func controlAnswer(_ request: Request) -> Response {
        var response: Response
        do {
            if let refusal = browserGuard.refusal(of: request) { throw Problem(403, refusal) }
            response = try control.answer(request)
        } catch let problem as Problem {
            response = problem.response
        } catch {
            log.error("\(request.method) \(request.path): \(error)")
            response = Problem(503, "The request could not be stored, and nothing has changed.").response
        }
        if let origin = request.headers["Origin"], browserGuard.isAllowed(origin: origin) {
            response.headers += [
                Response.Header(name: "Access-Control-Allow-Origin", value: origin),
                Response.Header(name: "Access-Control-Allow-Methods", value: "GET, POST, PUT, DELETE, OPTIONS"),
                Response.Header(name: "Access-Control-Allow-Headers", value: "Authorization, Content-Type"),
                Response.Header(name: "Vary", value: "Origin"),
            ]
        }
        return response
    }
}

/// Whether seeds are in; until then only liveness is answered.
private final class Readiness: Sendable {
    private let flag = Atomic<Bool>(false)

    var isReady: Bool { flag.load(ordering: .acquiring) }

    func declare() {
        flag.store(true, ordering: .releasing)
    }
}
