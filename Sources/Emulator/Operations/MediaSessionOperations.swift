import Calls
import Database

/// Start and stop of streams, SIPREC sessions and transcriptions: the same two operations, three times.
enum MediaSessionOperations {
    static let all =
        operations(StreamSessions.self) + operations(SiprecSessions.self) + operations(TranscriptionSessions.self)

    /// How many tracks of one call may be forked, over all three.
    private static let trackLimit: Int64 = 4

    private static func operations<Kind: MediaSessionKind>(_: Kind.Type) -> [APIOperation] {
        let list = "/{AccountSid}/Calls/{CallSid}/\(Kind.segment)"
        return [
            APIOperation(
                "Create" + Kind.operationName,
                "POST",
                list,
                parameters: Kind.startCatalogue,
                shows: MediaSessionResource<Kind>.schema
            ) { request in
                let start = request.parsed { form throws(APIError) in try StartMediaSession(form, Kind.self) }
                return request.answer(
                    try request.change { db, change in try begin(try start.get(), Kind.self, change, db) }
                )
            },
            APIOperation(
                "Update" + Kind.operationName,
                "POST",
                list + "/{Sid}",
                parameters: StopMediaSession.catalogue,
                shows: MediaSessionResource<Kind>.schema
            ) { request in
                request.answer(try request.change { db, change in try stop(Kind.self, change, db) })
            },
        ]
    }

    private static func begin<Kind: MediaSessionKind>(
        _ start: StartMediaSession,
        _: Kind.Type,
        _ change: SubresourceChange,
        _ db: borrowing Connection
    ) throws -> MediaSessionResource<Kind> {
        try change.requireCallInProgress()
        let call = change.call
        if let name = start.name, try db.session(name, of: call.sid, Kind.self)?.name == name {
            throw APIError.nameTaken(Kind.noun, name)
        }
        let tracks: Int64 = start.track == .both ? 2 : 1
        guard try db.trackCount(of: call.sid) + tracks <= trackLimit else { throw APIError.tooManyTracks }
        let sid: Sid<Kind.Key> = try db.makeSid(in: call.accountSid, change.request.services.sids)
        try db.insert(start, sid: sid, of: call.sid, Kind.self)
        return MediaSessionResource(
            sid: sid,
            callSid: call.sid,
            accountSid: call.accountSid,
            name: start.name,
            status: .inProgress,
            dateUpdated: change.now
        )
    }

    private static func stop<Kind: MediaSessionKind>(
        _: Kind.Type,
        _ change: SubresourceChange,
        _ db: borrowing Connection
    ) throws -> MediaSessionResource<Kind> {
        let call = change.call
        // A session ends with its call, and one that has ended is gone.
        guard call.status == .inProgress,
            let session = try db.session(change.request.captures[1], of: call.sid, Kind.self)
        else { throw change.request.notFound }
        try StopMediaSession.check(change.request.form)
        try db.deleteSession(session.sid.text)
        return MediaSessionResource(
            sid: session.sid,
            callSid: call.sid,
            accountSid: call.accountSid,
            name: session.name,
            status: .stopped,
            dateUpdated: change.now
        )
    }
}
