import ArgumentParser
import FoundationEssentials

/// The environment variables that stand in for flags: `RINGBACK_` and the flag's name in capitals.
struct Environment {
    private let variables: [String: String]

    static let current = Environment(ProcessInfo.processInfo.environment)

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// A variable's value; nil when it is not set, or empty.
    ///
    /// - Throws: a usage error when the value is none of the flag's.
    func value<Value: ExpressibleByArgument>(_ name: String) throws(ValidationError) -> Value? {
        guard let text = variables["RINGBACK_" + name], !text.isEmpty else { return nil }
        guard let value = Value(argument: text) else {
            throw ValidationError("The value '\(text)' of RINGBACK_\(name) is not valid.")
        }
        return value
    }

    /// Whether a variable switches its flag on; nil when it is not set, or empty.
    ///
    /// - Throws: a usage error when the value is neither true, false, 1 nor 0.
    func flag(_ name: String) throws(ValidationError) -> Bool? {
        switch variables["RINGBACK_" + name] {
        case "1": true
        case "0": false
        default: try value(name)
        }
    }

    /// The parts of a variable's value between commas, without the spaces around them; those that are empty are left out.
    func list(_ name: String) -> [String] {
        (variables["RINGBACK_" + name] ?? "").split(separator: ",").compactMap { part in
            let part = part.drop(while: \.isWhitespace)
            guard let last = part.lastIndex(where: { !$0.isWhitespace }) else { return nil }
            return String(part[...last])
        }
    }
}
