import Calls

/// The Call resource ("Call Properties"): 27 fields, nulls kept.
struct CallResource: ListedResource {
    static let element: StaticString = "Call"
    static let listElement: StaticString = "Calls"
    static let listKey: StaticString = "calls"

    /// The subresources that `subresource_uris` names: each key with the end of its path.
    static let subresources: [(key: StaticString, tail: StaticString)] = [
        ("events", "/Events"),
        ("notifications", "/Notifications"),
        ("payments", "/Payments"),
        ("recordings", "/Recordings"),
        ("siprec", "/Siprec"),
        ("streams", "/Streams"),
        ("transcriptions", "/Transcriptions"),
        ("user_defined_message_subscriptions", "/UserDefinedMessageSubscriptions"),
        ("user_defined_messages", "/UserDefinedMessages"),
    ]

    static let schema = schema(of: CallResource(call: .sample))
    static let listSchema: ResourceSchema = listSchema(of: CallResource(call: .sample))

    let call: Call
    /// Whether this is the answer to the create: there, and only there, a call has no dates yet.
    var isFresh = false

    /// The path of a call without its extension.
    static func path(of call: Call) -> String {
        path(of: call.sid, in: call.accountSid)
    }

    /// The path of a call without its extension.
    static func path(of call: CallSid, in account: AccountSid) -> String {
        "/2010-04-01/Accounts/\(account.text)/Calls/\(call.text)"
    }

    func write<Writer: ResourceWriter>(to writer: inout Writer) {
        let times = Times(call)
        let path = Array(Self.path(of: call).utf8)
        writer.string("account_sid", call.accountSid.text)
        writer.string("annotation", call.annotation)
        writer.string("answered_by", call.answeredBy?.rawValue)
        writer.string("api_version", "2010-04-01")
        writer.string("caller_name", call.callerName)
        writer.date("date_created", isFresh ? nil : call.dateCreated)
        writer.date("date_updated", isFresh ? nil : call.dateUpdated)
        writer.string("direction", call.machine.direction.rawValue)
        writer.string("duration", times.duration.map { String($0) })
        writer.date("end_time", times.end)
        writer.string("forwarded_from", call.forwardedFrom)
        writer.string("from", call.from.description)
        writer.string("from_formatted", call.from.formatted)
        writer.string("group_sid", call.groupSid?.text)
        writer.string("parent_call_sid", call.parentCallSid?.text)
        writer.string("phone_number_sid", call.phoneNumberSid?.text)
        writer.string("price", call.price)
        writer.string("price_unit", call.priceUnit)
        writer.string("queue_time", String(call.queueTime))
        writer.string("sid", call.sid.text)
        writer.date("start_time", times.start)
        writer.word("status", call.status)
        writer.object("subresource_uris") { uris in
            for (key, tail) in Self.subresources { uris.uri(key, path, tail) }
        }
        writer.string("to", call.to.description)
        writer.string("to_formatted", call.to.formatted)
        writer.string("trunk_sid", call.trunkSid?.text)
        writer.uri("uri", path, "")
    }

    /// The times that a call shows in its status.
    ///
    /// Where documentation says "empty" and captures of live calls show `"0"`, the captures are followed: a duration is
    /// null only while the call is queued.
    private struct Times {
        var start: Instant?
        var end: Instant?
        var duration: Int64?

        init(_ call: Call) {
            switch call.machine.phase {
            case .queued, .initiated:
                break
            case .ringing(let started), .inProgress(let started, _):
                start = started
                duration = 0
            case .ended(let ending):
                start = ending.started
                end = ending.ended
                duration = ending.duration
            }
        }
    }
}

extension Call {
    /// A call for descriptions: what it holds does not matter.
    fileprivate static var sample: Call {
        let start = Instant(milliseconds: 0)
        return Call(
            sid: CallSid(bits: 0),
            accountSid: AccountSid(bits: 0),
            to: .raw(""),
            from: .raw(""),
            dateCreated: start,
            dateUpdated: start,
            machine: CallMachine(restoring: .queued, direction: .outboundAPI)
        )
    }
}
