import HTTPListener
import JSON
import Testing

@testable import Emulator

/// The Call resource as it is answered: its keys, types, values per status, and the headers around it.
@Suite struct ResourceTests {
    private static let subresources = """
        events=Events notifications=Notifications payments=Payments recordings=Recordings siprec=Siprec \
        streams=Streams transcriptions=Transcriptions \
        user_defined_message_subscriptions=UserDefinedMessageSubscriptions user_defined_messages=UserDefinedMessages
        """

    @Test func `the completed call is the documented one, value for value`() throws {
        let path = "/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Calls/CAdddddddddddddddddddddddddddddddd"
        let documented = """
            {
              "account_sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
              "annotation": null,
              "answered_by": null,
              "api_version": "2010-04-01",
              "caller_name": null,
              "date_created": "Tue, 31 Aug 2010 20:36:28 +0000",
              "date_updated": "Tue, 31 Aug 2010 20:36:44 +0000",
              "direction": "inbound",
              "duration": "15",
              "end_time": "Tue, 31 Aug 2010 20:36:44 +0000",
              "forwarded_from": "+141586753093",
              "from": "+14158675308",
              "from_formatted": "(415) 867-5308",
              "group_sid": null,
              "parent_call_sid": null,
              "phone_number_sid": "PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
              "price": "-0.03000",
              "price_unit": "USD",
              "queue_time": "1000",
              "sid": "CAdddddddddddddddddddddddddddddddd",
              "start_time": "Tue, 31 Aug 2010 20:36:29 +0000",
              "status": "completed",
              "subresource_uris": {
                "events": "\(path)/Events.json",
                "notifications": "\(path)/Notifications.json",
                "payments": "\(path)/Payments.json",
                "recordings": "\(path)/Recordings.json",
                "siprec": "\(path)/Siprec.json",
                "streams": "\(path)/Streams.json",
                "transcriptions": "\(path)/Transcriptions.json",
                "user_defined_message_subscriptions": "\(path)/UserDefinedMessageSubscriptions.json",
                "user_defined_messages": "\(path)/UserDefinedMessages.json"
              },
              "to": "+14158675309",
              "to_formatted": "(415) 867-5309",
              "trunk_sid": null,
              "uri": "\(path).json"
            }
            """
        let answer = try Harness().fetch(Sids.call("d"))
        #expect(answer.status == 200)
        #expect(try answer.json == JSONValue(parsing: Array(documented.utf8)))
    }

    @Test(arguments: SeededLeg.allCases)
    func `a call has the 27 keys in alphabetical order, strings and nulls only`(_ leg: SeededLeg) throws {
        let harness = try Harness()
        try leg.prepare(harness)
        let answer = harness.fetch(leg.sid)
        #expect(answer.names.count == 27)
        #expect(answer.names == answer.names.sorted())
        for name in answer.names where name != "subresource_uris" {
            #expect(answer[name] == .null || answer.string(name) != nil, "\(name)")
        }
        guard case .object(let uris)? = answer["subresource_uris"] else {
            Issue.record("no subresource_uris")
            return
        }
        let path = "/2010-04-01/Accounts/\(Paths.account)/Calls/\(leg.sid)"
        let expected = Self.subresources.split(separator: " ").map { pair in
            let parts = pair.split(separator: "=")
            return JSONMember(String(parts[0]), .string("\(path)/\(parts[1]).json"))
        }
        #expect(uris == expected)
        #expect(answer.string("uri") == path + ".json")
        #expect(answer.string("sid") == leg.sid)
        #expect(answer.string("account_sid") == Paths.account)
        #expect(answer.string("api_version") == "2010-04-01")
    }

    // Status: created, updated, start, end, duration, price, price_unit, queue_time. `now` is the time of loading.
    private static let times = """
        queued          now now - - - - USD 0
        initiated       now now - - - - USD 0
        ringingOutbound now now now - 0 - USD 0
        ringingInbound  now now now - 0 - USD 0
        inProgress      now now now - 0 - USD 0
        busy            now now now now 0 - USD 0
        failed          now now now now 0 - USD 0
        noAnswer        now now now now 0 - USD 0
        canceled        now now - now 0 - USD 0
        """

    @Test(arguments: times.split(separator: "\n").map { $0.split(separator: " ").map(String.init) })
    func `what a seeded call shows follows from its status`(_ row: [String]) throws {
        let harness = try Harness()
        let leg = try #require(SeededLeg(rawValue: row[0]))
        try leg.prepare(harness)
        let answer = harness.fetch(leg.sid)
        let names = [
            "date_created", "date_updated", "start_time", "end_time", "duration", "price", "price_unit", "queue_time",
        ]
        for (name, word) in zip(names, row.dropFirst()) {
            let expected: JSONValue =
                switch word {
                case "-": .null
                case "now": .string(Harness.startText)
                default: .string(word)
                }
            #expect(answer[name] == expected, "\(name)")
        }
        for name in ["answered_by", "caller_name", "trunk_sid", "parent_call_sid", "forwarded_from", "group_sid"] {
            #expect(answer[name] == .null, "\(name)")
        }
    }

    @Test(arguments: [
        ("+14155551212", "(415) 555-1212"), ("+442071838750", "+442071838750"), ("client:alice", "client:alice"),
        ("sip:bob@example.com;transport=tls", "sip:bob@example.com;transport=tls"), ("sim:DE1", "sim:DE1"),
        ("client:Zo\u{EB} \"Q\"", "client:Zo\u{EB} \"Q\""),
    ])
    func `an address is shown as it is and as people write it`(_ address: String, formatted: String) throws {
        let harness = try Harness()
        var writer = JSONWriter()
        writer.object { object in
            object.name("accounts")
            object.array { accounts in
                accounts.object { account in
                    account.member("sid", Paths.account)
                    account.name("calls")
                    account.array { calls in
                        calls.object { call in
                            call.member("sid", Sids.call("4"))
                            call.member("status", "busy")
                            call.member("to", address)
                            call.member("from", address)
                        }
                    }
                }
            }
        }
        #expect(harness.control("POST", "/_twilio/seed", String(decoding: writer.bytes, as: UTF8.self)).status == 200)
        let answer = harness.fetch(Sids.call("4"))
        for name in ["to", "from"] {
            #expect(answer.string(name) == address)
            #expect(answer.string("\(name)_formatted") == formatted)
        }
    }

    // MARK: Headers

    @Test(arguments: [
        ("Content-Type", "application/json"), ("X-Home-Region", "us1"), ("X-API-Domain", "api.twilio.com"),
        ("X-Powered-By", "AT-5000"), ("X-Shenanigans", "none"), ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"), ("Access-Control-Allow-Credentials", "true"),
        (
            "Access-Control-Allow-Headers",
            "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, "
                + "Idempotency-Key"
        ),
        ("Access-Control-Expose-Headers", "ETag"), ("Twilio-Concurrent-Requests", "1"),
    ])
    func `every answer carries the headers of live answers`(_ name: String, value: String) throws {
        let harness = try Harness()
        let answers = [
            harness.fetch(Sids.call("a")), harness.update(Sids.call("a"), ""), harness.fetch(Sids.call("9")),
            harness.update(Sids.call("a"), "TimeLimit=x"), harness.request("PUT", Paths.call(Sids.call("a"))),
            harness.request("GET", "/nowhere.json"), harness.request("GET", "/nowhere.json", auth: nil),
        ]
        for answer in answers { #expect(answer.header(name) == value, "\(answer)") }
    }

    @Test func `a request has a SID and a duration of its own`() throws {
        let harness = try Harness()
        var seen: Set<String> = []
        for _ in 0..<50 {
            let answer = harness.fetch(Sids.call("a"))
            let sid = try #require(answer.header("Twilio-Request-Id"))
            #expect(sid.wholeMatch(of: /RQ[0-9a-f]{32}/) != nil)
            #expect(seen.insert(sid).inserted)
            let duration = try #require(answer.header("Twilio-Request-Duration"))
            #expect(duration.wholeMatch(of: /[0-9]+\.[0-9]{3}/) != nil)
        }
    }

    @Test(arguments: [
        (0, "0.000"), (999, "0.000"), (1000, "0.001"), (12_345, "0.012"), (127_000, "0.127"), (1_000_000, "1.000"),
        (61_023_456, "61.023"),
    ])
    func `a duration has three decimals`(_ microseconds: Int64, text: String) throws {
        let sid = SidFactory(seed: 1).makeRequestSid()
        let headers = APIResponse.requestHeaders(sid, microseconds: microseconds, concurrent: 7)
        #expect(headers.first { $0.name == "Twilio-Request-Duration" }?.value == text)
        #expect(headers.first { $0.name == "Twilio-Concurrent-Requests" }?.value == "7")
    }

    @Test func `HSTS is not sent over plain HTTP`() throws {
        #expect(try Harness().fetch(Sids.call("a")).header("Strict-Transport-Security") == nil)
    }
}
