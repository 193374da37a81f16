// Refusals of what runs on a call besides its document: streams, SIPREC sessions, transcriptions, payments, messages.

extension APIError {
    /// A value that the parameter does not take; `expected` completes "Must be …".
    static func invalid(_ name: String, _ text: String, mustBe expected: String) -> APIError {
        APIError(status: 400, code: 20001, message: "Invalid \(name): \(text). Must be \(expected)")
    }

    /// A callback that is no absolute http or https URL, is too long, or whose host has an underscore.
    static func invalidCallback(_ name: String, _ text: String) -> APIError {
        APIError(status: 400, code: 21609, message: "Invalid \(name) URL: \(text)")
    }

    /// The call is not in progress.
    static let unexpectedCallState = APIError(
        status: 400,
        code: 21220,
        message: "Call is not in the expected state"
    )

    // MARK: Streams, SIPREC sessions, transcriptions

    /// One of this kind and name runs on the call already.
    static func nameTaken(_ kind: String, _ name: String) -> APIError {
        APIError(status: 400, code: 20001, message: "Invalid Name: the call has a \(kind) named \(name) already")
    }

    /// More than four tracks of one call would be forked.
    static let tooManyTracks = APIError(
        status: 400,
        code: 20001,
        message: "Too many forked tracks: a call may have 4 over streams, siprec sessions and transcriptions"
    )

    /// `Parameter<n>.Value` without a name for it.
    static func unnamedParameter(_ index: Int) -> APIError {
        missing("Parameter\(index).Name")
    }

    // MARK: Payments

    /// A `ChargeAmount` that is no amount, negative, too high, or has more decimals than the currency.
    static let invalidChargeAmount = APIError(status: 400, code: 64003, message: "Pay: Invalid charge amount.")

    /// A `Currency` that is no code of ISO 4217.
    static let unsupportedCurrency = APIError(
        status: 400,
        code: 64011,
        message: "Pay: Connector does not support the requested currency."
    )

    /// An update with both or neither of `Capture` and `Status`.
    static let captureOrStatus = APIError(
        status: 400,
        code: 64018,
        message: "Pay: Exactly one of Capture and Status must be given"
    )

    /// `Status=complete` while something is still to be captured.
    static func paymentIncomplete(_ missing: [String]) -> APIError {
        APIError(
            status: 400,
            code: 64019,
            message: "Pay: Required payment information incomplete: \(missing.joined(separator: ", "))"
        )
    }

    /// A parameter of a payment with a value that it does not take.
    static func invalidPaymentParameter(_ name: String, _ text: String) -> APIError {
        APIError(status: 400, code: 64020, message: "Pay: Invalid parameter value: \(name)=\(text)")
    }

    /// A second session on the call, or an update of one that is over.
    static let invalidPaymentOperation = APIError(status: 400, code: 64021, message: "Pay: Invalid Operation")

    // MARK: User-defined messages

    /// A `Content` of more than 10,000 characters.
    static let messageTooLong = APIError(
        status: 400,
        code: 32703,
        message: "User Defined Message content exceeds 10000 characters"
    )

    /// A message to a leg that is no Voice SDK client.
    static let noClientLeg = APIError(
        status: 400,
        code: 21220,
        message: "Client message not supported for PSTN calls"
    )

    /// As many subscriptions as one call may have; ours, not Twilio's.
    static func tooManySubscriptions(limit: Int64) -> APIError {
        APIError(status: 400, code: 20001, message: "Too many subscriptions: a call may have \(limit)")
    }
}
