import Calls

/// A message to the Voice SDK at the other end, as the API shows it: without an address, since nothing can be asked of
/// it afterwards.
struct UserDefinedMessageResource: Resource {
    static let element: StaticString = "UserDefinedMessage"
    static let listElement: StaticString = "UserDefinedMessages"
    static let listKey: StaticString = "user_defined_messages"

    static let schema = schema(
        of: UserDefinedMessageResource(
            sid: "",
            callSid: CallSid(bits: 0),
            accountSid: AccountSid(bits: 0),
            dateCreated: Instant(milliseconds: 0)
        )
    )

    let sid: String
    let callSid: CallSid
    let accountSid: AccountSid
    let dateCreated: Instant

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        writer.string("account_sid", accountSid.text)
        writer.string("call_sid", callSid.text)
        writer.date("date_created", dateCreated)
        writer.string("sid", sid)
    }
}

/// A subscription to the messages that the Voice SDK at the other end sends.
struct UserDefinedMessageSubscriptionResource: Resource {
    static let element: StaticString = "UserDefinedMessageSubscription"
    static let listElement: StaticString = "UserDefinedMessageSubscriptions"
    static let listKey: StaticString = "user_defined_message_subscriptions"

    static let schema = schema(
        of: UserDefinedMessageSubscriptionResource(
            sid: "",
            callSid: CallSid(bits: 0),
            accountSid: AccountSid(bits: 0),
            dateCreated: Instant(milliseconds: 0)
        )
    )

    let sid: String
    let callSid: CallSid
    let accountSid: AccountSid
    let dateCreated: Instant

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        writer.string("account_sid", accountSid.text)
        writer.string("call_sid", callSid.text)
        writer.date("date_created", dateCreated)
        writer.string("sid", sid)
        writer.uri("uri", "\(CallResource.path(of: callSid, in: accountSid))/UserDefinedMessageSubscriptions/\(sid)")
    }
}
