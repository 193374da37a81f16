import Calls
import JSON

/// A call in a seed document: fields of the Call resource, of which only `sid`, `status`, `to` and `from` must be
/// there.
///
/// What is left out follows from the status; what contradicts it is refused.
struct SeedCall: Sendable {
    private static let names = [
        "sid", "status", "to", "from", "parent_call_sid", "phone_number_sid", "direction", "answered_by",
        "forwarded_from", "caller_name", "group_sid", "trunk_sid", "annotation", "price", "price_unit", "queue_time",
        "date_created", "date_updated", "start_time", "end_time", "duration",
        // What the resource derives: may stand, if it says the same.
        "account_sid", "api_version", "to_formatted", "from_formatted", "uri", "subresource_uris",
        // What the resource does not show: parameters of the request that made the call.
        "url", "method", "twiml", "fallback_url", "fallback_method", "status_callback", "status_callback_method",
        "status_callback_event", "timeout", "time_limit",
    ]

    private static let address = "a number in E.164, or a client:, sip: or sim: address"

    let path: String
    let sid: CallSid
    private let account: AccountSid
    private let status: CallStatus
    private let start: Instant?
    private let end: Instant?
    private let duration: Int64?
    private let created: Instant?
    private let updated: Instant?
    private let direction: Direction
    private let instructions: Instructions?
    private let statusCallback: StatusCallback?
    private let timeout: Int64
    private let timeLimit: Int64
    /// Everything that does not depend on the time of loading.
    private let template: @Sendable (inout Call) -> Void
    private let to: Endpoint
    private let from: Endpoint

    init(_ document: Document, account: AccountSid) throws(DocumentProblem) {
        let fields = try document.object(Self.names)
        path = document.path
        self.account = account
        sid = try fields.required("sid").sid(CallKind.self)
        status = try fields.required("status").word(CallStatus.self)
        to = try fields.required("to").parsed(Self.address) { Endpoint($0) }
        from = try fields.required("from").parsed("\(Self.address), or a caller's id") { text in
            text.isEmpty ? nil : Endpoint(received: text)
        }
        direction =
            try fields.optional("direction") { field throws(DocumentProblem) in
                try field.word(Direction.self)
            } ?? .outboundAPI
        created = try fields.optional("date_created") { field throws(DocumentProblem) in try field.instant() }
        updated = try fields.optional("date_updated") { field throws(DocumentProblem) in try field.instant() }
        start = try fields.optional("start_time") { field throws(DocumentProblem) in try field.instant() }
        end = try fields.optional("end_time") { field throws(DocumentProblem) in try field.instant() }
        duration = try fields.optional("duration") { field throws(DocumentProblem) in
            try field.integer(in: 0...Int64(Int32.max), "a duration in whole seconds")
        }
        timeout =
            try fields.optional("timeout") { field throws(DocumentProblem) in
                try field.integer(in: 1...600, "seconds from 1 to 600")
            } ?? CallMachine.defaultTimeout
        timeLimit =
            try fields.optional("time_limit") { field throws(DocumentProblem) in
                try field.integer(in: CallMachine.timeLimits, "seconds from 60 to 14400")
            } ?? CallMachine.defaultTimeLimit
        instructions = try Self.instructions(fields)
        statusCallback = try Self.statusCallback(fields)
        template = try Self.template(fields)
        try checkTimes(fields)
        try checkDerived(fields)
    }

    /// The call as it is when it is loaded at `now`.
    func call(at now: Instant) -> Call {
        let phase = phase(at: now)
        let machine = CallMachine(
            restoring: phase,
            direction: direction,
            timeout: timeout,
            timeLimit: timeLimit,
            instructions: instructions,
            statusCallback: statusCallback
        )
        let first: Instant
        let last: Instant
        switch phase {
        case .queued: (first, last) = (now, now)
        case .initiated(let started), .ringing(let started): (first, last) = (started, started)
        case .inProgress(let started, let answered): (first, last) = (started, answered)
        case .ended(let ending): (first, last) = (ending.started ?? ending.ended, ending.ended)
        }
        let created = created ?? first
        var call = Call(
            sid: sid,
            accountSid: account,
            to: to,
            from: from,
            dateCreated: created,
            dateUpdated: updated ?? max(created, last),
            machine: machine
        )
        template(&call)
        return call
    }

    private func phase(at now: Instant) -> CallMachine.Phase {
        switch status {
        case .queued:
            return .queued
        case .ringing:
            return .ringing(started: start ?? created ?? now)
        case .inProgress:
            // Answered when it started; now, unless the document says when that was.
            let started = start ?? created ?? now
            return .inProgress(started: started, answered: started)
        case .completed:
            let lasted = duration ?? start.flatMap { start in end.map { start.wholeSeconds(until: $0) } } ?? 0
            let ended = end ?? (start ?? created)?.advanced(bySeconds: lasted) ?? now
            let started = start ?? ended.advanced(bySeconds: -lasted)
            return .ended(
                CallMachine.Ending(
                    status: .completed,
                    started: started,
                    answered: max(started, ended.advanced(bySeconds: -lasted)),
                    ended: ended,
                    duration: lasted
                )
            )
        case .busy, .failed, .noAnswer, .canceled:
            let ended = end ?? start ?? created ?? now
            return .ended(
                CallMachine.Ending(
                    status: FinalStatus(rawValue: status.rawValue) ?? .failed,
                    started: start ?? (status == .canceled ? nil : ended),
                    answered: nil,
                    ended: ended,
                    duration: duration ?? 0
                )
            )
        }
    }
}

// MARK: - Reading

extension SeedCall {
    private static func instructions(_ fields: Fields) throws(DocumentProblem) -> Instructions? {
        let url = try fields.webhook("url", "method")
        let fallback = try fields.webhook("fallback_url", "fallback_method")
        let twiml = try fields.optional("twiml") { field throws(DocumentProblem) in
            try field.parsed("TwiML of at most 4000 characters") { $0.unicodeScalars.count <= 4000 ? $0 : nil }
        }
        if let url {
            if let field = fields["twiml"] { throw field.problem("a call has either a \"url\" or \"twiml\"") }
            return Instructions(.webhook(url), fallback: fallback)
        }
        if let twiml { return Instructions(.twiml(twiml), fallback: fallback) }
        if let field = fields["fallback_url"] {
            throw field.problem("a fallback needs a \"url\" or \"twiml\" beside it")
        }
        return nil
    }

    private static func statusCallback(_ fields: Fields) throws(DocumentProblem) -> StatusCallback? {
        guard let webhook = try fields.webhook("status_callback", "status_callback_method") else {
            if let field = fields["status_callback_event"] {
                throw field.problem("events need a \"status_callback\" beside them")
            }
            return nil
        }
        let events = try fields.list("status_callback_event") { element throws(DocumentProblem) in
            try element.word(StatusCallback.Event.self)
        }
        return events.isEmpty ? StatusCallback(webhook) : StatusCallback(webhook, events: Set(events))
    }

    private static func template(_ fields: Fields) throws(DocumentProblem) -> @Sendable (inout Call) -> Void {
        let parent = try fields.optional("parent_call_sid") { field throws(DocumentProblem) in
            try field.sid(CallKind.self)
        }
        let number = try fields.optional("phone_number_sid") { field throws(DocumentProblem) in
            try field.sid(PhoneNumberKind.self)
        }
        let answeredBy = try fields.optional("answered_by") { field throws(DocumentProblem) in
            try field.word(AnsweredBy.self)
        }
        let forwardedFrom = try fields.optional("forwarded_from") { field throws(DocumentProblem) in
            try field.string()
        }
        let callerName = try fields.optional("caller_name") { field throws(DocumentProblem) in try field.string() }
        let group = try fields.optional("group_sid") { field throws(DocumentProblem) in try field.sid(GroupKind.self) }
        let trunk = try fields.optional("trunk_sid") { field throws(DocumentProblem) in try field.sid(TrunkKind.self) }
        let annotation = try fields.optional("annotation") { field throws(DocumentProblem) in try field.string() }
        let price = try fields.optional("price") { field throws(DocumentProblem) in
            try field.parsed("a decimal number as a string, such as \"-0.03000\"") { isDecimal($0) ? $0 : nil }
        }
        let priceUnit = try fields.optional("price_unit") { field throws(DocumentProblem) in
            try field.parsed("a currency of three capital letters") { text in
                text.utf8.count == 3 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) } ? text : nil
            }
        }
        let queueTime = try fields.optional("queue_time") { field throws(DocumentProblem) in
            try field.integer(in: 0...Int64(Int32.max), "milliseconds")
        }
        return { call in
            call.parentCallSid = parent
            call.phoneNumberSid = number
            call.answeredBy = answeredBy
            call.forwardedFrom = forwardedFrom
            call.callerName = callerName
            call.groupSid = group
            call.trunkSid = trunk
            call.annotation = annotation
            call.price = price
            call.priceUnit = priceUnit ?? call.priceUnit
            call.queueTime = queueTime ?? 0
        }
    }

    private static func isDecimal(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }

    // MARK: Contradictions

    private func checkTimes(_ fields: Fields) throws(DocumentProblem) {
        if !status.isTerminal {
            for name in ["end_time", "duration"] {
                // A live resource shows a duration of "0".
                guard let field = fields[name], name != "duration" || duration != 0 else { continue }
                throw field.problem("a call that is \(status.rawValue) has no \"\(name)\" yet")
            }
        }
        if status == .queued, let field = fields["start_time"] {
            throw field.problem("a call that is queued has no \"start_time\" yet")
        }
        if let start, let end, end < start, let field = fields["end_time"] {
            throw field.problem("the call ends before it starts")
        }
        if let created, let start, start < created, let field = fields["start_time"] {
            throw field.problem("the call starts before it is created")
        }
        if status != .completed, let duration, duration > 0, let field = fields["duration"] {
            throw field.problem("a call that is \(status.rawValue) was never answered: its \"duration\" is 0")
        }
        if let start, let end, let duration, duration > start.wholeSeconds(until: end), let field = fields["duration"] {
            throw field.problem("the call lasts longer than from \"start_time\" to \"end_time\"")
        }
    }

    /// Fields that the resource derives may stand in a seed, so that a body can be pasted; they must be what it derives.
    private func checkDerived(_ fields: Fields) throws(DocumentProblem) {
        let path = CallResource.path(of: call(at: Instant(milliseconds: 0)))
        let derived = [
            ("account_sid", account.text), ("api_version", "2010-04-01"), ("to_formatted", to.formatted),
            ("from_formatted", from.formatted), ("uri", path + ".json"),
        ]
        for (name, text) in derived {
            guard let field = fields[name] else { continue }
            guard field.value == .string(text) else { throw field.expected("\"\(text)\", which follows from the rest") }
        }
        guard let uris = fields["subresource_uris"] else { return }
        let members = try uris.object(CallResource.subresources.map { $0.key.description })
        for (key, tail) in CallResource.subresources {
            guard let field = members[key.description] else { continue }
            guard field.value == .string("\(path)\(tail).json") else {
                throw field.expected("\"\(path)\(tail).json\", which follows from the rest")
            }
        }
    }
}

extension Fields {
    /// A URL with its method beside it.
    fileprivate func webhook(_ url: String, _ method: String) throws(DocumentProblem) -> Webhook? {
        let verb = try optional(method) { field throws(DocumentProblem) in try field.word(WebhookMethod.self) }
        guard let address = self[url] else {
            if let field = self[method] { throw field.problem("a method needs a \"\(url)\" beside it") }
            return nil
        }
        return Webhook(url: try address.url(), method: verb ?? .post)
    }
}
