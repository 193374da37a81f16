import Calls
import HTTPListener

/// The operations on all recordings of an account.
enum RecordingOperations {
    static let all: [APIOperation] = [list, fetch, delete]

    private static let list = APIOperation(
        "ListRecording",
        "GET",
        "/{AccountSid}/Recordings",
        parameters: RecordingParameters.list,
        shows: RecordingResource.listSchema
    ) { request in
        var filter = RecordingFilter(
            account: request.account.sid,
            call: try request.form.value(RecordingParameters.call),
            time: try RecordingParameters.dateCreated.bounds(request.form),
            deletedAfter: try request.deletedAfter
        )
        if try request.form.value(RecordingParameters.conference) != nil {
            filter.time.before = .min  // no conference is recorded here
        }
        return try request.list(filter) { RecordingResource(recording: $0, server: request.server) }
    }

    /// One path, two things: with `.json` (or `.xml`) it is the resource, without an extension or with `.wav` or `.mp3`
    /// the media, which needs no credentials.
    private static let fetch = APIOperation(
        "FetchRecording",
        "GET",
        "/{AccountSid}/Recordings/{Sid}",
        parameters: [RecordingParameters.includesDeleted.summary, RecordingParameters.requestedChannels.summary],
        shows: RecordingResource.schema,
        isOpen: { RecordingMedia.Format(path: $0.path) != nil }
    ) { request in
        if let format = RecordingMedia.Format(path: request.request.path) { return try media(request, format) }
        let recording = try request.recording(request.sid(0))
        if let deleted = recording.deleted {
            guard let limit = try request.deletedAfter, deleted >= limit else { throw request.notFound }
        }
        return request.answer(RecordingResource(recording: recording, server: request.server))
    }

    private static let delete = APIOperation("DeleteRecording", "DELETE", "/{AccountSid}/Recordings/{Sid}", status: 204)
    {
        request in
        let sid = try request.sid(0, RecordingKind.self)
        try request.refusing { try request.recordings.delete(sid, of: nil, in: request.account.sid) }
        return APIResponse.deleted
    }

    private static func media(_ request: APIRequest, _ format: RecordingMedia.Format) throws -> Response {
        guard let sid = RecordingSid(String(request.captures[0].prefix { $0 != "." })) else { throw request.notFound }
        let recording = try request.recording(sid)
        guard recording.status == .completed, let duration = recording.duration else { throw request.notFound }
        let channels: Int
        switch try request.form.value(RecordingParameters.requestedChannels) {
        case nil: channels = recording.channels.count
        case 1: channels = 1
        case 2:
            guard recording.channels == .dual else { throw APIError.noDualChannels }
            channels = 2
        case .some(let number):
            throw APIError.invalidValue("RequestedChannels", String(number), expected: ["1", "2"])
        }
        return RecordingMedia(seconds: duration, channels: channels).response(format)
    }
}

// MARK: - What both families of operations share

extension APIRequest {
    /// Where recordings change.
    var recordings: RecordingDesk { RecordingDesk(services: services) }

    /// A recording of the account, also one that was deleted.
    ///
    /// - Throws: 20404.
    func recording(_ sid: RecordingSid) throws -> Recording {
        guard let recording = try recordings.recording(sid, of: account.sid) else {
            throw notFound
        }
        return recording
    }

    /// Since when deleted recordings are shown; nil when they are not.
    fileprivate var deletedAfter: Instant? {
        get throws(APIError) {
            guard try form.value(RecordingParameters.includesDeleted) == true else { return nil }
            return now.advanced(bySeconds: -RecordingDesk.memory)
        }
    }

    /// The scheme and host under which the sender knows this server.
    fileprivate var server: String {
        guard let host = request.headers["Host"] else { return "https://api.twilio.com" }
        return (BrowserGuard.name(ofHost: host).hasSuffix(".twilio.com") ? "https://" : "http://") + host
    }

    /// Answers with a page of recordings.
    func list<Item: ListedResource>(_ filter: RecordingFilter, _ item: (Recording) -> Item) throws -> Response {
        let page = try PageRequest(self)
        guard let (found, hasMore) = try recordings.page(page, of: filter) else {
            throw APIError.invalidPageToken(form["PageToken"] ?? "")
        }
        return APIResponse.list(
            Page(found.map(item), sids: found.map(\.sid.text), hasMore: hasMore, page),
            in: representation
        )
    }

    /// Runs a change of recordings; a refusal becomes Twilio's error.
    func refusing<Result>(_ change: () throws -> Result) throws -> Result {
        do {
            return try change()
        } catch let refusal as RecordingDesk.Refusal {
            switch refusal {
            case .noSuchRecording: throw notFound
            case .notEligible: throw APIError.notEligibleForRecording
            case .notUnderWay: throw APIError.recordingNotInProgress
            case .severalUnderWay: throw APIError.severalRecordings
            case .notComplete: throw APIError.notComplete
            }
        }
    }
}
