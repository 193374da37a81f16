import Calls
import Database
import HTTPListener
import JSON
import Testing

@testable import Emulator

/// The nine parameters of "Update a Call resource" in every wrong form, and in the odd ones that are right.
@Suite struct ParameterTests {
    private let harness: Harness
    /// The call that all updates are tried on: in progress, so that nothing but the parameters is refused.
    private let sid = Sids.call("a")

    init() throws {
        harness = try Harness()
    }

    // MARK: TimeLimit

    @Test(arguments: [
        ("", "''"), (" ", "' '"), ("abc", "'abc'"), ("1.5", "'1.5'"), ("0x10", "'0x10'"), ("1e3", "'1e3'"),
        ("9223372036854775808", "'9223372036854775808'"), ("-9223372036854775809", "'-9223372036854775809'"),
        ("--5", "'--5'"), ("+-5", "'+-5'"), ("+", "'+'"), ("-", "'-'"), ("6 0", "'6 0'"), ("600s", "'600s'"),
        ("it's", "\"it's\""), ("a\"b", "'a\"b'"), ("'\"", "'\\'\"'"), ("a\\b", "'a\\\\b'"), ("a\tb", "'a\\tb'"),
        ("a\nb\r", "'a\\nb\\r'"), ("\u{0}", "'\\x00'"), ("\u{1F}\u{7F}", "'\\x1f\\x7f'"), ("é", "'é'"),
        ("true", "'true'"), ("600,0", "'600,0'"), ("\u{661}", "'\u{661}'"),
        (String(repeating: "9", count: 400), "'\(String(repeating: "9", count: 400))'"),
    ])
    func `a TimeLimit that is no integer is 20001 with Python's words`(_ text: String, quoted: String) throws {
        let message = "20001 invalid literal for int() with base 10: \(quoted)"
        try harness.expectRefusal("TimeLimit=\(encoded(text))", message)
    }

    @Test(arguments: [
        ("600", 600), (" 600 ", 600), ("+600", 600), ("\t600\n", 600), ("0600", 600), ("60", 60), ("14400", 14_400),
        ("59", 60), ("0", 60), ("-0", 60), ("-5", 60), ("14401", 14_400), ("86400", 14_400),
        ("9223372036854775807", 14_400), ("-9223372036854775808", 60),
    ])
    func `a TimeLimit is held to what Twilio allows`(_ text: String, seconds: Int64) throws {
        #expect(harness.update(sid, "TimeLimit=\(encoded(text))").status == 200)
        let due = Harness.start.milliseconds + seconds * 1000
        #expect(try harness.effects(of: sid) == [#"timer:time_limit {"due":\#(due)}"#])
    }

    // MARK: Words

    @Test(arguments: [
        "busy", "in-progress", "queued", "ringing", "failed", "no-answer", "Completed", "COMPLETED", "cancelled",
        "completed ", " completed", "completed,canceled", "0", "\u{0}", "completed\u{0}", "é", " ",
    ])
    func `a Status that is none of the two words is 20001`(_ text: String) throws {
        let message = "20001 Invalid Status: \(text). Must be one of: canceled, completed"
        try harness.expectRefusal("Status=\(encoded(text))", message)
    }

    @Test(arguments: ["PUT", "DELETE", "HEAD", "GETT", "G ET", " GET", "1", "POST\n"])
    func `a Method that is neither GET nor POST is 21209, even without a Url`(_ text: String) throws {
        try harness.expectRefusal("Method=\(encoded(text))", "21209 Invalid Method")
        try harness.expectRefusal("Url=http%3A%2F%2Fa.example%2F&Method=\(encoded(text))", "21209 Invalid Method")
    }

    @Test(arguments: [
        ("GET", "GET"), ("get", "GET"), ("Post", "POST"), ("POST", "POST"), ("", "POST"),
    ])
    func `a Method is read in any case, and POST when it is empty`(_ text: String, method: String) throws {
        #expect(harness.update(sid, "Url=http%3A%2F%2Fa.example%2F&Method=\(text)").status == 200)
        #expect(
            try harness.effects(of: sid).last == #"run_document {"url":"http://a.example/","method":"\#(method)"}"#
        )
    }

    @Test(arguments: ["PUT", "get ", "", "nonsense"])
    func `a FallbackMethod or StatusCallbackMethod of another word is as good as none`(_ text: String) throws {
        let method = encoded(text)
        let form =
            "Url=http%3A%2F%2Fa.example%2F&FallbackUrl=http%3A%2F%2Fb.example%2F&FallbackMethod=\(method)"
            + "&StatusCallback=http%3A%2F%2Fc.example%2F&StatusCallbackMethod=\(method)"
        #expect(harness.update(sid, form).status == 200)
        let document =
            #"run_document {"url":"http://a.example/","method":"POST","fallback_url":"http://b.example/","#
            + #""fallback_method":"POST"}"#
        #expect(try harness.effects(of: sid).last == document)
        _ = harness.update(sid, "Status=completed")
        #expect(try harness.effects(of: sid).last?.contains(#""url":"http://c.example/","method":"POST""#) == true)
    }

    // MARK: URLs

    @Test(arguments: [
        "relative", "/relative", "//example.com/", "example.com", "www.example.com/voice", "http:", "http:/",
        "http://", "http:///voice", "https://?x=1", "http://#top", "http:example.com", "http:/example.com/",
        "ftp://example.com/", "mailto:a@example.com", "javascript:alert(1)", "file:///etc/passwd", "data:text/xml,x",
        "tel:+14155551212", "http://exa mple.com/", "http://example.com/a b", " http://example.com/",
        "http://example.com/ ", "http://example.com/\n", "http://example.com\t/", "http://example.com/\u{0}",
        "http://example.com:65536/", "http://example.com:abc/", "http://example.com:-1/", "http://example.com:+80/",
        "http://example.com:80:80/", "http://:80/", "http://user@/", "http://[::1", "http://[::1]x/", "http://[]/",
        "h\u{74}tps;//example.com/", "\u{FEFF}http://example.com/", " ", "http", "://example.com",
    ])
    func `a Url or FallbackUrl that is no absolute web address is 21205 with the value`(_ text: String) throws {
        let value = encoded(text)
        try harness.expectRefusal("Url=\(value)", "21205 Url is not a valid URL: \(text)")
        try harness.expectRefusal("FallbackUrl=\(value)", "21205 FallbackUrl is not a valid URL: \(text)")
    }

    @Test(arguments: [
        "http://example.com", "https://example.com/", "HTTPS://EXAMPLE.COM/Voice", "http://example.com?x=1&y=a%20b",
        "http://example.com#top", "http://localhost:3000/voice", "http://app/voice", "http://my_app:80/",
        "http://a_b.example.com/", "http://127.0.0.1:1/", "http://[::1]:3000/", "http://[fe80::1%25eth0]/",
        "http://user:p%40ss@example.com/", "http://user@example.com:8080/", "http://example.com:/",
        "http://example.com:0/", "http://example.com:65535/", "https://münchen.example/straße?ü=ö",
        "https://例え.jp/音声", "http://example.com/%zz", "http://example.com/<>\"'", "http://example.com/+",
        "https://example.com/\(String(repeating: "x", count: 5000))", "http://-/", "http://./", "http://*/",
    ])
    func `a Url is kept as it was written`(_ text: String) throws {
        #expect(harness.update(sid, "Url=\(encoded(text))").status == 200)
        var writer = JSONWriter()
        writer.object { object in
            object.member("url", text)
            object.member("method", "POST")
        }
        let document = "run_document " + String(decoding: writer.bytes, as: UTF8.self)
        #expect(try harness.effects(of: sid) == ["drop_document {}", document])
    }

    @Test(arguments: [
        "ftp://example.com/", "relative", "http://", "http://a_b.example.com/",
        "https://under_score.example.com:8080/x",
        "http://exa mple.com/", "http://example.com:99999/", " ",
        "http://example.com/" + String(repeating: "x", count: 3982),
    ])
    func `a StatusCallback that cannot be called is accepted with a notification and left out`(_ text: String) throws {
        let form = "Url=http%3A%2F%2Fa.example%2F&StatusCallback=\(encoded(text))"
        #expect(harness.update(sid, form).status == 200)
        let notification = "21609 1 Invalid Url for callSid: \(sid) invalid statusCallbackUrl: \(text)"
        #expect(try harness.notifications(of: sid) == [notification])
        let document = #"run_document {"url":"http://a.example/","method":"POST"}"#
        #expect(try harness.effects(of: sid) == ["drop_document {}", document])
        _ = harness.update(sid, "Status=completed")
        #expect(try !harness.effects(of: sid).contains { $0.hasPrefix("status_callback") })
    }

    @Test(arguments: [
        "http://localhost:3000/status", "http://app/status", "http://my_app/status", "http://my_app:5000/",
        "http://my_app.localhost/", "http://127.0.0.1/", "http://10.0.0.1/", "http://172.16.0.1/",
        "http://192.168.1.1:80/", "http://[::1]/", "https://example.com/a_b", "https://user_name@example.com/",
        "http://example.com/" + String(repeating: "x", count: 3981),
        "http://example.com/" + String(repeating: "\u{1F600}", count: 3981),
    ])
    func `a StatusCallback on a local host, or of 4000 characters, is called`(_ text: String) throws {
        let form = "Url=http%3A%2F%2Fa.example%2F&StatusCallback=\(encoded(text))"
        #expect(harness.update(sid, form).status == 200)
        #expect(try harness.effects(of: sid).count == 2)
        _ = harness.update(sid, "Status=completed")
        let callback = try #require(try harness.effects(of: sid).last)
        #expect(callback.hasPrefix(#"status_callback {"url":"\#(text)","method":"POST""#))
    }

    @Test func `an empty text is as good as none, whatever the parameter`() throws {
        let before = harness.fetch(sid)
        let form =
            "Url=&Method=&Status=&FallbackUrl=&FallbackMethod=&StatusCallback=&StatusCallbackMethod=&Twiml="
        let answer = harness.update(sid, form)
        #expect(answer.status == 200)
        #expect(answer.text == before.text)
        #expect(try harness.effects(of: sid).isEmpty)
    }

    // MARK: Twiml

    @Test(arguments: [("x", 4000), ("\u{1F600}", 4000), ("é", 4000), ("\u{0}", 4000), ("x", 1)])
    func `Twiml of 4000 characters is taken, and nothing of it is lost`(_ character: String, count: Int) throws {
        let twiml = String(repeating: character, count: count)
        #expect(harness.update(sid, "Twiml=\(encoded(twiml))").status == 200)
        var writer = JSONWriter()
        writer.object { $0.member("twiml", twiml) }
        #expect(try harness.effects(of: sid).last == "run_document " + String(decoding: writer.bytes, as: UTF8.self))
        // Also in the call itself, which a later step reads again.
        let call = try harness.emulator.database.read { db in try db.call(try #require(CallSid(sid))) }
        #expect(call?.machine.instructions == Instructions(.twiml(twiml)))
    }

    @Test(arguments: ["x", "\u{1F600}", "é", " "])
    func `Twiml of 4001 characters is 32018`(_ character: String) throws {
        let twiml = String(repeating: character, count: 4001)
        try harness.expectRefusal("Twiml=\(encoded(twiml))", "32018 TwiML size exceeds 4000 characters")
    }
}
