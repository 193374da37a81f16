import Database
import JSON
import Testing

@testable import Emulator

/// Requests that come at once, as they do on the listener's threads.
@Suite struct ConcurrencyTests {
    private static let crowd = 16

    /// Sends all requests at once and gives the answers in the order of the requests.
    private static func answers(_ count: Int = crowd, _ send: @escaping @Sendable (Int) -> Answer) async -> [Answer] {
        await withTaskGroup { group in
            for index in 0..<count { group.addTask { @concurrent in (index, send(index)) } }
            var answers: [(Int, Answer)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    @Test func `of many who end a call, one does`() async throws {
        let harness = try Harness()
        let answers = await Self.answers { _ in harness.update(Sids.call("a"), "Status=completed") }
        #expect(answers.count { $0.status == 200 } == 1)
        #expect(answers.count { $0.error == "21220 Call is not in-progress. Cannot redirect." } == Self.crowd - 1)
        #expect(try harness.effects(of: Sids.call("a")) == ["drop_document {}", "end_child_legs {}", "hang_up {}"])
    }

    @Test func `of many who bring a new account's secret, one's is its token`() async throws {
        let harness = try Harness()
        let sid = Sids.account("9")
        let path = Paths.call(Sids.call("9"), in: sid)
        let answers = await Self.answers { index in
            harness.request("GET", path, auth: Credentials.basic(sid, "secret\(index)"))
        }
        #expect(answers.count { $0.status == 404 } == 1)
        #expect(answers.count { $0.status == 401 } == Self.crowd - 1)
        let token = harness.control("GET", "/_twilio/worlds/\(sid)").string("auth_token")
        #expect(token == answers.firstIndex { $0.status == 404 }.map { "secret\($0)" })
    }

    @Test func `all kinds of requests at once leave the worlds whole`() async throws {
        let harness = try Harness()
        let path = "/_twilio/worlds/\(Sids.account("9"))"
        let answers = await Self.answers(400) { index in
            switch index % 8 {
            case 0: harness.update(Sids.call("a"), "TimeLimit=\(index)&Twiml=\(index)")
            case 1: harness.fetch(Sids.call("a"))
            case 2: harness.control("POST", "/_twilio/reset")
            case 3: harness.control("PUT", path, "{\"friendly_name\":\"\(index)\"}")
            case 4: harness.control("DELETE", path)
            case 5: harness.control("POST", "/_twilio/clock/advance", "{\"seconds\":1}")
            case 6: harness.control("GET", "/_twilio/worlds")
            default: harness.update(Sids.call("c"), "Status=completed")
            }
        }
        for answer in answers { #expect([200, 201, 204, 400, 404].contains(answer.status), "\(answer)") }
        // What is in memory is what is in the database.
        let rows = try harness.count("SELECT count(*) FROM accounts")
        #expect(harness.control("GET", "/_twilio/health")["worlds"] == .number(String(rows)))
        #expect(harness.control("POST", "/_twilio/reset").status == 204)
        #expect(harness.fetch(Sids.call("a")).string("status") == "in-progress")
    }
}
