import ArgumentParser
import Calls
import Emulator
import JSON
import Logging

/// How a line of the log looks.
enum LogFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// `2026-01-31T12:00:00.000Z info message`
    case text
    /// One JSON object a line: `at`, `level`, `message`.
    case json
}

/// Writes one line an entry to standard error, each with one `write` so that lines of several threads do not mix.
///
/// An entry that is too long for that loses its middle.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let format: LogFormat

    /// A logger that writes lines.
    static func logger(level: Logger.Level, format: LogFormat) -> Logger {
        Logger(label: "ringback") { _ in LineLogHandler(logLevel: level, format: format) }
    }

    private init(logLevel: Logger.Level, format: LogFormat) {
        self.logLevel = logLevel
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        StandardError.write(line(event.level, event.message.description)) { dropped in
            line(.warning, dropped == 1 ? "1 log line was dropped" : "\(dropped) log lines were dropped")
        }
    }

    private func line(_ level: Logger.Level, _ message: String) -> [UInt8] {
        let line = encoded(level, message)
        guard line.count > StandardError.longestLine else { return line }
        // Escaped, a character has ten bytes at the most.
        let characters = message.unicodeScalars
        return encoded(level, "\(String(characters.prefix(280))) … \(String(characters.suffix(100)))")
    }

    private func encoded(_ level: Logger.Level, _ message: String) -> [UInt8] {
        switch format {
        case .text:
            return Array("\(WallClock.now.rfc3339) \(level) \(Self.printable(message))\n".utf8)
        case .json:
            var writer = JSONWriter()
            writer.object { object in
                object.member("at", WallClock.now.rfc3339)
                object.member("level", level.rawValue)
                object.member("message", message)
            }
            return writer.bytes + [0x0A]
        }
    }

    /// A text without what would end the line or steer a terminal: that is spelled `\u{1b}`.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isInvisible) else { return text }
        var printable = ""
        for scalar in text.unicodeScalars {
            if isInvisible(scalar) {
                printable += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                printable.unicodeScalars.append(scalar)
            }
        }
        return printable
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
