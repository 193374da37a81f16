import Database
import JSON
import Testing

@testable import Emulator

/// Messages to the Voice SDK, and subscriptions to those from it.
@Suite struct UserDefinedMessageTests {
    private let harness: SubresourceHarness

    init() throws {
        harness = try SubresourceHarness()
    }

    private func message(
        _ content: String,
        to call: String = SubresourceHarness.clientIn,
        key: String? = nil
    ) -> SubresourceAnswer {
        harness.ask(
            "POST",
            "UserDefinedMessages.json",
            of: call,
            [("Content", content)] + (key.map { [("IdempotencyKey", $0)] } ?? [])
        )
    }

    private func subscribe(
        _ form: [(String, String)] = [("Callback", "http://www.example.com")],
        of call: String = SubresourceHarness.live
    ) -> SubresourceAnswer {
        harness.ask("POST", "UserDefinedMessageSubscriptions.json", of: call, form)
    }

    @Test(arguments: [SubresourceHarness.clientIn, SubresourceHarness.clientOut])
    func `a client gets a message`(_ call: String) throws {
        let answer = message("{\"key\":\"value\"}", to: call, key: "1")
        #expect(answer.status == 201)
        #expect(answer.names() == ["account_sid", "call_sid", "date_created", "sid"])
        #expect(answer.string("sid")?.hasPrefix("KX") == true)
        #expect(answer.string("call_sid") == call)
        #expect(answer.string("date_created") == SubresourceHarness.nowText)
        let kept = try harness.emulator.database.read { db in
            try db.first("SELECT content FROM user_defined_messages") { row in try row.text(0) }
        }
        #expect(kept == "{\"key\":\"value\"}")
    }

    @Test func `a repeated key sends nothing again`() throws {
        let first = message("{}", key: "k")
        harness.advance(1)
        #expect(message("{}", key: "k").text == first.text)
        #expect(message("[]", key: "k").text != first.text)
        #expect(message("{}").text != first.text)
        #expect(message("{}").text != message("{}").text)
        #expect(try harness.number("SELECT count(*) FROM user_defined_messages") == 5)
    }

    @Test(arguments: [
        ("", "400 20001 Missing required parameter Content in the post body"),
        ("hello", "400 20001 Invalid Content: hello. Must be a JSON document"),
        ("{'key':1}", "400 20001 Invalid Content: {'key':1}. Must be a JSON document"),
        (
            "\"" + String(repeating: "x", count: 9_999) + "\"",
            "400 32703 User Defined Message content exceeds 10000 characters"
        ),
    ])
    func `a wrong content is refused`(_ content: String, refusal: String) throws {
        #expect(message(content).refusal == refusal)
        #expect(try harness.number("SELECT count(*) FROM user_defined_messages") == 0)
    }

    @Test func `a content of 10,000 characters is taken`() {
        #expect(message("\"" + String(repeating: "é", count: 9_998) + "\"").status == 201)
    }

    @Test func `a telephone gets no messages`() {
        let answer = message("{}", to: SubresourceHarness.live)
        #expect(answer.refusal == "400 21220 Client message not supported for PSTN calls")
    }

    @Test func `a call that is not in progress gets neither messages nor subscriptions`() {
        for call in SubresourceHarness.notLive {
            #expect(message("{}", to: call).refusal == "400 21220 Call is not in the expected state")
            #expect(subscribe(of: call).refusal == "400 21220 Call is not in the expected state")
        }
        for call in [SubresourceHarness.foreign, SubresourceHarness.call("0")] {
            #expect(message("{}", to: call).status == 404)
            #expect(subscribe(of: call).status == 404)
        }
    }

    @Test func `XML shows the same`() {
        let message = harness.ask(
            "POST",
            "UserDefinedMessages.xml",
            of: SubresourceHarness.clientIn,
            [("Content", "{}")]
        )
        #expect(message.status == 201)
        #expect(message.text.contains("<TwilioResponse><UserDefinedMessage><AccountSid>"))
        let subscription = harness.ask("POST", "UserDefinedMessageSubscriptions", [("Callback", "http://example.com")])
        #expect(subscription.status == 201)
        #expect(subscription.text.contains("<TwilioResponse><UserDefinedMessageSubscription><AccountSid>"))
    }

    @Test func `a subscription is made and deleted once, also after the call`() throws {
        let form = [("Callback", "http://www.example.com"), ("Method", "POST"), ("IdempotencyKey", "1")]
        let answer = subscribe(form)
        let sid = try #require(answer.string("sid"))
        #expect(answer.status == 201)
        #expect(answer.names() == ["account_sid", "call_sid", "date_created", "sid", "uri"])
        #expect(sid.hasPrefix("ZY"))
        #expect(answer.string("uri")?.hasSuffix("/UserDefinedMessageSubscriptions/\(sid).json") == true)
        #expect(subscribe(form).text == answer.text)
        let other = try #require(subscribe().string("sid"))
        let path = "UserDefinedMessageSubscriptions/"
        #expect(harness.ask("DELETE", "\(path)\(sid).json", of: SubresourceHarness.clientIn).status == 404)
        let deleted = harness.ask("DELETE", "\(path)\(sid).json")
        #expect(deleted.status == 204)
        #expect(deleted.text.isEmpty)
        #expect(harness.ask("DELETE", "\(path)\(sid).json").string("code") == "20404")
        #expect(harness.ask("DELETE", "\(path)ZY0.json").status == 404)
        harness.end()
        #expect(harness.ask("DELETE", "\(path)\(other).json").status == 204)
    }

    @Test(arguments: [
        ([], "20001 Missing required parameter Callback in the post body"),
        ([("Callback", "")], "20001 Missing required parameter Callback in the post body"),
        ([("Callback", "example")], "21609 Invalid Callback URL: example"),
        ([("Callback", "http://a_b.example.com")], "21609 Invalid Callback URL: http://a_b.example.com"),
        ([("Callback", "http://example.com"), ("Method", "PUT")], "21209 Invalid Method"),
    ])
    func `a wrong subscription is refused`(_ form: [(String, String)], refusal: String) throws {
        #expect(subscribe(form).refusal == "400 " + refusal)
        #expect(try harness.number("SELECT count(*) FROM user_defined_message_subscriptions") == 0)
    }

    @Test func `a call may have a hundred subscriptions`() {
        for _ in 0..<100 { #expect(subscribe().status == 201) }
        #expect(subscribe().refusal == "400 20001 Too many subscriptions: a call may have 100")
        #expect(subscribe(of: SubresourceHarness.clientIn).status == 201)
    }

    @Test func `there is no GET, and the answer says what there is`() {
        for (path, allowed) in [
            ("UserDefinedMessages.json", "POST, OPTIONS"), ("UserDefinedMessageSubscriptions.json", "POST, OPTIONS"),
            ("UserDefinedMessageSubscriptions/ZY0.json", "DELETE, OPTIONS"),
        ] {
            let answer = harness.ask("GET", path)
            #expect(answer.status == 405)
            #expect(answer.header("Allow") == allowed)
        }
    }

    @Test func `what belongs to a call goes with it`() throws {
        _ = message("{}", key: "k")
        _ = subscribe(of: SubresourceHarness.clientIn)
        _ = harness.ask("POST", "Streams.json", of: SubresourceHarness.clientIn, [("Url", "wss://example.com")])
        _ = harness.send("POST", "/_twilio/reset")
        for table in [
            try harness.number("SELECT count(*) FROM user_defined_messages"),
            try harness.number("SELECT count(*) FROM user_defined_message_subscriptions"),
            try harness.number("SELECT count(*) FROM media_sessions"),
            try harness.number("SELECT count(*) FROM idempotent_requests"),
        ] {
            #expect(table == 0)
        }
    }
}
