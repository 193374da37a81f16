import Calls

/// A recording as its call shows it ("Recording Properties"): 18 fields.
struct CallRecordingResource: ListedResource {
    static let element: StaticString = "Recording"
    static let listElement: StaticString = "Recordings"
    static let listKey: StaticString = "recordings"

    static let schema = schema(of: CallRecordingResource(.sample)).named("CallRecording")
    static let listSchema: ResourceSchema = listSchema(of: CallRecordingResource(.sample)).named("CallRecording")

    let recording: Recording
    /// Whether this answers the stop: there, and only there, it is stopped and not yet completed.
    let isJustStopped: Bool

    init(_ recording: Recording, isJustStopped: Bool = false) {
        self.recording = recording
        self.isJustStopped = isJustStopped
    }

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        let path = CallResource.path(of: recording.callSid, in: recording.accountSid)
        let duration = isJustStopped ? nil : recording.duration
        writer.string("account_sid", recording.accountSid.text)
        writer.string("api_version", "2010-04-01")
        writer.string("call_sid", recording.callSid.text)
        writer.integer("channels", Int64(recording.channels.count))
        writer.string("conference_sid", nil)
        writer.date("date_created", recording.started)
        writer.date("date_updated", recording.updated)
        writer.string("duration", duration.map { String($0) })
        writer.string("encryption_details", nil)
        writer.integer("error_code", nil)
        writer.string("price", nil)
        writer.string("price_unit", nil)
        writer.string("sid", recording.sid.text)
        writer.string("source", recording.source.rawValue)
        writer.date("start_time", recording.started)
        writer.string("status", (isJustStopped ? .stopped : recording.status).rawValue)
        writer.string("track", recording.track.rawValue)
        writer.uri("uri", "\(path)/Recordings/\(recording.sid.text)")
    }
}

/// A recording as the account shows it: with its media, without its track.
struct RecordingResource: ListedResource {
    static let element: StaticString = "Recording"
    static let listElement: StaticString = "Recordings"
    static let listKey: StaticString = "recordings"

    static let schema = schema(of: RecordingResource(recording: .sample, server: ""))
    static let listSchema: ResourceSchema = listSchema(of: RecordingResource(recording: .sample, server: ""))

    let recording: Recording
    /// The scheme and host in front of the media's path.
    let server: String

    /// The path of a recording without its extension, which is also its media's.
    static func path(of recording: RecordingSid, in account: AccountSid) -> String {
        "/2010-04-01/Accounts/\(account.text)/Recordings/\(recording.text)"
    }

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        let path = Self.path(of: recording.sid, in: recording.accountSid)
        writer.string("account_sid", recording.accountSid.text)
        writer.string("api_version", "2010-04-01")
        writer.string("call_sid", recording.callSid.text)
        writer.integer("channels", Int64(recording.channels.count))
        writer.string("conference_sid", nil)
        writer.date("date_created", recording.started)
        writer.date("date_updated", recording.updated)
        writer.string("duration", recording.duration.map { String($0) })
        writer.string("encryption_details", nil)
        writer.integer("error_code", nil)
        writer.string("media_url", server + path)
        writer.string("price", nil)
        writer.string("price_unit", nil)
        writer.string("sid", recording.sid.text)
        writer.string("source", recording.source.rawValue)
        writer.date("start_time", recording.started)
        writer.string("status", recording.status.rawValue)
        writer.object("subresource_uris") { uris in
            uris.uri("add_on_results", path + "/AddOnResults")
            uris.uri("transcriptions", path + "/Transcriptions")
        }
        writer.uri("uri", path)
    }
}

extension ResourceSchema {
    /// The same under another name: two resources may share an element.
    fileprivate func named(_ name: String) -> ResourceSchema {
        ResourceSchema(fields: fields, name: name, listKey: listKey)
    }
}

extension Recording {
    /// A recording for descriptions: what it holds does not matter.
    fileprivate static var sample: Recording {
        Recording(
            sid: RecordingSid(bits: 0),
            accountSid: AccountSid(bits: 0),
            callSid: CallSid(bits: 0),
            source: .startCallRecordingAPI,
            started: Instant(milliseconds: 0)
        )
    }
}
