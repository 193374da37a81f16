import Calls

/// An entry of a call's Notifications as the API shows it.
struct NotificationResource: ListedResource {
    static let element: StaticString = "Notification"
    static let listElement: StaticString = "Notifications"
    static let listKey: StaticString = "notifications"

    static let schema = schema(of: NotificationResource(.sample, in: AccountSid(bits: 0), isWhole: true))
    static let listSchema: ResourceSchema = listSchema(of: NotificationResource(.sample, in: AccountSid(bits: 0)))

    let stored: StoredNotification
    private let accountSid: AccountSid
    /// Whether this is the entry itself, which shows the request behind it, or its line in a list.
    private let isWhole: Bool

    /// Shows an entry.
    init(_ stored: StoredNotification, in account: AccountSid, isWhole: Bool = false) {
        self.stored = stored
        accountSid = account
        self.isWhole = isWhole
    }

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        let notification = stored.notification
        writer.string("account_sid", accountSid.text)
        writer.string("api_version", "2010-04-01")
        writer.string("call_sid", stored.callSid.text)
        writer.date("date_created", stored.at)
        writer.date("date_updated", stored.at)
        writer.string("error_code", String(notification.code))
        writer.string("log", notification.level.rawValue)
        writer.date("message_date", stored.at)
        writer.string("message_text", messageText)
        writer.string("more_info", "https://www.twilio.com/docs/errors/\(notification.code)")
        writer.string("request_method", stored.requestMethod)
        writer.string("request_url", stored.requestURL ?? "")
        if isWhole {
            writer.string("request_variables", stored.requestVariables ?? "")
            writer.string("response_body", stored.responseBody ?? "")
            writer.string("response_headers", stored.responseHeaders ?? "")
        }
        writer.string("sid", stored.sid.text)
        writer.uri(
            "uri",
            "\(CallResource.path(of: stored.callSid, in: accountSid))/Notifications/\(stored.sid.text)"
        )
    }

    /// The message as pairs of a form, `ErrorCode=15003&LogLevel=WARN&Msg=Got+HTTP+404…`.
    ///
    /// Of 15003, the first pair is the status callback that went wrong.
    private var messageText: String {
        let notification = stored.notification
        var pairs = [
            ("ErrorCode", String(notification.code)), ("LogLevel", notification.level == .error ? "ERROR" : "WARN"),
            ("Msg", notification.message),
        ]
        if notification.code == 15003, let url = stored.requestURL { pairs.insert(("statusCallback", url), at: 0) }
        return pairs.map { "\($0)=\($1.formEncoded)" }.joined(separator: "&")
    }
}

extension StoredNotification {
    /// An entry for descriptions: what it holds does not matter.
    fileprivate static var sample: StoredNotification {
        StoredNotification(
            sid: NotificationSid(bits: 0),
            callSid: CallSid(bits: 0),
            at: Instant(milliseconds: 0),
            notification: CallNotification(code: 0, level: .warning, message: "")
        )
    }
}
