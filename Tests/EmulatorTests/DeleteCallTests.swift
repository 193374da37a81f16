import Database
import Testing

@testable import Emulator

/// `DELETE …/Calls/{Sid}.json`: what goes, what stays, and when it is refused.
@Suite struct DeleteCallTests {
    private let harness: Harness

    init() throws {
        harness = try Harness()
    }

    private func recordings(of sid: String) -> String { "\(Paths.calls())/\(sid)/Recordings.json" }

    @Test(arguments: [SeededLeg.completed, .busy, .failed, .noAnswer, .canceled])
    func `a call that is over is deleted for good`(_ leg: SeededLeg) throws {
        let answer = harness.delete(leg.sid)
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
        #expect(answer.header("Content-Type") == nil)
        #expect(answer.header("Twilio-Request-Id") != nil)
        let gone = "404 20404 The requested resource \(Paths.call(leg.sid)) was not found"
        #expect(harness.fetch(leg.sid).refusal == gone)
        #expect(harness.update(leg.sid, "Status=completed").refusal == gone)
        #expect(harness.delete(leg.sid).refusal == gone)
        #expect(harness.list().column("sid").count == 7)
        #expect(!harness.list().column("sid").contains(leg.sid))
        for name in ["Events", "Notifications", "Recordings"] {
            #expect(harness.request("GET", "\(Paths.calls())/\(leg.sid)/\(name).json").status == 404)
        }
        #expect(harness.report("busy", of: leg.sid).status == 404)
    }

    @Test(arguments: [SeededLeg.queued, .initiated, .ringingOutbound, .ringingInbound, .inProgress])
    func `a call that is not over is 20009, and stays as it is`(_ leg: SeededLeg) throws {
        try leg.prepare(harness)
        let before = harness.fetch(leg.sid)
        let answer = harness.delete(leg.sid)
        #expect(answer.refusal == "409 20009 Cannot delete this resource before it is complete")
        #expect(answer.moreInfo == "https://www.twilio.com/docs/errors/20009")
        #expect(harness.fetch(leg.sid).text == before.text)
        // Hung up, it can go at once.
        #expect(harness.update(leg.sid, "Status=completed").status == 200)
        #expect(harness.delete(leg.sid).status == 204)
    }

    @Test func `the places of the last deleted calls are kept, and no more`() throws {
        try harness.emulator.database.write { db in
            for number in 1...Int(Connection.deletedCallLimit) {
                try db.run(
                    "INSERT INTO deleted_calls (sid, account_sid, date_created, id, ordinal) VALUES (?, ?, 9, 9, ?)",
                    .text("CA\(number)"),
                    .text(Paths.account),
                    .integer(Int64(number))
                )
            }
        }
        #expect(harness.delete(Sids.call("d")).status == 204)
        #expect(try harness.count("SELECT count(*) FROM deleted_calls") == Connection.deletedCallLimit)
        #expect(try harness.count("SELECT count(*) FROM deleted_calls WHERE sid = 'CA1'") == 0)
        #expect(harness.list("PageToken=PA\(Sids.call("d"))").status == 200)
    }

    @Test(arguments: ["", ".json", ".xml", ".csv"])
    func `the extension makes no difference to the deletion, and all to the refusal`(_ suffix: String) {
        let path = "\(Paths.calls())/\(Sids.call("d"))\(suffix)"
        let live = harness.request("DELETE", "\(Paths.calls())/\(Sids.call("a"))\(suffix)")
        #expect(live.refusal == "409 20009 Cannot delete this resource before it is complete")
        #expect(harness.request("DELETE", path).status == 204)
        #expect(harness.request("DELETE", path).refusal == "404 20404 The requested resource \(path) was not found")
    }

    @Test func `what is nobody's or another's is not found`() throws {
        for sid in [Sids.call("9"), "nonsense", "CA"] {
            let path = Paths.call(sid)
            #expect(harness.delete(sid).refusal == "404 20404 The requested resource \(path) was not found")
        }
        let path = Paths.call(Sids.call("d"), in: Sids.account("0"))
        let answer = harness.request("DELETE", path, auth: Credentials.standard)
        #expect(answer.refusal == "404 20404 The requested resource \(path) was not found")
        #expect(harness.request("DELETE", Paths.call(Sids.call("d")), auth: nil).status == 401)
        #expect(harness.fetch(Sids.call("d")).status == 200)
    }

    @Test func `all that belongs to the call goes with it, except its recordings`() throws {
        let sid = try #require(
            harness.create("StatusCallbackEvent=nonsense|StatusCallback=http://s.example/").string("sid")
        )
        _ = harness.report("in-progress", of: sid)
        let recording = harness.request("POST", recordings(of: sid), form: "")
        #expect(recording.status == 201)
        _ = harness.update(sid, "Status=completed")
        #expect(try harness.count("SELECT count(*) FROM notifications") == 1)
        #expect(try harness.count("SELECT count(*) FROM events") == 1)
        #expect(try harness.count("SELECT count(*) FROM effects") > 0)
        let kept = "/2010-04-01/Accounts/\(Paths.account)/Recordings/\(recording.string("sid") ?? "").json"
        let before = harness.request("GET", kept)
        #expect(before.status == 200)

        #expect(harness.delete(sid).status == 204)
        #expect(try harness.count("SELECT count(*) FROM notifications") == 0)
        #expect(try harness.count("SELECT count(*) FROM events") == 0)
        #expect(try harness.count("SELECT count(*) FROM effects") == 0)
        #expect(harness.request("GET", kept).text == before.text)
        #expect(harness.request("GET", recordings(of: sid)).status == 404)
        let all = harness.request("GET", "/2010-04-01/Accounts/\(Paths.account)/Recordings.json")
        #expect(all.string("recordings.0.sid") == recording.string("sid"))
    }

    @Test func `a deleted call comes back with a reset, as it was seeded`() {
        let before = harness.fetch(Sids.call("d"))
        #expect(harness.delete(Sids.call("d")).status == 204)
        #expect(harness.control("POST", "/_twilio/reset").status == 204)
        #expect(harness.fetch(Sids.call("d")).text == before.text)
        #expect(harness.list().column("sid").count == 8)
    }
}
