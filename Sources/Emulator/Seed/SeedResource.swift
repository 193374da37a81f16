import Calls
import JSON

extension StoredFields {
    /// Reads the fields of a resource in a seed document.
    init(_ fields: Fields, _ table: [StoredField]) throws(DocumentProblem) {
        var members: [JSONMember] = []
        for field in table {
            let name = field.name.description
            guard let value = fields[name] else { continue }
            try field.check(value)
            members.append(JSONMember(name, value.value))
        }
        self.init(table, members)
    }
}

/// An incoming phone number in a seed document (fields of Twilio's IncomingPhoneNumber resource).
struct SeedNumber: Sendable {
    let path: String
    let sid: PhoneNumberSid?
    let number: PhoneNumber
    let fields: StoredFields

    init(_ document: Document) throws(DocumentProblem) {
        let table = IncomingPhoneNumber.table
        let fields = try document.object(["sid", "phone_number"] + table.map(\.name.description))
        path = document.path
        sid = try fields.optional("sid") { field throws(DocumentProblem) in try field.sid(PhoneNumberKind.self) }
        number = try fields.required("phone_number").parsed("a number in E.164 such as \"+15551234567\"") {
            PhoneNumber($0)
        }
        self.fields = try StoredFields(fields, table)
    }
}

/// An application in a seed document (fields of Twilio's Application resource).
struct SeedApplication: Sendable {
    let path: String
    let sid: ApplicationSid?
    let fields: StoredFields

    init(_ document: Document) throws(DocumentProblem) {
        let table = Application.table
        let fields = try document.object(["sid"] + table.map(\.name.description))
        path = document.path
        sid = try fields.optional("sid") { field throws(DocumentProblem) in try field.sid(ApplicationKind.self) }
        self.fields = try StoredFields(fields, table)
    }
}

/// A phone in a seed document: what the other end does when its number is dialled.
struct SeedPhone: Sendable {
    let path: String
    let number: Endpoint
    /// The behaviour as a JSON object, `{"script":[…]}` or `{"manual":true}`.
    let behaviour: String

    init(_ document: Document) throws(DocumentProblem) {
        let fields = try document.object(["number", "script", "manual"])
        path = document.path
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
