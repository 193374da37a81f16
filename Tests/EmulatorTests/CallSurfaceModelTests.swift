import JSON
import TestSupport
import Testing

@testable import Emulator

/// Random histories of calls, on the API and on a model of a few lines: they agree.
@Suite struct CallSurfaceModelTests {
    /// What the model knows of a call.
    private struct ModelCall {
        let sid: String
        let to: String
        let from: String
        var status = "queued"

        var isOver: Bool { !["queued", "ringing", "in-progress"].contains(status) }
    }

    /// One history: the calls in their order of creation.
    private struct History {
        static let account = Sids.account("7")
        static let targets = ["+14155550001", "+14155550002", "client:alice", "sip:bob@example.com"]
        static let sources = ["+14155550008", "+14155550009"]
        static let reports = ["ringing", "in-progress", "busy", "no-answer", "failed", "completed"]
        static let updates = ["", "Status=completed", "Status=canceled", "Twiml=x", "Url=nonsense", "TimeLimit=600"]
        static let wrong = [
            "-To", "-From", "-Url", "To=/", "From=/", "Url=x", "Timeout=0", "TimeLimit=x", "SendDigits=x",
            "To=+15005550001", "ApplicationSid=x", "Method=PUT",
        ]

        let harness: Harness
        var random: SeededGenerator
        var calls: [ModelCall] = []
        var deleted: [String] = []

        /// Does one thing to both, and says what was done where they disagree.
        mutating func step() throws -> String? {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...2: return create()
            case 3: return refuse()
            case 4...5: return update()
            case 6...7: return report()
            case 8...9: return delete()
            default: return list()
            }
        }

        private mutating func pick<Element>(_ elements: [Element], _ fallback: Element) -> Element {
            elements.randomElement(using: &random) ?? fallback
        }

        private mutating func create() -> String? {
            let to = pick(Self.targets, "")
            let from = pick(Self.sources, "")
            let answer = harness.create("To=\(to)|From=\(from)", in: Self.account)
            guard answer.status == 201, let sid = answer.string("sid"), answer.string("to") == to,
                answer.string("from") == from, answer.string("status") == "queued"
            else { return "create: \(answer)" }
            guard !calls.contains(where: { $0.sid == sid }), !deleted.contains(sid) else { return "\(sid) twice" }
            calls.append(ModelCall(sid: sid, to: to, from: from))
            return nil
        }

        private mutating func refuse() -> String? {
            let changes = pick(Self.wrong, "")
            let answer = harness.create(changes, in: Self.account)
            return answer.status == 400 && TwilioError(answer) != nil ? nil : "create \(changes): \(answer)"
        }

        private mutating func index() -> Int? {
            calls.indices.randomElement(using: &random)
        }

        private mutating func update() -> String? {
            guard let index = index() else { return nil }
            let form = pick(Self.updates, "")
            let call = calls[index]
            let answer = harness.request(
                "POST",
                Paths.call(call.sid, in: Self.account),
                form: form,
                auth: Credentials.basic(Self.account, String(Self.account.dropFirst(2)))
            )
            let becomes: String? =
                switch (form, call.status) {
                case ("Url=nonsense", _): nil
                case ("", let status): status
                case (_, _) where call.isOver: nil
                case ("Status=completed", "in-progress"): "completed"
                case (_, "in-progress"): "in-progress"
                case ("Status=completed", _), ("Status=canceled", _): "canceled"
                default: nil
                }
            calls[index].status = becomes ?? call.status
            guard let becomes else {
                return answer.status == 400 && TwilioError(answer) != nil ? nil : "\(form) on \(call): \(answer)"
            }
            let isRight = answer.status == 200 && answer.string("status") == becomes
            return isRight ? nil : "\(form) on \(call): \(answer)"
        }

        private mutating func report() -> String? {
            guard let index = index() else { return nil }
            let status = pick(Self.reports, "")
            let call = calls[index]
            let answer = harness.report(status, of: call.sid)
            let isPossible =
                switch (call.status, status) {
                case ("queued", "completed"), ("ringing", "completed"), ("ringing", "ringing"): false
                case ("queued", _), ("ringing", _), ("in-progress", "completed"): true
                default: false
                }
            if isPossible { calls[index].status = status }
            return answer.status == (isPossible ? 200 : 409) ? nil : "\(status) of \(call): \(answer)"
        }

        private mutating func delete() -> String? {
            let auth = Credentials.basic(Self.account, String(Self.account.dropFirst(2)))
            if let sid = deleted.randomElement(using: &random), Bool.random(using: &random) {
                let answer = harness.request("DELETE", Paths.call(sid, in: Self.account), auth: auth)
                return answer.status == 404 && answer.error.hasPrefix("20404 ") ? nil : "delete again: \(answer)"
            }
            guard let index = index() else { return nil }
            let call = calls[index]
            let answer = harness.request("DELETE", Paths.call(call.sid, in: Self.account), auth: auth)
            guard call.isOver else {
                return answer.status == 409 && answer.error.hasPrefix("20009 ") ? nil : "delete \(call): \(answer)"
            }
            calls.remove(at: index)
            deleted.append(call.sid)
            return answer.status == 204 && answer.body.isEmpty ? nil : "delete \(call): \(answer)"
        }

        /// Walks a list with random filters and pages from its first page to its last, and back.
        mutating func list() -> String? {
            var query: [String] = []
            var expected = calls
            if Bool.random(using: &random) {
                let to = pick(Self.targets, "")
                query.append("To=\(to.formEncoded)")
                expected.removeAll { $0.to != to }
            }
            if Bool.random(using: &random) {
                let from = pick(Self.sources, "")
                query.append("From=\(from.formEncoded)")
                expected.removeAll { $0.from != from }
            }
            if Bool.random(using: &random) {
                let status = pick(Self.reports + ["queued", "canceled"], "")
                query.append("Status=\(status)")
                expected.removeAll { $0.status != status }
            }
            let whole = harness.list((query + ["PageSize=1000"]).joined(separator: "&"), in: Self.account)
            guard whole.column("status") == Array(expected.map(\.status).reversed()) else {
                return "\(query): \(whole.column("status"))"
            }
            query.append("PageSize=\(Int.random(in: 1...7, using: &random))")
            let text = query.joined(separator: "&")
            let sids = Array(expected.map(\.sid).reversed())
            var page = harness.list(text, in: Self.account)
            var walked = page.column("sid")
            while let next = page.string("next_page_uri"), walked.count <= sids.count {
                page = harness.follow(next, in: Self.account)
                walked += page.column("sid")
            }
            guard walked == sids else { return "\(text): \(walked) for \(sids)" }
            var back = Array(page.column("sid").reversed())
            while let previous = page.string("previous_page_uri"), back.count <= sids.count {
                page = harness.follow(previous, in: Self.account)
                back += page.column("sid").reversed()
            }
            return back == sids.reversed() ? nil : "\(text), back: \(back) for \(sids)"
        }
    }

    @Test func `two hundred histories of creates, updates, reports, deletes and lists agree with a model`() throws {
        let harness = try Harness()
        for seed in 1...200 as ClosedRange<UInt64> {
            _ = harness.control("POST", "/_twilio/reset", "{\"AccountSid\":\"\(History.account)\"}")
            var history = History(harness: harness, random: SeededGenerator(seed: seed))
            for step in 0..<40 {
                if let problem = try history.step() {
                    Issue.record("history \(seed), step \(step): \(problem)")
                    return
                }
                if Int.random(in: 0..<3, using: &history.random) == 0 { harness.advance(1) }
            }
            for call in history.calls {
                let answer = harness.follow(Paths.call(call.sid, in: History.account), in: History.account)
                #expect(answer.string("status") == call.status, "history \(seed)")
                #expect((answer["end_time"] != .null) == call.isOver)
            }
            #expect(harness.list("PageSize=1000", in: History.account).column("sid").count == history.calls.count)
        }
    }

    // MARK: Garbage in forms and queries

    private static let names = CreateCallParameters.catalogue.map(\.name) + ["To", "From", "Url", "x"]

    private static let values = [
        "", " ", "0", "-1", "5", "601", "9223372036854775807", "9223372036854775808", "true", "false", "GET", "PUT",
        "+14155551212", "+14158675309", "client:alice", "sip:bob@example.com?X-A=b", "sip:@", "http://a.example/",
        "http://a_b.example/", "nonsense", "AP\(String(repeating: "1", count: 32))", "<Response/>", "completed",
        "in-progress absent", "\u{0}", "\u{E9}\u{1F600}", String(repeating: "x", count: 5000), "Enable", "dual", "1w*#",
        "2030-03-11", "2030-03-11T00:00:00Z", "03/10/2030 23:00:00 MST", "PA\(Sids.call("a"))", "1000", "1001", "busy",
    ]

    private static let filters = ListCallsParameters.catalogue.map(\.name) + ["x", "StartTime<=", ""]

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `no form and no query is a failure of the server`(_ seed: UInt64) throws {
        let harness = try Harness()
        var random = SeededGenerator(seed: seed)
        var seen: [Int: Int] = [:]
        for _ in 0..<500 {
            let isCreate = Bool.random(using: &random)
            let names = isCreate ? Self.names : Self.filters
            var pairs = (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                (names.randomElement(using: &random) ?? "", Self.values.randomElement(using: &random) ?? "")
            }
            if isCreate, Int.random(in: 0..<4, using: &random) > 0 {
                pairs += [("To", "+14155551212"), ("From", Harness.ownNumber), ("Twiml", "<x/>")]
            }
            let form = pairs.map { "\($0.0.formEncoded)=\($0.1.formEncoded)" }.joined(separator: "&")
            let suffix = ["", ".json", ".xml", ".csv"].randomElement(using: &random) ?? ""
            let answer =
                isCreate
                ? harness.request("POST", Paths.calls() + suffix, form: form)
                : harness.list(form, suffix: suffix)
            seen[answer.status, default: 0] += 1
            let isGood = answer.status == (isCreate ? 201 : 200) || (answer.status == 400 && TwilioError(answer) != nil)
            let isWhole =
                switch answer.header("Content-Type") {
                case "application/json": answer.json != nil
                case "application/xml": (try? XMLElement(parsing: answer.text)) != nil
                default: CSVTable(parsing: answer.text) != nil
                }
            if !isGood || !isWhole {
                Issue.record("\(isCreate ? "POST" : "GET") \(suffix) \(form): \(answer)")
                return
            }
        }
        for status in [200, 201, 400] { #expect(seen[status, default: 0] > 20, "\(seen)") }
    }
}
