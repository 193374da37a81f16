import ArgumentParser
import Glibc

/// The command: `ringback` alone means `ringback serve`.
@main
struct Ringback: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ringback",
        abstract: "The phone company on localhost: a local emulator of Twilio's Calls API.",
        discussion: "Each flag of serve has an environment variable: RINGBACK_ and its name in capitals. Flags win.",
        version: version,
        subcommands: [Serve.self, HealthCheck.self, Version.self],
        defaultSubcommand: Serve.self
    )

    /// Runs the command, and ends with the exit code of what failed.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            let line = Array("Error: \(failure.message)\n".utf8)
            _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(withError: ExitCode(failure.code.rawValue))
        } catch {
            guard fullMessage(for: error) == helpMessage() else { exit(withError: error) }
            print(overview)
        }
    }

    /// The help of the command as a whole: with the flags of `serve`, since its name may be left out.
    private static var overview: String {
        let flags = helpMessage(for: Serve.self)
        let start = flags.firstRange(of: "OPTIONS:")?.upperBound ?? flags.startIndex
        return "\(helpMessage())\n\nOPTIONS OF SERVE:\(flags[start...])"
    }

    /// The version of this program (semantic versioning).
    static let version = "0.1.0"
}

/// `ringback version`.
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the version.")

    func run() {
        print("ringback \(Ringback.version)")
    }
}
