/// What a statement's parameter is given, in SQLite's five types.
package enum Value: Sendable, Equatable {
    /// The absence of a value.
    case null
    /// A whole number of 64 bits.
    case integer(Int64)
    /// A floating-point number; SQLite stores NaN as NULL.
    case real(Double)
    /// A text in UTF-8, bound by its count of bytes, so that it may hold NUL.
    case text(String)
    /// Bytes as they are.
    case blob([UInt8])

    /// The text, or NULL for none.
    package static func optional(_ text: String?) -> Value {
        text.map { .text($0) } ?? .null
    }

    /// The number, or NULL for none.
    package static func optional(_ number: Int64?) -> Value {
        number.map { .integer($0) } ?? .null
    }

    /// SQLite has no type for truth: 1 or 0.
    package static func bool(_ truth: Bool) -> Value {
        .integer(truth ? 1 : 0)
    }
}

extension Value: ExpressibleByNilLiteral {
    /// Makes NULL of `nil`.
    package init(nilLiteral: ()) {
        self = .null
    }
}

extension Value: ExpressibleByIntegerLiteral {
    /// Makes an integer of a number in the program.
    package init(integerLiteral number: Int64) {
        self = .integer(number)
    }
}

extension Value: ExpressibleByStringLiteral {
    /// Makes a text of a literal in the program.
    package init(stringLiteral text: String) {
        self = .text(text)
    }
}
