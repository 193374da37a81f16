import Calls
import Database
import HTTPListener
import JSON
import Logging

@testable import Emulator

/// A world with calls in several states on a clock that stands still, and requests to it without a socket.
struct RecordingHarness: Sendable {
    static let account = "AC" + String(repeating: "a", count: 32)
    static let other = "AC" + String(repeating: "b", count: 32)
    static let live = "CA" + String(repeating: "a", count: 32)
    static let alsoLive = "CA" + String(repeating: "e", count: 32)
    static let unknown = "CA" + String(repeating: "9", count: 32)
    static let recording = "RE" + String(repeating: "9", count: 32)
    /// Where the clock stands, and how the API writes it.
    static let start = Instant(milliseconds: 1_935_126_489_250)
    static let startText = "Mon, 28 Apr 2031 07:08:09 +0000"

    let database: Database
    let keeper: WorldKeeper
    let services: APIServices
    private let surface: TwilioSurface

    init() throws {
        database = try Database(.memory, migrations: Schema.migrations)
        let worlds = Worlds()
        let sids = SidFactory(seed: 1)
        keeper = WorldKeeper(database: database, worlds: worlds, sids: sids, defaultClock: .manual, isStrict: false)
        services = APIServices(
            database: database,
            worlds: worlds,
            keeper: keeper,
            desk: CallDesk(database: database, worlds: worlds, sids: sids),
            sids: sids,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        surface = TwilioSurface(authenticator: Authenticator(worlds: worlds, keeper: nil), services: services)
        let statuses = [
            "b": "queued", "c": "ringing", "d": "completed", "f": "failed", "a": "in-progress", "e": "in-progress",
        ]
        let calls = statuses.map { letter, status in
            let sid = "CA" + String(repeating: letter, count: 32)
            return "{\"sid\":\"\(sid)\",\"status\":\"\(status)\",\"to\":\"+14158675309\",\"from\":\"+14158675308\"}"
        }
        for sid in [Self.account, Self.other] {
            guard let sid = AccountSid(sid) else { continue }
            _ = try keeper.put(sid) { $0.clock = .manual(now: Self.start) }
        }
        let seed = "{\"accounts\":[{\"sid\":\"\(Self.account)\",\"calls\":[\(calls.joined(separator: ","))]}]}"
        _ = try keeper.load(SeedDocument(parsing: Array(seed.utf8)))
    }

    /// Sends a request to a path below the account.
    func send(
        _ method: String,
        _ path: String,
        _ parameters: String = "",
        account: String = account,
        auth: String? = account
    ) -> RecordingAnswer {
        let isPost = method == "POST"
        var headers = [("Host", "localhost:8080")]
        if let auth { headers.append(("Authorization", Self.basic(auth, String(auth.dropFirst(2))))) }
        if isPost { headers.append(("Content-Type", "application/x-www-form-urlencoded")) }
        let request = Request(
            method: method,
            path: "/2010-04-01/Accounts/\(account)\(path)",
            query: isPost || parameters.isEmpty ? nil : parameters,
            headers: Headers(headers),
            body: isPost ? Array(parameters.utf8) : []
        )
        do {
            return RecordingAnswer(try surface.answer(request))
        } catch let error as APIError {
            return RecordingAnswer(APIResponse.error(error, in: TwilioSurface.representation(of: request)))
        } catch {
            return RecordingAnswer(Response(status: 599, body: Array("\(error)".utf8)))
        }
    }

    /// The path of a call's recordings, or of one of them.
    static func path(_ sid: String? = nil, _ suffix: String = ".json", of call: String = live) -> String {
        "/Calls/\(call)/Recordings" + (sid.map { "/\($0)" } ?? "") + suffix
    }

    /// Starts a recording and gives its SID.
    func record(_ form: String = "", on call: String = live) -> String {
        send("POST", Self.path(of: call), form).text("sid") ?? "none"
    }

    /// Updates a recording of the live call.
    func update(_ sid: String, _ form: String) -> RecordingAnswer {
        send("POST", Self.path(sid), form)
    }

    /// Fetches a recording of the live call.
    func fetch(_ sid: String) -> RecordingAnswer {
        send("GET", Self.path(sid))
    }

    /// Makes recordings that are over, ten seconds apart, and gives their SIDs, oldest first.
    func recordSeveral(_ count: Int, on call: String = live) throws -> [String] {
        var sids: [String] = []
        for _ in 0..<count {
            sids.append(record(on: call))
            try advance(10)
            _ = send("POST", Self.path("Twilio.CURRENT", of: call), "Status=stopped")
        }
        return sids
    }

    /// Winds the account's clock forward.
    func advance(_ seconds: Int64) throws {
        _ = try keeper.advance(AccountSid(Self.account)) { $0.advanced(bySeconds: seconds) }
    }

    /// The codes of a call's notifications, oldest first.
    func notifications(of call: String = live) throws -> [Int] {
        guard let call = CallSid(call) else { return [] }
        return try database.read { db in try db.notifications(of: call).map(\.notification.code).reversed() }
    }

    /// A recording as it is stored.
    func stored(_ sid: String) throws -> Recording? {
        guard let sid = RecordingSid(sid), let account = AccountSid(Self.account) else { return nil }
        return try database.read { db in try db.recording(sid, of: account) }
    }

    private static func basic(_ user: String, _ password: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array("\(user):\(password)".utf8)
        var text = "Basic "
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = Array(bytes[start..<min(start + 3, bytes.count)])
            let padded = chunk + [UInt8](repeating: 0, count: 3 - chunk.count)
            let bits = UInt32(padded[0]) << 16 | UInt32(padded[1]) << 8 | UInt32(padded[2])
            for digit in 0..<4 {
                text.append(digit > chunk.count ? "=" : alphabet[Int(bits >> UInt32(18 - 6 * digit)) & 63])
            }
        }
        return text
    }
}

/// What was answered.
struct RecordingAnswer: Sendable, CustomStringConvertible {
    let status: Int
    let body: [UInt8]
    let type: String?
    let allow: String?
    private let json: JSONValue?

    init(_ response: Response) {
        status = response.status
        if case .bytes(let bytes) = response.body { body = bytes } else { body = [] }
        type = response.headers.first { $0.name == "Content-Type" }?.value
        allow = response.headers.first { $0.name == "Allow" }?.value
        json = try? JSONValue(parsing: body)
    }

    var description: String { "\(status) \(String(decoding: body.prefix(2000), as: UTF8.self))" }

    /// The body as text.
    var string: String { String(decoding: body, as: UTF8.self) }

    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members)? = json else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The names of the body's members.
    var names: [String] {
        guard case .object(let members)? = json else { return [] }
        return members.map(\.name)
    }

    /// A member that is a string.
    func text(_ name: String) -> String? {
        guard case .string(let text)? = self[name] else { return nil }
        return text
    }

    /// The SIDs of a list's items.
    var sids: [String] {
        guard case .array(let items)? = self["recordings"] else { return [] }
        return items.compactMap { item in
            guard case .object(let members) = item,
                case .string(let sid)? = members.first(where: { $0.name == "sid" })?.value
            else { return nil }
            return sid
        }
    }

    /// Status, code and message of an error.
    var error: String {
        guard case .number(let code)? = self["code"], let message = text("message") else { return description }
        return "\(status) \(code) \(message)"
    }
}
