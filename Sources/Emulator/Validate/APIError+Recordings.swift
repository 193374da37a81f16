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
}
