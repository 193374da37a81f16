import Calls

/// The operations on a call's notifications ("Call Notification resource").
enum NotificationOperations {
    static let all = [fetch, list]

    /// The `Log` filter: 0 shows errors, 1 warnings.
    private static let log = Parameter<CallNotification.Level>(name: "Log", type: "integer") { text throws(APIError) in
        guard let number = try Parameter<Int64>.integer("Log").parse(text),
            let level = CallNotification.Level(rawValue: String(number))
        else { throw .invalid("Log", text, mustBe: "one of: 0, 1") }
        return level
    }

    private static let messageDate = DateFilter("MessageDate")

    private static let fetch = APIOperation(
        "FetchCallNotification",
        "GET",
        "/{AccountSid}/Calls/{CallSid}/Notifications/{Sid}",
        shows: NotificationResource.schema
    ) { request in
        let sid: NotificationSid = try request.sid(1)
        let stored = try request.read { db, call in
            guard let stored = try db.notifications(of: call.sid).first(where: { $0.sid == sid }) else {
                throw request.notFound
            }
            return stored
        }
        return request.answer(NotificationResource(stored, in: request.account.sid, isWhole: true))
    }

    private static let list = APIOperation(
        "ListCallNotification",
        "GET",
        "/{AccountSid}/Calls/{CallSid}/Notifications",
        parameters: [log.summary] + messageDate.summaries + PageRequest.parameters,
        shows: NotificationResource.listSchema
    ) { request in
        let stored = try request.read { db, call in try db.notifications(of: call.sid) }
        let page = try PageRequest(request)
        let level = try request.form.value(log)
        let dates = try messageDate.bounds(request.form)
        let items = stored.filter { entry in
            dates.from <= entry.at.milliseconds && entry.at.milliseconds < dates.before
                && (level == nil || level == entry.notification.level)
        }
        return APIResponse.list(
            try Page(
                of: items.map { NotificationResource($0, in: request.account.sid) },
                sid: { $0.stored.sid.text },
                page
            ),
            in: request.representation
        )
    }
}
