import Calls
import Database
import HTTPListener

/// The operations on the applications of an account.
enum ApplicationOperations {
    static let all: [APIOperation] = [list, create, fetch, update, delete]

    private static let path = "/{AccountSid}/Applications"
    private static let fields = Application.table.map(\.parameter.summary)
    private static let friendlyName = Parameter<String>.text("FriendlyName")

    private static let list = APIOperation(
        "ListApplication",
        "GET",
        path,
        parameters: [friendlyName.summary] + PageRequest.parameters,
        shows: ApplicationResource.listSchema
    ) { request in
        let page = try PageRequest(request)
        let name = try request.form.value(friendlyName)
        let applications = try request.services.database.read { db in try db.applications(of: request.account.sid) }
            .filter { name == nil || name == $0.fields["friendly_name"] }
            .map { ApplicationResource(application: $0) }
        return APIResponse.list(
            try Page(of: applications, sid: { $0.application.sid.text }, page),
            in: request.representation
        )
    }

    private static let create = APIOperation(
        "CreateApplication",
        "POST",
        path,
        parameters: fields,
        status: 201,
        shows: ApplicationResource.schema
    ) { request in
        var fields = StoredFields(Application.table)
        try fields.read(request.form)
        let account = request.account.sid
        let application = try request.services.database.write { db in
            let sid: ApplicationSid = try db.makeSid(in: account, request.services.sids)
            try db.saveApplication(sid, fields: fields.json, in: account, at: request.now)
            guard let made = try db.application(sid, of: account) else {
                throw StoredValueError("nothing that was written to it", in: "applications")
            }
            return made
        }
        return request.answer(ApplicationResource(application: application), status: 201)
    }

    private static let fetch = APIOperation(
        "FetchApplication",
        "GET",
        path + "/{Sid}",
        shows: ApplicationResource.schema
    ) { request in
        let sid = try request.sid(0, ApplicationKind.self)
        let application = try request.services.database.read { db in try db.application(sid, of: request.account.sid) }
        guard let application else { throw request.notFound }
        return request.answer(ApplicationResource(application: application))
    }

    private static let update = APIOperation(
        "UpdateApplication",
        "POST",
        path + "/{Sid}",
        parameters: fields,
        shows: ApplicationResource.schema
    ) { request in
        let sid = try request.sid(0, ApplicationKind.self)
        let application = try request.services.database.write { db in
            guard var application = try db.application(sid, of: request.account.sid) else { throw request.notFound }
            try application.fields.read(request.form)
            application.dateUpdated = request.now
            try db.update(application)
            return application
        }
        return request.answer(ApplicationResource(application: application))
    }

    private static let delete = APIOperation("DeleteApplication", "DELETE", path + "/{Sid}", status: 204) { request in
        let sid = try request.sid(0, ApplicationKind.self)
        try request.services.database.write { db in
            guard try db.application(sid, of: request.account.sid) != nil else { throw request.notFound }
            try db.deleteApplication(sid)
        }
        return APIResponse.deleted
    }
}
