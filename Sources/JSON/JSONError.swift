/// Why a text is not a JSON document, and where.
package struct JSONError: Error, Equatable, CustomStringConvertible, Sendable {
    /// What was wrong, as a sentence without its full stop.
    package var message: String
    /// The line, counted from 1.
    package var line: Int
    /// The byte in the line, counted from 1.
    package var column: Int

    package var description: String { "line \(line), column \(column): \(message)" }
}
