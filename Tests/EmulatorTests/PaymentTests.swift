import Database
import JSON
import Testing

@testable import Emulator

/// Payment sessions: their parameters, their course, and repeats of a request.
@Suite struct PaymentTests {
    private static let example = [
        ("ChargeAmount", "12.00"), ("Currency", "USD"), ("Description", "api testing"), ("IdempotencyKey", "abcd"),
        ("Input", "dtmf"), ("Parameter", "{'name':'foobar'}"), ("PaymentConnector", "stripe_connector"),
        ("PaymentMethod", "credit-card"), ("PostalCode", "true"), ("SecurityCode", "true"),
        ("StatusCallback", "https://myapp.com/payments"), ("ValidCardTypes", "visa amex"),
    ]
    private static let callback = ("StatusCallback", "https://myapp.com/payments")

    private let harness: SubresourceHarness

    init() throws {
        harness = try SubresourceHarness()
    }

    private func start(
        _ more: [(String, String)] = [],
        key: String = "start",
        of call: String = SubresourceHarness.live
    ) -> SubresourceAnswer {
        harness.ask("POST", "Payments.json", of: call, [("IdempotencyKey", key), Self.callback] + more)
    }

    private func update(_ sid: String, _ more: [(String, String)], key: String = "abcd") -> SubresourceAnswer {
        harness.ask("POST", "Payments/\(sid).json", [("IdempotencyKey", key), Self.callback] + more)
    }

    @Test func `the official examples run a payment to its end`() throws {
        let started = harness.ask("POST", "Payments.json", Self.example)
        let sid = try #require(started.string("sid"))
        #expect(started.status == 201)
        #expect(sid.hasPrefix("PK") && sid.utf8.count == 34)
        #expect(started.names() == ["account_sid", "call_sid", "date_created", "date_updated", "sid", "uri"])
        #expect(started.string("date_updated") == SubresourceHarness.nowText)
        #expect(started.string("uri")?.hasSuffix("/Calls/\(SubresourceHarness.live)/Payments/\(sid).json") == true)
        harness.advance(2)
        for capture in ["payment-card-number", "expiration-date", "security-code", "postal-code"] {
            let answer = update(sid, [("Capture", capture)])
            #expect(answer.status == 202)
            #expect(answer.names() == started.names())
            #expect(answer.string("sid") == sid)
            #expect(answer.string("date_created") == SubresourceHarness.nowText)
            #expect(answer.string("date_updated") == "Mon, 28 Apr 2031 07:08:11 +0000")
        }
        #expect(update(sid, [("Status", "complete")]).status == 202)
        #expect(update(sid, [("Capture", "postal-code")], key: "x").refusal == "400 64021 Pay: Invalid Operation")
    }

    @Test func `XML shows the same`() {
        let answer = harness.ask("POST", "Payments", Self.example)
        #expect(answer.status == 201)
        #expect(answer.text.contains("<TwilioResponse><Payment><AccountSid>"))
    }

    @Test func `one session at a time`() throws {
        let first = try #require(start().string("sid"))
        #expect(start(key: "second").refusal == "400 64021 Pay: Invalid Operation")
        #expect(start(of: SubresourceHarness.clientIn).status == 201)
        #expect(update(first, [("Status", "cancel")]).status == 202)
        #expect(start(key: "third").status == 201)
    }

    @Test func `the same key with the same information gets the same answer`() throws {
        let first = start([("Description", "one")], key: "k")
        let sid = try #require(first.string("sid"))
        let capture = update(sid, [("Capture", "expiration-date")])
        harness.advance(3)
        #expect(start([("Description", "one")], key: "k").text == first.text)
        #expect(update(sid, [("Capture", "expiration-date")]).text == capture.text)
        // Other information with the same key is another request.
        #expect(start([("Description", "two")], key: "k").string("code") == "64021")
        #expect(update(sid, [("Capture", "postal-code")]).text != capture.text)
        harness.end()
        #expect(start([("Description", "one")], key: "k").text == first.text)
        #expect(update(sid, [("Capture", "expiration-date")]).text == capture.text)
        #expect(try harness.number("SELECT count(*) FROM payments") == 1)
    }

    @Test func `a refused request is not remembered`() throws {
        let first = try #require(start().string("sid"))
        #expect(start(key: "again").status == 400)
        #expect(update(first, [("Status", "cancel")]).status == 202)
        #expect(start(key: "again").status == 201)
    }

    @Test(arguments: [
        ([], ["payment-card-number", "expiration-date", "security-code", "postal-code"]),
        ([("SecurityCode", "false"), ("PostalCode", "false")], ["payment-card-number", "expiration-date"]),
        ([("PaymentMethod", "ach-debit")], ["bank-routing-number", "bank-account-number"]),
        (
            [("RequireMatchingInputs", "payment-card-number, expiration-date"), ("PostalCode", "false")],
            [
                "payment-card-number", "expiration-date", "security-code", "payment-card-number-matcher",
                "expiration-date-matcher",
            ]
        ),
    ])
    func `a payment is complete when all that it needs was asked for`(
        _ form: [(String, String)],
        needed: [String]
    ) throws {
        let sid = try #require(start(form).string("sid"))
        for (index, capture) in needed.enumerated() {
            #expect(
                update(sid, [("Status", "complete")], key: "\(index)").refusal
                    == "400 64019 Pay: Required payment information incomplete: "
                    + needed[index...].joined(separator: ", ")
            )
            #expect(update(sid, [("Capture", capture)], key: "\(index)").status == 202)
        }
        #expect(update(sid, [("Status", "complete")]).status == 202)
    }

    @Test(arguments: ["bank-routing-number", "postal-code-matcher"])
    func `a piece that the session does not take is refused`(_ capture: String) throws {
        let sid = try #require(start().string("sid"))
        #expect(
            update(sid, [("Capture", capture)]).refusal == "400 64020 Pay: Invalid parameter value: Capture=\(capture)"
        )
    }

    @Test func `a call that is not in progress refuses`() throws {
        for call in SubresourceHarness.notLive {
            #expect(start(of: call).refusal == "400 21220 Call is not in the expected state", "\(call)")
        }
        let sid = try #require(start().string("sid"))
        harness.end()
        #expect(update(sid, [("Status", "cancel")]).refusal == "400 21220 Call is not in the expected state")
    }

    @Test func `an unknown call or payment is not found, whatever the form says`() throws {
        let sid = try #require(start().string("sid"))
        for call in [SubresourceHarness.foreign, SubresourceHarness.call("0"), "CAx"] {
            #expect(harness.ask("POST", "Payments.json", of: call).string("code") == "20404")
        }
        #expect(harness.ask("POST", "Payments/\(sid).json", of: SubresourceHarness.clientIn).status == 404)
        #expect(harness.ask("POST", "Payments/PK0.json").status == 404)
        #expect(harness.ask("GET", "Payments.json").header("Allow") == "POST, OPTIONS")
    }

    @Test(arguments: [
        ("IdempotencyKey", "", "20001 Missing required parameter IdempotencyKey in the post body"),
        ("StatusCallback", "", "20001 Missing required parameter StatusCallback in the post body"),
        ("StatusCallback", "ftp://example.com", "21609 Invalid StatusCallback URL: ftp://example.com"),
        ("StatusCallback", "not a url", "21609 Invalid StatusCallback URL: not a url"),
        ("BankAccountType", "savings", "64020 Pay: Invalid parameter value: BankAccountType=savings"),
        ("ChargeAmount", "-1", "64003 Pay: Invalid charge amount."),
        ("ChargeAmount", "1000000", "64003 Pay: Invalid charge amount."),
        ("ChargeAmount", "1.234", "64003 Pay: Invalid charge amount."),
        ("ChargeAmount", "$1", "64003 Pay: Invalid charge amount."),
        ("ChargeAmount", "1e3", "64003 Pay: Invalid charge amount."),
        ("ChargeAmount", "1.2.3", "64003 Pay: Invalid charge amount."),
        ("ChargeAmount", "1.", "64003 Pay: Invalid charge amount."),
        ("Currency", "dollars", "64011 Pay: Connector does not support the requested currency."),
        ("Currency", "U$D", "64011 Pay: Connector does not support the requested currency."),
        ("Input", "speech", "64020 Pay: Invalid parameter value: Input=speech"),
        ("MinPostalCodeLength", "", "20001 invalid literal for int() with base 10: ''"),
        ("MinPostalCodeLength", "0", "64020 Pay: Invalid parameter value: MinPostalCodeLength=0"),
        ("Parameter", "name", "64020 Pay: Invalid parameter value: Parameter=name"),
        ("Parameter", "[1]", "64020 Pay: Invalid parameter value: Parameter=[1]"),
        ("Parameter", "{\"a\":{}}", "64020 Pay: Invalid parameter value: Parameter={\"a\":{}}"),
        ("PaymentMethod", "cash", "64020 Pay: Invalid parameter value: PaymentMethod=cash"),
        ("PostalCode", "90210", "64020 Pay: Invalid parameter value: PostalCode=90210"),
        ("SecurityCode", "yes", "64020 Pay: Invalid parameter value: SecurityCode=yes"),
        ("Timeout", "five", "20001 invalid literal for int() with base 10: 'five'"),
        ("Timeout", "601", "64020 Pay: Invalid parameter value: Timeout=601"),
        ("Timeout", "0", "64020 Pay: Invalid parameter value: Timeout=0"),
        ("TokenType", "forever", "64020 Pay: Invalid parameter value: TokenType=forever"),
        ("ValidCardTypes", "visa,amex", "64020 Pay: Invalid parameter value: ValidCardTypes=visa,amex"),
        ("RequireMatchingInputs", "cvv", "64020 Pay: Invalid parameter value: RequireMatchingInputs=cvv"),
        ("Confirmation", "maybe", "64020 Pay: Invalid parameter value: Confirmation=maybe"),
    ])
    func `a wrong parameter is refused`(_ name: String, value: String, refusal: String) throws {
        let form = Self.example.filter { $0.0 != name } + [(name, value)]
        #expect(harness.ask("POST", "Payments.json", form).refusal == "400 " + refusal)
        #expect(try harness.number("SELECT count(*) FROM payments") == 0)
    }

    @Test(arguments: [
        [("ChargeAmount", "")], [("ChargeAmount", "0")], [("ChargeAmount", "999999.99")], [("Currency", "eur")],
        [("ChargeAmount", "100"), ("Currency", "JPY")], [("ChargeAmount", "1.234"), ("Currency", "KWD")],
        [("Timeout", "600")], [("Parameter", "{\"a\":1,\"b\":\"it's\"}")], [("PostalCode", "False")],
        [("Confirmation", "true")], [("TokenType", "payment-method")], [("BankAccountType", "consumer-savings")],
        [("StatusCallback", "/payments")], [("MinPostalCodeLength", "5")],
    ])
    func `an odd parameter that is right is taken`(_ form: [(String, String)]) {
        let rest = Self.example.filter { sent in !form.contains { $0.0 == sent.0 } }
        let answer = harness.ask("POST", "Payments.json", rest + form)
        #expect(answer.status == 201, "\(answer)")
    }

    @Test func `the yen has no decimals`() {
        let answer = start([("ChargeAmount", "1.5"), ("Currency", "JPY")])
        #expect(answer.refusal == "400 64003 Pay: Invalid charge amount.")
    }

    @Test(arguments: [
        ([], "64018 Pay: Exactly one of Capture and Status must be given"),
        (
            [("Capture", "postal-code"), ("Status", "complete")],
            "64018 Pay: Exactly one of Capture and Status must be given"
        ),
        ([("Capture", "pin")], "64020 Pay: Invalid parameter value: Capture=pin"),
        ([("Status", "done")], "64020 Pay: Invalid parameter value: Status=done"),
    ])
    func `a wrong update is refused`(_ form: [(String, String)], refusal: String) throws {
        let sid = try #require(start().string("sid"))
        #expect(update(sid, form).refusal == "400 " + refusal)
        for missing in ["IdempotencyKey", "StatusCallback"] {
            let all = [("IdempotencyKey", "k"), Self.callback, ("Status", "cancel")]
            let answer = harness.ask("POST", "Payments/\(sid).json", all.filter { $0.0 != missing })
            #expect(answer.refusal == "400 20001 Missing required parameter \(missing) in the post body")
        }
    }
}
