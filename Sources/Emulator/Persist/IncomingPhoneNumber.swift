import Calls
import JSON

/// A number that an account has (Twilio's "IncomingPhoneNumber resource").
struct IncomingPhoneNumber: Sendable {
    /// The fields that seeds and the API set.
    static let table: [StoredField] = [
        StoredField("address_sid", .sid("AD")),
        StoredField("api_version", .word(["2010-04-01", "2008-08-01"]), .string("2010-04-01")),
        StoredField("bundle_sid", .sid("BU")),
        StoredField("emergency_address_sid", .sid("AD")),
        StoredField("emergency_status", .word(["Active", "Inactive"]), .string("Inactive")),
        StoredField("friendly_name", .name),
        StoredField("identity_sid", .sid("RI")),
        StoredField("sms_application_sid", .sid("AP")),
        StoredField("sms_fallback_method", .method),
        StoredField("sms_fallback_url", .url),
        StoredField("sms_method", .method),
        StoredField("sms_url", .url),
        StoredField("status_callback", .url),
        StoredField("status_callback_method", .method),
        StoredField("trunk_sid", .sid("TK")),
        StoredField("voice_application_sid", .sid("AP")),
        StoredField("voice_caller_id_lookup", .flag),
        StoredField("voice_fallback_method", .method),
        StoredField("voice_fallback_url", .url),
        StoredField("voice_method", .method),
        StoredField("voice_receive_mode", .word(["voice", "fax"]), .string("voice")),
        StoredField("voice_url", .url),
    ]

    let sid: PhoneNumberSid
    var accountSid: AccountSid
    let number: PhoneNumber
    var fields: StoredFields
    let dateCreated: Instant
    var dateUpdated: Instant

    /// The name; the number in its display form unless one was given.
    var friendlyName: String { fields["friendly_name"] ?? number.formatted }
}

extension StoredFields {
    /// Reads what a form sets of a number: a trunk drives the voice application out, and the other way round.
    ///
    /// "Setting a trunk_sid will automatically delete your voice_application_sid and vice versa": of both in one form
    /// the trunk stays, since it would be used.
    mutating func readNumber(_ form: Form) throws(APIError) {
        try read(form)
        if form.text("TrunkSid") != nil {
            clear("voice_application_sid")
        } else if form.text("VoiceApplicationSid") != nil {
            clear("trunk_sid")
        }
    }
}
