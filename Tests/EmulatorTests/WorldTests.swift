import JSON
import Testing

@testable import Emulator

/// `/_twilio/worlds`: making, changing, listing and ending worlds.
@Suite struct WorldTests {
    private static let sid = Sids.account("9")
    private static let path = "/_twilio/worlds/\(sid)"

    private static func world(
        token: String = String(repeating: "9", count: 32),
        name: String = sid,
        rest: String = #""calls_per_second":null,"queue_seconds":0.5,"dial_seconds":0.5,"strict":false"#,
        ended: String = "21220"
    ) -> String {
        #"{"AccountSid":"\#(sid)","auth_token":"\#(token)","friendly_name":"\#(name)","clock":"manual",\#(rest),"#
            + #""ended_call_update":"\#(ended)"}"#
    }

    @Test(arguments: [nil, "{}", " \n", #"{"auth_token":null,"clock":null,"strict":null}"#] as [String?])
    func `PUT makes a world with its defaults`(_ body: String?) throws {
        let harness = try Harness()
        let answer = harness.control("PUT", Self.path, body)
        #expect(answer.status == 201)
        #expect(answer.text == Self.world())
        #expect(harness.control("GET", Self.path).text == answer.text)
        #expect(harness.control("GET", Self.path).status == 200)
        #expect(harness.control("GET", "/_twilio/worlds")["worlds.1"] == answer.json)
    }

    @Test func `PUT changes what is given and keeps what is not`() throws {
        let harness = try Harness()
        let full =
            #"{"auth_token":"t","friendly_name":"Nine \"9\"","clock":"manual","calls_per_second":0,"queue_seconds":0.25,"#
            + #""dial_seconds":0,"strict":true,"ended_call_update":"200"}"#
        let rest = #""calls_per_second":0,"queue_seconds":0.25,"dial_seconds":0,"strict":true"#
        let made = harness.control("PUT", Self.path, full)
        #expect(made.status == 201)
        #expect(made.text == Self.world(token: "t", name: #"Nine \"9\""#, rest: rest, ended: "200"))
        let same = harness.control("PUT", Self.path, "{}")
        #expect(same.status == 200)
        #expect(same.text == made.text)
        let renamed = harness.control("PUT", Self.path, #"{"friendly_name":""}"#)
        #expect(renamed.text == Self.world(token: "t", name: "", rest: rest, ended: "200"))
        // Null is a value of this field: no limit.
        let unlimited = harness.control("PUT", Self.path, #"{"calls_per_second":null}"#)
        #expect(unlimited["calls_per_second"] == .null)
        #expect(unlimited["queue_seconds"] == .number("0.25"))
    }

    @Test(arguments: [
        ("1", "1"), ("0.1", "0.1"), ("1000000", "1000000"), ("2.50", "2.5"), ("1e2", "100"), ("0", "0"),
    ])
    func `a limit is any number from 0 to a million`(_ given: String, shown: String) throws {
        let answer = try Harness().control("PUT", Self.path, "{\"calls_per_second\":\(given)}")
        #expect(answer["calls_per_second"] == .number(shown))
    }

    @Test func `a world may begin with a clock of its own`() throws {
        let harness = try Harness(clock: .real)
        let body = #"{"clock":{"mode":"manual","now":"2010-08-31T20:36:28Z"}}"#
        #expect(harness.control("PUT", Self.path, body).string("clock") == "manual")
        let clock = harness.control("GET", "/_twilio/clock?AccountSid=\(Self.sid)")
        #expect(clock.string("now") == "2010-08-31T20:36:28.000Z")
    }

    @Test func `beyond ten thousand worlds there are no more`() throws {
        let harness = try Harness()
        let accounts = (0..<9998).map { number in
            let digits = String(number)
            return "{\"sid\":\"AC" + String(repeating: "b", count: 32 - digits.count) + digits + "\"}"
        }
        let seeded = harness.control("POST", "/_twilio/seed", "{\"accounts\":[\(accounts.joined(separator: ","))]}")
        #expect(seeded["created.accounts"] == .number("9998"))

        let put = harness.control("PUT", Self.path)
        #expect(put.status == 503)
        #expect(put.problem == "- There are 10000 worlds already: end one first.")
        let seed = harness.control("POST", "/_twilio/seed", "{\"accounts\":[{\"sid\":\"\(Self.sid)\"}]}")
        #expect(seed.status == 503)
        #expect(seed.problem == put.problem)
        let path = Paths.call(Sids.call("9"), in: Self.sid)
        let open = harness.request("GET", path, auth: Credentials.basic(Self.sid, "t"))
        #expect(open.status == 503)
        #expect(open.error == "20503 There are 10000 accounts already: end one first.")
        // Those that exist go on, and one that ends makes room.
        #expect(harness.fetch(Sids.call("a")).status == 200)
        #expect(harness.control("PUT", "/_twilio/worlds/\(Paths.account)").status == 200)
        _ = harness.control("DELETE", "/_twilio/worlds/\(Sids.account("0"))")
        #expect(harness.control("PUT", Self.path).status == 201)
    }
}
