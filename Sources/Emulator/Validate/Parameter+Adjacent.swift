import Calls

// Parameters of accounts, numbers, applications and caller ids that are not stored fields.
extension Parameter where Value == String {
    /// A name of at most 64 characters, kept as it was written.
    static var friendlyName: Parameter {
        Parameter(name: "FriendlyName", type: "string") { text throws(APIError) in
            guard text.unicodeScalars.count <= StoredField.nameLimit else { throw .invalidFriendlyName }
            return text.isEmpty ? nil : text
        }
    }
}

extension Parameter where Value == AccountStatus {
    /// The status that an account is to have.
    static var accountStatus: Parameter {
        Parameter(name: "Status", type: "string") { text throws(APIError) in
            if text.isEmpty { return nil }
            guard let status = AccountStatus(rawValue: text) else { throw .accountStatusInvalid }
            return status
        }
    }
}

extension Parameter where Value == AccountSid {
    /// The account that a number goes to.
    static var transferTarget: Parameter {
        Parameter(name: "AccountSid", type: "string") { text throws(APIError) in
            if text.isEmpty { return nil }
            guard let sid = AccountSid(text) else { throw .transferTargetInvalid(text) }
            return sid
        }
    }
}

extension Parameter where Value == Bool {
    /// `true` or `false`.
    static func flag(_ name: String) -> Parameter {
        Parameter(name: name, type: "boolean") { text throws(APIError) in
            if text.isEmpty { return nil }
            guard let flag = Bool(text.lowercased()) else {
                throw .invalidValue(name, text, expected: ["true", "false"])
            }
            return flag
        }
    }
}

extension Parameter where Value == NumberPattern {
    /// Part of a number.
    static var numberPattern: Parameter {
        Parameter(name: "PhoneNumber", type: "string") { text throws(APIError) in
            text.isEmpty ? nil : NumberPattern(text)
        }
    }
}

/// Part of a number, in which `*` stands for any digit ("Filter by partial phone number").
struct NumberPattern: Sendable {
    private let pattern: [UInt8]

    init(_ text: String) {
        pattern = Array(text.utf8)
    }

    /// Whether the pattern is found anywhere in a number.
    func matches(_ number: PhoneNumber) -> Bool {
        let digits = Array(number.e164.utf8)
        guard pattern.count <= digits.count else { return false }
        return (0...(digits.count - pattern.count)).contains { start in
            zip(pattern, digits[start...]).allSatisfy { wanted, digit in
                wanted == digit || (wanted == UInt8(ascii: "*") && digit != UInt8(ascii: "+"))
            }
        }
    }
}
