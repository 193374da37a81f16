import Calls
import JSON

/// A field of a resource that is kept as it was given: its name, what it may hold, and what it holds otherwise.
///
/// Seeds and the API read the same tables of these values, so that both accept the same.
struct StoredField: Sendable {
    /// What a field holds.
    enum Kind: Equatable, Sendable {
        /// 1 to 64 characters.
        case name
        case url, method, flag
        /// One of these words.
        case word([String])
        /// A SID that begins with these letters.
        case sid(String)
    }

    /// The name in the resource and in seeds, `voice_url`.
    let name: StaticString
    let kind: Kind
    /// The value of a field that was not given.
    let fallback: JSONValue

    /// Makes a field; methods are POST, flags false and all else null where nothing was given.
    init(_ name: StaticString, _ kind: Kind, _ fallback: JSONValue? = nil) {
        self.name = name
        self.kind = kind
        self.fallback =
            switch kind {
            case .method: fallback ?? .string(WebhookMethod.post.rawValue)
            case .flag: fallback ?? .bool(false)
            case .name, .url, .word, .sid: fallback ?? .null
            }
    }

    /// The most characters that a friendly name has.
    static let nameLimit = 64

    /// The name of the parameter, `VoiceUrl`.
    var parameterName: String {
        String(decoding: CamelCase.name(Array(name.description.utf8)), as: UTF8.self)
    }

    /// The parameter that sets this field.
    ///
    /// It reads `.null` where the field goes back to what it holds by itself: an empty text takes back what was set.
    var parameter: Parameter<JSONValue> {
        let name = parameterName
        let kind = kind
        return Parameter(name: name, type: kind == .flag ? "boolean" : "string") { text throws(APIError) in
            if text.isEmpty { return .null }
            switch kind {
            case .name:
                return try Parameter<String>.friendlyName.parse(text).map { .string($0) }
            case .url:
                guard WebURL(text) != nil else { throw .invalidResourceURL(name, text) }
                return .string(text)
            case .method:
                guard let method = WebhookMethod(rawValue: text.uppercased()) else {
                    throw .invalidResourceMethod(name, text)
                }
                return .string(method.rawValue)
            case .flag:
                guard let flag = Bool(text.lowercased()) else {
                    throw .invalidValue(name, text, expected: ["true", "false"])
                }
                return .bool(flag)
            case .word(let words):
                guard words.contains(text) else { throw .invalidValue(name, text, expected: words) }
                return .string(text)
            case .sid(let prefix):
                guard Self.isSid(text, prefix) else {
                    throw prefix == "AP" ? .applicationNotAccessible : .invalidSid(name, text, prefix: prefix)
                }
                return .string(text)
            }
        }
    }

    /// Checks the value that a seed gives the field.
    func check(_ field: Document) throws(DocumentProblem) {
        switch kind {
        case .name:
            _ = try field.parsed("a name of at most \(Self.nameLimit) characters") {
                $0.unicodeScalars.count <= Self.nameLimit ? $0 : nil
            }
        case .url:
            _ = field.value == .string("") ? "" : try field.url()
        case .method:
            _ = try field.word(WebhookMethod.self)
        case .flag:
            _ = try field.bool()
        case .word(let words):
            _ = try field.parsed("one of \(words.map { "\"\($0)\"" }.joined(separator: ", "))") {
                words.contains($0) ? $0 : nil
            }
        case .sid(let prefix):
            _ = try field.parsed("\(prefix) and 32 hexadecimal digits") { Self.isSid($0, prefix) ? $0 : nil }
        }
    }

    private static func isSid(_ text: String, _ prefix: String) -> Bool {
        // The form of all SIDs is that of an account's but for the prefix.
        text.hasPrefix(prefix) && AccountSid("AC" + text.dropFirst(2)) != nil
    }
}
