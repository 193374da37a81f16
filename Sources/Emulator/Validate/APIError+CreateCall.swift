// The errors of create ("Make outgoing calls with Twilio's API", error dictionary 13223 and 21201 to 21234).
extension APIError {
    /// `To` is missing.
    static let noTo = refusal(21201, "No 'To' number is specified")
    /// `From` is missing.
    static let noFrom = refusal(21213, "Caller phone number is required")
    /// None of `Url`, `Twiml` and `ApplicationSid` is there.
    static let noInstructions = refusal(21205, "Url parameter is required.")
    /// `SendDigits` holds something else than digits and waits, or more than 32 of them.
    static let invalidSendDigits = refusal(21206, "Invalid SendDigits")
    /// `Timeout` is 0 or less.
    static let invalidTimeout = refusal(21208, "Invalid Timeout")
    /// The application does not exist, or belongs to another account.
    static let invalidApplicationSid = refusal(21218, "Invalid ApplicationSid")
    /// A magic number: cannot be reached.
    static let unreachable = refusal(21214, "'To' phone number cannot be reached")
    /// A magic number: no valid number.
    static let doesNotAppearValid = refusal(21217, "Phone number does not appear to be valid")
    /// A tunable of answering machine detection is out of range.
    static let invalidMachineDetection = refusal(21234, "Invalid machine detection configuration value")
    /// As many calls are live as may be.
    static let tooManyCalls = APIError(status: 429, code: 20429, message: "Too Many Requests")
    /// `To` cannot be read as a number or an address.
    static func invalidTo(_ text: String) -> APIError {
        refusal(13223, "The phone number you are attempting to call, \(text), is not valid.")
    }

    /// `From` cannot be read as what this call needs.
    static func invalidFrom(_ text: String) -> APIError {
        refusal(21212, "From is not a valid phone number: \(text)")
    }

    /// `From` is neither a number nor a verified caller id of the account.
    static func notVerified(_ from: String) -> APIError {
        refusal(
            21210,
            "The source phone number provided, \(from), is not yet verified for your account. "
                + "You may only make calls from phone numbers that you've verified or purchased from Twilio."
        )
    }

    /// A magic number: no permission for this country.
    static func notAuthorized(_ to: String) -> APIError {
        refusal(
            21215,
            "Account not authorized to call \(to). Perhaps you need to enable some international permissions: "
                + "https://www.twilio.com/console/voice/calls/geo-permissions/low-risk"
        )
    }

    /// A magic number: on the block list.
    static func notAllowed(_ to: String) -> APIError {
        refusal(21216, "Account not allowed to call \(to)")
    }

    /// What is wrong with the credentials or headers of a call to a SIP address.
    enum SIPProblem: Int, Sendable {
        case usernameTooLong = 21221
        case usernameCharacters = 21222
        case passwordTooLong = 21223
        case passwordCharacters = 21224
        case passwordMissing = 21225
        case headersTooLong = 21227
        case headerName = 21228
        case headerValue = 21229
    }

    /// A call to a SIP address with credentials or headers that cannot be sent.
    static func sip(_ problem: SIPProblem) -> APIError {
        let message =
            switch problem {
            case .usernameTooLong: "SipAuthUsername must be less than 256 characters"
            case .usernameCharacters: "SipAuthUsername contains illegal characters"
            case .passwordTooLong: "SipAuthPassword must be less than 256 characters"
            case .passwordCharacters: "SipAuthPassword contains illegal characters"
            case .passwordMissing: "SipAuthPassword is required when SipAuthUsername is specified"
            case .headersTooLong: "SIP headers must be less than 1024 characters"
            case .headerName: "Invalid SIP header name"
            case .headerValue: "Invalid SIP header value"
            }
        return refusal(problem.rawValue, message)
    }

    private static func refusal(_ code: Int, _ message: String) -> APIError {
        APIError(status: 400, code: code, message: message)
    }
}
