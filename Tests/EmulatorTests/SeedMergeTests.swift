import Calls
import Database
import JSON
import Testing

@testable import Emulator

/// What a seed document changes in a world that is there already.
@Suite struct SeedMergeTests {
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

    private static let nothing = #"{"accounts":0,"api_keys":0,"numbers":0,"applications":0,"phones":0,"calls":0}"#

    private static let all = """
        "auth_token":"t","friendly_name":"Seven",\
        "api_keys":[{"sid":"\(Sids.key("7"))","secret":"s"}],\
        "numbers":[{"phone_number":"+15550000001","voice_url":"http://a.example/"}],\
        "applications":[{"sid":"AP\(String(repeating: "7", count: 32))","voice_url":"http://a.example/"},{"friendly_name":"x"}],\
        "phones":[{"number":"+15550000002","manual":true},{"number":"sip:a@b","script":[{"ring":1},{"answer":true}]}],\
        \(call("\"status\":\"in-progress\"")),\
        "subaccounts":[{"sid":"\(Sids.account("8"))","auth_token":"u"}]
        """

    @Test func `the same document twice makes nothing twice`() throws {
        let harness = try Harness()
        let first = harness.control("POST", "/_twilio/seed", Self.document(Self.all))
        let counts = #"{"accounts":2,"api_keys":1,"numbers":1,"applications":2,"phones":2,"calls":1}"#
        #expect(first.status == 200)
        #expect(first.text == #"{"created":\#(counts),"updated":\#(Self.nothing)}"#)
        let call = Self.fetch(harness, token: "t").text
        for _ in 0..<2 {
            let again = harness.control("POST", "/_twilio/seed", Self.document(Self.all))
            #expect(again.text == #"{"created":\#(Self.nothing),"updated":\#(counts)}"#)
            #expect(Self.fetch(harness, token: "t").text == call)
        }
        #expect(try harness.count("SELECT count(*) FROM applications") == 2)
        #expect(try harness.count("SELECT count(*) FROM numbers") == 4)
    }

    @Test func `an account that exists takes over the fields given and keeps the others`() throws {
        let harness = try Harness()
        _ = harness.control("POST", "/_twilio/seed", Self.document(Self.all))
        _ = harness.control("POST", "/_twilio/seed", Self.document(#""friendly_name":"Renamed""#))
        let world = harness.control("GET", Self.base)
        #expect(world.string("friendly_name") == "Renamed")
        #expect(world.string("auth_token") == "t")
        #expect(Self.fetch(harness, token: "t").status == 200)
        let key = Credentials.basic(Sids.key("7"), "s")
        #expect(harness.request("GET", Paths.call(Sids.call("7"), in: Self.sid), auth: key).status == 200)
        _ = harness.control(
            "POST",
            "/_twilio/seed",
            Self.document(
                #""api_keys":[{"sid":"\#(Sids.key("7"))","secret":"new"},{"sid":"\#(Sids.key("8"))","secret":"z"}]"#
            )
        )
        #expect(harness.request("GET", Paths.call(Sids.call("7"), in: Self.sid), auth: key).status == 401)
        for auth in [Credentials.basic(Sids.key("7"), "new"), Credentials.basic(Sids.key("8"), "z")] {
            #expect(harness.request("GET", Paths.call(Sids.call("7"), in: Self.sid), auth: auth).status == 200)
        }
    }

    @Test func `a number is merged by its SID or its digits`() throws {
        let harness = try Harness()
        let sid = "PN" + String(repeating: "7", count: 32)
        let documents = [
            #""numbers":[{"phone_number":"+15550000001","voice_url":"http://a.example/"}]"#,
            #""numbers":[{"phone_number":"+15550000001","voice_method":"GET"}]"#,
            #""numbers":[{"sid":"\#(sid)","phone_number":"+15550000001"}]"#,
            #""numbers":[{"sid":"\#(sid)","phone_number":"+15550000002","friendly_name":"Two"}]"#,
        ]
        for document in documents {
            #expect(harness.control("POST", "/_twilio/seed", Self.document(document)).status == 200)
        }
        let rows = try harness.emulator.database.read { db in
            try db.all("SELECT sid, phone_number FROM numbers WHERE account_sid = ?", .text(Self.sid)) { row in
                "\(try row.text(0)) \(try row.text(1))"
            }
        }
        #expect(rows == ["\(sid) +15550000002"])
    }

    @Test func `seeding a call that exists replaces it, and what was to be done for it`() throws {
        let harness = try Harness()
        _ = harness.update(Sids.call("a"), "Url=http%3A%2F%2Fa.example%2F&TimeLimit=600")
        #expect(try harness.effects(of: Sids.call("a")).count == 3)
        let call = #"{"sid":"\#(Sids.call("a"))","status":"busy","to":"client:x","from":"client:y"}"#
        let answer = harness.control(
            "POST",
            "/_twilio/seed",
            "{\"accounts\":[{\"sid\":\"\(Paths.account)\",\"calls\":[\(call)]}]}"
        )
        #expect(answer["updated.calls"] == .number("1"))
        #expect(harness.fetch(Sids.call("a")).string("status") == "busy")
        #expect(harness.fetch(Sids.call("a")).string("to") == "client:x")
        #expect(try harness.effects(of: Sids.call("a")).isEmpty)
    }

    @Test func `a subaccount belongs to the account around it`() throws {
        let harness = try Harness(seeds: [Self.file(Self.all)])
        let path = Paths.call(Sids.call("9"), in: Sids.account("8"))
        #expect(harness.request("GET", path, auth: Credentials.basic(Self.sid, "t")).status == 404)
        #expect(harness.request("GET", path, auth: Credentials.basic(Sids.account("8"), "u")).status == 404)
        #expect(harness.request("GET", path, auth: Credentials.documentation).status == 401)
        // And cannot become an account of its own.
        let answer = harness.control("POST", "/_twilio/seed", "{\"accounts\":[{\"sid\":\"\(Sids.account("8"))\"}]}")
        #expect(answer.status == 400)
        #expect(answer.problem.contains("\(Sids.account("8")) exists already as a subaccount of \(Self.sid)"))
    }

    @Test(
        arguments: [
            ("application/json", 200), ("application/x-www-form-urlencoded", 200), (nil, 200), ("text/plain", 200),
            ("application/vnd.ringback+json; charset=utf-8", 200), ("application/xml", 415),
            ("multipart/form-data", 415),
            ("", 415),
        ] as [(String?, Int)]
    )
    func `a document comes under the types that tools send`(_ type: String?, status: Int) throws {
        let harness = try Harness()
        let headers = type.map { [("Content-Type", $0)] } ?? []
        let body = Array((" \n" + Self.document("")).utf8)
        let answer = harness.send("POST", "/_twilio/seed", headers: headers, body: body)
        #expect(answer.status == status)
        #expect(harness.control("GET", Self.base).status == (status == 200 ? 200 : 404))
    }
}
