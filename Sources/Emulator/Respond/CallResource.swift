import Calls
import JSON

/// The Call resource as JSON ("Call Properties"): 27 keys in alphabetical order, as live bodies have them, nulls kept.
enum CallResource {
    /// The subresources that `subresource_uris` names: each key with the last part of its path.
    static let subresources: [(key: StaticString, name: StaticString)] = [
        ("events", "Events"),
        ("notifications", "Notifications"),
        ("payments", "Payments"),
        ("recordings", "Recordings"),
        ("siprec", "Siprec"),
        ("streams", "Streams"),
        ("transcriptions", "Transcriptions"),
        ("user_defined_message_subscriptions", "UserDefinedMessageSubscriptions"),
        ("user_defined_messages", "UserDefinedMessages"),
    ]

    /// The path of a call without its extension.
    static func path(of call: Call) -> String {
        "/2010-04-01/Accounts/\(call.accountSid.text)/Calls/\(call.sid.text)"
    }

    /// Writes the resource.
    static func write(_ call: Call, to writer: inout JSONWriter) {
        let times = Times(call)
        let path = Array(path(of: call).utf8)
        writer.object { object in
            object.plain("account_sid", call.accountSid.text)
            object.member("annotation", call.annotation)
            object.plain("answered_by", call.answeredBy?.rawValue)
            object.plain("api_version", "2010-04-01")
            object.member("caller_name", call.callerName)
            object.date("date_created", call.dateCreated)
            object.date("date_updated", call.dateUpdated)
            object.plain("direction", call.machine.direction.rawValue)
            object.plain("duration", times.duration.map { String($0) })
            object.date("end_time", times.end)
            object.member("forwarded_from", call.forwardedFrom)
            object.member("from", call.from.description)
            object.member("from_formatted", call.from.formatted)
            object.plain("group_sid", call.groupSid?.text)
            object.plain("parent_call_sid", call.parentCallSid?.text)
            object.plain("phone_number_sid", call.phoneNumberSid?.text)
            object.member("price", call.price)
            object.member("price_unit", call.priceUnit)
            object.plain("queue_time", String(call.queueTime))
            object.plain("sid", call.sid.text)
            object.date("start_time", times.start)
            object.plain("status", call.status.rawValue)
            object.name("subresource_uris")
            object.object { uris in
                for subresource in subresources {
                    uris.name(subresource.key)
                    uris.path(path, subresource.name)
                }
            }
            object.member("to", call.to.description)
            object.member("to_formatted", call.to.formatted)
            object.plain("trunk_sid", call.trunkSid?.text)
            object.name("uri")
            object.path(path, nil)
        }
    }

    /// The times that a call shows in its status. Where documentation says "empty" and captures of live calls show
    /// `"0"`, the captures are followed: a duration is null only while the call is queued.
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

extension JSONWriter {
    /// Writes a member whose text needs no escaping, or `null`.
    fileprivate mutating func plain(_ name: StaticString, _ text: String?) {
        self.name(name)
        if let text { plainString { $0.append(contentsOf: text.utf8) } } else { null() }
    }

    fileprivate mutating func date(_ name: StaticString, _ instant: Instant?) {
        self.name(name)
        if let instant { plainString { $0.append(rfc2822: instant) } } else { null() }
    }

    /// Writes the path of a call or of a subresource below it, with the extension of this representation.
    fileprivate mutating func path(_ call: [UInt8], _ subresource: StaticString?) {
        plainString { bytes in
            bytes.append(contentsOf: call)
            if let subresource {
                bytes.append(UInt8(ascii: "/"))
                subresource.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
            }
            bytes.append(contentsOf: [0x2E, 0x6A, 0x73, 0x6F, 0x6E])  // .json
        }
    }
}
