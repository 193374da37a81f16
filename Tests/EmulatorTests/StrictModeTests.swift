import Glibc
import Testing

@testable import Emulator

/// Unknown parameters: ignored and told, or refused where a world is strict.
@Suite struct StrictModeTests {
    private static let inProgress = "CA" + String(repeating: "a", count: 32)
    private static let account = "AC" + String(repeating: "a", count: 32)

    @Test(arguments: [
        ("TimeLimt=600", "Unknown parameter 'TimeLimt'. Did you mean 'TimeLimit'?"),
        ("status=completed", "Unknown parameter 'status'. Did you mean 'Status'?"),
        ("TimeLimit=600&Zebra=1", "Unknown parameter 'Zebra'."),
        ("Zebra%0A2026-01-01+error=1", "Unknown parameter (a name of 22 bytes)."),
        ("StatusCallbackUrl=x&TimeLimit=no", "Unknown parameter 'StatusCallbackUrl'. Did you mean 'StatusCallback'?"),
    ])
    func `a strict world refuses an unknown name with the nearest one`(_ form: String, _ message: String) throws {
        let harness = try Harness { $0.isStrict = true }
        let answer = harness.update(Self.inProgress, form)
        #expect(answer.status == 400)
        #expect(answer.error == "20001 \(message)")
        #expect(harness.fetch(Self.inProgress).string("status") == "in-progress")
        #expect(try harness.notifications(of: Self.inProgress).isEmpty)
    }

    @Test func `a list's query is strict too, and known names pass`() throws {
        let harness = try Harness { $0.isStrict = true }
        let path = "/2010-04-01/Accounts/\(Self.account)/Calls.json"
        let headers = [("Authorization", Credentials.documentation)]
        #expect(harness.send("GET", path, query: "Pagesize=2", headers: headers).status == 400)
        #expect(harness.send("GET", path, query: "PageSize=2&StartTime%3E=2020-01-01", headers: headers).status == 200)
        #expect(harness.update(Self.inProgress, "TimeLimit=600").status == 200)
    }

    @Test func `credentials and the path come before the names`() throws {
        let harness = try Harness { $0.isStrict = true }
        let path = Paths.call(Self.inProgress)
        #expect(harness.request("POST", path, form: "Zebra=1", auth: nil).status == 401)
        #expect(harness.request("POST", path + "/Zebras.json", form: "Zebra=1").status == 404)
        #expect(harness.request("POST", Paths.call(Self.inProgress, in: "null"), form: "Zebra=1").status == 404)
    }

    @Test func `without strictness unknown names are ignored and told with the call`() throws {
        let harness = try Harness()
        #expect(harness.update(Self.inProgress, "TimeLimit=600&Zebra=1&Yak=2&Zebra=3").status == 200)
        let told = try harness.notifications(of: Self.inProgress)
        #expect(told == ["20001 1 Unknown parameters were ignored: Zebra, Yak"])
    }

    @Test func `a name that looks like none is not repeated`() throws {
        let harness = try Harness()
        let long = String(repeating: "x", count: 65)
        let form = "Start-Time%3C.x_=1&a%0Ab=2&\(long)=3&\(long.dropLast())=4&=5"
        #expect(harness.update(Self.inProgress, form).status == 200)
        let told = try harness.notifications(of: Self.inProgress)
        let names = "Start-Time<.x_, (a name of 3 bytes), (a name of 65 bytes), \(long.dropLast()), (a name of 0 bytes)"
        #expect(told == ["20001 1 Unknown parameters were ignored: \(names)"])
    }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func `thousands of names cost little, on create and on update`(_ isStrict: Bool) throws {
        let harness = try Harness { $0.isStrict = isStrict }
        let names = (0..<16_000).map { "&N\($0)" }.joined()
        let parties = "To=%2B14158675309&From=%2B14158675308&Url=http%3A%2F%2Fa.example%2F"
        for path in [Paths.call(Self.inProgress), Paths.calls() + ".json"] {
            // The thread's own time: the other tests share the processors, and wall time counts their work too.
            let before = try threadTime()
            let answer = harness.request("POST", path, form: parties + names)
            let took = try threadTime() - before
            #expect(isStrict ? answer.status == 400 : answer.status < 300)
            #expect(took < .milliseconds(1000), "what grows with the square of the names takes many seconds")
        }
        // The rest was not read.
        let answer = harness.request("POST", Paths.call(Self.inProgress), form: "a=1" + names + "&TimeLimit=no")
        #expect(answer.status == (isStrict ? 400 : 200))
    }

    @Test func `one world can be strict beside others that are not`() throws {
        let harness = try Harness()
        #expect(harness.control("PUT", "/_twilio/worlds/\(Self.account)", "{\"strict\":true}").status == 200)
        #expect(harness.update(Self.inProgress, "Zebra=1").status == 400)
        #expect(harness.control("PUT", "/_twilio/worlds/\(Self.account)", "{\"strict\":false}").status == 200)
        #expect(harness.update(Self.inProgress, "Zebra=1").status == 200)
    }
}

/// The processor time this thread has used (POSIX `clock_gettime`, `CLOCK_THREAD_CPUTIME_ID`).
private func threadTime() throws -> Duration {
    var time = timespec()
    try #require(unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
