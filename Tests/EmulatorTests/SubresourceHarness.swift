import Calls
import Database
import HTTPListener
import JSON
import Logging

@testable import Emulator

/// An emulator in memory, and requests about what belongs to the documentation's calls.
struct SubresourceHarness: Sendable {
    /// The documentation's call in progress, between two telephones.
    static let live = call("a")
    /// A call in progress whose far end is a Voice SDK client: it calls in.
    static let clientIn = call("7")
    /// A call in progress whose far end is a Voice SDK client: it was called.
    static let clientOut = call("8")
    /// A call of another account.
    static let foreign = call("9")
    /// Calls that are not in progress, in each other status.
    static let notLive = ["b", "c", "d", "e", "f", "1", "2"].map { call($0) }
    static let account = "AC" + String(repeating: "a", count: 32)
    /// Where the clock stands: 250 ms past a second.
    static let nowText = "Mon, 28 Apr 2031 07:08:09 +0000"

    static func call(_ digit: Character) -> String { "CA" + String(repeating: digit, count: 32) }

    let emulator: Emulator

    init() throws {
        var options = EmulatorOptions()
        options.clock = .manual
        options.sidSeed = 1
        emulator = try Emulator(options, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try emulator.loadSeeds([])
        _ = send("PUT", "/_twilio/clock", json: "{\"mode\":\"manual\",\"now\":\"2031-04-28T07:08:09.250Z\"}")
        let calls = [
            "{\"sid\":\"\(Self.clientIn)\",\"status\":\"in-progress\",\"direction\":\"inbound\","
                + "\"from\":\"client:anna\",\"to\":\"+14158675309\"}",
            "{\"sid\":\"\(Self.clientOut)\",\"status\":\"in-progress\",\"from\":\"+14158675308\",\"to\":\"client:anna\"}",
        ]
        let foreign = "{\"sid\":\"\(Self.foreign)\",\"status\":\"in-progress\",\"from\":\"+1415\",\"to\":\"+1416\"}"
        let other = "AC" + String(repeating: "b", count: 32)
        _ = send(
            "POST",
            "/_twilio/seed",
            json: """
                {"accounts":[{"sid":"\(Self.account)","calls":[\(calls.joined(separator: ","))]},
                {"sid":"\(other)","auth_token":"other","calls":[\(foreign)]}]}
                """
        )
    }

    /// Sends a request about a call; `tail` is what follows the call's SID and a slash, extension included.
    func ask(
        _ method: String,
        _ tail: String,
        of call: String = Self.live,
        query: String? = nil,
        _ form: [(String, String)] = []
    ) -> SubresourceAnswer {
        // AC and 32 times the letter, with the token that the seed gives: base64 of "AC…:…".
        let headers = [
            ("Authorization", "Basic " + Self.base64("\(Self.account):\(Self.account.dropFirst(2))")),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]
        let body = form.map { "\($0.0.formEncoded)=\($0.1.formEncoded)" }.joined(separator: "&")
        return SubresourceAnswer(
            emulator.answer(
                Request(
                    method: method,
                    path: "/2010-04-01/Accounts/\(Self.account)/Calls/\(call)\(tail.isEmpty ? "" : "/")\(tail)",
                    query: query,
                    headers: Headers(headers),
                    body: Array(body.utf8)
                )
            )
        )
    }

    /// Sends a request to our own endpoints.
    func send(_ method: String, _ path: String, json: String? = nil) -> SubresourceAnswer {
        SubresourceAnswer(
            emulator.answer(
                Request(
                    method: method,
                    path: path,
                    headers: Headers(json == nil ? [] : [("Content-Type", "application/json")]),
                    body: Array((json ?? "").utf8)
                )
            )
        )
    }

    /// Ends a call through the API.
    func end(_ call: String = Self.live) {
        let answer = ask("POST", "", of: call + ".json", [("Status", "completed")])
        precondition(answer.status == 200, answer.text)
    }

    /// Moves the clock.
    func advance(_ seconds: Int) {
        _ = send("POST", "/_twilio/clock/advance", json: "{\"seconds\":\(seconds)}")
    }

    /// The number that a statement gives.
    func number(_ sql: SQL) throws -> Int64? {
        try emulator.database.read { db in try db.first(sql) { row in try row.int(0) } }
    }

    private static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(text.utf8)
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(UInt32(0)) { bits, place in
                bits << 8 | (place < chunk.count ? UInt32(chunk[start + place]) : 0)
            }
            for digit in 0..<4 {
                result.append(digit > chunk.count ? "=" : alphabet[Int(bits >> UInt32(18 - 6 * digit)) & 63])
            }
        }
        return result
    }
}

/// What was answered.
struct SubresourceAnswer: Sendable, CustomStringConvertible {
    let status: Int
    let headers: [Response.Header]
    let text: String
    private let json: JSONValue?

    init(_ response: Response) {
        status = response.status
        headers = response.headers
        var bytes: [UInt8] = []
        if case .bytes(let body) = response.body { bytes = body }
        text = String(decoding: bytes, as: UTF8.self)
        json = try? JSONValue(parsing: bytes)
    }

    var description: String { "\(status) \(text)" }

    /// The first header of a name.
    func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// What stands at a path such as `events.0.request`.
    subscript(_ path: String) -> JSONValue? {
        var value = json
        for part in path.split(separator: ".") {
            switch value {
            case .object(let members): value = members.first { $0.name == part }?.value
            case .array(let elements): value = Int(part).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: return nil
            }
        }
        return value
    }

    /// The text or number that stands at a path.
    func string(_ path: String) -> String? {
        switch self[path] {
        case .string(let text): text
        case .number(let text): text
        default: nil
        }
    }

    /// The names of the members of the object at a path, in their order.
    func names(_ path: String = "") -> [String] {
        guard case .object(let members) = path.isEmpty ? json : self[path] else { return [] }
        return members.map(\.name)
    }

    /// The strings under a name in all items of a list.
    func all(_ name: String, in list: String) -> [String] {
        guard case .array(let items) = self[list] else { return [] }
        return items.indices.compactMap { string("\(list).\($0).\(name)") }
    }

    /// Status, code and message of a refusal.
    var refusal: String { "\(status) \(string("code") ?? "-") \(string("message") ?? text)" }
}
