import Calls

/// The OutgoingCallerId resource ("OutgoingCallerId Properties").
struct OutgoingCallerIDResource: ListedResource {
    static let element: StaticString = "OutgoingCallerId"
    static let listElement: StaticString = "OutgoingCallerIds"
    static let listKey: StaticString = "outgoing_caller_ids"

    static let schema = schema(of: sample)
    static let listSchema: ResourceSchema = listSchema(of: sample)

    let callerID: OutgoingCallerID

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        let account = callerID.accountSid.text
        writer.string("account_sid", account)
        writer.date("date_created", callerID.dateCreated)
        writer.date("date_updated", callerID.dateUpdated)
        writer.string("friendly_name", callerID.friendlyName)
        writer.string("phone_number", callerID.number.e164)
        writer.string("sid", callerID.sid.text)
        writer.uri("uri", "/2010-04-01/Accounts/\(account)/OutgoingCallerIds/\(callerID.sid.text)")
    }

    private static var sample: OutgoingCallerIDResource {
        guard let number = PhoneNumber("+15550100000") else { preconditionFailure("the sample is no number") }
        return OutgoingCallerIDResource(
            callerID: OutgoingCallerID(
                sid: PhoneNumberSid(bits: 0),
                accountSid: AccountSid(bits: 0),
                number: number,
                friendlyName: "",
                dateCreated: Instant(milliseconds: 0),
                dateUpdated: Instant(milliseconds: 0)
            )
        )
    }
}
