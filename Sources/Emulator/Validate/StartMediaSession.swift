import Calls

/// What of a call is forked.
enum MediaTrack: String, CaseIterable, Sendable {
    case inbound = "inbound_track"
    case outbound = "outbound_track"
    case both = "both_tracks"
}

/// A kind of session that forks the media of a call: the three differ in names and parameters, not in what happens.
protocol MediaSessionKind: SendableMetatype {
    associatedtype Key: SidKind

    /// What the official `operationId` calls one: `CreateStream`.
    static var operationName: String { get }
    /// The part of the path, `Streams`, which also tells the rows apart.
    static var segment: String { get }
    /// What a sentence calls one.
    static var noun: String { get }
    /// The names of ``Resource``.
    static var element: StaticString { get }
    static var listElement: StaticString { get }
    static var listKey: StaticString { get }
    /// The track that is forked where the request names none.
    static var defaultTrack: MediaTrack { get }
    /// The name of the parameter that tells where to report.
    static var statusCallbackName: String { get }
    /// The parameters that only this kind has, in the order in which they are checked.
    static var settings: [Setting] { get }
    /// Whether `Parameter1.Name` and its like are taken.
    static var takesIndexedParameters: Bool { get }
}

/// Media streams over a WebSocket, one way ("Stream resource").
enum StreamSessions: MediaSessionKind {
    typealias Key = StreamKind
    static let operationName = "Stream"
    static let segment = "Streams"
    static let noun = "stream"
    static let element: StaticString = "Stream"
    static let listElement: StaticString = "Streams"
    static let listKey: StaticString = "streams"
    static let defaultTrack = MediaTrack.inbound
    static let statusCallbackName = "StatusCallback"
    /// Twilio wants `wss`; on one machine, `ws` will do.
    static let settings = [Setting(Parameter<String>.reference("Url", schemes: ["wss", "ws"]), isRequired: true)]
    static let takesIndexedParameters = true
}

/// SIPREC sessions ("Siprec resource").
enum SiprecSessions: MediaSessionKind {
    typealias Key = SiprecKind
    static let operationName = "Siprec"
    static let segment = "Siprec"
    static let noun = "siprec session"
    static let element: StaticString = "Siprec"
    static let listElement: StaticString = "Siprecs"
    static let listKey: StaticString = "siprecs"
    static let defaultTrack = MediaTrack.both
    static let statusCallbackName = "StatusCallback"
    static let settings = [Setting(Parameter<String>.text("ConnectorName"))]
    static let takesIndexedParameters = true
}

/// Transcriptions while the call goes on ("Realtime Transcription resource").
enum TranscriptionSessions: MediaSessionKind {
    typealias Key = TranscriptionKind
    static let operationName = "RealtimeTranscription"
    static let segment = "Transcriptions"
    static let noun = "transcription"
    static let element: StaticString = "RealtimeTranscription"
    static let listElement: StaticString = "RealtimeTranscriptions"
    static let listKey: StaticString = "transcriptions"
    static let defaultTrack = MediaTrack.both
    static let statusCallbackName = "StatusCallbackUrl"
    static let settings = [
        Setting(Parameter<String>.text("InboundTrackLabel")),
        Setting(Parameter<String>.text("OutboundTrackLabel")),
        Setting(Parameter<Bool>.truth("PartialResults")),
        Setting(Parameter<String>.text("LanguageCode")),
        Setting(Parameter<String>.text("TranscriptionEngine")),
        Setting(Parameter<Bool>.truth("ProfanityFilter")),
        Setting(Parameter<String>.text("SpeechModel")),
        Setting(Parameter<String>.text("Hints")),
        Setting(Parameter<Bool>.truth("EnableAutomaticPunctuation")),
        Setting(Parameter<String>.text("IntelligenceService")),
        Setting(Parameter<String>.text("ConversationConfiguration")),
        Setting(Parameter<String>.text("ConversationId")),
        Setting(Parameter<String>.text("ConfigurationId")),
        Setting(Parameter<String>.text("TranscriptionConfigurationId")),
        Setting(Parameter<Bool>.truth("EnableProviderData")),
    ]
    static let takesIndexedParameters = false
}

extension MediaSessionKind {
    fileprivate static var name: Parameter<String> { .text("Name") }
    fileprivate static var track: Parameter<MediaTrack> { .word("Track") }
    fileprivate static var statusCallback: Parameter<String> { .callback(statusCallbackName) }
    fileprivate static var statusCallbackMethod: Parameter<WebhookMethod> {
        // The official examples send PUT here, and are answered.
        .method("StatusCallbackMethod", strict: false)
    }

    /// The parameters of a start, for descriptions and tests.
    static var startCatalogue: [ParameterSummary] {
        settings.map(\.summary) + [name.summary, track.summary, statusCallback.summary, statusCallbackMethod.summary]
            + (takesIndexedParameters ? IndexedParameters.catalogue : [])
    }
}

/// A request to start a session.
struct StartMediaSession: Sendable {
    let name: String?
    let track: MediaTrack
    let statusCallback: Webhook?
    /// What only this kind has, as sent.
    let settings: [(name: String, value: String)]
    /// What the other side is told at the start.
    let parameters: [(name: String, value: String)]

    /// Reads a start.
    ///
    /// - Throws: the error of the first parameter that is wrong.
    init<Kind: MediaSessionKind>(_ form: Form, _: Kind.Type) throws(APIError) {
        settings = try form.values(of: Kind.settings)
        name = try form.value(Kind.name)
        track = try form.value(Kind.track) ?? Kind.defaultTrack
        let url = try form.value(Kind.statusCallback)
        let method = try form.value(Kind.statusCallbackMethod)
        statusCallback = url.map { Webhook(url: $0, method: method ?? .post) }
        parameters = Kind.takesIndexedParameters ? try IndexedParameters.read(form) : []
    }
}

/// The parameter of a request to stop a session.
enum StopMediaSession {
    private enum Status: String, CaseIterable, Sendable {
        case stopped
    }

    private static let status = Parameter<Status>.word("Status")

    /// For descriptions and tests.
    static let catalogue = [status.summary.required]

    /// Checks a request to stop.
    ///
    /// - Throws: 20001 unless `Status` is `stopped`.
    static func check(_ form: Form) throws(APIError) {
        _ = try form.required(status)
    }
}
