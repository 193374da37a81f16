import Calls
import Database
import HTTPListener

/// The operations on accounts and their subaccounts.
enum AccountOperations {
    static let all: [APIOperation] = [list, create, fetch, update]

    private static let nameFilter = Parameter<String>.text("FriendlyName")
    private static let statusFilter = Parameter<AccountStatus>.word("Status")
    private static let friendlyName = Parameter<String>.friendlyName
    private static let status = Parameter<AccountStatus>.accountStatus

    private static let list = APIOperation(
        "ListAccount",
        "GET",
        "",
        parameters: [nameFilter.summary, statusFilter.summary] + PageRequest.parameters,
        shows: AccountResource.listSchema
    ) { request in
        let page = try PageRequest(request)
        let name = try request.form.value(nameFilter)
        let status = try request.form.value(statusFilter)
        let accounts = try request.services.database.read { db in try db.family(of: request.account.sid) }
            .filter { (name == nil || name == $0.friendlyName) && (status == nil || status == $0.status) }
            .map { AccountResource(account: $0) }
        return APIResponse.list(
            try Page(of: accounts, sid: { $0.account.sid.text }, page),
            in: request.representation
        )
    }

    private static let create = APIOperation(
        "CreateAccount",
        "POST",
        "",
        parameters: [friendlyName.summary],
        status: 201,
        shows: AccountResource.schema
    ) { request in
        guard request.account.ownerSid == nil else { throw APIError.accessDenied }
        let name = try request.form.value(friendlyName)
        do {
            let account = try request.services.keeper.makeSubaccount(of: request.account.sid, named: name)
            return request.answer(AccountResource(account: account), status: 201)
        } catch is WorldKeeper.TooManyWorlds {
            throw APIError.tooManySubaccounts
        }
    }

    private static let fetch = APIOperation(
        "FetchAccount",
        "GET",
        "/{Sid}",
        shows: AccountResource.schema,
        reachesInactiveAccounts: true
    ) { request in
        let account = try request.services.database.read { db in try db.account(request.account.sid) }
        guard let account else { throw request.notFound }
        return request.answer(AccountResource(account: account))
    }

    private static let update = APIOperation(
        "UpdateAccount",
        "POST",
        "/{Sid}",
        parameters: [friendlyName.summary, status.summary],
        shows: AccountResource.schema,
        reachesInactiveAccounts: true
    ) { request in
        let name = try request.form.value(friendlyName)
        let status = try request.form.value(status)
        if status != nil {
            guard request.account.ownerSid != nil else { throw APIError.parentStatusFixed }
            guard request.principal.account.sid == request.account.ownerSid else { throw APIError.accessDenied }
        }
        do {
            let account = try request.services.keeper.update(request.account.sid, friendlyName: name, status: status)
            return request.answer(AccountResource(account: account))
        } catch is WorldKeeper.AccountClosed {
            throw APIError.subaccountClosed
        } catch is WorldKeeper.NoSuchWorld {
            throw request.notFound
        }
    }
}
