import Calls
import Database
import JSON
import Testing

@testable import Emulator

/// What seeds make: the two built-in worlds, and what follows from what a document gives.
@Suite struct SeedTests {
    private static let sid = Sids.account("7")
    private static let base = "/_twilio/worlds/\(sid)"

    private static func file(_ account: String, _ name: String = "a.json") -> SeedFile {
        SeedFile(name: name, content: Array(document(account).utf8))
    }

    /// A document of one account with these fields.
    private static func document(_ fields: String) -> String {
        "{\"accounts\":[{\"sid\":\"\(sid)\"\(fields.isEmpty ? "" : ",")\(fields)}]}"
    }

    /// A call with these fields, in an account of these fields.
    private static func call(_ fields: String, sid: String = Sids.call("7")) -> String {
        "\"calls\":[{\"sid\":\"\(sid)\",\"to\":\"+14155550001\",\"from\":\"+14155550002\",\(fields)}]"
    }

    private static func fetch(_ harness: Harness, _ sid: String = Sids.call("7"), token: String? = nil) -> Answer {
        let auth = Credentials.basic(Self.sid, token ?? String(repeating: "7", count: 32))
        return harness.request("GET", Paths.call(sid, in: Self.sid), auth: auth)
    }

    // MARK: The built-in worlds

    @Test(arguments: [
        ("a", "in-progress"), ("b", "queued"), ("c", "ringing"), ("d", "completed"), ("e", "busy"), ("f", "failed"),
        ("1", "no-answer"), ("2", "canceled"),
    ])
    func `the documentation's world has a call in each status`(_ digit: Character, status: String) throws {
        let answer = try Harness().fetch(Sids.call(digit))
        #expect(answer.string("status") == status)
        #expect(answer.string("to") == "+14158675309")
        #expect(answer.string("from") == "+14158675308")
    }

    @Test func `two worlds exist without any seed, and no more`() throws {
        let harness = try Harness()
        let worlds = harness.control("GET", "/_twilio/worlds")
        #expect(worlds["worlds.2"] == nil)
        #expect(worlds.string("worlds.0.AccountSid") == Sids.account("0"))
        #expect(worlds.string("worlds.0.auth_token") == "twilio_test_auth_token")
        #expect(worlds.string("worlds.1.AccountSid") == Sids.account("a"))
        #expect(worlds.string("worlds.1.auth_token") == String(repeating: "a", count: 32))
        #expect(try harness.count("SELECT count(*) FROM calls") == 8)
        let key = Credentials.basic(Sids.key("0"), "twilio_test_api_secret")
        let path = Paths.call(Sids.call("9"), in: Sids.account("0"))
        #expect(harness.request("GET", path, auth: key).status == 404)
        let numbers = try harness.emulator.database.read { db in
            try db.all("SELECT account_sid, phone_number FROM numbers ORDER BY 1, 2") { row in
                "\(try row.text(0)) \(try row.text(1))"
            }
        }
        #expect(
            numbers == [
                "\(Sids.account("0")) +15551234567", "\(Sids.account("a")) +14158675308",
                "\(Sids.account("a")) +14158675309",
            ]
        )
    }

    @Test(arguments: [
        (
            "a",
            "Url=https%3A%2F%2Fexample.com&Method=GET&Status=completed&FallbackUrl=https%3A%2F%2Fexample.com"
                + "&FallbackMethod=GET&StatusCallback=https%3A%2F%2Fexample.com&StatusCallbackUrl=https%3A%2F%2Fexample.com"
                + "&StatusCallbackMethod=GET", "completed"
        ),
        (
            "b",
            "Url=https%3A%2F%2Fexample.com&Method=GET&Status=canceled&FallbackUrl=https%3A%2F%2Fexample.com"
                + "&FallbackMethod=GET&StatusCallback=https%3A%2F%2Fexample.com&StatusCallbackMethod=GET", "canceled"
        ),
        (
            "b",
            "Twiml=%3CResponse%3E%3CSay%3EEnjoy%3C%2FSay%3E%3C%2FResponse%3E&Method=GET&Status=canceled"
                + "&FallbackUrl=https%3A%2F%2Fexample.com&FallbackMethod=GET&StatusCallback=https%3A%2F%2Fexample.com"
                + "&StatusCallbackMethod=GET", "canceled"
        ),
        ("a", "TimeLimit=600", "in-progress"),
    ])
    func `the documented examples are accepted`(_ digit: Character, form: String, status: String) throws {
        let answer = try Harness().update(Sids.call(digit), form)
        #expect(answer.status == 200)
        #expect(answer.string("status") == status)
    }

    // MARK: What a document makes

    @Test func `an account that is left alone gets its defaults`() throws {
        let harness = try Harness(seeds: [Self.file("")])
        let world = harness.control("GET", Self.base)
        #expect(world.string("auth_token") == String(repeating: "7", count: 32))
        #expect(world.string("friendly_name") == Self.sid)
        #expect(world.string("clock") == "manual")
    }

    @Test(
        arguments: [
            ("real", "real", nil), ("manual", "manual", nil),
            (#"{"mode":"manual","now":"2010-08-31T20:36:28.5Z"}"#, "manual", "2010-08-31T20:36:28.500Z"),
            (#"{"mode":"manual","now":"Tue, 31 Aug 2010 22:36:28 +0200"}"#, "manual", "2010-08-31T20:36:28.000Z"),
        ] as [(String, String, String?)]
    )
    func `an account may have a clock of its own`(_ clock: String, mode: String, now: String?) throws {
        let value = clock.hasPrefix("{") ? clock : "\"\(clock)\""
        let harness = try Harness(clock: .real)
        _ = harness.control("POST", "/_twilio/seed", Self.document("\"clock\":\(value)"))
        let answer = harness.control("GET", "/_twilio/clock?AccountSid=\(Self.sid)")
        #expect(answer.string("mode") == mode)
        if let now { #expect(answer.string("now") == now) }
    }

    /// A call's fields, and what follows: created, updated, start, end, duration, each as seconds after 20:36:00 on the
    /// documented day; `now` is the time of loading, `-` is null.
    private static let times = """
        completed  start_time=28,end_time=44               28 44 28 44 16
        completed  start_time=28,duration=10               28 38 28 38 10
        completed  end_time=44,duration=10                 34 44 34 44 10
        completed  start_time=28                           28 28 28 28 0
        completed  end_time=44                             44 44 44 44 0
        completed  date_created=20,start_time=28           20 28 28 28 0
        completed  date_created=20,date_updated=50         20 50 20 20 0
        completed  date_created=20,duration=10             20 30 20 30 10
        busy       date_created=20                         20 20 20 20 0
        completed  start_time=28,end_time=44,duration=3    28 44 28 44 3
        in-progress start_time=28                          28 28 28 - 0
        in-progress date_created=20                        20 20 20 - 0
        ringing    start_time=28                           28 28 28 - 0
        ringing    date_created=20                         20 20 20 - 0
        queued     date_created=20                         20 now - - -
        busy       start_time=28                           28 28 28 28 0
        busy       end_time=44                             44 44 44 44 0
        no-answer  start_time=28,end_time=44               28 44 28 44 0
        canceled   start_time=28,end_time=44               28 44 28 44 0
        canceled   end_time=44                             44 44 - 44 0
        failed     date_updated=50                         now 50 now now 0
        ringing    duration=0                              now now now - 0
        """

    @Test(arguments: times.split(separator: "\n").map { $0.split(separator: " ").map(String.init) })
    func `times that are left out follow from those that are given`(_ row: [String]) throws {
        // Every second date in the other form.
        for form in 0..<2 {
            let fields = row[1].split(separator: ",").enumerated().map { index, pair in
                let parts = pair.split(separator: "=")
                let date =
                    (index + form) % 2 == 0
                    ? "2010-08-31T20:36:\(parts[1])Z" : "Tue, 31 Aug 2010 20:36:\(parts[1]) +0000"
                return "\"\(parts[0])\":\"\(parts[0] == "duration" ? String(parts[1]) : date)\""
            }
            let call = Self.call("\"status\":\"\(row[0])\"," + fields.joined(separator: ","))
            let harness = try Harness()
            let seeded = harness.control(
                "POST",
                "/_twilio/seed",
                Self.document(#""clock":{"mode":"manual","now":"2031-04-28T07:08:09Z"},"# + call)
            )
            #expect(seeded.status == 200, "\(seeded)")
            let answer = Self.fetch(harness)
            for (name, word) in zip(
                ["date_created", "date_updated", "start_time", "end_time", "duration"],
                row.dropFirst(2)
            ) {
                let expected: JSONValue =
                    switch word {
                    case "-": .null
                    case "now": .string(Harness.startText)
                    case _ where name == "duration": .string(word)
                    default: .string("Tue, 31 Aug 2010 20:36:\(word) +0000")
                    }
                #expect(answer[name] == expected, "\(name)")
            }
        }
    }

    @Test func `a call that was fetched can be seeded as it is`() throws {
        let harness = try Harness()
        for digit in "abcdef12" {
            let before = harness.fetch(Sids.call(digit))
            let pasted = "{\"accounts\":[{\"sid\":\"\(Paths.account)\",\"calls\":[\(before.text)]}]}"
            let answer = harness.control("POST", "/_twilio/seed", pasted)
            #expect(answer.status == 200, "\(answer)")
            #expect(harness.fetch(Sids.call(digit)).text == before.text)
        }
    }

    @Test func `a call keeps what the resource does not show`() throws {
        let harness = try Harness()
        let call = Self.call(
            #""status":"ringing","url":"http://a.example/","method":"GET","fallback_url":"http://b.example/","#
                + #""status_callback":"http://c.example/","status_callback_event":["answered","completed"],"#
                + #""time_limit":600,"timeout":30"#
        )
        _ = harness.control(
            "POST",
            "/_twilio/seed",
            Self.document(#""clock":{"mode":"manual","now":"1970-01-01T00:00:01Z"},"# + call)
        )
        _ = harness.control(
            "POST",
            "/_twilio/simulate/call-status",
            #"{"CallSid":"\#(Sids.call("7"))","Status":"in-progress"}"#
        )
        #expect(
            try harness.effects(of: Sids.call("7")) == [
                #"timer:time_limit {"due":601000}"#,
                #"status_callback {"url":"http://c.example/","method":"POST","event":"answered","status":"in-progress","sequence_number":0}"#,
                #"run_document {"url":"http://a.example/","method":"GET","fallback_url":"http://b.example/","fallback_method":"POST"}"#,
            ]
        )
    }
}
