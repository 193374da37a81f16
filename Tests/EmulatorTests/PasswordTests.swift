import Testing

@testable import Emulator

/// Passwords are told to nobody.
@Suite struct PasswordTests {
    @Test(arguments: [
        ("http://me:secret@example.com/@?a@b", "http://example.com/@?a@b"),
        ("HTTPS://me@a.example", "HTTPS://a.example"),
        ("ftp://me:secret@a_b c", "ftp://a_b c"), ("http://a.example/u:p@x", "http://a.example/u:p@x"),
        ("sip:me:secret@example.com;user=phone?h=a@b", "sip:me@example.com;user=phone?h=a@b"),
        ("SIPS:me:se:cr@et@example.com", "SIPS:me@example.com"), ("sip:a?b:secret@example.com", "sip:a?b@example.com"),
        ("sip:me@example.com:5060", "sip:me@example.com:5060"), ("client:me:secret@x", "client:me:secret@x"),
        ("", ""), ("+14155551212", "+14155551212"),
        ("<Play>http://u:p@x</Play>", "<Play>http://u:p@x</Play>"),
    ])
    func `a text is without its password`(_ text: String, _ expected: String) {
        #expect(text.withoutPassword == expected)
    }

    @Test func `no event and no notification of a call holds one`() throws {
        let harness = try Harness()
        let call = harness.create(
            "To=sip:bob:secret@example.com|SipAuthUsername=bob|SipAuthPassword=secret|Url=http://me:secret@a.example/"
                + "|StatusCallback=http://me:secret@a_b.example.com/"
        )
        let sid = try #require(call.string("sid"))
        #expect(harness.update(sid, "StatusCallback=ftp://me:secret@a.example/").status == 200)
        for name in ["Events", "Notifications"] {
            let answer = harness.request("GET", "\(Paths.calls())/\(sid)/\(name).json")
            #expect(answer.status == 200)
            #expect(!answer.text.contains("secret"))
            #expect(answer.text.contains("a.example"))
        }
    }
}
