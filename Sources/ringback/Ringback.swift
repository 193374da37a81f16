import ArgumentParser

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
