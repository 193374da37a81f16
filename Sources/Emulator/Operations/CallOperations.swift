import Calls
import Database
import HTTPListener

/// The operations on calls themselves.
enum CallOperations {
    static let all: [APIOperation] = [list, create, fetch, update, delete]

    private static let list = APIOperation(
        "ListCall",
        "GET",
        "/{AccountSid}/Calls",
        parameters: ListCallsParameters.catalogue,
        shows: CallResource.listSchema
    ) { request in
        let page = try PageRequest(request)
        let filter = try CallFilter(request.form)
        let found = try request.services.database.read { db in
            try db.calls(of: request.account.sid, filter, page.position, limit: page.pageSize)
        }
        guard let found else { throw APIError.invalidPageToken(request.form["PageToken"] ?? "") }
        let items = found.calls.map { CallResource(call: $0) }
        return APIResponse.list(
            Page(items, sids: found.calls.map(\.sid.text), hasMore: found.hasMore, page),
            in: request.representation
        )
    }

    private static let create = APIOperation(
        "CreateCall",
        "POST",
        "/{AccountSid}/Calls",
        parameters: CreateCallParameters.catalogue,
        status: 201,
        shows: CallResource.schema
    ) { request in
        let parties = try CallParties(request.form)
        let desk = request.services.desk
        if !parties.isFromVerified, try !desk.owns(parties.from, request.account.sid) {
            throw APIError.notVerified(parties.from.description)
        }
        do {
            var creation = try CreateCall(request.form, parties)
            if !request.unknownNames.isEmpty {
                creation.notifications.append(UnknownParameter.notification(request.unknownNames))
            }
            // Put together here: others must not wait for the database meanwhile.
            let parameters = CallExchange.object(of: request.form.pairs + [("AccountSid", request.account.sid.text)])
            let call = try desk.create(creation, in: request.account.sid) { call, db in
                try db.insertEvent(
                    exchange(of: call, request),
                    parameters: parameters,
                    of: call.sid,
                    in: call.accountSid
                )
            }
            return request.answer(CallResource(call: call, isFresh: true), status: 201)
        } catch let problem as CallDesk.CreateProblem {
            switch problem {
            case .noSuchApplication: throw APIError.invalidApplicationSid
            case .applicationWithoutURL: throw APIError.noInstructions
            case .tooManyCalls: throw APIError.tooManyCalls
            }
        }
    }

    /// The request that made a call, as an event of the call.
    private static func exchange(of call: Call, _ request: APIRequest) -> CallExchange {
        var shown = call
        shown.to = Endpoint(received: call.to.description.withoutPassword)
        shown.from = Endpoint(received: call.from.description.withoutPassword)
        let answer = APIResponse.resource(CallResource(call: shown, isFresh: true), in: .json)
        var body: String?
        if case .bytes(let bytes) = answer.body { body = String(decoding: bytes, as: UTF8.self) }
        return CallExchange(
            at: call.dateCreated,
            method: request.request.method,
            url: "https://api.twilio.com" + request.request.path,
            parameters: [],
            responseCode: 201,
            milliseconds: 0,
            contentType: Representation.json.contentType,
            responseBody: body
        )
    }

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
        var update: CallUpdate
        do {
            update = try CallUpdate(request.form, of: sid)
        } catch {
            // A call that does not exist is reported before what is wrong with the parameters.
            _ = try desk.call(sid, of: request.account.sid)
            throw error
        }
        if !request.unknownNames.isEmpty {
            update.notifications.append(UnknownParameter.notification(request.unknownNames))
        }
        return request.answer(CallResource(call: try desk.update(sid, of: request.account, with: update)))
    }

    private static let delete = APIOperation("DeleteCall", "DELETE", "/{AccountSid}/Calls/{Sid}", status: 204) {
        request in
        do {
            try request.services.desk.delete(request.sid(0), of: request.account.sid)
        } catch is CallDesk.NotComplete {
            throw APIError.notComplete
        }
        return APIResponse.deleted
    }
}
