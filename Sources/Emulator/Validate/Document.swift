import JSON

/// What is wrong with a document of ours (a seed, the body of a control request), and where.
struct DocumentProblem: Error, Equatable, Sendable {
    /// The JSON path of the value that is wrong, `$.accounts[0].sid`; `$` is the document.
    var path: String
    /// What was wrong and what was expected: a sentence without its full stop.
    var message: String
    /// The name of the member that ``path`` lacks, where that is the problem.
    var missing: String?

    /// The message with its full stop; one that ends in a question has its mark.
    var sentence: String { message.hasSuffix("?") ? message : message + "." }
}

/// A value of a document together with its place, read strictly: every accessor either gives what was asked for or
/// throws a ``DocumentProblem`` that says what was expected where.
struct Document: Sendable {
    let value: JSONValue
    let path: String
    /// Values came as the text of a form: numbers and booleans are read from strings.
    private let isForm: Bool

    /// The root of a document.
    init(_ value: JSONValue) {
        self.init(value, path: "$", isForm: false)
    }

    /// A form as a document: one object of strings.
    init(_ form: Form) throws(DocumentProblem) {
        var names: Set<String> = []
        for pair in form.pairs where !names.insert(pair.name).inserted {
            throw DocumentProblem(path: "$.\(pair.name)", message: "the name stands twice in the form")
        }
        self.init(.object(form.pairs.map { JSONMember($0.name, .string($0.value)) }), path: "$", isForm: true)
    }

    private init(_ value: JSONValue, path: String, isForm: Bool) {
        self.value = value
        self.path = path
        self.isForm = isForm
    }

    /// A problem with this value.
    func problem(_ message: String) -> DocumentProblem {
        DocumentProblem(path: path, message: message)
    }

    /// A problem with this value's kind.
    func expected(_ what: String) -> DocumentProblem {
        switch value {
        case .string(let text): problem("expected \(what), found \"\(text.prefix(80))\"")
        case .number(let text): problem("expected \(what), found \(text.prefix(80))")
        default: problem("expected \(what), found \(value.kind)")
        }
    }

    // MARK: Objects and arrays

    /// The members of an object that may have only these names.
    func object(_ known: [String]) throws(DocumentProblem) -> Fields {
        guard case .object(let members) = value else { throw expected("an object") }
        var fields: [String: Document] = [:]
        for member in members {
            let field = Document(member.value, path: path(of: member.name), isForm: isForm)
            guard known.contains(member.name) else {
                if let near = nearestName(to: member.name, among: known) {
                    throw field.problem("there is no \"\(member.name)\" here; did you mean \"\(near)\"?")
                }
                throw field.problem(
                    "there is no \"\(member.name)\" here; the names are \(known.joined(separator: ", "))"
                )
            }
            fields[member.name] = field
        }
        return Fields(path: path, fields: fields)
    }

    /// The elements of an array.
    func array() throws(DocumentProblem) -> [Document] {
        guard case .array(let elements) = value else { throw expected("an array") }
        return elements.enumerated().map { Document($1, path: "\(path)[\($0)]", isForm: isForm) }
    }

    private func path(of name: String) -> String {
        let isPlain =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        return isPlain ? "\(path).\(name)" : "\(path)['\(name)']"
    }

    // MARK: Scalars

    /// A string; `what` says of what, for the message.
    func string(_ what: String = "a string") throws(DocumentProblem) -> String {
        guard case .string(let text) = value else { throw expected(what) }
        return text
    }

    /// A boolean.
    func bool() throws(DocumentProblem) -> Bool {
        switch value {
        case .bool(let flag): return flag
        case .string("true") where isForm: return true
        case .string("false") where isForm: return false
        default: throw expected("true or false")
        }
    }

    /// A finite number within bounds.
    func number(in range: ClosedRange<Double>, _ what: String) throws(DocumentProblem) -> Double {
        let text: String
        switch value {
        case .number(let digits): text = digits
        case .string(let digits) where isForm: text = digits
        default: throw expected(what)
        }
        guard let number = Double(text), range.contains(number) else { throw expected(what) }
        return number
    }

    /// A whole number within bounds, as a number or (Twilio's resources do so) as a string of digits.
    func integer(in range: ClosedRange<Int64>, _ what: String) throws(DocumentProblem) -> Int64 {
        switch value {
        case .number(let text), .string(let text):
            guard let number = Int64(text), range.contains(number) else { throw expected(what) }
            return number
        default:
            throw expected(what)
        }
    }

    /// A word of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) throws(DocumentProblem) -> Word
    where Word.RawValue == String {
        let words = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        guard case .string(let text) = value, let word = Word(rawValue: text) else { throw expected("one of \(words)") }
        return word
    }

    /// A value that has a failable initializer from text.
    func parsed<Value>(_ what: String, _ parse: (String) -> Value?) throws(DocumentProblem) -> Value {
        guard case .string(let text) = value, let parsed = parse(text) else { throw expected(what) }
        return parsed
    }
}

/// The members of an object of a document, by name.
struct Fields: Sendable {
    let path: String
    private let fields: [String: Document]

    fileprivate init(path: String, fields: [String: Document]) {
        self.path = path
        self.fields = fields
    }

    /// The names that are there.
    var names: some Collection<String> { fields.keys }

    /// A member that may be missing or null; both are nil.
    subscript(_ name: String) -> Document? {
        guard let field = fields[name], field.value != .null else { return nil }
        return field
    }

    /// Whether the member is there, be it null.
    func contains(_ name: String) -> Bool { fields[name] != nil }

    /// A member that must be there.
    func required(_ name: String) throws(DocumentProblem) -> Document {
        guard let field = self[name] else {
            throw DocumentProblem(path: path, message: "\"\(name)\" is missing", missing: name)
        }
        return field
    }

    /// Reads a member that may be missing.
    func optional<Value>(
        _ name: String,
        _ read: (Document) throws(DocumentProblem) -> Value
    ) throws(DocumentProblem) -> Value? {
        guard let field = self[name] else { return nil }
        return try read(field)
    }
}
