import Calls

/// Parameters that an operation does not take: Twilio ignores them and warns, a strict world refuses them.
enum UnknownParameter {
    /// The names in a form that an operation does not take, each once, in the order sent.
    static func names(in form: Form, of operation: APIOperation) -> [String] {
        var names: [String] = []
        for pair in form.pairs where !operation.parameterNames.contains(pair.name) && !names.contains(pair.name) {
            names.append(pair.name)
        }
        return names
    }

    /// The sentence about a name, with the one that was probably meant.
    static func sentence(_ name: String, nearest: String?) -> String {
        let advice = nearest.map { ". Did you mean '\($0)'?" } ?? "."
        return "Unknown parameter '\(name)'\(advice)"
    }

    /// The notification that tells of names that were ignored (error 20001, a warning).
    static func notification(_ names: [String]) -> CallNotification {
        CallNotification(
            code: 20001,
            level: .warning,
            message: "Unknown parameters were ignored: \(names.prefix(20).joined(separator: ", "))"
        )
    }
}
