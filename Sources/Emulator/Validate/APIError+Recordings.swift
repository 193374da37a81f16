// What the operations on recordings refuse.
extension APIError {
    /// A recording asked of a call that is not in progress.
    static let notEligibleForRecording = APIError(
        status: 400,
        code: 21220,
        message: "Requested resource is not eligible for recording"
    )

    /// An update of a recording that has ended, or `Twilio.CURRENT` where none is under way.
    static let recordingNotInProgress = APIError(
        status: 400,
        code: 21220,
        message: "Recording is not in-progress. Cannot update status."
    )

    /// `Twilio.CURRENT` where several are under way.
    static let severalRecordings = APIError(
        status: 400,
        code: 16108,
        message: "Request failed due to concurrent recordings"
    )

    /// Two channels of a recording that has one.
    static let noDualChannels = APIError(
        status: 400,
        code: 16113,
        message: "Cannot download a dual-channel presentation of a mono recording"
    )

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
}
