import Calls

/// Parameters that an operation does not take: Twilio ignores them and warns, a strict world refuses them.
enum UnknownParameter {
    /// How many bytes a name may have that is quoted.
    private static let quotedLimit = 64

    /// The names in a form that an operation does not take, each once, in the order sent.
    static func names(in form: Form, of operation: APIOperation) -> [String] {
        var seen: Set<String> = []
        return form.pairs.map(\.name).filter { name in
            !operation.parameterNames.contains(name) && seen.insert(name).inserted
        }
    }

    /// The sentence about a name, with the one that was probably meant.
    static func sentence(_ name: String, nearest: String?) -> String {
        let advice = nearest.map { ". Did you mean '\($0)'?" } ?? "."
        return "Unknown parameter \(isPlain(name) ? "'\(name)'" : shown(name))\(advice)"
    }

    /// The notification that tells of names that were ignored (error 20001, a warning).
    static func notification(_ names: [String]) -> CallNotification {
        CallNotification(
            code: 20001,
            level: .warning,
            message: "Unknown parameters were ignored: \(names.prefix(20).map(shown).joined(separator: ", "))"
        )
    }

    /// A name as it may stand in a log: one that looks like no parameter is not repeated, since it may be a value that
    /// got into the wrong place, or be made to look like a line of its own.
    private static func shown(_ name: String) -> String {
        isPlain(name) ? name : "(a name of \(name.utf8.count) bytes)"
    }

    private static func isPlain(_ name: String) -> Bool {
        (1...quotedLimit).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "._<>-".utf8.contains(byte)
                }
            }
    }
}
