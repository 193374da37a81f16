import Calls
import Database
import JSON
import Testing

@testable import Emulator

/// What a call's Notifications and Events show.
@Suite struct CallHistoryTests {
    private let harness: SubresourceHarness
    private let live: CallSid

    init() throws {
        harness = try SubresourceHarness()
        live = try #require(CallSid(SubresourceHarness.live))
    }

    /// Adds notifications to the live call, one a day from 1 January 2031: the first is an error, the next a warning.
    private func notify(_ count: Int) throws {
        let services = SidFactory(seed: 7)
        try harness.emulator.database.write { db in
            let call = try #require(try db.call(live))
            for day in 0..<count {
                try db.insert(
                    CallNotification(
                        code: 15003 + day,
                        level: day.isMultiple(of: 2) ? .error : .warning,
                        message: "Got HTTP 404 & more"
                    ),
                    of: call,
                    at: Instant(milliseconds: 1_924_992_000_250 + Int64(day) * 86_400_000),
                    services
                )
            }
        }
    }

    private func list(_ query: String? = nil) -> SubresourceAnswer {
        harness.ask("GET", "Notifications.json", query: query)
    }

    /// Follows a URI of a page.
    private func follow(_ answer: SubresourceAnswer, _ key: String, _ name: String) throws -> SubresourceAnswer {
        let uri = try #require(answer.string(key))
        let prefix = "/2010-04-01/Accounts/\(SubresourceHarness.account)/Calls/\(SubresourceHarness.live)/"
        try #require(uri.hasPrefix("\(prefix)\(name).json?"))
        return harness.ask("GET", "\(name).json", query: String(uri.drop { $0 != "?" }.dropFirst()))
    }

    // MARK: Notifications

    @Test func `an update's warning is a notification`() throws {
        _ = harness.ask(
            "POST",
            "",
            of: SubresourceHarness.live + ".json",
            [("Url", "http://example.com"), ("Twiml", "<Response/>")]
        )
        let answer = list()
        #expect(answer.status == 200)
        #expect(
            answer.names("notifications.0") == [
                "account_sid", "api_version", "call_sid", "date_created", "date_updated", "error_code", "log",
                "message_date", "message_text", "more_info", "request_method", "request_url", "sid", "uri",
            ]
        )
        let sid = try #require(answer.string("notifications.0.sid"))
        #expect(answer.string("notifications.0.error_code") == "32019")
        #expect(answer.string("notifications.0.log") == "1")
        #expect(answer.string("notifications.0.message_date") == SubresourceHarness.nowText)
        #expect(
            answer.string("notifications.0.message_text")
                == "ErrorCode=32019&LogLevel=WARN&Msg=Twiml+and+Url+are+both+set.+Url+is+used."
        )
        #expect(answer.string("notifications.0.more_info") == "https://www.twilio.com/docs/errors/32019")
        #expect(answer["notifications.0.request_method"] == .null)
        #expect(answer.string("notifications.0.request_url") == "")

        let one = harness.ask("GET", "Notifications/\(sid).json")
        #expect(one.status == 200)
        #expect(
            one.names() == [
                "account_sid", "api_version", "call_sid", "date_created", "date_updated", "error_code", "log",
                "message_date", "message_text", "more_info", "request_method", "request_url", "request_variables",
                "response_body", "response_headers", "sid", "uri",
            ]
        )
        for name in ["request_variables", "response_body", "response_headers"] { #expect(one.string(name) == "") }
        #expect(one.string("uri")?.hasSuffix("/Notifications/\(sid).json") == true)
        let xml = harness.ask("GET", "Notifications/\(sid)")
        #expect(xml.text.contains("<TwilioResponse><Notification><AccountSid>"))
        #expect(xml.text.contains("<MessageText>ErrorCode=32019&amp;LogLevel=WARN&amp;Msg="))
        #expect(harness.ask("GET", "Notifications.xml").text.contains("<Notifications page=\"0\" pagesize=\"50\""))
        #expect(harness.ask("GET", "Notifications.csv").text.hasPrefix("AccountSid,ApiVersion,CallSid,"))
    }

    @Test func `a failed status callback leads its message`() throws {
        try notify(1)
        try harness.emulator.database.write { db in
            try db.run("UPDATE notifications SET request_url = 'http://example.com/foo.xml', request_method = 'POST'")
        }
        let answer = list()
        #expect(
            answer.string("notifications.0.message_text")
                == "statusCallback=http%3A%2F%2Fexample.com%2Ffoo.xml&ErrorCode=15003&LogLevel=ERROR"
                + "&Msg=Got+HTTP+404+%26+more"
        )
        #expect(answer.string("notifications.0.request_method") == "POST")
        #expect(answer.string("notifications.0.request_url") == "http://example.com/foo.xml")
    }

    @Test(
        arguments: [
            (nil, ["15007", "15006", "15005", "15004", "15003"]),
            ("Log=0", ["15007", "15005", "15003"]),
            ("Log=1", ["15006", "15004"]),
            ("MessageDate=2031-01-02", ["15004"]),
            ("MessageDate%3C=2031-01-03", ["15004", "15003"]),
            ("MessageDate%3E=2031-01-03", ["15007", "15006", "15005"]),
            ("MessageDate>=2031-01-02&MessageDate<=2031-01-04", ["15005", "15004"]),
            ("MessageDate%3E=2031-01-02T00:00:01Z", ["15007", "15006", "15005"]),
            ("MessageDate=2031-01-02T12:00:00Z", ["15004"]),
            ("MessageDate=&Log=1", ["15006", "15004"]),
            ("MessageDate=2008-01-02&Log=1", []),
        ] as [(String?, [String])]
    )
    func `notifications are filtered, newest first`(_ query: String?, codes: [String]) throws {
        try notify(5)
        let answer = list(query)
        #expect(answer.status == 200)
        #expect(answer.all("error_code", in: "notifications") == codes)
    }

    @Test(arguments: [
        ("Log=", "20001 invalid literal for int() with base 10: ''"),
        ("Log=error", "20001 invalid literal for int() with base 10: 'error'"),
        ("Log=2", "20001 Invalid Log: 2. Must be one of: 0, 1"),
        (
            "MessageDate=yesterday",
            "20001 Invalid MessageDate: yesterday. Must be a date (YYYY-MM-DD) or a date with a time (RFC 3339)"
        ),
        (
            "MessageDate%3C=2031-02-30",
            "20001 Invalid MessageDate<: 2031-02-30. Must be a date (YYYY-MM-DD) or a date with a time (RFC 3339)"
        ),
        (
            "MessageDate%3E=31",
            "20001 Invalid MessageDate>: 31. Must be a date (YYYY-MM-DD) or a date with a time (RFC 3339)"
        ),
        ("PageSize=1001", "20007 Page size too large, maximum is 1000"),
        ("PageSize=x", "20001 invalid literal for int() with base 10: 'x'"),
        ("Page=", "20001 invalid literal for int() with base 10: ''"),
        ("PageToken=PB", "20001 Invalid PageToken: PB"),
        (
            "PageToken=PANO00000000000000000000000000000000",
            "20001 Invalid PageToken: PANO00000000000000000000000000000000"
        ),
    ])
    func `a wrong filter is refused`(_ query: String, refusal: String) throws {
        #expect(list(query).refusal == "400 " + refusal)
    }

    @Test func `pages of notifications lead forwards and backwards`() throws {
        try notify(5)
        let first = list("Log=0&PageSize=2")
        #expect(first.all("error_code", in: "notifications") == ["15007", "15005"])
        #expect(first["previous_page_uri"] == .null)
        let second = try follow(first, "next_page_uri", "Notifications")
        #expect(second.all("error_code", in: "notifications") == ["15003"])
        #expect(second["next_page_uri"] == .null)
        #expect(second.string("start") == "2")
        #expect(second.string("end") == "2")
        let back = try follow(second, "previous_page_uri", "Notifications")
        #expect(back.all("error_code", in: "notifications") == ["15007", "15005"])
    }

    @Test func `unknown calls and notifications are not found`() throws {
        try notify(1)
        let sid = try #require(list().string("notifications.0.sid"))
        for call in [SubresourceHarness.foreign, SubresourceHarness.call("0"), "CAx"] {
            #expect(harness.ask("GET", "Notifications.json", of: call).string("code") == "20404")
            #expect(harness.ask("GET", "Events.json", of: call).string("code") == "20404")
        }
        #expect(harness.ask("GET", "Notifications/\(sid).json", of: SubresourceHarness.clientIn).status == 404)
        #expect(harness.ask("GET", "Notifications/NO0.json").status == 404)
        #expect(harness.ask("POST", "Notifications.json").header("Allow") == "GET, HEAD, OPTIONS")
        #expect(harness.ask("DELETE", "Events.json").header("Allow") == "GET, HEAD, OPTIONS")
    }

    // MARK: Events

    private func record(_ count: Int) throws {
        let account = try #require(AccountSid(SubresourceHarness.account))
        try harness.emulator.database.write { db in
            for number in 0..<count {
                try db.insertEvent(
                    CallExchange(
                        at: Instant(milliseconds: 1_935_126_489_250),
                        method: "POST",
                        url: "http://me:secret@example.com/\(number)",
                        parameters: [
                            ("To", "+123456789"), ("StatusCallbackMethod", "POST"), ("SipAuthPassword", "secret"),
                            ("StatusCallbackEvent", "initiated"), ("StatusCallbackEvent", "ringing"),
                            ("AddOns", "{}"), ("1 <a>", "x"), ("SIPHeader", "y"), ("Url", "https://u:p@example.com/@"),
                        ],
                        responseCode: 201,
                        milliseconds: 50,
                        contentType: "application/json",
                        responseBody: "{\"sid\": \"CA\"}"
                    ),
                    of: live,
                    in: account
                )
            }
        }
    }

    @Test func `a request and its answer are an event, without passwords`() throws {
        try record(1)
        let answer = harness.ask("GET", "Events.json")
        #expect(answer.status == 200)
        #expect(answer.names("events.0") == ["request", "response"])
        #expect(answer.names("events.0.request") == ["method", "parameters", "url"])
        #expect(answer.string("events.0.request.url") == "http://example.com/0")
        #expect(
            answer["events.0.request.parameters"]
                == .object([
                    JSONMember("to", .string("+123456789")), JSONMember("status_callback_method", .string("POST")),
                    JSONMember("status_callback_event", .string("initiated ringing")),
                    JSONMember("add_ons", .string("{}")),
                    JSONMember("_1__a_", .string("x")), JSONMember("sip_header", .string("y")),
                    JSONMember("url", .string("https://example.com/@")),
                ])
        )
        #expect(
            answer["events.0.response"]
                == .object([
                    JSONMember("content_type", .string("application/json")),
                    JSONMember("date_created", .string(SubresourceHarness.nowText)),
                    JSONMember("request_duration", .number("50")),
                    JSONMember("response_body", .string("{\"sid\": \"CA\"}")),
                    JSONMember("response_code", .number("201")),
                ])
        )
        let xml = harness.ask("GET", "Events")
        #expect(xml.text.contains("<Event><Request><Method>POST</Method><Parameters><To>+123456789</To>"))
        #expect(xml.text.contains("<ResponseCode>201</ResponseCode>"))
        #expect(!xml.text.contains("secret"))
    }

    @Test func `a call without events has an empty list`() {
        let answer = harness.ask("GET", "Events.json")
        #expect(answer["events"] == .array([]))
        #expect(answer.string("uri")?.hasSuffix("/Events.json?PageSize=50&Page=0") == true)
    }

    @Test func `pages of events lead forwards and backwards, oldest first`() throws {
        try record(5)
        var page = harness.ask("GET", "Events.json", query: "PageSize=2")
        var urls = page.all("request.url", in: "events")
        while page["next_page_uri"] != .null {
            page = try follow(page, "next_page_uri", "Events")
            urls += page.all("request.url", in: "events")
        }
        #expect(urls == (0..<5).map { "http://example.com/\($0)" })
        let back = try follow(page, "previous_page_uri", "Events")
        #expect(back.all("request.url", in: "events") == ["http://example.com/2", "http://example.com/3"])
    }

    @Test func `a call keeps its last thousand events`() throws {
        try record(1003)
        let answer = harness.ask("GET", "Events.json", query: "PageSize=1000")
        #expect(answer.string("events.0.request.url") == "http://example.com/3")
        #expect(answer["next_page_uri"] == .null)
        #expect(answer.string("end") == "999")
    }

    // MARK: Every address of a call

    @Test func `every address that a call names is served`() throws {
        let call = harness.ask("GET", "", of: SubresourceHarness.live + ".json")
        for (key, methods) in [
            ("events", "GET, HEAD, OPTIONS"), ("notifications", "GET, HEAD, OPTIONS"), ("payments", "POST, OPTIONS"),
            ("siprec", "POST, OPTIONS"), ("streams", "POST, OPTIONS"), ("transcriptions", "POST, OPTIONS"),
            ("user_defined_messages", "POST, OPTIONS"), ("user_defined_message_subscriptions", "POST, OPTIONS"),
        ] {
            let uri = try #require(call.string("subresource_uris.\(key)"))
            let tail = try #require(uri.split(separator: "/").last.map(String.init))
            #expect(harness.ask("PUT", tail).header("Allow") == methods, "\(key)")
        }
    }
}
