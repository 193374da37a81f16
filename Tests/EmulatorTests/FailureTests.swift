import Database
import TestSupport
import Testing

@testable import Emulator

/// What is answered when the database fails: 503, nothing changed, and the server goes on.
@Suite struct FailureTests {
    private static let sentence = "The request could not be stored, and nothing has changed."

    @Test func `a closed database is 503 on both surfaces`() throws {
        let harness = try Harness()
        harness.emulator.close()
        let stranger = Credentials.basic(Sids.account("9"), "t")
        for answer in [
            harness.fetch(Sids.call("a")), harness.update(Sids.call("a"), "Status=completed"),
            harness.update(Sids.call("a"), ""),
            harness.request("GET", Paths.call(Sids.call("a"), in: Sids.account("9")), auth: stranger),
        ] {
            #expect(answer.status == 503)
            #expect(answer.error == "20503 \(Self.sentence)")
            #expect(answer.string("more_info") == "https://www.twilio.com/docs/errors/20503")
        }
        for (method, path, body) in [
            ("GET", "/_twilio/health", nil), ("POST", "/_twilio/reset", nil),
            ("POST", "/_twilio/seed", #"{"accounts":[{"sid":"\#(Sids.account("9"))"}]}"#),
            ("PUT", "/_twilio/clock", #"{"mode":"real"}"#), ("POST", "/_twilio/clock/advance", #"{"seconds":1}"#),
            ("PUT", "/_twilio/worlds/\(Sids.account("9"))", nil), ("DELETE", "/_twilio/worlds/\(Paths.account)", nil),
            ("POST", "/_twilio/simulate/call-status", #"{"CallSid":"\#(Sids.call("c"))","Status":"busy"}"#),
        ] as [(String, String, String?)] {
            let answer = harness.control(method, path, body)
            #expect(answer.status == 503, "\(method) \(path)")
            #expect(answer.problem == "- \(Self.sentence)")
            #expect(answer.header("Content-Type") == "application/problem+json")
        }
        // What needs no database is still answered, and nothing has become of the rest.
        #expect(harness.send("GET", "/livez").status == 200)
        #expect(harness.request("GET", "/nowhere").status == 404)
        #expect(harness.request("GET", "/nowhere", auth: nil).status == 401)
        #expect(harness.control("GET", "/_twilio/worlds")["worlds.2"] == nil)
        #expect(harness.control("GET", "/_twilio/clock").string("worlds.0.now") == "2031-04-28T07:08:09.250Z")
        #expect(harness.control("GET", "/_twilio/clock").string("default_mode") == "manual")
        harness.emulator.close()
    }

    @Test func `an effect that cannot be written takes the update back`() throws {
        let harness = try Harness()
        try harness.emulator.database.write { db in
            try db.run(
                """
                CREATE TRIGGER full BEFORE INSERT ON effects WHEN new.kind IN ('hang_up', 'run_document', 'timer:time_limit')
                BEGIN SELECT RAISE(ABORT, 'no room'); END
                """
            )
        }
        let before = harness.fetch(Sids.call("a"))
        harness.advance(5)
        for form in ["Status=completed", "Url=http%3A%2F%2Fa.example%2F", "TimeLimit=600&Twiml=x"] {
            let answer = harness.update(Sids.call("a"), form)
            #expect(answer.status == 503)
            #expect(answer.error == "20503 \(Self.sentence)")
            #expect(harness.fetch(Sids.call("a")).text == before.text)
            #expect(try harness.effects(of: Sids.call("a")).isEmpty)
        }
        try harness.emulator.database.write { db in try db.run("DROP TRIGGER full") }
        #expect(harness.update(Sids.call("a"), "Status=completed").string("status") == "completed")
    }

    /// Tables on which the first insert fails while a document is loaded.
    @Test(arguments: ["accounts", "api_keys", "numbers", "applications", "phones", "calls"])
    func `a document is loaded whole or not at all`(_ table: String) throws {
        let harness = try Harness()
        let sid = Sids.account("9")
        try harness.emulator.database.write { db in
            try db.run("CREATE TABLE broken (name TEXT)")
            try db.run("INSERT INTO broken VALUES (?)", .text(table))
            for sql in Self.triggers { try db.run(sql) }
        }
        let document = """
            {"accounts":[{"sid":"\(sid)","api_keys":[{"sid":"\(Sids.key("9"))","secret":"s"}],
              "numbers":[{"phone_number":"+15550000001"}],"applications":[{}],
              "phones":[{"number":"client:a","manual":true}],
              "calls":[{"sid":"\(Sids.call("9"))","status":"busy","to":"client:a","from":"client:b"}]}]}
            """
        let counts: [SQL] = [
            "SELECT count(*) FROM accounts", "SELECT count(*) FROM api_keys", "SELECT count(*) FROM numbers",
            "SELECT count(*) FROM applications", "SELECT count(*) FROM phones", "SELECT count(*) FROM calls",
        ]
        let before = try counts.map { try harness.count($0) }
        let answer = harness.control("POST", "/_twilio/seed", document)
        #expect(answer.status == 503)
        #expect(answer.problem == "- \(Self.sentence)")
        #expect(try counts.map { try harness.count($0) } == before)
        #expect(harness.control("GET", "/_twilio/worlds/\(sid)").status == 404)
        let key = Credentials.basic(Sids.key("9"), "s")
        #expect(harness.request("GET", Paths.call(Sids.call("9"), in: sid), auth: key).status == 401)
        // A reset that cannot load its seeds leaves everything as it was, too.
        guard table != "applications", table != "phones" else { return }
        _ = harness.update(Sids.call("a"), "Status=completed")
        #expect(harness.control("POST", "/_twilio/reset").status == 503)
        #expect(harness.fetch(Sids.call("a")).string("status") == "completed")
        #expect(try counts.map { try harness.count($0) } == before)
    }

    private static let triggers: [SQL] = [
        "CREATE TRIGGER b1 BEFORE INSERT ON accounts WHEN 'accounts' IN broken BEGIN SELECT RAISE(ABORT, 'x'); END",
        "CREATE TRIGGER b2 BEFORE INSERT ON api_keys WHEN 'api_keys' IN broken BEGIN SELECT RAISE(ABORT, 'x'); END",
        "CREATE TRIGGER b3 BEFORE INSERT ON numbers WHEN 'numbers' IN broken BEGIN SELECT RAISE(ABORT, 'x'); END",
        "CREATE TRIGGER b4 BEFORE INSERT ON applications WHEN 'applications' IN broken BEGIN SELECT RAISE(ABORT, 'x'); END",
        "CREATE TRIGGER b5 BEFORE INSERT ON phones WHEN 'phones' IN broken BEGIN SELECT RAISE(ABORT, 'x'); END",
        "CREATE TRIGGER b6 BEFORE INSERT ON calls WHEN 'calls' IN broken BEGIN SELECT RAISE(ABORT, 'x'); END",
    ]

    @Test func `a file that is no database stops the start with its path`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("this is no database, and long enough to be told from an empty file", to: "x.db")
        let error = #expect(throws: StartError.self) { _ = try Harness { $0.databasePath = path } }
        #expect(error?.reason == .database)
        #expect(error?.description.contains(path) == true)
    }

    @Test func `what was answered is in the file, whoever closes it`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/ringback.db"
        let first = try Harness(clock: .real) { $0.databasePath = path }
        let answer = first.update(Sids.call("a"), "Status=completed")
        first.emulator.close()
        #expect(first.fetch(Sids.call("a")).status == 503)
        let second = try Harness(clock: .real) { $0.databasePath = path }
        #expect(second.fetch(Sids.call("a")).text == answer.text)
        second.emulator.close()
    }
}
