import Testing

@testable import Emulator

/// How the form of an update is read, and which of several errors in it is told.
@Suite struct FormTests {
    private let harness: Harness
    /// The call that all updates are tried on: in progress, so that nothing but the parameters is refused.
    private let sid = Sids.call("a")

    init() throws {
        harness = try Harness()
    }

    /// Each row is wrong in what it names and all that follows; the first wins.
    @Test func `of several errors the first in the order of checks is told`() throws {
        let wrong = [
            ("TimeLimit=x", "20001 invalid literal for int() with base 10: 'x'"),
            ("Status=y", "20001 Invalid Status: y. Must be one of: canceled, completed"),
            ("Url=u", "21205 Url is not a valid URL: u"), ("Method=PUT", "21209 Invalid Method"),
            ("Twiml=" + String(repeating: "t", count: 4001), "32018 TwiML size exceeds 4000 characters"),
            ("FallbackUrl=f", "21205 FallbackUrl is not a valid URL: f"),
            ("TimeLimit=60", "21220 Call is not in-progress. Cannot redirect."),
        ]
        let queued = Sids.call("b")
        for index in wrong.indices {
            // The last one to be checked stands first in the form: its place there does not count.
            let form = wrong[index...].reversed().map(\.0).filter { index == wrong.count - 1 || $0 != "TimeLimit=60" }
                .joined(separator: "&")
            #expect(harness.update(queued, form).error == wrong[index].1)
            #expect(harness.update(Sids.call("d"), form).error == wrong[index].1, "also on a call that is over")
        }
        let all = wrong.dropLast().map(\.0).joined(separator: "&")
        let path = Paths.call(Sids.call("9"))
        #expect(
            harness.request("POST", path, form: all).error == "20404 The requested resource \(path) was not found"
        )
        let nowhere = Paths.call(queued, in: "null")
        #expect(
            harness.request("POST", nowhere, form: all).error == "20404 The requested resource \(nowhere) was not found"
        )
        #expect(harness.request("POST", nowhere, form: all, auth: Credentials.basic("x", "y")).status == 401)
    }

    // MARK: Names

    @Test(arguments: [
        "StatusCallbackUrl=ftp%3A%2F%2Fx", "StatusCallbackEvent=nonsense", "ApplicationSid=x", "Foo=Bar", "Foo", "=x",
        "=", "&&&", "status=completed", "STATUS=completed", "url=x", "timelimit=x", "Time_Limit=x",
        "Status%20=completed",
        "%20Status=completed", "Status%00=completed", "Status[]=completed", "Status.0=completed", "%=%", "To=x",
        "From=x",
        "Status=&Status=completed", "%FF=%FF", "\u{FEFF}Status=completed",
    ])
    func `a name that is no parameter is ignored`(_ form: String) throws {
        let before = harness.fetch(sid)
        let answer = harness.update(sid, form)
        #expect(answer.status == 200)
        #expect(answer.text == before.text)
        #expect(try harness.effects(of: sid).isEmpty)
    }

    @Test(arguments: [
        ("Status=canceled&Status=nonsense", "in-progress"), ("Status=completed&Status=canceled", "completed"),
        ("&&Status=completed&", "completed"), ("St%61tus=complete%64", "completed"),
        ("%53%54=x&Status=completed", "completed"), ("Status=complet%65%64", "completed"),
    ])
    func `the first of a repeated name wins, and escapes are undone`(_ form: String, status: String) {
        #expect(harness.update(sid, form).string("status") == status)
    }

    @Test(arguments: [
        ("TimeLimit=x&TimeLimit=600", "20001 invalid literal for int() with base 10: 'x'"),
        ("TimeLimit", "20001 invalid literal for int() with base 10: ''"),
        ("TimeLimit=%", "20001 invalid literal for int() with base 10: '%'"),
        ("TimeLimit=%6", "20001 invalid literal for int() with base 10: '%6'"),
        ("TimeLimit=%zz60", "20001 invalid literal for int() with base 10: '%zz60'"),
        ("TimeLimit=%%36", "20001 invalid literal for int() with base 10: '%6'"),
        ("TimeLimit=6=0", "20001 invalid literal for int() with base 10: '6=0'"),
        ("TimeLimit=%FF", "20001 invalid literal for int() with base 10: '\u{FFFD}'"),
        ("TimeLimit=%E2%82", "20001 invalid literal for int() with base 10: '\u{FFFD}'"),
        ("TimeLimit=%C3%28", "20001 invalid literal for int() with base 10: '\u{FFFD}('"),
        ("TimeLimit=a+b%2Bc", "20001 invalid literal for int() with base 10: 'a b+c'"),
        ("TimeLimit=60;Status=completed", "20001 invalid literal for int() with base 10: '60;Status=completed'"),
    ])
    func `what cannot be decoded stays as it is, or is repaired`(_ form: String, error: String) throws {
        try harness.expectRefusal(form, error)
    }

    // MARK: Bodies

    @Test(arguments: [
        ("application/json", #"{"Status":"completed"}"#), ("application/json", "Status=completed"),
        ("application/json; charset=utf-8", "Status=completed"), ("text/plain", "Status=completed"),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"Status\"\r\n\r\ncompleted\r\n"
        ),
        ("application/xml", "<Status>completed</Status>"), ("", "Status=completed"), ("nonsense", "Status=completed"),
        ("application/x-www-form-urlencoded", #"{"Status":"completed"}"#),
    ])
    func `a body of another type holds no parameters`(_ type: String, body: String) throws {
        let before = harness.fetch(sid)
        let headers = [("Authorization", Credentials.documentation), ("Content-Type", type)]
        let answer = harness.send("POST", Paths.call(sid), headers: headers, body: Array(body.utf8))
        #expect(answer.status == 200)
        #expect(answer.text == before.text)
    }

    @Test(
        arguments: [
            nil, "application/x-www-form-urlencoded", "APPLICATION/X-WWW-FORM-URLENCODED",
            "application/x-www-form-urlencoded; charset=UTF-8", "application/x-www-form-urlencoded ;charset=UTF-8",
            " application/x-www-form-urlencoded",
        ] as [String?]
    )
    func `a form is a form however its type is written`(_ type: String?) {
        var headers = [("Authorization", Credentials.documentation)]
        if let type { headers.append(("content-type", type)) }
        let answer = harness.send("POST", Paths.call(sid), headers: headers, body: Array("Status=completed".utf8))
        #expect(answer.string("status") == "completed")
    }

    @Test func `parameters in the query are not read`() {
        let headers = [("Authorization", Credentials.documentation)]
        let answer = harness.send("POST", Paths.call(sid), query: "Status=completed", headers: headers)
        #expect(answer.status == 200)
        #expect(answer.string("status") == "in-progress")
    }

    @Test func `a fetch does not read its body`() {
        let answer = harness.request("GET", Paths.call(sid), form: "Status=completed&TimeLimit=x")
        #expect(answer.status == 200)
        #expect(answer.string("status") == "in-progress")
    }
}
