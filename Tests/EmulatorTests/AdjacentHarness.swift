import Calls
import HTTPListener
import JSON
import Logging

@testable import Emulator

/// An emulator in memory for the tests of accounts, numbers, applications, caller ids and keys: one world with a manual
/// clock that stands at ``timeText``.
struct AdjacentHarness: Sendable {
    static let account = "AC" + String(repeating: "1", count: 32)
    static let subaccount = "AC" + String(repeating: "2", count: 32)
    static let stranger = "AC" + String(repeating: "3", count: 32)
    static let key = "SK" + String(repeating: "1", count: 32)
    static let number = "PN" + String(repeating: "1", count: 32)
    static let application = "AP" + String(repeating: "1", count: 32)
    static let timeText = "Mon, 28 Apr 2031 07:08:09 +0000"
    static let seed = """
        {"accounts":[
          {"sid":"\(account)","auth_token":"parent","friendly_name":"Parent",
           "clock":{"mode":"manual","now":"2031-04-28T07:08:09Z"},
           "api_keys":[{"sid":"\(key)","secret":"secret","friendly_name":"Main"}],
           "numbers":[{"sid":"\(number)","phone_number":"+14155550123","voice_url":"http://localhost/voice"}],
           "applications":[{"sid":"\(application)","friendly_name":"Desk","voice_url":"http://localhost/app",
                            "voice_method":"GET","status_callback":"http://localhost/status"}],
           "subaccounts":[{"sid":"\(subaccount)","auth_token":"child","friendly_name":"Child"}]},
          {"sid":"\(stranger)","auth_token":"stranger","friendly_name":"Stranger"}]}
        """

    let emulator: Emulator

    init() throws {
        var options = EmulatorOptions()
        options.sidSeed = 1
        emulator = try Emulator(options, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try emulator.loadSeeds([SeedFile(name: "adjacent.json", content: Array(Self.seed.utf8))])
    }

    /// Sends a request below `/2010-04-01/Accounts`; the form of a POST, the query of a GET.
    func send(
        _ method: String,
        _ path: String,
        _ form: String = "",
        as user: String = account,
        _ password: String = "parent"
    ) -> AdjacentAnswer {
        let isPost = method == "POST"
        return AdjacentAnswer(
            emulator.answer(
                Request(
                    method: method,
                    path: "/2010-04-01/Accounts" + path,
                    query: isPost || form.isEmpty ? nil : form,
                    headers: Headers([
                        ("Authorization", "Basic " + Self.base64("\(user):\(password)")),
                        ("Content-Type", "application/x-www-form-urlencoded"),
                    ]),
                    body: isPost ? Array(form.utf8) : []
                )
            )
        )
    }

    /// Sends a request below the path of the account.
    func own(_ method: String, _ path: String, _ form: String = "") -> AdjacentAnswer {
        send(method, "/\(Self.account)\(path)", form)
    }

    /// Puts everything back to the seeds.
    func reset() -> Int {
        emulator.answer(Request(method: "POST", path: "/_twilio/reset", query: nil, headers: Headers([]), body: []))
            .status
    }

    /// Follows `next_page_uri` or its like.
    func follow(_ uri: String?) -> AdjacentAnswer? {
        guard let uri, uri.hasPrefix("/2010-04-01/Accounts") else { return nil }
        let parts = uri.dropFirst("/2010-04-01/Accounts".count).split(separator: "?", maxSplits: 1).map(String.init)
        return send("GET", parts[0], parts.count > 1 ? parts[1] : "")
    }

    /// Base64 (RFC 4648, section 4).
    private static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(text.utf8)
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = Array(bytes[start..<min(start + 3, bytes.count)])
            var bits = UInt32(0)
            for index in 0..<3 { bits = bits << 8 | (index < chunk.count ? UInt32(chunk[index]) : 0) }
            for digit in 0..<4 {
                result.append(digit > chunk.count ? "=" : alphabet[Int(bits >> UInt32(18 - 6 * digit)) & 63])
            }
        }
        return result
    }
}

/// What came back, with its body as text and as JSON.
struct AdjacentAnswer: Sendable {
    let status: Int
    let text: String
    private let json: JSONValue?

    init(_ response: Response) {
        status = response.status
        if case .bytes(let bytes) = response.body {
            text = String(decoding: bytes, as: UTF8.self)
            json = try? JSONValue(parsing: bytes)
        } else {
            text = ""
            json = nil
        }
    }

    /// A member of the body, which may lie deeper: `accounts.0.sid`.
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

    /// A member that is a string.
    func string(_ path: String) -> String? {
        guard case .string(let text)? = self[path] else { return nil }
        return text
    }

    /// A member of each element of a list.
    func column(_ list: String, _ name: String) -> [String] {
        guard case .array(let elements)? = self[list] else { return [] }
        return elements.indices.map { string("\(list).\($0).\(name)") ?? "-" }
    }

    /// The names of the body's members.
    var names: [String] {
        guard case .object(let members)? = json else { return [] }
        return members.map(\.name)
    }

    /// `400 21421 Phone Number is invalid: x`; the whole body where it is no error.
    var error: String {
        guard case .number(let code)? = self["code"], let message = string("message") else {
            return "\(status) \(text)"
        }
        return "\(status) \(code) \(message)"
    }
}
