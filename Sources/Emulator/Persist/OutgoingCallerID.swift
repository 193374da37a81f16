import Calls

/// A number of somebody else's that an account may call from, since it was verified (Twilio's "OutgoingCallerId
/// resource").
struct OutgoingCallerID: Sendable {
    let sid: PhoneNumberSid
    let accountSid: AccountSid
    let number: PhoneNumber
    var friendlyName: String
    let dateCreated: Instant
    var dateUpdated: Instant
}
