/// A refusal in Twilio's shape: what the API answers instead of a resource.
///
/// The catalogue below holds every error that the emulated operations raise, each once. Messages are Twilio's own words
/// where they are known; where only the title of the error's page is known, the title stands in (docs/fidelity.md).
struct APIError: Error, Equatable, Sendable {
    /// The HTTP status.
    var status: Int
    /// The code in Twilio's error dictionary.
    var code: Int
    var message: String

    /// The page of the error dictionary.
    var moreInfo: String { "https://www.twilio.com/docs/errors/\(code)" }
}

// MARK: - Authentication

extension APIError {
    /// No `Authorization` header.
    static let noCredentials = APIError(
        status: 401,
        code: 20003,
        message: "Authentication Error - No credentials provided"
    )
    /// The user name is no SID, or that of nothing.
    static let invalidUsername = APIError(
        status: 401,
        code: 20003,
        message: "Authentication Error - invalid username"
    )
    /// Wrong secret, or an account out of reach for these credentials.
    static let authenticate = APIError(status: 401, code: 20003, message: "Authenticate")
}

// MARK: - Any resource

extension APIError {
    /// Nothing is there; `path` is the request's path as it was asked, extension included, query excluded.
    static func notFound(_ path: String) -> APIError {
        APIError(status: 404, code: 20404, message: "The requested resource \(path) was not found")
    }

    /// The path is known, the method is not.
    static let methodNotAllowed = APIError(status: 405, code: 20004, message: "Method not allowed")

    /// An integer parameter that is empty or no integer.
    static func notAnInteger(_ text: String) -> APIError {
        APIError(status: 400, code: 20001, message: "invalid literal for int() with base 10: \(text.quotedAsInPython)")
    }

    /// A parameter that the operation does not take, in a strict world.
    static func unknownParameter(_ name: String, nearest: String?) -> APIError {
        APIError(status: 400, code: 20001, message: UnknownParameter.sentence(name, nearest: nearest))
    }

    /// A word that the parameter does not take.
    static func invalidValue(_ name: String, _ text: String, expected: [String]) -> APIError {
        APIError(
            status: 400,
            code: 20001,
            message: "Invalid \(name): \(text). Must be one of: \(expected.joined(separator: ", "))"
        )
    }

    /// More than 1000 items on a page.
    static let pageSizeTooLarge = APIError(
        status: 400,
        code: 20007,
        message: "Page size too large, maximum is 1000"
    )

    /// A `PageToken` that no page of this list gave.
    static func invalidPageToken(_ text: String) -> APIError {
        APIError(status: 400, code: 20001, message: "Invalid PageToken: \(text)")
    }

    /// The deletion of what is not over yet.
    static let notComplete = APIError(
        status: 409,
        code: 20009,
        message: "Cannot delete this resource before it is complete"
    )

    /// A parameter that must be there and is not.
    static func missing(_ name: String) -> APIError {
        APIError(status: 400, code: 20001, message: "Missing required parameter \(name) in the post body")
    }

    /// A filter that is no date.
    static func invalidDate(_ name: String, _ text: String) -> APIError {
        APIError(
            status: 400,
            code: 20001,
            message: "Invalid \(name): \(text). Must be a date (YYYY-MM-DD) or a date with a time (RFC 3339)"
        )
    }

    /// The body is larger than this server takes.
    static func bodyTooLarge(limit: Int) -> APIError {
        APIError(
            status: 413,
            code: 20413,
            message: "Request entity too large: the body may have \(limit) bytes at the most"
        )
    }

    /// The request line and headers are larger than this server takes.
    static func headTooLarge(limit: Int) -> APIError {
        APIError(
            status: 431,
            code: 20431,
            message: "Request header fields too large: the request line and headers may have \(limit) bytes at the most"
        )
    }

    /// A browser or a host name that this server does not serve; ours, not Twilio's.
    static func forbidden(_ message: String) -> APIError {
        APIError(status: 403, code: 20403, message: message)
    }

    /// The request could not be stored, or the server is not ready; nothing has changed.
    static func unavailable(_ message: String) -> APIError {
        APIError(status: 503, code: 20503, message: message)
    }
}

// MARK: - Calls

extension APIError {
    /// A `Url` (or `FallbackUrl`) that is no absolute http or https URL.
    static func invalidURL(_ name: String, _ text: String) -> APIError {
        APIError(status: 400, code: 21205, message: "\(name) is not a valid URL: \(text)")
    }

    /// A `Method` that is neither GET nor POST.
    static let invalidMethod = APIError(status: 400, code: 21209, message: "Invalid Method")

    /// An update that the call's status does not allow.
    static let callNotInProgress = APIError(
        status: 400,
        code: 21220,
        message: "Call is not in-progress. Cannot redirect."
    )

    /// A `Twiml` of more than 4000 characters.
    static let twimlTooLong = APIError(status: 400, code: 32018, message: "TwiML size exceeds 4000 characters")
}

extension String {
    /// The text as Python's `repr` writes it, which Twilio's message about integers shows.
    fileprivate var quotedAsInPython: String {
        let quote: Unicode.Scalar = unicodeScalars.contains("'") && !unicodeScalars.contains("\"") ? "\"" : "'"
        var quoted = String(quote)
        for scalar in unicodeScalars {
            switch scalar {
            case quote, "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        quoted.unicodeScalars.append(quote)
        return quoted
    }
}
