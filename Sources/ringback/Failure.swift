import ArgumentParser
import Emulator
import HTTPListener

/// Why the command ends: a sentence on standard error, and an exit code of sysexits.h.
struct Failure: Error {
    /// The exit codes beside 0 and those of the argument parser (64 for bad usage).
    enum Code: Int32 {
        case general = 1
        /// A seed document is not valid.
        case data = 65
        /// The port is taken.
        case unavailable = 69
        /// The database cannot be opened or written.
        case input = 74
    }

    let code: Code
    let message: String

    init(_ error: any Error) {
        switch error {
        case let failure as Failure:
            self = failure
        case let error as StartError:
            code = error.reason == .seed ? .data : .input
            message = error.description
        case let error as ListenerError:
            code = error.code == .addressInUse ? .unavailable : .general
            let advice = "; choose another port with --port N, or --port 0 for any free one"
            message = String(describing: error) + (error.code == .addressInUse ? advice : "")
        default:
            code = .general
            message = String(describing: error)
        }
    }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
