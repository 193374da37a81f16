import Calls
import JSON

/// A set of URLs that numbers and calls name together (Twilio's "Application resource").
struct Application: Sendable {
    /// The fields that seeds and the API set.
    static let table: [StoredField] = [
        StoredField("api_version", .word(["2010-04-01", "2008-08-01"]), .string("2010-04-01")),
        StoredField("friendly_name", .name),
        StoredField("message_status_callback", .url),
        StoredField("public_application_connect_enabled", .flag),
        StoredField("sms_fallback_method", .method),
        StoredField("sms_fallback_url", .url),
        StoredField("sms_method", .method),
        StoredField("sms_status_callback", .url),
        StoredField("sms_url", .url),
        StoredField("status_callback", .url),
        StoredField("status_callback_method", .method),
        StoredField("voice_caller_id_lookup", .flag),
        StoredField("voice_fallback_method", .method),
        StoredField("voice_fallback_url", .url),
        StoredField("voice_method", .method),
        StoredField("voice_url", .url),
    ]

    let sid: ApplicationSid
    let accountSid: AccountSid
    var fields: StoredFields
    let dateCreated: Instant
    var dateUpdated: Instant
}

extension StoredFields {
    /// What is to be done with a call: the `voice_url` of a number or an application, its fallback, and the status
    /// callback.
    var voice: (instructions: Webhook?, fallback: Webhook?, statusCallback: Webhook?) {
        (
            webhook("voice_url", "voice_method"),
            webhook("voice_fallback_url", "voice_fallback_method"),
            webhook("status_callback", "status_callback_method")
        )
    }
}
