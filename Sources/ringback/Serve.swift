import ArgumentParser
import CMalloc
import Emulator
import HTTPListener
import Logging

/// `ringback serve`: listen until SIGINT or SIGTERM.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the emulator (the default).")

    @Option(help: "The address to listen on. [env: RINGBACK_HOST] (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on; 0 takes a free one. [env: RINGBACK_PORT] (default: 2010)")
    var port: UInt16?

    @Option(
        help: ArgumentHelp(
            "Write the bound port to this file once ready; it is removed at exit. [env: RINGBACK_PORT_FILE]",
            valueName: "path"
        )
    )
    var portFile: String?

    @Option(
        help: ArgumentHelp(
            "A further Host name to answer to, beside loopback and api.twilio.com; repeatable. "
                + "[env: RINGBACK_ALLOWED_HOST, separated by commas]",
            valueName: "name"
        )
    )
    var allowedHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "A further browser origin that may call, beside loopback; repeatable. "
                + "[env: RINGBACK_ALLOWED_ORIGIN, separated by commas]",
            valueName: "origin"
        )
    )
    var allowedOrigin: [String] = []

    @Option(
        help: ArgumentHelp(
            "A SQLite file that makes the worlds survive a restart. [env: RINGBACK_DATABASE] (default: :memory:)",
            valueName: "path"
        )
    )
    var database: String?

    @Option(
        help: ArgumentHelp(
            "A seed document, or a folder of them; repeatable. [env: RINGBACK_SEED, separated by commas]",
            valueName: "path"
        )
    )
    var seed: [String] = []

    @Option(
        help: ArgumentHelp(
            "open: an unknown account with any secret becomes a world; seeded: only known accounts. "
                + "[env: RINGBACK_ACCOUNTS] (default: open)",
            valueName: "open|seeded"
        )
    )
    var accounts: EmulatorOptions.Accounts?

    @Option(
        help: ArgumentHelp(
            "The clock of new worlds. [env: RINGBACK_CLOCK] (default: real)",
            valueName: "real|manual"
        )
    )
    var clock: ClockMode?

    @Option(
        help: ArgumentHelp(
            "All SIDs follow from this number and the order of creation. [env: RINGBACK_SID_SEED] (default: random)",
            valueName: "n"
        )
    )
    var sidSeed: UInt64?

    @Flag(help: "Unknown request parameters become errors. [env: RINGBACK_STRICT, 1 or true]")
    var strict = false

    @Option(
        help: ArgumentHelp(
            "/_twilio/* then needs Authorization: Bearer SECRET. [env: RINGBACK_CONTROL_TOKEN]",
            valueName: "secret"
        )
    )
    var controlToken: String?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. [env: RINGBACK_LOG_LEVEL] (default: info)",
            valueName: "level"
        )
    )
    var logLevel: LogLevel?

    @Option(
        help: ArgumentHelp("[env: RINGBACK_LOG_FORMAT] (default: text)", valueName: "text|json")
    )
    var logFormat: LogFormat?

    /// What is being answered at a stop gets this long, so that the whole stop stays within 2 s.
    private static let graceAtStop = Duration.milliseconds(1500)

    /// Fills in from the environment what no flag gave.
    mutating func validate() throws {
        for (flag, value) in [
            ("--host", host), ("--port-file", portFile), ("--database", database), ("--control-token", controlToken),
        ] where value?.isEmpty == true {
            throw ValidationError("\(flag) must not be empty.")
        }
        let environment = Environment.current
        host = try host ?? environment.value("HOST")
        port = try port ?? environment.value("PORT")
        portFile = try portFile ?? environment.value("PORT_FILE")
        database = try database ?? environment.value("DATABASE")
        accounts = try accounts ?? environment.value("ACCOUNTS")
        clock = try clock ?? environment.value("CLOCK")
        sidSeed = try sidSeed ?? environment.value("SID_SEED")
        controlToken = try controlToken ?? environment.value("CONTROL_TOKEN")
        logLevel = try logLevel ?? environment.value("LOG_LEVEL")
        logFormat = try logFormat ?? environment.value("LOG_FORMAT")
        strict = try strict || environment.flag("STRICT") ?? false
        if allowedHost.isEmpty { allowedHost = environment.list("ALLOWED_HOST") }
        if allowedOrigin.isEmpty { allowedOrigin = environment.list("ALLOWED_ORIGIN") }
        if seed.isEmpty { seed = environment.list("SEED") }
    }

    func run() throws {
        cmalloc_tune()
        Machine.openStandardStreams()
        // Before any thread starts, so that all of them leave the signals to the one that waits.
        let signals = StopSignals()
        let host = host ?? "127.0.0.1"
        let port = port ?? 2010
        let log = LineLogHandler.logger(level: (logLevel ?? .info).level, format: logFormat ?? .text)
        do {
            let files = try seed.flatMap { path throws(StartError) in try SeedFile.read(path) }
            let emulator = try Emulator(options(host: host), log: log)
            let listener = try Listener(configuration(host: host, port: port, emulator: emulator, log: log)) {
                request in
                emulator.answer(request)
            }
            do {
                // Not before the port is ours: the file may be that of a server which has it.
                let file = portFile.map { PortFile($0) }
                try emulator.loadSeeds(files)
                try file?.write(listener.port)
                defer { file?.remove() }
                log.notice("Ringback \(Ringback.version) listens on http://\(Self.display(host)):\(listener.port)")
                // Not in the line below: an entry that the level leaves out is not even put together.
                let signal = signals.wait()
                log.info("stopping on \(signal)")
                listener.stop(within: Self.graceAtStop)
                emulator.close()
            } catch {
                listener.stop(within: Self.graceAtStop)
                emulator.close()
                throw error
            }
        } catch {
            throw Failure(error)
        }
    }

    private func options(host: String) -> EmulatorOptions {
        var options = EmulatorOptions()
        options.databasePath = database.flatMap { $0 == ":memory:" ? nil : $0 }
        options.accounts = accounts ?? .open
        options.clock = clock ?? .real
        options.isStrict = strict
        options.sidSeed = sidSeed
        options.allowedHosts = allowedHost + [host, Machine.hostName]
        options.allowedOrigins = allowedOrigin
        options.isLoopbackOnly = host == "localhost" || host == "::1" || host.hasPrefix("127.")
        options.controlToken = controlToken
        options.version = Ringback.version
        return options
    }

    private func configuration(
        host: String,
        port: UInt16,
        emulator: Emulator,
        log: Logger
    ) -> ListenerConfiguration {
        var configuration = ListenerConfiguration()
        configuration.refusal = { emulator.refusal($0, $1) }
        configuration.host = host
        configuration.port = port
        configuration.bodyLimit = Emulator.bodyLimit
        configuration.warn = { line in log.warning("\(line)") }
        configuration.log = { line in log.debug("libmicrohttpd: \(line)") }
        return configuration
    }

    /// The host as a URL writes it.
    private static func display(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}

extension EmulatorOptions.Accounts: ExpressibleByArgument {}
extension ClockMode: ExpressibleByArgument {}

/// How much is logged, from everything to the worst (swift-log's levels).
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error, critical

    /// The same in swift-log.
    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
