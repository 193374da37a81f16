import Calls
import Database
import JSON

// The outbox: what transitions made necessary, as rows in the order in which it must be done.
extension Connection {
    /// Adds the effects of one transition.
    ///
    /// What a new row makes pointless goes: a document that was dropped before it was fetched, a timer that was
    /// replaced or stopped. So a call's rows stay few however often it is redirected.
    func append(_ effects: [Effect], of call: Call, at now: Instant, _ sids: SidFactory) throws {
        for effect in effects {
            switch effect {
            case .dropDocument:
                try run(
                    "DELETE FROM effects WHERE call_sid = ? AND kind IN ('drop_document', 'run_document')",
                    .text(call.sid.text)
                )
            case .stopTimers:
                try run(
                    "DELETE FROM effects WHERE call_sid = ? AND kind BETWEEN 'timer:' AND 'timer:~'",
                    .text(call.sid.text)
                )
                continue  // a timer is a row: without the row there is none to stop
            case .startTimer:
                try run("DELETE FROM effects WHERE call_sid = ? AND kind = ?", .text(call.sid.text), .text(effect.kind))
            case .notify(let notification):
                try insert(notification, of: call, at: now, sids)
                continue  // told to the user, there is nothing left to do
            case .fetchDocument, .runDocument, .sendStatusCallback, .endChildLegs, .hangUp:
                break
            }
            try run(
                "INSERT INTO effects (account_sid, call_sid, at, kind, payload) VALUES (?, ?, ?, ?, ?)",
                .text(call.accountSid.text),
                .text(call.sid.text),
                .integer(now.milliseconds),
                .text(effect.kind),
                .text(effect.payload)
            )
        }
    }

    /// What waits to be done for a call, oldest first, as kind and payload.
    func effects(of call: CallSid) throws -> [(kind: String, payload: String)] {
        try all("SELECT kind, payload FROM effects WHERE call_sid = ? ORDER BY id", .text(call.text)) { row in
            (try row.text(0), try row.text(1))
        }
    }
}

// MARK: - An effect in columns

extension Effect {
    /// The word in the `kind` column.
    ///
    /// Fetching and running share one, so that one statement drops either.
    fileprivate var kind: String {
        switch self {
        case .sendStatusCallback: "status_callback"
        case .dropDocument: "drop_document"
        case .fetchDocument, .runDocument: "run_document"
        case .endChildLegs: "end_child_legs"
        case .hangUp: "hang_up"
        case .startTimer(.dial): "timer:dial"
        case .startTimer(.ring): "timer:ring"
        case .startTimer(.noAnswer): "timer:no_answer"
        case .startTimer(.timeLimit): "timer:time_limit"
        case .stopTimers: "stop_timers"
        case .notify: "notify"
        }
    }

    /// The JSON object in the `payload` column.
    fileprivate var payload: String {
        var writer = JSONWriter()
        writer.object { object in
            switch self {
            case .sendStatusCallback(let webhook, let event, let status, let sequenceNumber):
                object.member("url", webhook.url)
                object.member("method", webhook.method.rawValue)
                object.member("event", event.rawValue)
                object.member("status", status)
                object.name("sequence_number")
                object.integer(sequenceNumber)
            case .fetchDocument(let webhook, let fallback):
                object.member("url", webhook.url)
                object.member("method", webhook.method.rawValue)
                object.member(fallback: fallback)
            case .runDocument(let twiml, let fallback):
                object.member("twiml", twiml)
                object.member(fallback: fallback)
            case .startTimer(.noAnswer(let due)), .startTimer(.timeLimit(let due)):
                object.name("due")
                object.integer(due.milliseconds)
            case .dropDocument, .endChildLegs, .hangUp, .startTimer(.dial), .startTimer(.ring), .stopTimers, .notify:
                break
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    fileprivate mutating func member(fallback: Webhook?) {
        guard let fallback else { return }
        member("fallback_url", fallback.url)
        member("fallback_method", fallback.method.rawValue)
    }
}
