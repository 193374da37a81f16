import HTTPListener
import JSON
import TestSupport
import Testing

@testable import Emulator

/// What holds whatever is sent, tried with random requests that are the same in every run.
@Suite struct PropertyTests {
    // MARK: Garbage

    private static let methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "get", "", "\u{0}"]

    private static let segments = [
        "2010-04-01", "Accounts", "Calls", Paths.account, Sids.account("0"), Sids.account("9"),
        "\(Sids.call("a")).json",
        "\(Sids.call("b")).json", "\(Sids.call("9")).json", Sids.call("a"), "_twilio", "health", "reset", "seed",
        "clock",
        "advance", "worlds", "simulate", "call-status", "", ".json", "%2F", "%", "%zz", "%00", "\u{1F600}", "..",
        "livez",
        "null", "\u{301}", String(repeating: "x", count: 300),
    ]

    private static let paths = [
        Paths.call(Sids.call("a")), Paths.call(Sids.call("b")), Paths.call(Sids.call("d")), Paths.call(Sids.call("9")),
        Paths.call(Sids.call("a"), in: Sids.account("0")), "/_twilio/seed", "/_twilio/clock", "/_twilio/clock/advance",
        "/_twilio/worlds/\(Paths.account)", "/_twilio/worlds/\(Sids.account("9"))", "/_twilio/simulate/call-status",
        "/_twilio/reset", "/_twilio/worlds", "/_twilio/health", "/", "/readyz", "", "*",
    ]

    private static let names = [
        "Authorization", "Content-Type", "Host", "Origin", "Sec-Fetch-Site", "authorization", "X-Nonsense", "",
    ]

    private static let values = [
        Credentials.documentation, Credentials.standard, Credentials.basic(Sids.account("9"), "t"), "Basic ////",
        "Bearer x",
        "application/x-www-form-urlencoded", "application/json", "multipart/form-data", "localhost:2010",
        "evil.example",
        "http://localhost:3000", "https://evil.example", "cross-site", "", ";", " ", "\u{FFFD}", "[", "[::1", ":",
        "://",
    ]

    private static let pieces = [
        "Status", "Url", "Twiml", "TimeLimit", "Method", "StatusCallback", "FallbackUrl", "=", "=", "=", "&", "&",
        "completed",
        "canceled", "600", "-1", "99999999999999999999", "http%3A%2F%2Fa.example%2F", "http://", "%", "%E2", "%00", "+",
        "GET",
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e999", "-0", "\"mode\":\"manual\"", "\"seconds\":1",
        "\"AccountSid\":\"\(Paths.account)\"", "\"accounts\":[", "\"sid\":\"\(Paths.account)\"", "\"calls\":[",
        "\\u0000",
        "\\ud800", "\"Status\":\"busy\"", "\"CallSid\":\"\(Sids.call("c"))\"",
        "{\"accounts\":[{\"sid\":\"\(Paths.account)\"}]}",
    ]

    private static func body(_ random: inout SeededGenerator) -> [UInt8] {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: []
        case 1: (0..<Int.random(in: 0..<60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        default:
            (0..<Int.random(in: 0..<12, using: &random)).flatMap { _ in
                Array((pieces.randomElement(using: &random) ?? "").utf8)
            }
        }
    }

    private static func request(_ random: inout SeededGenerator) -> Request {
        var path = paths.randomElement(using: &random) ?? "/"
        if Bool.random(using: &random) {
            path = (0..<Int.random(in: 0..<7, using: &random)).map { _ in
                "/" + (segments.randomElement(using: &random) ?? "")
            }.joined()
        }
        var headers: [(String, String)] = []
        if Int.random(in: 0..<4, using: &random) > 0 { headers.append(("Authorization", Credentials.documentation)) }
        for _ in 0..<Int.random(in: 0..<3, using: &random) {
            headers.append((names.randomElement(using: &random) ?? "", values.randomElement(using: &random) ?? ""))
        }
        let query = Bool.random(using: &random) ? nil : String(decoding: body(&random), as: UTF8.self)
        return Request(
            method: methods.randomElement(using: &random) ?? "GET",
            path: path,
            query: query,
            headers: Headers(headers),
            body: body(&random)
        )
    }

    private static func isTwilioError(_ answer: Answer) -> Bool {
        guard let error = TwilioError(answer) else { return false }
        return !error.message.isEmpty && error.moreInfo == "https://www.twilio.com/docs/errors/\(error.code)"
    }

    private static func isProblem(_ answer: Answer) -> Bool {
        answer.header("Content-Type") == "application/problem+json" && answer.string("detail")?.isEmpty == false
            && answer["status"] == .number(String(answer.status)) && answer.string("title") != "Internal Server Error"
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `no request is a failure of the server, and every refusal has its surface's shape`(_ seed: UInt64) throws {
        let harness = try Harness()
        var random = SeededGenerator(seed: seed)
        var seen: [Int: Int] = [:]
        for _ in 0..<5000 {
            let request = Self.request(&random)
            let answer = Answer(harness.emulator.answer(request))
            seen[answer.status, default: 0] += 1
            var isGood = (200..<500).contains(answer.status)
            if answer.status >= 400 {
                isGood =
                    isGood
                    && (ControlOperation.owns(request.path) ? Self.isProblem(answer) : Self.isTwilioError(answer))
            }
            if !isGood {
                Issue.record("\(request.method) \(request.path) \(request.query ?? "-") \(request.body): \(answer)")
                return
            }
        }
        // The dice reach every kind of answer.
        for status in [200, 204, 400, 401, 403, 404, 405, 415] {
            #expect(seen[status, default: 0] > 0, "no \(status) among \(seen)")
        }
    }

    // MARK: A model

    /// What a call's status becomes of an update, in a few lines; nil is a refusal.
    private static func expected(_ status: String, update form: String) -> String? {
        let asks =
            form.contains("Status=") || form.contains("Url=") || form.contains("Twiml=") || form.contains("TimeLimit=")
        switch status {
        case "queued", "ringing":
            if form.contains("Status=") { return "canceled" }
            return asks ? nil : status
        case "in-progress":
            return form.contains("Status=completed") ? "completed" : status
        default:
            return asks ? nil : status
        }
    }

    /// The same of a report of the network.
    private static func expected(_ status: String, report: String) -> String? {
        switch (status, report) {
        case ("queued", "completed"), ("ringing", "completed"), ("ringing", "ringing"): nil
        case ("queued", _), ("ringing", _): report
        case ("in-progress", "completed"): report
        default: nil
        }
    }

    private static let forms = [
        "", "Status=completed", "Status=canceled", "Url=http%3A%2F%2Fa.example%2F", "Twiml=x", "TimeLimit=60",
        "StatusCallback=http%3A%2F%2Fa.example%2F", "Url=http%3A%2F%2Fa.example%2F&Status=canceled", "Foo=Bar",
        "Twiml=x&Status=completed", "TimeLimit=60&StatusCallback=http%3A%2F%2Fa.example%2F", "TimeLimit=60&Twiml=x",
    ]

    private static let reports = ["ringing", "in-progress", "busy", "no-answer", "failed", "completed"]

    @Test func `two hundred histories of eight calls agree with a model`() throws {
        let harness = try Harness()
        let first = [
            "a": "in-progress", "b": "queued", "c": "ringing", "d": "completed", "e": "busy", "f": "failed",
            "1": "no-answer", "2": "canceled",
        ]
        let digits = first.keys.sorted()
        for history in 1...200 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: history)
            _ = harness.control("POST", "/_twilio/reset")
            var model = first
            for _ in 0..<12 {
                let digit = digits.randomElement(using: &random) ?? "a"
                let sid = Sids.call(Character(digit))
                let status = try #require(model[digit])
                let expected: String?
                let answer: Answer
                let act: String
                if Bool.random(using: &random) {
                    act = Self.forms.randomElement(using: &random) ?? ""
                    expected = Self.expected(status, update: act)
                    answer = harness.update(sid, act)
                    #expect(answer.status == (expected == nil ? 400 : 200))
                } else {
                    act = Self.reports.randomElement(using: &random) ?? ""
                    expected = Self.expected(status, report: act)
                    answer = harness.control(
                        "POST",
                        "/_twilio/simulate/call-status",
                        #"{"CallSid":"\#(sid)","Status":"\#(act)"}"#
                    )
                    #expect(answer.status == (expected == nil ? 409 : 200))
                }
                if let expected { #expect(answer.string("status") == expected, "\(act) on \(status)") }
                model[digit] = expected ?? status
                harness.advance(0.7)
            }
            for digit in digits {
                let answer = harness.fetch(Sids.call(Character(digit)))
                #expect(answer.string("status") == model[digit], "history \(history)")
                let isOver = !["queued", "ringing", "in-progress"].contains(answer.string("status"))
                #expect((answer["end_time"] != .null) == isOver)
                if isOver {
                    #expect(try !harness.effects(of: Sids.call(Character(digit))).contains { $0.hasPrefix("timer:") })
                }
            }
        }
    }
}
