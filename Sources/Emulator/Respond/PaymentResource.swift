import Calls

/// A payment session as the API shows it: everything else travels in its callbacks.
struct PaymentResource: Resource {
    static let element: StaticString = "Payment"
    static let listElement: StaticString = "Payments"
    static let listKey: StaticString = "payments"

    static let schema = schema(
        of: PaymentResource(
            sid: "",
            callSid: CallSid(bits: 0),
            accountSid: AccountSid(bits: 0),
            dateCreated: Instant(milliseconds: 0),
            dateUpdated: Instant(milliseconds: 0)
        )
    )

    let sid: String
    let callSid: CallSid
    let accountSid: AccountSid
    let dateCreated: Instant
    let dateUpdated: Instant

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        writer.string("account_sid", accountSid.text)
        writer.string("call_sid", callSid.text)
        writer.date("date_created", dateCreated)
        writer.date("date_updated", dateUpdated)
        writer.string("sid", sid)
        writer.uri("uri", "\(CallResource.path(of: callSid, in: accountSid))/Payments/\(sid)")
    }
}
