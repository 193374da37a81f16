import Calls
import Database
import JSON
import Testing

@testable import Emulator

/// `POST …/Calls.json`: what is answered, and what is written down.
@Suite struct CreateCallTests {
    private let harness: Harness

    init() throws {
        harness = try Harness()
    }

    @Test func `a world that ends meanwhile is not found, and not a failure`() throws {
        let form = Form("To=client:a&From=%2B14158675309&Url=http://a.example/".utf8)
        let creation = try CreateCall(form, CallParties(form))
        let desk = CallDesk(database: harness.emulator.database, worlds: Worlds(), sids: SidFactory(seed: 1))
        let gone = try #require(AccountSid(Sids.account("9")))
        #expect(throws: WorldKeeper.NoSuchWorld.self) { try desk.create(creation, in: gone) { _, _ in } }
    }

    // MARK: The answer

    @Test func `the 201 is the documented body, its dates null`() throws {
        let answer = harness.create()
        #expect(answer.status == 201)
        #expect(answer.header("Content-Type") == "application/json")
        let sid = try #require(answer.string("sid"))
        #expect(sid.wholeMatch(of: /CA[0-9a-f]{32}/) != nil)
        let path = "\(Paths.calls())/\(sid)"
        #expect(
            answer.text == """
                {"account_sid":"\(Paths.account)","annotation":null,"answered_by":null,"api_version":"2010-04-01",\
                "caller_name":null,"date_created":null,"date_updated":null,"direction":"outbound-api","duration":null,\
                "end_time":null,"forwarded_from":null,"from":"+14158675309","from_formatted":"(415) 867-5309",\
                "group_sid":null,"parent_call_sid":null,"phone_number_sid":"\(Harness.ownNumberSid)","price":null,\
                "price_unit":"USD","queue_time":"0","sid":"\(sid)","start_time":null,"status":"queued",\
                "subresource_uris":{"events":"\(path)/Events.json","notifications":"\(path)/Notifications.json",\
                "payments":"\(path)/Payments.json","recordings":"\(path)/Recordings.json",\
                "siprec":"\(path)/Siprec.json","streams":"\(path)/Streams.json",\
                "transcriptions":"\(path)/Transcriptions.json",\
                "user_defined_message_subscriptions":"\(path)/UserDefinedMessageSubscriptions.json",\
                "user_defined_messages":"\(path)/UserDefinedMessages.json"},"to":"+14155551212",\
                "to_formatted":"(415) 555-1212","trunk_sid":null,"uri":"\(path).json"}
                """
        )
    }

    @Test func `a fetch right after differs from the 201 in the two dates alone`() throws {
        let answer = harness.create()
        let fetched = harness.fetch(try #require(answer.string("sid")))
        #expect(fetched.status == 200)
        #expect(fetched.differences(from: answer) == ["date_created", "date_updated"])
        #expect(fetched.string("date_created") == Harness.startText)
        #expect(fetched.string("date_updated") == Harness.startText)
        #expect(harness.list("PageSize=1")["calls.0"] == fetched.json)
    }

    @Test func `a created call waits in the queue and has nothing else to do`() throws {
        let sid = try #require(harness.create().string("sid"))
        #expect(try harness.effects(of: sid) == ["timer:dial {}"])
        #expect(try harness.notifications(of: sid).isEmpty)
        let call = try #require(try harness.stored(sid))
        #expect(call.machine.phase == .queued)
        #expect(call.machine.timeout == 60)
        #expect(call.machine.timeLimit == 14_400)
        #expect(call.machine.instructions == Instructions(.webhook(Webhook(url: "http://a.example/"))))
        #expect(call.machine.statusCallback == nil)
        #expect(try harness.options(of: sid) == "{}")
    }

    @Test func `the request that made a call is its first event`() throws {
        let answer = harness.create("SipAuthPassword=secret|CallReason=a b")
        let events = harness.follow(try #require(answer.string("subresource_uris.events")))
        #expect(events.string("events.0.request.method") == "POST")
        #expect(events.string("events.0.request.url") == "https://api.twilio.com\(Paths.calls()).json")
        #expect(
            events["events.0.request.parameters"]
                == .object([
                    JSONMember("to", .string("+14155551212")), JSONMember("from", .string(Harness.ownNumber)),
                    JSONMember("url", .string("http://a.example/")), JSONMember("call_reason", .string("a b")),
                    JSONMember("account_sid", .string(Paths.account)),
                ])
        )
        #expect(events["events.0.response.response_code"] == .number("201"))
        #expect(events.string("events.0.response.response_body") == answer.text)
        #expect(events["events.1"] == nil)
    }

    @Test func `each call has a SID of its own`() {
        let sids = (0..<200).compactMap { _ in harness.create().string("sid") }
        #expect(Set(sids).count == 200)
    }

    @Test func `a refused create leaves nothing behind`() throws {
        let before = try harness.count("SELECT count(*) FROM calls")
        #expect(harness.create("Timeout=0").status == 400)
        #expect(harness.create("ApplicationSid=AP\(String(repeating: "9", count: 32))").status == 400)
        #expect(try harness.count("SELECT count(*) FROM calls") == before)
        #expect(try harness.count("SELECT count(*) FROM effects") == 0)
        #expect(try harness.count("SELECT count(*) FROM events") == 0)
    }

    // MARK: Numbers in the columns

    @Test(arguments: [
        ("Timeout=1", 5), ("Timeout=3", 5), ("Timeout=5", 5), ("Timeout= 30 ", 30), ("Timeout=+600", 600),
        ("Timeout=601", 600), ("Timeout=9223372036854775807", 600), ("CallReason=x", 60),
    ])
    func `a Timeout is held to 5 to 600 seconds`(_ changes: String, seconds: Int64) throws {
        let sid = try #require(harness.create(changes).string("sid"))
        #expect(try harness.stored(sid)?.machine.timeout == seconds)
    }

    @Test(arguments: [
        ("TimeLimit=-1", 60), ("TimeLimit=0", 60), ("TimeLimit=59", 60), ("TimeLimit=60", 60), ("TimeLimit=600", 600),
        ("TimeLimit=14400", 14_400), ("TimeLimit=86401", 14_400), ("TimeLimit=9223372036854775807", 14_400),
    ])
    func `a TimeLimit is held to what Twilio allows`(_ changes: String, seconds: Int64) throws {
        let sid = try #require(harness.create(changes).string("sid"))
        #expect(try harness.stored(sid)?.machine.timeLimit == seconds)
    }

    // MARK: Options

    private static let options: [(changes: String, kept: String)] = [
        ("CallerId=+14155550000", #"{"CallerId":"+14155550000"}"#), ("Record=true", #"{"Record":"true"}"#),
        ("Record=false", #"{"Record":"false"}"#), ("Record=yes", "{}"), ("Record=", "{}"), ("Record=TRUE", "{}"),
        ("RecordingChannels=dual", #"{"RecordingChannels":"dual"}"#), ("RecordingChannels=3", "{}"),
        ("RecordingTrack=inbound", #"{"RecordingTrack":"inbound"}"#), ("RecordingTrack=left", "{}"),
        ("RecordingStatusCallback=http://r.example/", #"{"RecordingStatusCallback":"http://r.example/"}"#),
        ("RecordingStatusCallbackMethod=get", #"{"RecordingStatusCallbackMethod":"GET"}"#),
        ("RecordingStatusCallbackMethod=PUT", "{}"),
        (
            "RecordingStatusCallbackEvent=in-progress|RecordingStatusCallbackEvent=absent",
            #"{"RecordingStatusCallbackEvent":["in-progress","absent"]}"#
        ),
        (
            "RecordingStatusCallbackEvent=in-progress completed nonsense",
            #"{"RecordingStatusCallbackEvent":["in-progress","completed"]}"#
        ),
        ("RecordingConfigurationId=x", #"{"RecordingConfigurationId":"x"}"#),
        ("Trim=trim-silence", #"{"Trim":"trim-silence"}"#), ("Trim=x", "{}"),
        ("Byoc=BY1", #"{"Byoc":"BY1"}"#), ("CallReason=Why \"not\"", #"{"CallReason":"Why \"not\""}"#),
        ("CallToken=t", #"{"CallToken":"t"}"#),
        ("ClientNotificationUrl=http://c.example/", #"{"ClientNotificationUrl":"http://c.example/"}"#),
        ("Passports=a|Passports=b c", #"{"Passports":["a","b c"]}"#),
        ("AsyncAmdStatusCallbackMethod=GET", #"{"AsyncAmdStatusCallbackMethod":"GET"}"#),
        ("SendDigits=1234567890ABCD#*wW", #"{"SendDigits":"1234567890ABCD#*wW"}"#),
        ("AsyncAmd=false", #"{"AsyncAmd":"false"}"#),
        ("MachineDetection=Enable", #"{"MachineDetection":"Enable"}"#),
        ("MachineDetection=enable", #"{"MachineDetection":"Enable"}"#),
        ("MachineDetection=detectmessageend", #"{"MachineDetection":"DetectMessageEnd"}"#),
        ("MachineDetection=nonsense|MachineDetectionTimeout=5", "{}"), ("MachineDetectionTimeout=5", "{}"),
        (
            "MachineDetection=Enable|MachineDetectionTimeout=3|MachineDetectionSpeechThreshold=6000"
                + "|MachineDetectionSpeechEndThreshold=500|MachineDetectionSilenceTimeout=10000",
            #"{"MachineDetection":"Enable","MachineDetectionTimeout":3,"MachineDetectionSpeechThreshold":6000,"#
                + #""MachineDetectionSpeechEndThreshold":500,"MachineDetectionSilenceTimeout":10000}"#
        ),
        // With digits to send, nothing detects a machine.
        ("SendDigits=1|MachineDetection=Enable|MachineDetectionTimeout=3", #"{"SendDigits":"1"}"#),
    ]

    @Test(arguments: options)
    func `what matters later is kept, and words that mean nothing are not`(_ changes: String, kept: String) throws {
        let answer = harness.create(changes)
        #expect(answer.status == 201)
        let sid = try #require(answer.string("sid"))
        #expect(try harness.options(of: sid) == kept)
    }

    @Test func `credentials of a SIP call are kept with it`() throws {
        let answer = harness.create("To=sip:bob@example.com|SipAuthUsername=bob|SipAuthPassword=secret")
        #expect(answer.status == 201)
        let sid = try #require(answer.string("sid"))
        #expect(
            try harness.options(of: sid)
                == #"{"SipAuthUsername":"bob","SipAuthPassword":"secret"}"#
        )
        #expect(!answer.text.contains("secret"))
        let events = harness.follow(try #require(answer.string("subresource_uris.events")))
        #expect(!events.text.contains("secret"))
    }

    // MARK: Instructions

    private static let fallback = "FallbackUrl=http://f.example/|FallbackMethod=GET"

    @Test(
        arguments: [
            ("", Instructions(.webhook(Webhook(url: "http://a.example/", method: .post)))),
            ("Method=get", Instructions(.webhook(Webhook(url: "http://a.example/", method: .get)))),
            ("Method=", Instructions(.webhook(Webhook(url: "http://a.example/", method: .post)))),
            ("-Url|Twiml=<Response/>", Instructions(.twiml("<Response/>"))),
            ("Twiml=<Response/>", Instructions(.webhook(Webhook(url: "http://a.example/")))),
            ("Url=|Twiml=<Response/>", Instructions(.twiml("<Response/>"))),
            (
                "-Url|Twiml=\(String(repeating: "\u{1F600}", count: 4000))",
                Instructions(.twiml(String(repeating: "\u{1F600}", count: 4000)))
            ),
            (
                fallback,
                Instructions(
                    .webhook(Webhook(url: "http://a.example/")),
                    fallback: Webhook(url: "http://f.example/", method: .get)
                )
            ),
            (
                "-Url|Twiml=x|FallbackUrl=http://f.example/|FallbackMethod=PUT",
                Instructions(.twiml("x"), fallback: Webhook(url: "http://f.example/", method: .post))
            ),
        ] as [(String, Instructions)]
    )
    func `a call runs what it is told to`(_ changes: String, instructions: Instructions) throws {
        let sid = try #require(harness.create(changes).string("sid"))
        #expect(try harness.stored(sid)?.machine.instructions == instructions)
    }

    @Test func `Url wins over Twiml, and the notifications say so`() throws {
        let sid = try #require(harness.create("Twiml=<Response/>").string("sid"))
        #expect(try harness.notifications(of: sid) == ["32019 1 Twiml and Url are both set. Url is used."])
    }

    // MARK: Status callbacks

    @Test(
        arguments: [
            ("", ["completed"], []),
            ("StatusCallbackEvent=initiated", ["initiated"], []),
            ("StatusCallbackEvent=", ["completed"], []),
            (
                "StatusCallbackEvent=initiated|StatusCallbackEvent=ringing|StatusCallbackEvent=answered"
                    + "|StatusCallbackEvent=completed|StatusCallbackEvent=completed",
                ["initiated", "ringing", "answered", "completed"], []
            ),
            ("StatusCallbackEvent=initiated ringing", [], ["initiated ringing"]),
            ("StatusCallbackEvent=Ringing|StatusCallbackEvent=answered", ["answered"], ["Ringing"]),
            ("StatusCallbackEvent=no-answer|StatusCallbackEvent=,", [], ["no-answer", ","]),
        ] as [(String, [String], [String])]
    )
    func `words of StatusCallbackEvent that are none are 21626, and such events never come`(
        _ changes: String,
        events: [String],
        wrong: [String]
    ) throws {
        let answer = harness.create("StatusCallback=http://s.example/|\(changes)")
        #expect(answer.status == 201)
        let sid = try #require(answer.string("sid"))
        let callback = try #require(try harness.stored(sid)?.machine.statusCallback)
        #expect(callback.webhook == Webhook(url: "http://s.example/", method: .post))
        #expect(callback.events == Set(events.compactMap { StatusCallback.Event(rawValue: $0) }))
        #expect(try harness.notifications(of: sid) == wrong.map { "21626 0 Invalid StatusCallbackEvent: \($0)" })
    }

    @Test(arguments: [
        "ftp://example.com/", "relative", "http://", "http://a_b.example.com/", "http://exa mple.com/",
        "http://example.com/" + String(repeating: "x", count: 3982),
    ])
    func `a StatusCallback that cannot be called is accepted with a notification and left out`(_ url: String) throws {
        let answer = harness.create("StatusCallback=\(url)")
        #expect(answer.status == 201)
        let sid = try #require(answer.string("sid"))
        #expect(try harness.stored(sid)?.machine.statusCallback == nil)
        #expect(
            try harness.notifications(of: sid)
                == ["21609 1 Invalid Url for callSid: \(sid) invalid statusCallbackUrl: \(url)"]
        )
    }

    @Test(arguments: [
        ("AsyncAmd=true", true), ("AsyncAmd=true|AsyncAmdStatusCallback=", true),
        ("AsyncAmd=true|AsyncAmdStatusCallback=http://s.example/", false), ("AsyncAmd=false", false),
        ("AsyncAmd=nonsense", false), ("AsyncAmdStatusCallback=http://s.example/", false),
    ])
    func `AsyncAmd without a callback is 21262`(_ changes: String, isTold: Bool) throws {
        let sid = try #require(harness.create(changes).string("sid"))
        #expect(
            try harness.notifications(of: sid)
                == (isTold ? ["21262 1 AsyncAmd is set without an AsyncAmdStatusCallback"] : [])
        )
    }

    @Test func `names that create does not take are ignored with one warning`() throws {
        let answer = harness.create("to=x|IfMachine=Hangup|IfMachine=Continue|MachineDetectionEngine=x")
        let sid = try #require(answer.string("sid"))
        #expect(
            try harness.notifications(of: sid)
                == ["20001 1 Unknown parameters were ignored: to, IfMachine, MachineDetectionEngine"]
        )
    }
}
