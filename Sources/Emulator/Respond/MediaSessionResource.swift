import Calls

/// A stream, SIPREC session or transcription as the API shows it: seven fields.
struct MediaSessionResource<Kind: MediaSessionKind>: Resource {
    /// The two statuses there are.
    enum Status: String {
        case inProgress = "in-progress"
        case stopped
    }

    static var element: StaticString { Kind.element }
    static var listElement: StaticString { Kind.listElement }
    static var listKey: StaticString { Kind.listKey }

    static var schema: ResourceSchema {
        schema(
            of: MediaSessionResource(
                sid: Sid(bits: 0),
                callSid: CallSid(bits: 0),
                accountSid: AccountSid(bits: 0),
                name: nil,
                status: .stopped,
                dateUpdated: Instant(milliseconds: 0)
            )
        )
    }

    let sid: Sid<Kind.Key>
    let callSid: CallSid
    let accountSid: AccountSid
    let name: String?
    let status: Status
    let dateUpdated: Instant

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        writer.string("account_sid", accountSid.text)
        writer.string("call_sid", callSid.text)
        writer.date("date_updated", dateUpdated)
        writer.string("name", name)
        writer.string("sid", sid.text)
        writer.string("status", status.rawValue)
        writer.uri("uri", "\(CallResource.path(of: callSid, in: accountSid))/\(Kind.segment)/\(sid.text)")
    }
}
