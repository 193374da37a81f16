import Calls
import Database
import JSON
import Testing

@testable import Emulator

/// Streams, SIPREC sessions and transcriptions: the same rules for three resources.
@Suite struct MediaSessionTests {
    /// What differs between the three.
    struct Kind: Sendable, CustomTestStringConvertible {
        let segment: String
        let prefix: String
        let element: String
        /// The smallest request.
        let form: [(String, String)]
        /// All parameters, as the official example sends them.
        let example: [(String, String)]
        let callback: String
        let noun: String

        var testDescription: String { segment }
    }

    static let indexed = (1...3).flatMap { index in
        [("Parameter\(index).Name", "name\(index)"), ("Parameter\(index).Value", "value\(index)")]
    }
    static let streams = Kind(
        segment: "Streams",
        prefix: "MZ",
        element: "Stream",
        form: [("Url", "myUrl")],
        example: [
            ("Name", "myName"), ("Url", "myUrl"), ("Track", "inbound_track"),
            ("StatusCallback", "http://statuscallback.com"), ("StatusCallbackMethod", "PUT"),
        ] + indexed,
        callback: "StatusCallback",
        noun: "stream"
    )
    static let siprec = Kind(
        segment: "Siprec",
        prefix: "SR",
        element: "Siprec",
        form: [],
        example: [
            ("Name", "myName"), ("ConnectorName", "myConnectorName"), ("Track", "inbound_track"),
            ("StatusCallback", "http://statuscallback.com"), ("StatusCallbackMethod", "PUT"),
        ] + indexed,
        callback: "StatusCallback",
        noun: "siprec session"
    )
    static let transcriptions = Kind(
        segment: "Transcriptions",
        prefix: "GT",
        element: "RealtimeTranscription",
        form: [],
        example: [
            ("Name", "myName"), ("Track", "inbound_track"), ("StatusCallbackUrl", "http://statuscallback.com"),
            ("StatusCallbackMethod", "PUT"), ("InboundTrackLabel", "in"), ("OutboundTrackLabel", "out"),
            ("PartialResults", "false"), ("LanguageCode", "en-US"), ("TranscriptionEngine", "google"),
            ("ProfanityFilter", "false"), ("SpeechModel", "long"), ("Hints", "this is a hint"),
            ("EnableAutomaticPunctuation", "true"), ("IntelligenceService", "GA" + String(repeating: "a", count: 32)),
            ("ConversationConfiguration", "conv_configuration_01"), ("ConversationId", "conv_01"),
            ("ConfigurationId", "real_time_transcription_7a"), ("EnableProviderData", "false"),
        ],
        callback: "StatusCallbackUrl",
        noun: "transcription"
    )
    static let kinds = [streams, siprec, transcriptions]

    private let harness: SubresourceHarness

    init() throws {
        harness = try SubresourceHarness()
    }

    private func start(_ kind: Kind, _ more: [(String, String)] = []) -> SubresourceAnswer {
        harness.ask("POST", "\(kind.segment).json", kind.form + more)
    }

    private func stop(_ kind: Kind, _ sidOrName: String) -> SubresourceAnswer {
        harness.ask("POST", "\(kind.segment)/\(sidOrName).json", [("Status", "stopped")])
    }

    @Test(arguments: kinds) func `the official examples start a session`(_ kind: Kind) throws {
        for (form, name) in [(kind.form, JSONValue.null), (kind.example, .string("myName"))] {
            let answer = harness.ask("POST", "\(kind.segment).json", form)
            let sid = try #require(answer.string("sid"))
            #expect(answer.status == 200)
            #expect(answer.names() == ["account_sid", "call_sid", "date_updated", "name", "sid", "status", "uri"])
            #expect(sid.hasPrefix(kind.prefix) && sid.utf8.count == 34)
            #expect(answer["name"] == name)
            #expect(answer.string("status") == "in-progress")
            #expect(answer.string("account_sid") == SubresourceHarness.account)
            #expect(answer.string("call_sid") == SubresourceHarness.live)
            #expect(answer.string("date_updated") == SubresourceHarness.nowText)
            #expect(
                answer.string("uri")
                    == "/2010-04-01/Accounts/\(SubresourceHarness.account)/Calls/\(SubresourceHarness.live)/"
                    + "\(kind.segment)/\(sid).json"
            )
        }
    }

    @Test(arguments: kinds) func `XML shows the same`(_ kind: Kind) {
        let answer = harness.ask("POST", kind.segment, kind.form + [("Name", "a<b")])
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "application/xml")
        #expect(answer.text.contains("<TwilioResponse><\(kind.element)><AccountSid>"))
        #expect(answer.text.contains("<Name>a&lt;b</Name>"))
        #expect(answer.text.contains("<Status>in-progress</Status>"))
    }

    @Test(arguments: kinds) func `a session is stopped by its SID or its name, once`(_ kind: Kind) throws {
        let first = try #require(start(kind, [("Track", "inbound_track")]).string("sid"))
        let second = try #require(start(kind, [("Name", "my stream"), ("Track", "inbound_track")]).string("sid"))
        harness.advance(5)
        for (key, sid, name) in [(first, first, JSONValue.null), ("my%20stream", second, .string("my stream"))] {
            let answer = stop(kind, key)
            #expect(answer.status == 200)
            #expect(answer.string("sid") == sid)
            #expect(answer["name"] == name)
            #expect(answer.string("status") == "stopped")
            #expect(answer.string("date_updated") == "Mon, 28 Apr 2031 07:08:14 +0000")
            #expect(stop(kind, key).string("code") == "20404")
            #expect(stop(kind, sid).status == 404)
        }
    }

    @Test(arguments: kinds) func `a session of another kind, call or account is not found`(_ kind: Kind) throws {
        let sid = try #require(start(kind).string("sid"))
        for other in Self.kinds where other.segment != kind.segment {
            #expect(stop(other, sid).status == 404)
        }
        for call in [SubresourceHarness.clientIn, SubresourceHarness.foreign, SubresourceHarness.call("0"), "CAx"] {
            let path = "\(kind.segment)/\(sid).json"
            let answer = harness.ask("POST", path, of: call, [("Status", "stopped")])
            #expect(
                answer.refusal == "404 20404 The requested resource "
                    + "/2010-04-01/Accounts/\(SubresourceHarness.account)/Calls/\(call)/\(path) was not found"
            )
        }
        #expect(stop(kind, sid).status == 200)
    }

    @Test(arguments: kinds) func `a call that is not in progress refuses to start`(_ kind: Kind) {
        for call in SubresourceHarness.notLive {
            let answer = harness.ask("POST", "\(kind.segment).json", of: call, kind.form)
            #expect(answer.refusal == "400 21220 Call is not in the expected state", "\(call)")
        }
        for call in [SubresourceHarness.foreign, SubresourceHarness.call("0")] {
            #expect(harness.ask("POST", "\(kind.segment).json", of: call, kind.form).status == 404)
        }
    }

    @Test(arguments: kinds) func `a session ends with its call`(_ kind: Kind) throws {
        let sid = try #require(start(kind).string("sid"))
        harness.end()
        #expect(stop(kind, sid).string("code") == "20404")
    }

    @Test(arguments: kinds) func `a name is taken while its session runs, and only for its kind`(_ kind: Kind) {
        let named = [("Name", "one"), ("Track", "outbound_track")]
        #expect(start(kind, named).status == 200)
        #expect(
            start(kind, named).refusal == "400 20001 Invalid Name: the call has a \(kind.noun) named one already"
        )
        for other in Self.kinds where other.segment != kind.segment { #expect(start(other, named).status == 200) }
        #expect(stop(kind, "one").status == 200)
        #expect(start(kind, named).status == 200)
    }

    @Test func `four tracks of a call may be forked, over all three`() throws {
        let refusal =
            "400 20001 Too many forked tracks: a call may have 4 over streams, siprec sessions and transcriptions"
        // Streams fork one track unless told otherwise, the others both.
        #expect(start(Self.streams).status == 200)
        #expect(start(Self.siprec, [("Name", "s")]).status == 200)
        #expect(start(Self.transcriptions).refusal == refusal)
        #expect(start(Self.streams, [("Track", "both_tracks")]).refusal == refusal)
        #expect(start(Self.transcriptions, [("Track", "outbound_track")]).status == 200)
        #expect(start(Self.streams).refusal == refusal)
        #expect(stop(Self.siprec, "s").status == 200)
        #expect(start(Self.streams, [("Track", "both_tracks")]).status == 200)
    }

    @Test(arguments: [
        (streams, "Url", "", "20001 Missing required parameter Url in the post body"),
        (streams, "Url", "http://example.com", "21205 Url is not a valid URL: http://example.com"),
        (streams, "Url", "wss://", "21205 Url is not a valid URL: wss://"),
        (streams, "Url", "my url", "21205 Url is not a valid URL: my url"),
        (streams, "Parameter1.Value", "v", "20001 Missing required parameter Parameter1.Name in the post body"),
        (siprec, "Parameter99.Value", "v", "20001 Missing required parameter Parameter99.Name in the post body"),
        (transcriptions, "PartialResults", "yes", "20001 Invalid PartialResults: yes. Must be one of: true, false"),
        (transcriptions, "ProfanityFilter", "1", "20001 Invalid ProfanityFilter: 1. Must be one of: true, false"),
        (
            transcriptions, "EnableAutomaticPunctuation", "no",
            "20001 Invalid EnableAutomaticPunctuation: no. Must be one of: true, false"
        ),
        (transcriptions, "EnableProviderData", "t", "20001 Invalid EnableProviderData: t. Must be one of: true, false"),
    ])
    func `a wrong parameter is refused`(_ kind: Kind, name: String, value: String, refusal: String) throws {
        let form = kind.form.filter { $0.0 != name } + [(name, value)]
        #expect(harness.ask("POST", "\(kind.segment).json", form).refusal == "400 " + refusal)
        #expect(try harness.number("SELECT count(*) FROM media_sessions") == 0)
    }

    @Test(arguments: kinds) func `a wrong parameter that all have is refused`(_ kind: Kind) throws {
        #expect(
            start(kind, [("Track", "both")]).refusal
                == "400 20001 Invalid Track: both. Must be one of: inbound_track, outbound_track, both_tracks"
        )
        for url in ["nowhere", "/relative", "ftp://example.com", "http://under_score.example.com"] {
            #expect(start(kind, [(kind.callback, url)]).refusal == "400 21609 Invalid \(kind.callback) URL: \(url)")
        }
        #expect(try harness.number("SELECT count(*) FROM media_sessions") == 0)
    }

    @Test(arguments: kinds) func `a stop needs its one status`(_ kind: Kind) throws {
        let sid = try #require(start(kind).string("sid"))
        let path = "\(kind.segment)/\(sid).json"
        for form in [[], [("Status", "")]] {
            #expect(
                harness.ask("POST", path, form).refusal
                    == "400 20001 Missing required parameter Status in the post body"
            )
        }
        #expect(
            harness.ask("POST", path, [("Status", "in-progress")]).refusal
                == "400 20001 Invalid Status: in-progress. Must be one of: stopped"
        )
        #expect(stop(kind, sid).status == 200)
    }

    @Test(arguments: ["wss://example.com/media", "ws://localhost:8080", "/media?x=http://y", "WSS://EXAMPLE.COM"])
    func `a stream goes to a WebSocket or to a relative URL`(_ url: String) {
        #expect(harness.ask("POST", "Streams.json", [("Url", url)]).status == 200)
    }

    @Test func `indexes outside of 1 to 99 are names like any other`() throws {
        let others = [("Parameter0.Value", "v"), ("Parameter100.Value", "v"), ("Parameter01.Value", "v")]
        #expect(start(Self.streams, others).status == 200)
        #expect(start(Self.streams, [("Parameter99.Name", "n"), ("Parameter2.Value", "")]).status == 200)
        let kept = try harness.emulator.database.read { db in
            try db.all("SELECT settings FROM media_sessions ORDER BY id") { row in try row.text(0) }
        }
        #expect(
            kept == [
                "{\"Url\":\"myUrl\"}", "{\"Url\":\"myUrl\",\"Parameters\":[{\"Name\":\"n\",\"Value\":\"\"}]}",
            ]
        )
    }

    @Test(arguments: kinds) func `there is no GET, and the answer says what there is`(_ kind: Kind) {
        for path in ["\(kind.segment).json", "\(kind.segment)/\(kind.prefix)x.json"] {
            for method in ["GET", "DELETE"] {
                let answer = harness.ask(method, path)
                #expect(answer.refusal == "405 20004 Method not allowed")
                #expect(answer.header("Allow") == "POST, OPTIONS")
            }
        }
    }
}
