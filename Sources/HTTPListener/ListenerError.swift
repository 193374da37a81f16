/// Why a ``Listener`` could not start.
package struct ListenerError: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure that a user can do something about, and the rest.
    package enum Code: Sendable, Equatable {
        /// Another socket listens on that address and port.
        case addressInUse
        /// The host is not an address of this machine, or its name does not resolve.
        case addressNotAvailable
        /// The system does not let this user listen there (ports below 1024).
        case permissionDenied
        /// Anything else.
        case cannotStart
    }

    /// What kind of failure it is.
    package var code: Code
    /// The host that was asked for.
    package var host: String
    /// The port that was asked for.
    package var port: UInt16
    /// The system's own words.
    package var reason: String

    /// An error of its parts.
    package init(code: Code, host: String, port: UInt16, reason: String) {
        self.code = code
        self.host = host
        self.port = port
        self.reason = reason
    }

    /// One line for the user.
    package var description: String {
        let place = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]:\(port)" : "\(host):\(port)"
        return "cannot listen on \(place): \(reason)"
    }
}
