import ArgumentParser
import Calls
import Emulator
import Glibc
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
        let line: [UInt8]
        switch format {
        case .text:
            line = Array("\(WallClock.now.rfc3339) \(event.level) \(event.message)\n".utf8)
        case .json:
            var writer = JSONWriter()
            writer.object { object in
                object.member("at", WallClock.now.rfc3339)
                object.member("level", event.level.rawValue)
                object.member("message", event.message.description)
            }
            line = writer.bytes + [0x0A]
        }
        _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
