import Calls
import Database
import HTTPListener
import JSON
import Logging

@testable import Emulator

/// An emulator in memory with its seeds loaded, and requests to it without a socket.
///
/// Its worlds have manual clocks that stand at ``start`` unless a test asks for another mode.
struct Harness: Sendable {
    /// Where the clocks stand: 250 ms past a second, so that what is cut off to seconds shows.
    static let start = Instant(milliseconds: 1_935_126_489_250)
    /// The same instant as the Calls API writes it.
    static let startText = "Mon, 28 Apr 2031 07:08:09 +0000"

    /// A log that keeps nothing.
    static let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let emulator: Emulator

    /// Starts an emulator.
    init(
        clock: ClockMode = .manual,
        seeds: [SeedFile] = [],
        _ configure: (inout EmulatorOptions) -> Void = { _ in }
    ) throws {
        var options = EmulatorOptions()
        options.clock = clock
        options.sidSeed = 1
        options.version = "1.2.3"
        configure(&options)
        emulator = try Emulator(options, log: Self.log)
        try emulator.loadSeeds(seeds)
        guard clock == .manual, options.databasePath == nil, options.controlToken == nil else { return }
        // The seeded calls are loaded again, at this time.
        _ = control("PUT", "/_twilio/clock", "{\"mode\":\"manual\",\"now\":\"2031-04-28T07:08:09.250Z\"}")
        _ = control("POST", "/_twilio/reset")
    }

    // MARK: Requests

    /// Sends a request as it is.
    func send(
        _ method: String,
        _ path: String,
        query: String? = nil,
        headers: [(String, String)] = [],
        body: [UInt8] = []
    ) -> Answer {
        Answer(
            emulator.answer(
                Request(method: method, path: path, query: query, headers: Headers(headers), body: body)
            )
        )
    }

    /// Sends a request to the Twilio surface, with a form that is encoded already.
    func request(
        _ method: String,
        _ path: String,
        form: String? = nil,
        auth: String? = Credentials.documentation,
        headers: [(String, String)] = []
    ) -> Answer {
        var all = headers
        if let auth { all.append(("Authorization", auth)) }
        if form != nil { all.append(("Content-Type", "application/x-www-form-urlencoded")) }
        return send(method, path, headers: all, body: Array((form ?? "").utf8))
    }

    /// Updates a call of the documentation's world.
    func update(_ sid: String, _ form: String) -> Answer {
        request("POST", Paths.call(sid), form: form)
    }

    /// Fetches a call of the documentation's world.
    func fetch(_ sid: String) -> Answer {
        request("GET", Paths.call(sid))
    }

    /// Sends a request to our own endpoints, with a JSON body where there is one.
    func control(_ method: String, _ path: String, _ json: String? = nil) -> Answer {
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        return send(
            method,
            parts[0],
            query: parts.count > 1 ? parts[1] : nil,
            headers: json == nil ? [] : [("Content-Type", "application/json")],
            body: Array((json ?? "").utf8)
        )
    }

    /// Winds all clocks forward.
    func advance(_ seconds: Double) {
        _ = control("POST", "/_twilio/clock/advance", "{\"seconds\":\(seconds)}")
    }

    // MARK: Behind the surface

    /// What waits to be done for a call, each as its kind and its payload.
    func effects(of sid: String) throws -> [String] {
        guard let sid = CallSid(sid) else { return [] }
        return try emulator.database.read { db in try db.effects(of: sid).map { "\($0.kind) \($0.payload)" } }
    }

    /// What a call's Notifications tell, oldest first: `32019 1 Twiml and Url …`.
    func notifications(of sid: String) throws -> [String] {
        guard let sid = CallSid(sid) else { return [] }
        return try emulator.database.read { db in
            try db.notifications(of: sid).reversed().map {
                "\($0.notification.code) \($0.notification.level.rawValue) \($0.notification.message)"
            }
        }
    }

    /// Lets a queued call go out: no request does that and no more.
    func dial(_ sid: String) throws {
        guard let sid = CallSid(sid) else { return }
        try emulator.database.write { db in
            guard var call = try db.call(sid) else { return }
            _ = try call.machine.apply(.dial, at: Self.start)
            try db.saveTransition(call)
        }
    }

    /// The number of rows of a table.
    func count(_ table: SQL) throws -> Int64 {
        try emulator.database.read { db in try db.first(table) { row in try row.int(0) } } ?? -1
    }
}

/// The paths of the documentation's world.
enum Paths {
    static let account = Sids.account("a")

    static func call(_ sid: String, in account: String = account) -> String {
        "/2010-04-01/Accounts/\(account)/Calls/\(sid).json"
    }
}

/// SIDs of one digit, 32 times.
enum Sids {
    static func account(_ digit: Character) -> String { "AC" + String(repeating: digit, count: 32) }
    static func call(_ digit: Character) -> String { "CA" + String(repeating: digit, count: 32) }
    static func key(_ digit: Character) -> String { "SK" + String(repeating: digit, count: 32) }
}

/// `Authorization` headers.
enum Credentials {
    static let documentation = basic(Sids.account("a"), String(repeating: "a", count: 32))
    static let standard = basic(Sids.account("0"), "twilio_test_auth_token")

    /// HTTP Basic (RFC 7617).
    static func basic(_ user: String, _ password: String) -> String {
        "Basic " + base64(Array("\(user):\(password)".utf8))
    }

    /// Base64 (RFC 4648, section 4).
    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = Array(bytes[start..<min(start + 3, bytes.count)])
            let first = UInt32(chunk[0]) << 16
            let bits = first | (chunk.count > 1 ? UInt32(chunk[1]) << 8 : 0) | (chunk.count > 2 ? UInt32(chunk[2]) : 0)
            for digit in 0..<4 {
                text.append(digit > chunk.count ? "=" : alphabet[Int(bits >> UInt32(18 - 6 * digit)) & 63])
            }
        }
        return text
    }
}
