/// A JSON document as a tree (RFC 8259): members keep their order, numbers keep their text.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The number as it was written, `-1.50e3`: no precision is lost by reading it.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])

    /// What a sentence calls a value of this kind: `a string`, `null`.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// One name and value of an object.
package struct JSONMember: Equatable, Sendable {
    package var name: String
    package var value: JSONValue

    /// Makes a member.
    package init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}
