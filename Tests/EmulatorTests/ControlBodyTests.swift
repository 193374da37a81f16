import HTTPListener
import JSON
import Testing

@testable import Emulator

/// What requests to our own endpoints carry, and how what is wrong in it is told.
@Suite struct ControlBodyTests {
    private static let unknown = Sids.account("9")
    private static let sidSentence =
        "AccountSid must be AC and 32 hexadecimal digits; leave it out to mean all accounts."

    @Test(arguments: [
        "null", "\"\"", "\"AC1\"", "5", "[]", "true", "\"\(Sids.call("a"))\"", "\" \(Paths.account)\"", "\"all\"",
        "\"*\"",
    ])
    func `an AccountSid that is malformed never means all`(_ value: String) throws {
        let harness = try Harness()
        _ = harness.update(Sids.call("a"), "Status=completed")
        for (method, path, rest) in [
            ("POST", "/_twilio/reset", ""), ("PUT", "/_twilio/clock", #","mode":"real""#),
            ("POST", "/_twilio/clock/advance", #","seconds":1"#),
        ] {
            let answer = harness.control(method, path, "{\"AccountSid\":\(value)\(rest)}")
            #expect(answer.status == 400)
            #expect(answer.problem == "AccountSid \(Self.sidSentence)")
        }
        #expect(harness.fetch(Sids.call("a")).string("status") == "completed")
        #expect(harness.control("GET", "/_twilio/clock").string("worlds.0.now") == "2031-04-28T07:08:09.250Z")
    }

    @Test(arguments: ["", "AC1", "null", "%20"])
    func `an AccountSid in the query neither`(_ value: String) throws {
        let answer = try Harness().control("GET", "/_twilio/clock?AccountSid=\(value)")
        #expect(answer.status == 400)
        #expect(answer.problem == "AccountSid \(Self.sidSentence)")
    }

    @Test(
        arguments: [
            ("POST", "/_twilio/reset", #"{"AccountSid":"\#(unknown)"}"#),
            ("PUT", "/_twilio/clock", #"{"AccountSid":"\#(unknown)","mode":"manual"}"#),
            ("POST", "/_twilio/clock/advance", #"{"AccountSid":"\#(unknown)","seconds":1}"#),
            ("GET", "/_twilio/clock?AccountSid=\(unknown)", nil), ("GET", "/_twilio/worlds/\(unknown)", nil),
            ("DELETE", "/_twilio/worlds/\(unknown)", nil),
        ] as [(String, String, String?)]
    )
    func `an account that is unknown is 404 and is not made`(_ method: String, path: String, body: String?) throws {
        let harness = try Harness()
        let answer = harness.control(method, path, body)
        #expect(answer.status == 404)
        #expect(answer.problem == "AccountSid There is no such account.")
        #expect(harness.control("GET", "/_twilio/health")["worlds"] == .number("2"))
    }

    @Test(arguments: ["AC1", "null", "\(Paths.account)0", "ac\(Paths.account.dropFirst(2))", "%20"])
    func `a path with a malformed account is 400`(_ sid: String) throws {
        let harness = try Harness()
        for method in ["GET", "PUT", "DELETE"] {
            let answer = harness.control(method, "/_twilio/worlds/\(sid)")
            #expect(answer.status == 400)
            let text = sid == "%20" ? " " : sid
            #expect(answer.problem == "AccountSid '\(text)' is no account SID: AC and 32 hexadecimal digits.")
        }
    }

    // MARK: Bodies

    /// Requests, bodies, and the problem that comes of them.
    private static let wrong: [(request: String, body: String, problem: String)] = [
        ("POST /_twilio/reset", "[]", "$ $: expected an object, found an array."),
        ("POST /_twilio/reset", "null", "$ $: expected an object, found null."),
        ("POST /_twilio/reset", "{", "$ The body is not JSON: line 1, column 2: a name in double quotes was expected."),
        (
            "POST /_twilio/reset", #"{"accountSid":"x"}"#,
            #"$.accountSid $.accountSid: there is no "accountSid" here; did you mean "AccountSid"?"#
        ),
        ("POST /_twilio/reset", #"{"x":1}"#, #"$.x $.x: there is no "x" here; the names are AccountSid."#),
        ("PUT /_twilio/clock", "{}", #"mode $: "mode" is missing."#),
        ("PUT /_twilio/clock", #"{"mode":null}"#, #"mode $: "mode" is missing."#),
        ("PUT /_twilio/clock", #"{"mode":"fast"}"#, #"$.mode $.mode: expected one of "real", "manual", found "fast"."#),
        (
            "PUT /_twilio/clock", #"{"mode":"manual","now":"noon"}"#,
            #"$.now $.now: expected a date such as "2010-08-31T20:36:28Z" or "Tue, 31 Aug 2010 20:36:28 +0000", "#
                + #"found "noon"."#
        ),
        (
            "PUT /_twilio/clock", #"{"mode":"real","now":"2010-08-31T20:36:28Z"}"#,
            #"$.now $.now: a real clock follows the wall: only a manual one takes "now"."#
        ),
        (
            "PUT /_twilio/clock", #"{"mod":"real"}"#, #"$.mod $.mod: there is no "mod" here; did you mean "mode"?"#
        ),
        (
            "POST /_twilio/clock/advance", "{}",
            #"$ $: exactly one of "seconds", "to", "until" is needed."#
        ),
        (
            "POST /_twilio/clock/advance", #"{"seconds":1,"to":"2040-01-01T00:00:00Z"}"#,
            #"$ $: exactly one of "seconds", "to", "until" is needed."#
        ),
        ("POST /_twilio/clock/advance", #"{"seconds":null}"#, #"seconds $: "seconds" is missing."#),
        (
            "POST /_twilio/clock/advance", #"{"seconds":-1}"#,
            "$.seconds $.seconds: expected a number of seconds from 0 to 315360000, found -1."
        ),
        (
            "POST /_twilio/clock/advance", #"{"seconds":"5"}"#,
            #"$.seconds $.seconds: expected a number of seconds from 0 to 315360000, found "5"."#
        ),
        (
            "POST /_twilio/clock/advance", #"{"seconds":1e999}"#,
            "$.seconds $.seconds: expected a number of seconds from 0 to 315360000, found 1e999."
        ),
        (
            "POST /_twilio/clock/advance", #"{"to":"2031-04-28T07:08:09.249Z"}"#,
            "$.to $.to: the clock is at 2031-04-28T07:08:09.250Z and does not go back."
        ),
        ("POST /_twilio/clock/advance", #"{"until":"quiet"}"#, #"$.until $.until: expected "idle", found "quiet"."#),
        (
            "POST /_twilio/clock/advance", #"{"seconds":1,"max_seconds":5}"#,
            #"$.max_seconds $.max_seconds: "max_seconds" goes with "until" only."#
        ),
        (
            "POST /_twilio/clock/advance", #"{"until":"idle","max_seconds":-5}"#,
            "$.max_seconds $.max_seconds: expected a number of seconds from 0 to 315360000, found -5."
        ),
        (
            "PUT /_twilio/worlds/\(unknown)", #"{"auth_token":""}"#,
            #"$.auth_token $.auth_token: expected a secret that is not empty, found ""."#
        ),
        (
            "PUT /_twilio/worlds/\(unknown)", #"{"friendly_name":5}"#,
            "$.friendly_name $.friendly_name: expected a string, found 5."
        ),
        (
            "PUT /_twilio/worlds/\(unknown)", #"{"clock":"x"}"#,
            #"$.clock $.clock: expected one of "real", "manual", found "x"."#
        ),
        (
            "PUT /_twilio/worlds/\(unknown)", #"{"calls_per_second":-1}"#,
            "$.calls_per_second $.calls_per_second: expected a number from 0 to 1000000, or null for no limit, found -1."
        ),
        (
            "PUT /_twilio/worlds/\(unknown)", #"{"queue_seconds":86401}"#,
            "$.queue_seconds $.queue_seconds: expected a number of seconds from 0 to 86400, found 86401."
        ),
        (
            "PUT /_twilio/worlds/\(unknown)", #"{"dial_seconds":"x"}"#,
            #"$.dial_seconds $.dial_seconds: expected a number of seconds from 0 to 86400, found "x"."#
        ),
        (
            "PUT /_twilio/worlds/\(unknown)", #"{"strict":"true"}"#,
            #"$.strict $.strict: expected true or false, found "true"."#
        ),
        (
            "PUT /_twilio/worlds/\(unknown)", #"{"ended_call_update":"500"}"#,
            #"$.ended_call_update $.ended_call_update: expected one of "21220", "200", "20404", found "500"."#
        ),
        (
            "PUT /_twilio/worlds/\(unknown)", #"{"dial_second":1}"#,
            #"$.dial_second $.dial_second: there is no "dial_second" here; did you mean "dial_seconds"?"#
        ),
        ("POST /_twilio/simulate/call-status", "{}", #"CallSid $: "CallSid" is missing."#),
        (
            "POST /_twilio/simulate/call-status", #"{"CallSid":"x","Status":"busy"}"#,
            #"$.CallSid $.CallSid: expected CA and 32 hexadecimal digits, found "x"."#
        ),
        (
            "POST /_twilio/simulate/call-status", "{\"CallSid\":\"\(Sids.call("c"))\"}",
            #"Status $: "Status" is missing."#
        ),
        (
            "POST /_twilio/simulate/call-status", "{\"CallSid\":\"\(Sids.call("c"))\",\"Status\":\"canceled\"}",
            #"$.Status $.Status: expected one of "ringing", "in-progress", "busy", "no-answer", "failed", "completed", "#
                + #"found "canceled"."#
        ),
        (
            "POST /_twilio/simulate/call-status", "{\"CallSid\":\"\(Sids.call("c"))\",\"status\":\"busy\"}",
            #"$.status $.status: there is no "status" here; did you mean "Status"?"#
        ),
    ]

    @Test(arguments: wrong.map { [$0.request, $0.body, $0.problem] })
    func `a body that is wrong is 400 and changes nothing`(_ row: [String]) throws {
        let harness = try Harness()
        let clock = harness.control("GET", "/_twilio/clock").text
        let request = row[0].split(separator: " ").map(String.init)
        let answer = harness.control(request[0], request[1], row[1])
        #expect(answer.status == 400)
        #expect(answer.problem == row[2])
        #expect(answer.string("title") == "Bad Request")
        #expect(harness.control("GET", "/_twilio/clock").text == clock)
        #expect(harness.control("GET", "/_twilio/worlds/\(Self.unknown)").status == 404)
        #expect(harness.fetch(Sids.call("c")).string("status") == "ringing")
    }

    @Test(
        arguments: [
            ("application/x-www-form-urlencoded", "mode=manual&now=2040-01-01T00%3A00%3A00Z", 200),
            ("application/x-www-form-urlencoded", #"{"mode":"manual","now":"2040-01-01T00:00:00Z"}"#, 200),
            ("application/json", #"{"mode":"manual","now":"2040-01-01T00:00:00Z"}"#, 200),
            ("application/json; charset=utf-8", #"{"mode":"manual","now":"2040-01-01T00:00:00Z"}"#, 200),
            ("text/plain", #"{"mode":"manual","now":"2040-01-01T00:00:00Z"}"#, 200),
            (nil, #"{"mode":"manual","now":"2040-01-01T00:00:00Z"}"#, 200),
            ("application/json", "\u{FEFF}" + #"{"mode":"manual","now":"2040-01-01T00:00:00Z"}"#, 200),
            ("application/json", "mode=manual", 400), (nil, "mode=manual", 400),
            ("application/x-www-form-urlencoded", "mode=manual&mode=real", 400),
            ("application/x-www-form-urlencoded", "mode=manual&nwo=x", 400),
            ("application/xml", "<mode/>", 415), ("multipart/form-data; boundary=x", "--x", 415),
            ("nonsense", "{}", 415),
        ] as [(String?, String, Int)]
    )
    func `a body is read by its type and its first letter`(_ type: String?, body: String, status: Int) throws {
        let harness = try Harness()
        let headers = type.map { [("Content-Type", $0)] } ?? []
        let answer = harness.send("PUT", "/_twilio/clock", headers: headers, body: Array(body.utf8))
        #expect(answer.status == status)
        let now = harness.control("GET", "/_twilio/clock").string("worlds.0.now")
        #expect(now == (status == 200 ? "2040-01-01T00:00:00.000Z" : "2031-04-28T07:08:09.250Z"))
        if status == 415 { #expect(answer.problem.hasPrefix("Content-Type The body must be JSON or a form, not ")) }
    }

    @Test func `numbers and flags are read from a form's text`() throws {
        let answer = try Harness().send(
            "PUT",
            "/_twilio/worlds/\(Self.unknown)",
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array("strict=true&calls_per_second=2.5&dial_seconds=0&friendly_name=A+b%21".utf8)
        )
        #expect(answer.status == 201)
        #expect(answer["strict"] == .bool(true))
        #expect(answer["calls_per_second"] == .number("2.5"))
        #expect(answer["dial_seconds"] == .number("0"))
        #expect(answer.string("friendly_name") == "A b!")
    }

    @Test(arguments: ["x=1", "accountsid=\(Paths.account)", "AccountSid=\(Paths.account)&AccountSid=\(Paths.account)"])
    func `a query is read as strictly`(_ query: String) throws {
        let answer = try Harness().control("GET", "/_twilio/clock?\(query)")
        #expect(answer.status == 400)
        #expect(answer.string("where") == String(query.prefix { $0 != "=" }))
    }

    /// Every operation but the one that takes a query.
    private static let withoutQuery = ControlOperation.entries.filter { $0.operation != .readClock }
        .map { [$0.method, $0.pattern.replacing("{AccountSid}", with: Paths.account)] }

    @Test(arguments: withoutQuery)
    func `no other operation takes a query, least of all to mean all accounts`(_ row: [String]) throws {
        let harness = try Harness()
        _ = harness.update(Sids.call("a"), "Status=completed")
        let before = harness.control("GET", "/_twilio/clock").text
        for query in ["AccountSid=\(Paths.account)", "x=1", "x", "=", "AccountSid"] {
            let answer = harness.control(row[0], "\(row[1])?\(query)")
            #expect(answer.status == 400)
            #expect(answer.string("where") == String(query.prefix { $0 != "=" }))
            #expect(answer.string("detail")?.contains("no query") == true)
        }
        #expect(harness.fetch(Sids.call("a")).string("status") == "completed")
        #expect(harness.control("GET", "/_twilio/clock").text == before)
    }

    @Test(arguments: [
        (
            "POST /_twilio/reset?accountSid=x", #"POST /_twilio/reset takes "AccountSid" in the body, and no query."#
        ),
        (
            "PUT /_twilio/clock?Mode=real", #"PUT /_twilio/clock takes "mode" in the body, and no query."#
        ),
        ("POST /_twilio/reset?all=1", "POST /_twilio/reset takes no query."),
        ("GET /_twilio/health?AccountSid=x", "GET /_twilio/health takes no query."),
    ])
    func `a name in the query that belongs into the body is told so`(_ request: String, _ sentence: String) throws {
        let parts = request.split(separator: " ").map(String.init)
        let answer = try Harness().control(parts[0], parts[1])
        #expect(answer.string("detail")?.hasSuffix(": \(sentence)") == true)
        for empty in ["", "&"] {
            #expect(try Harness().control("GET", "/_twilio/health?\(empty)").status == 200)
        }
    }
}
