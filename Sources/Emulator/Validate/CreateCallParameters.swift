import Calls

/// The parameters of `POST …/Calls.json` ("Create a Call resource").
enum CreateCallParameters {
    static let to = Parameter<String>.text("To")
    static let from = Parameter<String>.text("From")
    static let url = Parameter<String>.url("Url")
    static let method = Parameter<WebhookMethod>.method("Method", strict: true)
    static let twiml = Parameter<String>.twiml("Twiml")
    static let applicationSid = Parameter<String>.text("ApplicationSid")
    static let fallbackURL = Parameter<String>.url("FallbackUrl")
    static let fallbackMethod = Parameter<WebhookMethod>.method("FallbackMethod", strict: false)
    static let statusCallback = Parameter<String>.text("StatusCallback")
    static let statusCallbackMethod = Parameter<WebhookMethod>.method("StatusCallbackMethod", strict: false)
    static let statusCallbackEvent = "StatusCallbackEvent"
    static let timeout = Parameter<Int64>.integer("Timeout")
    static let timeLimit = Parameter<Int64>.integer("TimeLimit")
    static let sendDigits = Parameter<String>.text("SendDigits")
    static let sipAuthUsername = Parameter<String>.text("SipAuthUsername")
    static let sipAuthPassword = Parameter<String>.text("SipAuthPassword")
    static let machineDetection = Parameter<String>.text("MachineDetection")
    static let asyncAmd = Parameter<String>.text("AsyncAmd")
    static let asyncAmdStatusCallback = Parameter<String>.text("AsyncAmdStatusCallback")

    /// The tunables of answering machine detection, with their bounds in seconds or milliseconds.
    static let machineDetectionTunables: [(parameter: Parameter<Int64>, range: ClosedRange<Int64>)] = [
        (.integer("MachineDetectionTimeout"), 3...59),
        (.integer("MachineDetectionSpeechThreshold"), 1000...6000),
        (.integer("MachineDetectionSpeechEndThreshold"), 500...5000),
        (.integer("MachineDetectionSilenceTimeout"), 2000...10_000),
    ]

    /// Parameters that are kept with the call as they were sent; words that they do not take are kept out.
    static let options: [CallOption] = [
        CallOption("CallerId", .text), CallOption("Record", .flag),
        CallOption("RecordingChannels", .words(["mono", "dual"])),
        CallOption("RecordingTrack", .words(["inbound", "outbound", "both"])),
        CallOption("RecordingStatusCallback", .text), CallOption("RecordingStatusCallbackMethod", .method),
        CallOption("RecordingStatusCallbackEvent", .list(["in-progress", "completed", "absent"])),
        CallOption("RecordingConfigurationId", .text), CallOption("Trim", .words(["trim-silence", "do-not-trim"])),
        CallOption("AsyncAmdStatusCallbackMethod", .method), CallOption("Byoc", .text),
        CallOption("CallReason", .text), CallOption("CallToken", .text), CallOption("ClientNotificationUrl", .text),
        CallOption("Passports", .texts),
    ]

    /// All of them, for descriptions, strict mode and tests.
    static let catalogue: [ParameterSummary] =
        [
            to.summary.required, from.summary.required, url.summary, method.summary, twiml.summary,
            applicationSid.summary, fallbackURL.summary, fallbackMethod.summary, statusCallback.summary,
            statusCallbackMethod.summary, ParameterSummary(name: statusCallbackEvent, type: "array"),
            timeout.summary, timeLimit.summary, sendDigits.summary, sipAuthUsername.summary,
            sipAuthPassword.summary, machineDetection.summary, asyncAmd.summary, asyncAmdStatusCallback.summary,
        ] + machineDetectionTunables.map(\.parameter.summary) + options.map(\.summary)
}

/// A parameter that is kept with the call for the time when it runs.
struct CallOption: Sendable {
    /// What it holds.
    enum Kind: Sendable {
        case text, texts, flag, method
        case words([String])
        case list([String])
    }

    let name: String
    let kind: Kind

    init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    var summary: ParameterSummary {
        switch kind {
        case .flag: ParameterSummary(name: name, type: "boolean")
        case .texts: ParameterSummary(name: name, type: "array")
        case .list(let words): ParameterSummary(name: name, type: "array", words: words)
        case .text, .method: ParameterSummary(name: name, type: "string")
        case .words(let words): ParameterSummary(name: name, type: "string", words: words)
        }
    }

    /// Whether it holds several values.
    var isList: Bool {
        switch kind {
        case .texts, .list: true
        case .text, .flag, .method, .words: false
        }
    }

    /// The values that count: Twilio ignores words that such a parameter does not take.
    func values(in form: Form) -> [String] {
        let sent = form.pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
        switch kind {
        case .text: return Array(sent.prefix(1))
        case .texts: return sent
        case .flag: return sent.prefix(1).filter { $0 == "true" || $0 == "false" }
        case .method: return sent.prefix(1).map { $0.uppercased() }.filter { $0 == "GET" || $0 == "POST" }
        case .words(let words): return sent.prefix(1).filter(words.contains)
        case .list(let words): return sent.flatMap { $0.split(separator: " ").map(String.init) }.filter(words.contains)
        }
    }
}
