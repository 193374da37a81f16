import Calls
import HTTPListener

/// The operations on the recordings of one call.
enum CallRecordingOperations {
    static let all: [APIOperation] = [create, list, fetch, update, delete]

    private static let listPath = "/{AccountSid}/Calls/{CallSid}/Recordings"
    private static let path = "/{AccountSid}/Calls/{CallSid}/Recordings/{Sid}"

    private static let create = APIOperation(
        "CreateCallRecording",
        "POST",
        listPath,
        parameters: RecordingParameters.creation,
        status: 201,
        otherStatuses: [200],
        shows: CallRecordingResource.schema
    ) { request in
        let sid = try request.sid(0, CallKind.self)
        let order = try RecordingOrder(request.form, of: sid)
        let (recording, isNew) = try request.refusing {
            try request.recordings.start(order, on: sid, of: request.account.sid)
        }
        return request.answer(CallRecordingResource(recording), status: isNew ? 201 : 200)
    }

    private static let list = APIOperation(
        "ListCallRecording",
        "GET",
        listPath,
        parameters: RecordingParameters.listOfCall,
        shows: CallRecordingResource.listSchema
    ) { request in
        let call = try request.services.desk.call(request.sid(0), of: request.account.sid)
        let filter = RecordingFilter(
            account: request.account.sid,
            call: call.sid.text,
            time: try RecordingParameters.dateCreated.bounds(request.form)
        )
        return try request.list(filter) { CallRecordingResource($0) }
    }

    private static let fetch = APIOperation("FetchCallRecording", "GET", path, shows: CallRecordingResource.schema) {
        request in
        let call = try request.services.desk.call(request.sid(0), of: request.account.sid)
        let recording = try request.recording(request.sid(1))
        guard recording.callSid == call.sid, recording.deleted == nil else { throw request.notFound }
        return request.answer(CallRecordingResource(recording))
    }

    private static let update = APIOperation(
        "UpdateCallRecording",
        "POST",
        path,
        parameters: RecordingParameters.change,
        shows: CallRecordingResource.schema
    ) { request in
        let call = try request.services.desk.call(request.sid(0), of: request.account.sid)
        let choice: RecordingDesk.Choice =
            request.captures[1] == "Twilio.CURRENT" ? .current : .sid(try request.sid(1))
        if case .sid(let sid) = choice {
            // A recording that does not exist is reported before what is wrong with the parameters.
            let recording = try request.recording(sid)
            guard recording.callSid == call.sid, recording.deleted == nil else { throw request.notFound }
        }
        guard let wish = try request.form.value(RecordingParameters.status) else { throw APIError.missing("Status") }
        let behavior = try request.form.value(RecordingParameters.pauseBehavior) ?? .silence
        let recording = try request.refusing {
            try request.recordings.update(
                choice,
                of: call.sid,
                in: request.account.sid,
                wish,
                pausing: behavior
            )
        }
        return request.answer(CallRecordingResource(recording, isJustStopped: wish == .stopped))
    }

    private static let delete = APIOperation("DeleteCallRecording", "DELETE", path, status: 204) { request in
        let call = try request.sid(0, CallKind.self)
        let sid = try request.sid(1, RecordingKind.self)
        try request.refusing { try request.recordings.delete(sid, of: call, in: request.account.sid) }
        return APIResponse.deleted
    }
}
