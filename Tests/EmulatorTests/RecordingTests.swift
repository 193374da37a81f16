import Calls
import JSON
import Testing

@testable import Emulator

private typealias World = RecordingHarness

private let notEligible = "400 21220 Requested resource is not eligible for recording"
private let notComplete = "409 20009 Cannot delete this resource before it is complete"

private func notFound(_ path: String, account: String = World.account) -> String {
    "404 20404 The requested resource /2010-04-01/Accounts/\(account)\(path) was not found"
}

private func call(_ letter: Character) -> String { "CA" + String(repeating: letter, count: 32) }

@Suite struct `Recordings of a call` {
    @Test func `A fresh one is the documented resource`() throws {
        let world = try World()
        let answer = world.send("POST", World.path(), "RecordingChannels=dual")
        #expect(answer.status == 201)
        #expect(
            answer.names == [
                "account_sid", "api_version", "call_sid", "channels", "conference_sid", "date_created", "date_updated",
                "duration", "encryption_details", "error_code", "price", "price_unit", "sid", "source", "start_time",
                "status", "track", "uri",
            ]
        )
        let sid = try #require(answer.text("sid"))
        #expect(RecordingSid(sid) != nil)
        #expect(answer["channels"] == .number("2"))
        for name in ["conference_sid", "duration", "encryption_details", "error_code", "price", "price_unit"] {
            #expect(answer[name] == .null, "\(name)")
        }
        for name in ["date_created", "date_updated", "start_time"] {
            #expect(answer.text(name) == World.startText, "\(name)")
        }
        #expect(answer.text("api_version") == "2010-04-01")
        #expect(answer.text("account_sid") == World.account)
        #expect(answer.text("call_sid") == World.live)
        #expect(answer.text("source") == "StartCallRecordingAPI")
        #expect(answer.text("status") == "in-progress")
        #expect(answer.text("track") == "both")
        #expect(
            answer.text("uri") == "/2010-04-01/Accounts/\(World.account)/Calls/\(World.live)/Recordings/\(sid).json"
        )
        #expect(world.fetch(sid).body == answer.body)
    }

    @Test func `A second start gives the one under way, with 200`() throws {
        let world = try World()
        let first = world.record("RecordingChannels=dual")
        let second = world.send("POST", World.path(), "RecordingChannels=mono")
        #expect(second.status == 200)
        #expect(second.text("sid") == first)
        #expect(second["channels"] == .number("2"))
        _ = world.update(first, "Status=paused")
        #expect(world.send("POST", World.path()).text("status") == "paused")
        _ = world.update(first, "Status=stopped")
        let third = world.send("POST", World.path())
        #expect(third.status == 201)
        #expect(third.text("sid") != first)
    }

    @Test func `One that another feature made does not stand in the way`() throws {
        let world = try World()
        try world.insert(source: .outboundAPI)
        #expect(world.send("POST", World.path()).status == 201)
    }

    @Test(arguments: ["b", "c", "d", "f"] as [Character])
    func `Only a call in progress can be recorded`(_ letter: Character) throws {
        #expect(try World().send("POST", World.path(of: call(letter))).error == notEligible)
    }

    @Test(arguments: [
        ("RecordingTrack=inbound", "inbound", 1), ("RecordingTrack=outbound", "outbound", 1),
        ("RecordingTrack=both", "both", 1), ("RecordingTrack=sideways", "both", 1), ("RecordingTrack=", "both", 1),
        ("RecordingChannels=mono", "both", 1), ("RecordingChannels=dual", "both", 2),
        ("RecordingChannels=3", "both", 1),
        ("RecordingChannels=Dual", "both", 1), ("recordingchannels=dual", "both", 1),
        ("PlayBeep=true&Transcribe=true&TranscriptionConfiguration=JV1&RecordingConfigurationId=x", "both", 1),
    ])
    func `Words that are none are as good as left out`(_ form: String, track: String, channels: Int) throws {
        let answer = try World().send("POST", World.path(), form)
        #expect(answer.status == 201)
        #expect(answer.text("track") == track)
        #expect(answer["channels"] == .number(String(channels)))
    }

    @Test(
        arguments: [
            ("Trim=trim-silence", []), ("Trim=do-not-trim", []), ("Trim=", []), ("Trim=all", [13699]),
            ("RecordingStatusCallback=https://example.com/r", []),
            ("RecordingStatusCallback=http://localhost:3000/r", []),
            ("RecordingStatusCallback=nonsense", [21609]), ("RecordingStatusCallback=ftp://example.com", [21609]),
            ("RecordingStatusCallback=http://a_b.example.com", [21609]),
            ("RecordingStatusCallback=http://example.com/" + String(repeating: "x", count: 4000), [21609]),
            ("RecordingStatusCallbackEvent=in-progress+completed&RecordingStatusCallbackEvent=absent", []),
            ("RecordingStatusCallbackEvent=in-progress+completed+failed", [21626]),
            ("RecordingStatusCallbackMethod=PUT", []),
        ] as [(String, [Int])]
    )
    func `What is accepted and wrong is told in a notification`(_ form: String, codes: [Int]) throws {
        let world = try World()
        #expect(world.send("POST", World.path(), form).status == 201)
        #expect(try world.notifications() == codes)
    }

    @Test(
        arguments: [
            ("", nil, []),
            ("RecordingStatusCallback=nonsense", nil, []),
            ("RecordingStatusCallback=http://a.example/", .post, [.completed]),
            ("RecordingStatusCallback=http://a.example/&RecordingStatusCallbackMethod=get", .get, [.completed]),
            ("RecordingStatusCallback=http://a.example/&RecordingStatusCallbackMethod=PUT", .post, [.completed]),
            ("RecordingStatusCallback=http://a.example/&RecordingStatusCallbackEvent=", .post, [.completed]),
            (
                "RecordingStatusCallback=http://a.example/&RecordingStatusCallbackEvent=in-progress+absent", .post,
                [.inProgress, .absent]
            ),
            (
                "RecordingStatusCallback=http://a.example/&RecordingStatusCallbackEvent=absent"
                    + "&RecordingStatusCallbackEvent=completed", .post, [.absent, .completed]
            ),
            ("RecordingStatusCallback=http://a.example/&RecordingStatusCallbackEvent=failed", .post, []),
        ] as [(String, WebhookMethod?, Set<RecordingCallback.Event>)]
    )
    func `The callback is kept with its events`(
        _ form: String,
        method: WebhookMethod?,
        events: Set<RecordingCallback.Event>
    ) throws {
        let world = try World()
        let callback = try world.stored(world.record(form))?.callback
        #expect(callback?.webhook == method.map { Webhook(url: "http://a.example/", method: $0) })
        #expect(callback?.events ?? [] == events)
    }

    @Test func `A deleted one is gone, and cannot be deleted while it is under way`() throws {
        let world = try World()
        let sid = world.record()
        #expect(world.send("DELETE", World.path(sid)).error == notComplete)
        _ = world.update(sid, "Status=paused")
        #expect(world.send("DELETE", World.path(sid)).error == notComplete)
        _ = world.update(sid, "Status=stopped")
        let deleted = world.send("DELETE", World.path(sid))
        #expect(deleted.status == 204)
        #expect(deleted.body.isEmpty)
        let path = World.path(sid)
        for method in ["GET", "DELETE", "POST"] {
            #expect(world.send(method, path, method == "POST" ? "Status=paused" : "").error == notFound(path))
        }
        #expect(world.send("GET", World.path()).sids == [])
        #expect(world.send("GET", "/Recordings/\(sid).json").error == notFound("/Recordings/\(sid).json"))
    }

    @Test func `What is not there, or another's, is not found`() throws {
        let world = try World()
        let sid = world.record()
        let paths = [
            ("GET", World.path(of: World.unknown)), ("POST", World.path(of: World.unknown)),
            ("GET", World.path(of: "CA1")), ("POST", World.path(of: "CA1")),
            ("GET", World.path(World.recording)), ("POST", World.path(World.recording)),
            ("DELETE", World.path(World.recording)), ("GET", World.path("RE1")), ("DELETE", World.path("RE1")),
            ("GET", World.path("Twilio.CURRENT")), ("DELETE", World.path("Twilio.CURRENT")),
            ("GET", World.path(sid, of: World.alsoLive)), ("POST", World.path(sid, of: World.alsoLive)),
            ("DELETE", World.path(sid, of: World.alsoLive)), ("GET", World.path(sid, of: World.unknown)),
            ("POST", World.path("Twilio.CURRENT", of: World.unknown)), ("POST", World.path("Twilio.current")),
        ]
        for (method, path) in paths { #expect(world.send(method, path).error == notFound(path), "\(method) \(path)") }
        for path in [World.path(), World.path(sid)] {
            let answer = world.send("GET", path, account: World.other, auth: World.other)
            #expect(answer.error == notFound(path, account: World.other))
        }
    }

    @Test func `Other methods are refused with those that there are`() throws {
        let world = try World()
        #expect(world.send("DELETE", World.path()).allow == "POST, GET, HEAD, OPTIONS")
        #expect(world.send("PUT", World.path(World.recording)).allow == "GET, POST, DELETE, HEAD, OPTIONS")
        #expect(world.send("POST", "/Recordings.json").allow == "GET, HEAD, OPTIONS")
        #expect(world.send("POST", "/Recordings/\(World.recording).json").allow == "GET, DELETE, HEAD, OPTIONS")
    }

    @Test func `XML and CSV say the same`() throws {
        let world = try World()
        let created = world.send("POST", World.path(nil, ""), "RecordingTrack=inbound")
        #expect(created.status == 201)
        #expect(created.type == "application/xml")
        let sid = try #require(world.send("GET", World.path()).sids.first)
        #expect(
            created.string
                == """
                <?xml version='1.0' encoding='UTF-8'?>
                <TwilioResponse><Recording><AccountSid>\(World.account)</AccountSid><ApiVersion>2010-04-01</ApiVersion>\
                <CallSid>\(World.live)</CallSid><Channels>1</Channels><ConferenceSid/>\
                <DateCreated>\(World.startText)</DateCreated><DateUpdated>\(World.startText)</DateUpdated><Duration/>\
                <EncryptionDetails/><ErrorCode/><Price/><PriceUnit/><Sid>\(sid)</Sid><Source>StartCallRecordingAPI\
                </Source><StartTime>\(World.startText)</StartTime><Status>in-progress</Status><Track>inbound</Track>\
                <Uri>/2010-04-01/Accounts/\(World.account)/Calls/\(World.live)/Recordings/\(sid)</Uri></Recording>\
                </TwilioResponse>
                """
        )
        #expect(world.send("GET", World.path(sid, ".xml")).body == created.body)
        #expect(world.send("POST", World.path(sid, ".xml"), "Status=paused").string.contains("<Status>paused</Status>"))
        let list = world.send("GET", World.path(nil, ".xml")).string
        #expect(list.contains("<Recordings page=\"0\" pagesize=\"50\""))
        #expect(list.contains("<Sid>\(sid)</Sid>"))
        let csv = world.send("GET", World.path(nil, ".csv"))
        #expect(csv.type == "text/csv")
        #expect(csv.string.hasPrefix("AccountSid,ApiVersion,CallSid,Channels,"))
        let refusal = world.send("GET", World.path(World.recording, ""))
        #expect(refusal.string.contains("<RestException><Code>20404</Code>"))
    }
}
