import Database
import Testing

@testable import Emulator

/// The refusals of `POST …/Calls.json`: every wrong form of every parameter, and which of two wins.
@Suite struct CreateCallErrorTests {
    private let harness: Harness

    init() throws {
        harness = try Harness()
    }

    private static let application = "AP" + String(repeating: "9", count: 32)

    private static let tooLong = String(repeating: "x", count: 256)

    private static func python(_ text: String) -> String {
        "400 20001 invalid literal for int() with base 10: '\(text)'"
    }

    private static func to(_ text: String) -> (String, String) {
        ("To=\(text)", "400 13223 The phone number you are attempting to call, \(text), is not valid.")
    }

    private static func from(_ text: String, to: String = "+14155551212") -> (String, String) {
        ("From=\(text)|To=\(to)", "400 21212 From is not a valid phone number: \(text)")
    }

    private static func url(_ name: String, _ text: String) -> (String, String) {
        ("\(name)=\(text)", "400 21205 \(name) is not a valid URL: \(text)")
    }

    private static func sip(_ tail: String, _ code: Int, _ message: String) -> (String, String) {
        ("To=sip:bob@example.com\(tail)", "400 \(code) \(message)")
    }

    // MARK: One wrong parameter

    private static let parties: [(changes: String, refusal: String)] = [
        ("-To", "400 21201 No 'To' number is specified"), ("To=", "400 21201 No 'To' number is specified"),
        ("-From", "400 21213 Caller phone number is required"), ("From=", "400 21213 Caller phone number is required"),
        to("+1"), to("123456"), to("1234567890123456"), to("+1234567890123456"), to("+1415555121"),
        to("+141555512123"), to("+10155551212"), to("+11155551212"), to("0155551212"), to("1155551212"),
        to("+0123456789"), to("++14155551212"), to("1+4155551212"), to("+1/4155551212"), to("415-555"), to("abc"),
        to("+123456789"), to(" "), to("+"), to("+14155551212\u{0}"), to("+1415555121\u{E9}"),
        to("\u{661}\u{664}\u{661}\u{665}\u{665}\u{665}\u{665}\u{661}\u{662}\u{661}\u{662}"), to("tel:+14155551212"),
        to("client:"), to("sim:"), to("sip:"), to("sip:@example.com"), to("sip:bob@"), to("sip:bob@exa mple.com"),
        to("sip:bob@example.com:99999"), to("sip:bob@a@b"), to("sip:bob@example.com/x"), to("CLIENT:alice"),
        from("abc"), from("+1"), from("client:alice"), from("sip:bob@example.com"), from(" "), from("12345"),
        from("+14155551212;x"), from("+15005550001"), from("(500) 555-0001"), from("+15005550001", to: "client:alice"),
    ]

    private static let instructions: [(changes: String, refusal: String)] = [
        ("-Url", "400 21205 Url parameter is required."), ("Url=", "400 21205 Url parameter is required."),
        ("-Url|Twiml=", "400 21205 Url parameter is required."),
        ("-Url|ApplicationSid=", "400 21205 Url parameter is required."),
        url("Url", "nonsense"), url("Url", "ftp://a.example/"), url("Url", "//a.example/"), url("Url", "http://"),
        url("Url", "http:/a.example"), url("Url", "http://exa mple/"), url("Url", "http://a.example:x/"),
        url("Url", "http://a.example:65536/"), url("Url", "http://[::1/"), url("Url", "mailto:a@b.example"),
        url("Url", " http://a.example/"), url("FallbackUrl", "nonsense"), url("FallbackUrl", "ftp://a.example/"),
        ("Method=PUT", "400 21209 Invalid Method"), ("Method=GET ", "400 21209 Invalid Method"),
        ("-Url|Twiml=x|Method=HEAD", "400 21209 Invalid Method"),
        ("-Url|Twiml=" + String(repeating: "x", count: 4001), "400 32018 TwiML size exceeds 4000 characters"),
        ("Twiml=" + String(repeating: "\u{E9}", count: 4001), "400 32018 TwiML size exceeds 4000 characters"),
        ("-Url|ApplicationSid=nonsense", "400 21218 Invalid ApplicationSid"),
        ("ApplicationSid=AP1", "400 21218 Invalid ApplicationSid"),
        ("ApplicationSid=CA\(String(repeating: "1", count: 32))", "400 21218 Invalid ApplicationSid"),
        ("ApplicationSid=\(application)", "400 21218 Invalid ApplicationSid"),
    ]

    private static let integers: [(changes: String, refusal: String)] =
        [
            "Timeout", "TimeLimit", "MachineDetectionTimeout", "MachineDetectionSpeechThreshold",
            "MachineDetectionSpeechEndThreshold", "MachineDetectionSilenceTimeout",
        ].flatMap { name in
            ["", " ", "abc", "1.5", "0x10", "9223372036854775808", "60s"].map { ("\(name)=\($0)", python($0)) }
        }

    private static let ranges: [(changes: String, refusal: String)] =
        ["0", "-1", "-0", "-9223372036854775808"].map { ("Timeout=\($0)", "400 21208 Invalid Timeout") }
        + [
            ("MachineDetectionTimeout", [2, 60, 0, -5]), ("MachineDetectionSpeechThreshold", [999, 6001]),
            ("MachineDetectionSpeechEndThreshold", [499, 5001]), ("MachineDetectionSilenceTimeout", [1999, 10_001]),
        ].flatMap { name, values in
            values.map {
                ("MachineDetection=Enable|\(name)=\($0)", "400 21234 Invalid machine detection configuration value")
            }
        }

    private static let texts: [(changes: String, refusal: String)] =
        ["x", "1 2", "a", "1,2", "+1", "\u{E9}", "\u{661}", "1\n", String(repeating: "1", count: 33)].map {
            ("SendDigits=\($0)", "400 21206 Invalid SendDigits")
        } + [
            sip(
                "|SipAuthUsername=\(tooLong)|SipAuthPassword=x",
                21221,
                "SipAuthUsername must be less than 256 characters"
            ),
            sip("|SipAuthUsername=b\u{F6}b|SipAuthPassword=x", 21222, "SipAuthUsername contains illegal characters"),
            sip("|SipAuthUsername=a\tb|SipAuthPassword=x", 21222, "SipAuthUsername contains illegal characters"),
            sip("|SipAuthPassword=\(tooLong)", 21223, "SipAuthPassword must be less than 256 characters"),
            sip("|SipAuthUsername=bob|SipAuthPassword=x\u{0}", 21224, "SipAuthPassword contains illegal characters"),
            sip("|SipAuthUsername=bob", 21225, "SipAuthPassword is required when SipAuthUsername is specified"),
            sip(
                "|SipAuthUsername=bob|SipAuthPassword=",
                21225,
                "SipAuthPassword is required when SipAuthUsername is specified"
            ),
            sip(
                "?X-A=" + String(repeating: "x", count: 1020),
                21227,
                "SIP headers must be less than 1024 characters"
            ),
            sip("?=x", 21228, "Invalid SIP header name"), sip("?X%20A=x", 21228, "Invalid SIP header name"),
            sip("?X-A=1&X(B)=2", 21228, "Invalid SIP header name"),
            sip("?X-%C3%A9=x", 21228, "Invalid SIP header name"),
            sip("?X-A=a%0D%0AX-B: b", 21229, "Invalid SIP header value"),
            sip("?X-A=%C3%A9", 21229, "Invalid SIP header value"),
        ]

    private static let magic: [(changes: String, refusal: String)] = [
        ("To=+15005550001", "400 21217 Phone number does not appear to be valid"),
        ("To=+15005550002", "400 21214 'To' phone number cannot be reached"),
        (
            "To=(500) 555-0003",
            "400 21215 Account not authorized to call +15005550003. Perhaps you need to enable some international "
                + "permissions: https://www.twilio.com/console/voice/calls/geo-permissions/low-risk"
        ),
        ("To=+1 500 555 0004", "400 21216 Account not allowed to call +15005550004"),
    ]

    private static let wrong: [(changes: String, refusal: String)] = [
        parties, instructions, integers, ranges, texts, magic,
    ].flatMap { $0 }

    @Test(arguments: wrong)
    func `a wrong parameter is refused in its own words`(_ changes: String, refusal: String) throws {
        let answer = harness.create(changes)
        #expect(answer.refusal == refusal)
        let code = refusal.split(separator: " ")[1]
        #expect(answer.moreInfo == "https://www.twilio.com/docs/errors/\(code)")
        #expect(try harness.count("SELECT count(*) FROM calls") == 8)
    }

    @Test(arguments: magic)
    func `the magic numbers of To hold in every world`(_ changes: String, refusal: String) {
        for from in ["+15551234567", "+15005550006"] {
            let changes = "From=\(from)|\(changes)"
            #expect(harness.create(changes, in: Sids.account("8")).refusal == refusal)
            #expect(harness.create(changes, in: Sids.account("0"), auth: Credentials.standard).refusal == refusal)
        }
    }

    @Test(arguments: [
        "To=+15005550009", "SipAuthUsername=bob", "SipAuthPassword=\u{F6}", "SendDigits=", "Method=",
        "SendDigits=" + String(repeating: "w", count: 32), "FallbackMethod=PUT", "StatusCallbackMethod=PUT",
        "To=sip:bob@example.com?X-A=" + String(repeating: "x", count: 1019), "To=sip:bob@example.com?",
        "To=sip:bob@example.com|SipAuthUsername=\(String(repeating: "x", count: 255))|SipAuthPassword=x",
        "ApplicationSid=", "Url=HTTPS://A.example:443", "Url=http://user:pass@localhost?x#y",
        "MachineDetectionSilenceTimeout=2000", "MachineDetectionSpeechEndThreshold=5000",
        "MachineDetectionSpeechThreshold=1000", "MachineDetectionTimeout=59",
    ])
    func `what is odd but right is taken`(_ changes: String) {
        #expect(harness.create(changes).status == 201)
    }

    @Test func `a body that is no form holds no parameters, and the query of a POST is not read`() {
        let path = Paths.calls() + ".json"
        let headers = [("Authorization", Credentials.documentation), ("Content-Type", "application/json")]
        let json = harness.send("POST", path, headers: headers, body: Array(#"{"To":"+14155551212"}"#.utf8))
        #expect(json.refusal == "400 21201 No 'To' number is specified")
        let query = harness.send(
            "POST",
            path,
            query: "To=%2B14155551212&From=%2B14158675309&Twiml=x",
            headers: [("Authorization", Credentials.documentation)]
        )
        #expect(query.refusal == "400 21201 No 'To' number is specified")
    }

    // MARK: Two wrong parameters

    /// What is checked, in its order: what is wrong, and the code of its refusal.
    private static let order: [(name: String, changes: String, code: String)] = [
        ("Timeout", "Timeout=x", "20001"), ("TimeLimit", "TimeLimit=", "20001"),
        ("MachineDetectionTimeout", "MachineDetectionTimeout=x", "20001"), ("To", "-To", "21201"),
        ("instructions", "-Url", "21205"), ("Url", "Url=nonsense", "21205"), ("From", "-From", "21213"),
        ("From", "From=abc", "21212"), ("To", "To=/", "13223"), ("To", "To=+15005550003", "21215"),
        ("From", "From=+14155550000", "21210"), ("Timeout", "Timeout=0", "21208"),
        ("SendDigits", "SendDigits=x", "21206"),
        ("MachineDetectionSilenceTimeout", "MachineDetectionSilenceTimeout=1", "21234"),
        ("Method", "Method=PUT", "21209"), ("Twiml", "Twiml=" + String(repeating: "x", count: 4001), "32018"),
        ("FallbackUrl", "FallbackUrl=nonsense", "21205"),
    ]

    static let pairs = order.indices.flatMap { first in
        order.indices.filter { $0 > first && order[$0].name != order[first].name }.filter {
            // Without a Url there is none to be wrong.
            !(order[first].name == "instructions" && ["Url", "Twiml"].contains(order[$0].name))
        }.map { (first, $0) }
    }

    @Test(arguments: pairs)
    func `where two are wrong, the one that is checked first is told`(_ first: Int, _ second: Int) {
        let (first, second) = (Self.order[first], Self.order[second])
        for changes in ["\(first.changes)|\(second.changes)", "\(second.changes)|\(first.changes)"] {
            let told = harness.create(changes).error.prefix { $0 != " " }
            #expect(told == first.code, "\(changes)")
        }
    }

    @Test func `the limit on live calls comes last`() throws {
        #expect(harness.create("ApplicationSid=\(Self.application)|Method=PUT").error.hasPrefix("21218 "))
        #expect(harness.create("ApplicationSid=nonsense|Timeout=0").error.hasPrefix("21208 "))
        #expect(harness.create("From=+14155550000", auth: Credentials.basic(Paths.account, "wrong")).status == 401)
        #expect(harness.create("-To", in: "null", auth: Credentials.documentation).status == 404)
    }
}
