/// The text of one SQL statement, written in the program.
///
/// Only literals make one, so that nothing a user sends can become SQL: values are bound. The address of the literal
/// keys the statement cache, which is cheaper than hashing its text.
package struct SQL: ExpressibleByStringLiteral, Sendable, CustomStringConvertible {
    /// Literals put together; the object's address is the key, so whoever composes a statement keeps it.
    private final class Composition: Sendable {
        let text: String

        init(_ text: String) {
            self.text = text
        }
    }

    private enum Text: Sendable {
        case literal(StaticString)
        case composed(Composition)
    }

    private let text: Text

    /// Takes the literal; it must hold exactly one statement.
    package init(stringLiteral text: StaticString) {
        precondition(text.hasPointerRepresentation, "a statement is more than one character")
        self.text = .literal(text)
    }

    /// Puts a statement together from literals, with a space between them.
    ///
    /// The result is to be kept and used again: each composition is compiled on its own, even of the same parts.
    package init(composing parts: [StaticString]) {
        text = .composed(Composition(parts.map(\.description).joined(separator: " ")))
    }

    /// The text as written.
    package var description: String {
        switch text {
        case .literal(let literal): literal.description
        case .composed(let composition): composition.text
        }
    }

    /// One literal has one address.
    ///
    /// Equal literals of two modules may have two: then both are cached.
    var key: UInt {
        switch text {
        case .literal(let literal): UInt(bitPattern: unsafe literal.utf8Start)
        case .composed(let composition): UInt(bitPattern: ObjectIdentifier(composition))
        }
    }

    /// Lends the text with a NUL behind it, and its count of bytes without.
    func withText<Result>(_ body: (UnsafePointer<CChar>, Int) -> Result) -> Result {
        switch text {
        case .literal(let literal):
            return unsafe body(
                UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self),
                literal.utf8CodeUnitCount
            )
        case .composed(let composition):
            return unsafe composition.text.withCString { unsafe body($0, composition.text.utf8.count) }
        }
    }
}
