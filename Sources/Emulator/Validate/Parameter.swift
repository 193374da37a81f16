import Calls

/// One parameter of an operation: its name, its type in the official description, and how its text is read.
///
/// The catalogues of these values are the documentation of the surface: validation, descriptions and tests read them.
struct Parameter<Value: Sendable>: Sendable {
    let name: String
    /// The `type` of Twilio's OpenAPI description: `string` or `integer`.
    let type: String
    /// The words that it takes; empty where it takes more than a few.
    var words: [String] = []
    /// Reads a value; nil where Twilio acts as if the parameter had not been sent.
    let parse: @Sendable (_ text: String) throws(APIError) -> Value?

    /// What is known of a parameter without its type of value.
    var summary: ParameterSummary { ParameterSummary(name: name, type: type, words: words) }
}

extension Parameter {
    /// The same parameter where Twilio describes its type as another one.
    func described(as type: String) -> Parameter {
        Parameter(name: name, type: type, words: words, parse: parse)
    }
}

/// A parameter as descriptions list it.
struct ParameterSummary: Equatable, Sendable {
    let name: String
    /// `string`, `integer`, `boolean`, `number` or `array`.
    let type: String
    /// The words that it takes, or that each of an array is one of; empty where it takes more than a few.
    var words: [String] = []
    var isRequired = false

    /// The same parameter, as one that must be there.
    var required: ParameterSummary { ParameterSummary(name: name, type: type, words: words, isRequired: true) }
}

extension Form {
    /// The value of a parameter; nil when it was not sent, or sent empty where that means the same.
    ///
    /// - Throws: the parameter's own error.
    func value<Value>(_ parameter: Parameter<Value>) throws(APIError) -> Value? {
        guard let text = self[parameter.name] else { return nil }
        return try parameter.parse(text)
    }
}

// MARK: - Kinds of parameter

extension Parameter where Value == Int64 {
    /// A whole number as Python's `int` reads it, which Twilio's message shows: spaces around it and a sign are legal.
    ///
    /// An empty one is an error, unlike any other kind.
    static func integer(_ name: String) -> Parameter {
        Parameter(name: name, type: "integer") { text throws(APIError) in
            let digits = text.drop(while: \.isWhitespace)
            let end = digits.lastIndex { !$0.isWhitespace }
            guard let end, let value = Int64(digits[...end]) else { throw .notAnInteger(text) }
            return value
        }
    }
}

extension Parameter where Value == String {
    /// An absolute http or https URL, kept as it was written.
    static func url(_ name: String) -> Parameter {
        Parameter(name: name, type: "string") { text throws(APIError) in
            if text.isEmpty { return nil }
            guard WebURL(text) != nil else { throw .invalidURL(name, text) }
            return text
        }
    }

    /// Text that is checked elsewhere, or not at all.
    static func text(_ name: String) -> Parameter {
        Parameter(name: name, type: "string") { text throws(APIError) in text.isEmpty ? nil : text }
    }

    /// Inline TwiML of at most 4000 characters.
    static func twiml(_ name: String) -> Parameter {
        Parameter(name: name, type: "string") { text throws(APIError) in
            guard text.unicodeScalars.count <= 4000 else { throw .twimlTooLong }
            return text.isEmpty ? nil : text
        }
    }
}

extension Parameter where Value == WebhookMethod {
    /// GET or POST in any case; `strict` says whether another word is an error or as good as none.
    static func method(_ name: String, strict: Bool) -> Parameter {
        Parameter(name: name, type: "string") { text throws(APIError) in
            if text.isEmpty { return nil }
            guard let method = WebhookMethod(rawValue: text.uppercased()) else {
                if strict { throw .invalidMethod }
                return nil
            }
            return method
        }
    }
}

extension Parameter where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words, to the letter.
    static func word(_ name: String) -> Parameter {
        Parameter(name: name, type: "string", words: Value.allCases.map(\.rawValue)) { text throws(APIError) in
            if text.isEmpty { return nil }
            guard let value = Value(rawValue: text) else {
                throw .invalidValue(name, text, expected: Value.allCases.map(\.rawValue))
            }
            return value
        }
    }
}
