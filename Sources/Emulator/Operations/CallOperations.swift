import Calls
import HTTPListener

/// The operations on calls themselves.
enum CallOperations {
    static let all: [APIOperation] = [fetch, update]

    private static let fetch = APIOperation("FetchCall", "GET", "/{AccountSid}/Calls/{Sid}", shows: CallResource.schema)
    {
        request in
        request.answer(CallResource(call: try request.services.desk.call(request.sid(0), of: request.account.sid)))
    }

    private static let update = APIOperation(
        "UpdateCall",
        "POST",
        "/{AccountSid}/Calls/{Sid}",
        parameters: UpdateCallParameters.catalogue,
        shows: CallResource.schema
    ) { request in
        let sid = try request.sid(0, CallKind.self)
        let desk = request.services.desk
        let update: CallUpdate
        do {
            update = try CallUpdate(request.form, of: sid)
        } catch {
            // A call that does not exist is reported before what is wrong with the parameters.
            _ = try desk.call(sid, of: request.account.sid)
            throw error
        }
        return request.answer(CallResource(call: try desk.update(sid, of: request.account, with: update)))
    }
}
