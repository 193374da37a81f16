import Calls

/// The parameters of the operations on recordings ("Recordings resource").
enum RecordingParameters {
    // Create.
    static let callback = Parameter<String>.text("RecordingStatusCallback")
    static let callbackMethod = Parameter<WebhookMethod>.method("RecordingStatusCallbackMethod", strict: false)
    static let callbackEvents = "RecordingStatusCallbackEvent"
    static let trim = Parameter<String>.text("Trim")
    static let channels = Parameter<Recording.Channels>.lenientWord("RecordingChannels")
    static let track = Parameter<Recording.Track>.lenientWord("RecordingTrack")

    // Update.
    static let status = Parameter<Recording.Wish>.word("Status")
    static let pauseBehavior = Parameter<Recording.PauseBehavior>.lenientWord("PauseBehavior")

    // Lists, fetch and media.
    static let dateCreated = DateFilter("DateCreated")
    static let call = Parameter<String>.text("CallSid")
    static let conference = Parameter<String>.text("ConferenceSid")
    static let includesDeleted = Parameter<Bool>.truth("IncludeSoftDeleted")
    static let requestedChannels = Parameter<Int64>.integer("RequestedChannels")

    /// Those of a create; the last four stand in newer SDKs and official examples, and change nothing here.
    static let creation =
        [
            ParameterSummary(name: callbackEvents, type: "array"), callback.summary, callbackMethod.summary,
            trim.summary, channels.summary, track.summary,
        ]
        + ["RecordingConfigurationId", "PlayBeep", "Transcribe", "TranscriptionConfiguration"].map {
            ParameterSummary(name: $0, type: "string")
        }

    /// Those of an update; the last stands in official examples and changes nothing here.
    static let change = [
        status.summary.required, pauseBehavior.summary, ParameterSummary(name: "PlayBeep", type: "string"),
    ]

    /// Those of the list of a call's recordings.
    static let listOfCall = dateCreated.summaries + PageRequest.parameters

    /// Those of the list of all recordings.
    static let list =
        dateCreated.summaries + [call.summary, conference.summary, includesDeleted.summary] + PageRequest.parameters
}

/// A recording as a create asks for it.
struct RecordingOrder: Sendable {
    let channels: Recording.Channels
    let track: Recording.Track
    let callback: RecordingCallback?
    /// What the user must be told of the request, beside the answer.
    let notifications: [CallNotification]

    /// Reads an order; nothing in it is worth a refusal.
    init(_ form: Form, of call: CallSid) throws(APIError) {
        typealias Parameters = RecordingParameters
        var notifications: [CallNotification] = []
        channels = try form.value(Parameters.channels) ?? .mono
        track = try form.value(Parameters.track) ?? .both
        if let trim = try form.value(Parameters.trim), trim != "trim-silence", trim != "do-not-trim" {
            notifications.append(.invalidTrim(trim))
        }
        let words = form.pairs.filter { $0.name == Parameters.callbackEvents }.flatMap {
            $0.value.split(separator: " ").map(String.init)
        }
        let unknown = words.filter { RecordingCallback.Event(rawValue: $0) == nil }
        if !unknown.isEmpty { notifications.append(.invalidRecordingEvents(unknown)) }
        let method = try form.value(Parameters.callbackMethod) ?? .post
        if let url = try form.value(Parameters.callback) {
            if CallUpdate.canBeCalled(url) {
                let events = Set(words.compactMap { RecordingCallback.Event(rawValue: $0) })
                callback = RecordingCallback(
                    Webhook(url: url, method: method),
                    events: words.isEmpty ? [.completed] : events
                )
            } else {
                notifications.append(.invalidStatusCallback(url, of: call))
                callback = nil
            }
        } else {
            callback = nil
        }
        self.notifications = notifications
    }
}

extension CallNotification {
    /// 13699: a `Trim` that is neither of the two words; nothing is trimmed.
    fileprivate static func invalidTrim(_ text: String) -> CallNotification {
        CallNotification(code: 13699, level: .warning, message: "Invalid Trim: \(text). Using do-not-trim.")
    }

    /// 21626: events that there are not; they never come.
    fileprivate static func invalidRecordingEvents(_ words: [String]) -> CallNotification {
        CallNotification(
            code: 21626,
            level: .error,
            message: "Invalid RecordingStatusCallbackEvent: \(words.joined(separator: " "))"
        )
    }
}

extension Parameter where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words, to the letter; another one is as good as none.
    static func lenientWord(_ name: String) -> Parameter {
        Parameter(name: name, type: "string") { text throws(APIError) in Value(rawValue: text) }
    }
}

extension Parameter where Value == Bool {
    /// `true` or `false`, in any case.
    static func truth(_ name: String) -> Parameter {
        Parameter(name: name, type: "boolean") { text throws(APIError) in
            switch text.lowercased() {
            case "": nil
            case "true": true
            case "false": false
            default: throw .invalidValue(name, text, expected: ["true", "false"])
            }
        }
    }
}
