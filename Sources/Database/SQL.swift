/// The text of one SQL statement, written in the program.
///
/// Only a literal makes one, so that nothing a user sends can become SQL: values are bound. The address of the
/// literal keys the statement cache, which is cheaper than hashing its text.
package struct SQL: ExpressibleByStringLiteral, Sendable, CustomStringConvertible {
    let text: StaticString

    /// Takes the literal; it must hold exactly one statement.
    package init(stringLiteral text: StaticString) {
        precondition(text.hasPointerRepresentation, "a statement is more than one character")
        self.text = text
    }

    /// The text as written.
    package var description: String {
        text.description
    }

    /// The address of the literal; equal literals of two modules may have two, and then both are cached.
    var key: UInt {
        UInt(bitPattern: unsafe text.utf8Start)
    }
}
