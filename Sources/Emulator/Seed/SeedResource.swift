import Calls
import JSON

/// The fields of a seeded resource that are kept as they were given: name and kind, checked against a table.
struct SeedFields: Sendable {
    /// What a field holds.
    enum Kind: Sendable {
        case text, url, method, flag
        /// A SID that begins with these letters.
        case sid(String)
    }

    /// A JSON object of the fields given, in the order of the table.
    let json: String

    init(_ fields: Fields, _ table: [(name: String, kind: Kind)]) throws(DocumentProblem) {
        var members: [JSONMember] = []
        for (name, kind) in table {
            guard let field = fields[name] else { continue }
            try Self.check(field, kind)
            members.append(JSONMember(name, field.value))
        }
        var writer = JSONWriter()
        writer.value(.object(members))
        json = String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func check(_ field: Document, _ kind: Kind) throws(DocumentProblem) {
        switch kind {
        case .text: _ = try field.string()
        case .url: _ = field.value == .string("") ? "" : try field.url()
        case .method: _ = try field.word(WebhookMethod.self)
        case .flag: _ = try field.bool()
        case .sid(let prefix):
            _ = try field.parsed("\(prefix) and 32 hexadecimal digits") { text in
                AccountSid("AC" + text.dropFirst(2)) != nil && text.hasPrefix(prefix) ? text : nil
            }
        }
    }
}

/// An incoming phone number in a seed document (fields of Twilio's IncomingPhoneNumber resource).
struct SeedNumber: Sendable {
    private static let table: [(name: String, kind: SeedFields.Kind)] = [
        ("friendly_name", .text), ("voice_url", .url), ("voice_method", .method), ("voice_fallback_url", .url),
        ("voice_fallback_method", .method), ("voice_application_sid", .sid("AP")), ("voice_caller_id_lookup", .flag),
        ("voice_receive_mode", .text), ("status_callback", .url), ("status_callback_method", .method),
        ("trunk_sid", .sid("TK")), ("sms_url", .url), ("sms_method", .method), ("sms_fallback_url", .url),
        ("sms_fallback_method", .method), ("sms_application_sid", .sid("AP")), ("address_sid", .sid("AD")),
        ("bundle_sid", .sid("BU")), ("identity_sid", .sid("RI")),
    ]

    let path: String
    let sid: PhoneNumberSid?
    let number: PhoneNumber
    let fields: SeedFields

    init(_ document: Document) throws(DocumentProblem) {
        let fields = try document.object(["sid", "phone_number"] + Self.table.map(\.name))
        path = document.path
        sid = try fields.optional("sid") { field throws(DocumentProblem) in try field.sid(PhoneNumberKind.self) }
        number = try fields.required("phone_number").parsed("a number in E.164 such as \"+15551234567\"") {
            PhoneNumber($0)
        }
        self.fields = try SeedFields(fields, Self.table)
    }
}

/// An application in a seed document (fields of Twilio's Application resource).
struct SeedApplication: Sendable {
    private static let table: [(name: String, kind: SeedFields.Kind)] = [
        ("friendly_name", .text), ("voice_url", .url), ("voice_method", .method), ("voice_fallback_url", .url),
        ("voice_fallback_method", .method), ("voice_caller_id_lookup", .flag), ("status_callback", .url),
        ("status_callback_method", .method), ("public_application_connect_enabled", .flag), ("sms_url", .url),
        ("sms_method", .method), ("sms_fallback_url", .url), ("sms_fallback_method", .method),
        ("sms_status_callback", .url), ("message_status_callback", .url),
    ]

    let sid: ApplicationSid?
    let fields: SeedFields

    init(_ document: Document) throws(DocumentProblem) {
        let fields = try document.object(["sid"] + Self.table.map(\.name))
        sid = try fields.optional("sid") { field throws(DocumentProblem) in try field.sid(ApplicationKind.self) }
        self.fields = try SeedFields(fields, Self.table)
    }
}

/// A phone in a seed document: what the other end does when its number is dialled.
struct SeedPhone: Sendable {
    let number: Endpoint
    /// The behaviour as a JSON object, `{"script":[…]}` or `{"manual":true}`.
    let behaviour: String

    init(_ document: Document) throws(DocumentProblem) {
        let fields = try document.object(["number", "script", "manual"])
        number = try fields.required("number").parsed("a number in E.164, or a client: or sip: address") {
            Endpoint($0)
        }
        let member: JSONMember
        switch (fields["script"], fields["manual"]) {
        case (let script?, nil):
            for step in try script.array() { try Self.checkStep(step) }
            member = JSONMember("script", script.value)
        case (nil, let manual?):
            guard try manual.bool() else { throw manual.expected("true") }
            member = JSONMember("manual", .bool(true))
        case (.some, .some), (nil, nil):
            throw document.problem("a phone has either a \"script\" or \"manual\": true")
        }
        var writer = JSONWriter()
        writer.value(.object([member]))
        behaviour = String(decoding: writer.bytes, as: UTF8.self)
    }

    /// One step of a script: an object of one action, and what goes with it.
    private static func checkStep(_ step: Document) throws(DocumentProblem) {
        let actions = ["ring", "answer", "busy", "ignore", "reject", "fail", "hear", "press", "say", "wait", "hangup"]
        let companions = ["hear": ["within"], "press": ["barge"], "say": ["confidence", "barge"]]
        let fields = try step.object(actions + ["within", "confidence", "barge"])
        let found = actions.filter { fields.contains($0) }
        guard found.count == 1, let action = found.first else {
            throw step.problem("a step is one of \(actions.joined(separator: ", "))")
        }
        for name in fields.names where name != action && companions[action]?.contains(name) != true {
            throw step.problem("\"\(name)\" does not go with \"\(action)\"")
        }
        try check(action, try fields.required(action))
        if let within = fields["within"] { _ = try within.seconds() }
        if let barge = fields["barge"] { _ = try barge.bool() }
        if let confidence = fields["confidence"] { _ = try confidence.number(in: 0...1, "a number from 0 to 1") }
    }

    private static func check(_ action: String, _ value: Document) throws(DocumentProblem) {
        switch action {
        case "ring", "wait":
            _ = try value.seconds()
        case "answer":
            if value.value != .bool(true) { _ = try value.word(AnsweredBy.self) }
        case "fail":
            _ = try value.integer(in: 400...699, "a SIP response code from 400 to 699")
        case "hear":
            _ = try value.parsed("a regular expression") { try? Regex($0) }
        case "press":
            _ = try value.parsed("digits of 0-9, *, #, A-D, and w for a wait") { text in
                !text.isEmpty && text.allSatisfy { "0123456789*#ABCDw".contains($0) } ? text : nil
            }
        case "say":
            _ = try value.string()
        default:
            guard try value.bool() else { throw value.expected("true") }
        }
    }
}

extension Document {
    /// A time in seconds, a fraction included, of at most a day.
    func seconds() throws(DocumentProblem) -> Double {
        try number(in: 0...86_400, "a number of seconds from 0 to 86400")
    }
}
