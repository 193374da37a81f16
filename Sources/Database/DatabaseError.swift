/// What SQLite said.
///
/// It quotes the statement but never the values bound to it: they are numbers of people and texts of messages,
/// and an error ends in a log.
package struct DatabaseError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure that somebody may want to tell apart.
    package enum Code: Equatable, Sendable {
        /// The file is missing and cannot be made, is a directory, or may not be read.
        case cannotOpen
        /// The file is something else, or the SQLite database of another program.
        case notADatabase
        /// The file or its folder may not be written.
        case readOnly
        /// A newer Ringback has changed the schema.
        case newerVersion
        /// Another process holds the file.
        case busy
        /// No space is left.
        case full
        /// A rule of the schema forbids the change.
        case constraint
        /// Reading or writing failed below SQLite.
        case ioError
        /// The file is damaged.
        case corrupt
        /// The program did what it must not: a closed database, a write in `read`, a wrong number of values.
        case misuse
        /// A column holds another type than was asked for.
        case mismatch
        /// Anything else; the message tells.
        case other
    }

    /// The kind of failure.
    package let code: Code

    /// SQLite's extended result code.
    package let resultCode: Int32

    /// What happened, without the statement.
    package let message: String

    /// The statement that failed, if one did.
    package let sql: String?

    /// Collects what is known of a failure.
    package init(code: Code, resultCode: Int32, message: String, sql: String? = nil) {
        self.code = code
        self.resultCode = resultCode
        self.message = message
        self.sql = sql
    }

    /// A line for the log.
    package var description: String {
        guard let sql else { return message }
        return "\(message) (SQLite code \(resultCode)) in: \(sql)"
    }
}
