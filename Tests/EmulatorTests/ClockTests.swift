import Calls
import JSON
import Testing

@testable import Emulator

/// `/_twilio/clock`: reading, setting and winding the clocks of worlds.
@Suite struct ClockTests {
    private static let path = "/_twilio/clock"
    private static let advance = "/_twilio/clock/advance"

    private static func now(_ harness: Harness, _ account: String = Paths.account) -> String? {
        harness.control("GET", "\(path)?AccountSid=\(account)").string("now")
    }

    @Test func `one clock or all of them can be read`() throws {
        let harness = try Harness()
        let one = harness.control("GET", "\(Self.path)?AccountSid=\(Paths.account)")
        let clock =
            #""mode":"manual","now":"2031-04-28T07:08:09.250Z","next_timer":null,"pending":{"timers":0,"webhooks":0}}"#
        #expect(one.text == "{" + clock)
        let all = harness.control("GET", Self.path)
        let worlds = [Sids.account("0"), Paths.account].map { #"{"AccountSid":"\#($0)",\#(clock)"# }.joined(
            separator: ","
        )
        #expect(all.text == #"{"default_mode":"manual","worlds":[\#(worlds)]}"#)
    }

    @Test(arguments: [
        (#"{"seconds":0}"#, "2031-04-28T07:08:09.250Z"), (#"{"seconds":0.5}"#, "2031-04-28T07:08:09.750Z"),
        (#"{"seconds":0.0004}"#, "2031-04-28T07:08:09.250Z"), (#"{"seconds":0.0005}"#, "2031-04-28T07:08:09.251Z"),
        (#"{"seconds":1.75}"#, "2031-04-28T07:08:11.000Z"), (#"{"seconds":6e1}"#, "2031-04-28T07:09:09.250Z"),
        (#"{"seconds":315360000}"#, "2041-04-25T07:08:09.250Z"), (#"{"seconds":86400}"#, "2031-04-29T07:08:09.250Z"),
        (#"{"to":"2031-04-28T07:08:09.250Z"}"#, "2031-04-28T07:08:09.250Z"),
        (#"{"to":"2031-04-28T09:10:00+02:00"}"#, "2031-04-28T07:10:00.000Z"),
        (#"{"to":"Mon, 28 Apr 2031 07:10:00 +0000"}"#, "2031-04-28T07:10:00.000Z"),
        (#"{"to":"9999-12-31T23:59:59Z"}"#, "9999-12-31T23:59:59.000Z"),
    ])
    func `a manual clock is wound as far as asked`(_ body: String, now: String) throws {
        let harness = try Harness()
        for account in [#""AccountSid":"\#(Paths.account)","#, ""] {
            let harness = account.isEmpty ? try Harness() : harness
            let answer = harness.control("POST", Self.advance, "{" + account + body.dropFirst())
            #expect(answer.status == 200)
            #expect(answer.text == #"{"now":"\#(now)","timers_fired":0,"webhooks_sent":0}"#)
            #expect(Self.now(harness) == now)
            let other = Self.now(harness, Sids.account("0"))
            #expect(other == (account.isEmpty ? now : "2031-04-28T07:08:09.250Z"))
        }
    }

    @Test(arguments: [
        #"{"until":"idle"}"#, #"{"until":"idle","max_seconds":0}"#, #"{"until":"idle","max_seconds":0.5}"#,
    ])
    func `until idle moves nothing where nothing is due`(_ body: String) throws {
        let harness = try Harness()
        let answer = harness.control("POST", Self.advance, body)
        #expect(
            answer.text
                == #"{"now":"2031-04-28T07:08:09.250Z","timers_fired":0,"webhooks_sent":0,"idle":true}"#
        )
    }

    @Test func `a clock stops at the end of the year 9999`() throws {
        let harness = try Harness()
        _ = harness.control("PUT", Self.path, #"{"mode":"manual","now":"9999-12-31T23:59:59Z"}"#)
        for _ in 0..<2 {
            let answer = harness.control("POST", Self.advance, #"{"seconds":10}"#)
            #expect(answer.string("now") == "9999-12-31T23:59:59.999Z")
        }
        #expect(
            harness.update(Sids.call("a"), "Status=completed").string("end_time") == "Fri, 31 Dec 9999 23:59:59 +0000"
        )
    }

    @Test(arguments: [
        "{}", #"{"seconds":1}"#, #"{"seconds":"x"}"#, #"{"seconds":1,"to":5}"#, #"{"until":"idle"}"#, #"{"until":5}"#,
    ])
    func `a real clock is not wound, whatever is asked`(_ body: String) throws {
        let harness = try Harness(clock: .real)
        let sentence =
            "is real: only a manual clock is advanced. PUT /_twilio/clock with {\"mode\":\"manual\"} makes it one."
        let all = harness.control("POST", Self.advance, body)
        #expect(all.status == 409)
        #expect(all.problem == "- The clock of \(Sids.account("0")) \(sentence)")
        let rest = body == "{}" ? "}" : "," + body.dropFirst()
        let one = harness.control("POST", Self.advance, #"{"AccountSid":"\#(Paths.account)""# + rest)
        #expect(one.status == 409)
        #expect(one.problem == "- The clock of \(Paths.account) \(sentence)")
    }

    @Test func `where one of several clocks is real, none is wound`() throws {
        let harness = try Harness()
        _ = harness.control("PUT", Self.path, #"{"AccountSid":"\#(Paths.account)","mode":"real"}"#)
        #expect(harness.control("POST", Self.advance, #"{"seconds":1}"#).status == 409)
        #expect(Self.now(harness, Sids.account("0")) == "2031-04-28T07:08:09.250Z")
    }

    @Test func `a mode for all is that of worlds to come`() throws {
        let harness = try Harness(clock: .real)
        let world = "/_twilio/worlds/\(Sids.account("9"))"
        #expect(harness.control("PUT", world).string("clock") == "real")
        _ = harness.control("DELETE", world)
        _ = harness.control("PUT", Self.path, #"{"AccountSid":"\#(Paths.account)","mode":"manual"}"#)
        #expect(harness.control("GET", Self.path).string("default_mode") == "real", "one world's mode is its own")
        let answer = harness.control("PUT", Self.path, #"{"mode":"manual","now":"2040-01-01T00:00:00Z"}"#)
        #expect(answer.status == 200)
        #expect(answer.string("default_mode") == "manual")
        #expect(answer.string("worlds.0.now") == "2040-01-01T00:00:00.000Z")
        #expect(answer.string("worlds.1.now") == "2040-01-01T00:00:00.000Z")
        #expect(harness.control("PUT", world).string("clock") == "manual")
        #expect(harness.control("GET", "/_twilio/health").string("clock_default") == "manual")
    }

    @Test func `a manual clock may be set back, and keeps its time when it is set again`() throws {
        let harness = try Harness()
        _ = harness.control("PUT", Self.path, #"{"AccountSid":"\#(Paths.account)","mode":"manual"}"#)
        #expect(Self.now(harness) == "2031-04-28T07:08:09.250Z")
        _ = harness.control(
            "PUT",
            Self.path,
            #"{"AccountSid":"\#(Paths.account)","mode":"manual","now":"2000-01-01T00:00:00Z"}"#
        )
        #expect(Self.now(harness) == "2000-01-01T00:00:00.000Z")
        // A call never ends before it began, nor lasts less than nothing.
        let answer = harness.update(Sids.call("a"), "Status=completed")
        #expect(answer.string("end_time") == Harness.startText)
        #expect(answer.string("duration") == "0")
    }

    @Test func `a clock that becomes manual stands where it was`() throws {
        let harness = try Harness(clock: .real)
        let before = WallClock.now
        _ = harness.control("PUT", Self.path, #"{"mode":"manual"}"#)
        let stood = try #require(Self.now(harness))
        #expect(stood >= before.rfc3339)
        #expect(stood <= WallClock.now.rfc3339)
        #expect(Self.now(harness) == stood)
        _ = harness.control("PUT", Self.path, #"{"mode":"manual","now":"2000-01-01T00:00:00Z"}"#)
        _ = harness.control("PUT", Self.path, #"{"mode":"real"}"#)
        #expect(try #require(Self.now(harness)) >= stood)
    }

    @Test func `times in resources are of their own world`() throws {
        let harness = try Harness()
        _ = harness.control("POST", Self.advance, #"{"AccountSid":"\#(Sids.account("0"))","seconds":3600}"#)
        #expect(harness.update(Sids.call("a"), "Status=completed").string("end_time") == Harness.startText)
    }
}
