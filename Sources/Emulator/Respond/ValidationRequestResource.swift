import Calls

/// The answer to the wish to verify a caller id ("Add a New Outgoing Caller ID").
struct ValidationRequestResource: Resource {
    static let element: StaticString = "ValidationRequest"
    static let listElement: StaticString = "ValidationRequests"
    static let listKey: StaticString = "validation_requests"

    static let schema = schema(
        of: ValidationRequestResource(
            accountSid: AccountSid(bits: 0),
            callSid: CallSid(bits: 0),
            friendlyName: "",
            phoneNumber: ""
        )
    )

    let accountSid: AccountSid
    let callSid: CallSid
    let friendlyName: String
    let phoneNumber: String

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        writer.string("account_sid", accountSid.text)
        writer.string("call_sid", callSid.text)
        writer.string("friendly_name", friendlyName)
        writer.string("phone_number", phoneNumber)
        // The documentation's own: nobody is called who would have to type it.
        writer.string("validation_code", "111111")
    }
}
