// The errors of accounts, numbers, applications and caller ids. Of Twilio's own words only the titles in its dictionary
// are known: they stand at the beginning of the message, what was wrong stands behind.
extension APIError {
    // MARK: Several resources

    /// A friendly name that is empty or of more than 64 characters.
    static let invalidFriendlyName = APIError(
        status: 400,
        code: 20002,
        message: "Invalid FriendlyName: it must have 1 to 64 characters"
    )

    /// A URL of a number or an application that is no absolute http or https URL.
    static func invalidResourceURL(_ name: String, _ text: String) -> APIError {
        APIError(status: 400, code: 21402, message: "Invalid Url: \(name) is not a valid URL: \(text)")
    }

    /// A method that is neither GET nor POST.
    static func invalidResourceMethod(_ name: String, _ text: String) -> APIError {
        APIError(status: 400, code: 21403, message: "Invalid Method: \(name) must be GET or POST, not \(text)")
    }

    /// A SID of another form; the code is ours.
    static func invalidSid(_ name: String, _ text: String, prefix: String) -> APIError {
        APIError(
            status: 400,
            code: 20001,
            message: "Invalid \(name): \(text). Must be \(prefix) and 32 hexadecimal digits"
        )
    }

    // MARK: Incoming phone numbers

    /// An application that is none of the account's.
    static let applicationNotAccessible = APIError(
        status: 400,
        code: 21420,
        message: "ApplicationSid is not accessible"
    )

    /// Neither a number nor an area code.
    static let numberMissing = APIError(
        status: 400,
        code: 21421,
        message: "Phone Number is invalid: PhoneNumber or AreaCode is required"
    )

    /// A number that is not E.164, or the magic one.
    static func numberInvalid(_ text: String) -> APIError {
        APIError(status: 400, code: 21421, message: "Phone Number is invalid: \(text)")
    }

    /// A number that the account has already, or the magic one.
    static func numberNotAvailable(_ text: String) -> APIError {
        APIError(status: 400, code: 21422, message: "PhoneNumber is not available: \(text)")
    }

    /// An area code that is not three digits of which the first is 2 to 9.
    static func areaCodeInvalid(_ text: String) -> APIError {
        APIError(status: 400, code: 21451, message: "Invalid area code: \(text)")
    }

    /// An area code whose numbers are all taken, or the magic one.
    static func areaCodeExhausted(_ text: String) -> APIError {
        APIError(status: 400, code: 21452, message: "No phone numbers found in area code \(text)")
    }

    /// A number is to go to an account whose SID is none.
    static func transferTargetInvalid(_ text: String) -> APIError {
        APIError(status: 400, code: 21470, message: "Invalid AccountSid: \(text)")
    }

    /// A number is to go to an account that does not exist.
    static let transferTargetUnknown = APIError(status: 400, code: 21471, message: "Account does not exist")

    /// A number is to go to an account that is suspended or closed.
    static let transferTargetInactive = APIError(status: 400, code: 21472, message: "Account is not active")

    /// A number is to go to an account of another owner.
    static let transferTargetUnrelated = APIError(
        status: 400,
        code: 21473,
        message: "Transfer target AccountSid is not related to the phone number owner"
    )

    /// A number is to go to another account, and a subaccount asks.
    static let transferNeedsParent = APIError(
        status: 400,
        code: 21474,
        message: "API User must be the parent account to transfer phone numbers."
    )

    // MARK: Outgoing caller ids

    /// A number to verify that is not there or not E.164.
    static func callerIDInvalid(_ text: String) -> APIError {
        APIError(status: 400, code: 21401, message: "Invalid Phone Number: \(text)")
    }

    /// A number to verify that is one of the account's incoming numbers.
    static let callerIDIsOwn = APIError(
        status: 400,
        code: 21449,
        message: "Number already can be used for outgoing calls and messages"
    )

    /// A number to verify that is verified.
    static let callerIDKnown = APIError(
        status: 400,
        code: 21450,
        message: "Phone number already validated on your account"
    )

    /// A delay that is not 0 to 60 seconds.
    static func callDelayInvalid(_ seconds: Int64) -> APIError {
        APIError(status: 400, code: 21454, message: "Invalid CallDelay: \(seconds). Must be from 0 to 60")
    }

    /// An extension that is not digits; the code is ours.
    static func extensionInvalid(_ text: String) -> APIError {
        APIError(status: 400, code: 20001, message: "Invalid Extension: \(text). Must be digits, *, # and w")
    }

    /// A status callback that is no absolute http or https URL.
    static func callbackURLInvalid(_ text: String) -> APIError {
        APIError(status: 400, code: 21456, message: "Invalid CallbackUrl: \(text)")
    }

    // MARK: Accounts

    /// A subaccount asks for what only main accounts may do.
    static let accessDenied = APIError(
        status: 403,
        code: 20006,
        message: "Access Denied: only a main account creates subaccounts and sets their status"
    )

    /// A status that is none.
    static let accountStatusInvalid = APIError(
        status: 400,
        code: 21475,
        message: "Unable to update Status, invalid Status."
    )

    /// The status of a main account is not set through the API.
    static let parentStatusFixed = APIError(
        status: 400,
        code: 21477,
        message: "Unable to update Status for parent accounts"
    )

    /// Closing is final.
    static let subaccountClosed = APIError(
        status: 400,
        code: 21479,
        message: "Unable to update Status for subaccount, subaccount has been closed."
    )

    /// There are as many worlds as there may be.
    static let tooManySubaccounts = APIError(
        status: 400,
        code: 21480,
        message: "Reached maximum number of subaccounts"
    )
}
