import Calls

/// The operation on a call's events ("Call Events"): the requests that were made for it, oldest first, so that a page
/// stays what it is while more are made.
enum EventOperations {
    static let all = [list]

    private static let list = APIOperation(
        "ListCallEvent",
        "GET",
        "/{AccountSid}/Calls/{CallSid}/Events",
        parameters: PageRequest.parameters,
        shows: EventResource.listSchema
    ) { request in
        let stored = try request.read { db, call in try db.events(of: call.sid) }
        let page = try PageRequest(request)
        return APIResponse.list(
            try Page(of: stored.map { EventResource(stored: $0) }, sid: { $0.stored.token }, page),
            in: request.representation
        )
    }
}
