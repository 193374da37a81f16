import Calls

/// The Application resource ("Application Properties").
struct ApplicationResource: ListedResource {
    static let element: StaticString = "Application"
    static let listElement: StaticString = "Applications"
    static let listKey: StaticString = "applications"

    static let schema = schema(of: sample)
    static let listSchema: ResourceSchema = listSchema(of: sample)

    let application: Application

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        let account = application.accountSid.text
        let fields = application.fields
        writer.string("account_sid", account)
        fields.write("api_version", to: &writer)
        writer.date("date_created", application.dateCreated)
        writer.date("date_updated", application.dateUpdated)
        fields.write("friendly_name", "message_status_callback", "public_application_connect_enabled", to: &writer)
        writer.string("sid", application.sid.text)
        fields.write(
            "sms_fallback_method",
            "sms_fallback_url",
            "sms_method",
            "sms_status_callback",
            "sms_url",
            "status_callback",
            "status_callback_method",
            to: &writer
        )
        writer.uri("uri", "/2010-04-01/Accounts/\(account)/Applications/\(application.sid.text)")
        fields.write(
            "voice_caller_id_lookup",
            "voice_fallback_method",
            "voice_fallback_url",
            "voice_method",
            "voice_url",
            to: &writer
        )
    }

    private static var sample: ApplicationResource {
        ApplicationResource(
            application: Application(
                sid: ApplicationSid(bits: 0),
                accountSid: AccountSid(bits: 0),
                fields: StoredFields(Application.table),
                dateCreated: Instant(milliseconds: 0),
                dateUpdated: Instant(milliseconds: 0)
            )
        )
    }
}
