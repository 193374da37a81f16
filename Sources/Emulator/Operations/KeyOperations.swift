import Calls
import Database
import HTTPListener

/// The operations on the API keys of an account.
///
/// Keys come from seeds; all of them are main keys, which may read this.
enum KeyOperations {
    static let all: [APIOperation] = [list, fetch]

    private static let path = "/{AccountSid}/Keys"

    private static let list = APIOperation(
        "ListKey",
        "GET",
        path,
        parameters: PageRequest.parameters,
        shows: KeyResource.listSchema
    ) { request in
        let page = try PageRequest(request)
        let keys = try request.services.database.read { db in try db.apiKeys(of: request.account.sid) }
            .map { KeyResource(key: $0) }
        return APIResponse.list(try Page(of: keys, sid: { $0.key.sid.text }, page), in: request.representation)
    }

    private static let fetch = APIOperation("FetchKey", "GET", path + "/{Sid}", shows: KeyResource.schema) { request in
        let sid = try request.sid(0, KeyKind.self)
        let keys = try request.services.database.read { db in try db.apiKeys(of: request.account.sid) }
        guard let key = keys.first(where: { $0.sid == sid }) else { throw request.notFound }
        return request.answer(KeyResource(key: key))
    }
}
