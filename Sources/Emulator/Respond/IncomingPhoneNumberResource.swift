import Calls

/// The IncomingPhoneNumber resource ("IncomingPhoneNumber Properties").
struct IncomingPhoneNumberResource: ListedResource {
    static let element: StaticString = "IncomingPhoneNumber"
    static let listElement: StaticString = "IncomingPhoneNumbers"
    static let listKey: StaticString = "incoming_phone_numbers"

    static let schema = schema(of: sample)
    static let listSchema: ResourceSchema = listSchema(of: sample)

    let number: IncomingPhoneNumber

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        let account = number.accountSid.text
        let fields = number.fields
        writer.string("account_sid", account)
        writer.string("address_requirements", "none")
        fields.write("address_sid", "api_version", to: &writer)
        writer.bool("beta", false)
        fields.write("bundle_sid", to: &writer)
        writer.object("capabilities") { capabilities in
            capabilities.bool("fax", false)
            capabilities.bool("mms", true)
            capabilities.bool("sms", true)
            capabilities.bool("voice", true)
        }
        writer.date("date_created", number.dateCreated)
        writer.date("date_updated", number.dateUpdated)
        fields.write("emergency_address_sid", to: &writer)
        // Nobody checks an address here: what is set is registered at once.
        writer.string(
            "emergency_address_status",
            fields["emergency_address_sid"] == nil ? "unregistered" : "registered"
        )
        fields.write("emergency_status", to: &writer)
        writer.string("friendly_name", number.friendlyName)
        fields.write("identity_sid", to: &writer)
        writer.string("origin", "twilio")
        writer.string("phone_number", number.number.e164)
        writer.string("sid", number.sid.text)
        fields.write(
            "sms_application_sid",
            "sms_fallback_method",
            "sms_fallback_url",
            "sms_method",
            "sms_url",
            to: &writer
        )
        writer.string("status", "in-use")
        fields.write("status_callback", "status_callback_method", "trunk_sid", to: &writer)
        writer.string("type", "local")
        writer.uri("uri", "/2010-04-01/Accounts/\(account)/IncomingPhoneNumbers/\(number.sid.text)")
        fields.write(
            "voice_application_sid",
            "voice_caller_id_lookup",
            "voice_fallback_method",
            "voice_fallback_url",
            "voice_method",
            "voice_receive_mode",
            "voice_url",
            to: &writer
        )
    }

    private static var sample: IncomingPhoneNumberResource {
        guard let number = PhoneNumber("+15550100000") else { preconditionFailure("the sample is no number") }
        let time = Instant(milliseconds: 0)
        return IncomingPhoneNumberResource(
            number: IncomingPhoneNumber(
                sid: PhoneNumberSid(bits: 0),
                accountSid: AccountSid(bits: 0),
                number: number,
                fields: StoredFields(IncomingPhoneNumber.table),
                dateCreated: time,
                dateUpdated: time
            )
        )
    }
}
