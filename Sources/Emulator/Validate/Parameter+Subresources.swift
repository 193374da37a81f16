import Calls

extension Parameter where Value == String {
    /// A URL that will be called: absolute, http or https, at most 4000 characters, no underscore in the host.
    ///
    /// Local hosts are exempt from the rule about names.
    static func callback(_ name: String) -> Parameter {
        Parameter(name: name, type: "string") { text throws(APIError) in
            if text.isEmpty { return nil }
            guard text.unicodeScalars.count <= 4000, let url = WebURL(text), url.isLocal || !url.host.contains("_")
            else { throw .invalidCallback(name, text) }
            return text
        }
    }

    /// A URL that may be relative: no space or control character in it, and a scheme, where there is one, of `schemes`.
    static func reference(_ name: String, schemes: [String]) -> Parameter {
        Parameter(name: name, type: "string") { text throws(APIError) in
            if text.isEmpty { return nil }
            guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), text.unicodeScalars.count <= 4000 else {
                throw .invalidURL(name, text)
            }
            guard let colon = text.firstRange(of: "://") else { return text }
            let scheme = text[..<colon.lowerBound].lowercased()
            // A colon behind a slash or a question mark belongs to a relative URL.
            let isRelative = scheme.contains { "/?#".contains($0) }
            guard isRelative || (schemes.contains(scheme) && colon.upperBound < text.endIndex) else {
                throw .invalidURL(name, text)
            }
            return text
        }
    }
}

/// A parameter that is checked and then kept as it was sent.
struct Setting: Sendable {
    let summary: ParameterSummary
    /// The text as sent; nil when the parameter was not sent, or sent empty where that means the same.
    let read: @Sendable (Form) throws(APIError) -> String?

    /// Makes a setting of a parameter; `isRequired` refuses its absence.
    init<Value>(_ parameter: Parameter<Value>, isRequired: Bool = false) {
        summary = isRequired ? parameter.summary.required : parameter.summary
        read = { form throws(APIError) in
            if try form.value(parameter) != nil { return form[parameter.name] }
            guard !isRequired else { throw .missing(parameter.name) }
            return nil
        }
    }
}

extension Form {
    /// The value of a parameter that must be there.
    ///
    /// - Throws: 20001 when it is missing, or the parameter's own error.
    func required<Value>(_ parameter: Parameter<Value>) throws(APIError) -> Value {
        guard let value = try value(parameter) else { throw .missing(parameter.name) }
        return value
    }

    /// What was sent of these settings.
    ///
    /// - Throws: the error of the first that is wrong.
    func values(of settings: [Setting]) throws(APIError) -> [(name: String, value: String)] {
        var values: [(name: String, value: String)] = []
        for setting in settings {
            if let text = try setting.read(self) { values.append((setting.summary.name, text)) }
        }
        return values
    }
}
