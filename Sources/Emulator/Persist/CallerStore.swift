import Calls
import Database

// What create asks about an account's numbers and applications.
extension Connection {
    /// Whether an account has numbers, so that it may call from these only.
    func ownsNumbers(_ account: AccountSid) throws -> Bool {
        try first("SELECT 1 FROM numbers WHERE account_sid = ? LIMIT 1", .text(account.text)) { _ in true } ?? false
    }

    /// The SID of the number, or of the verified caller id, behind a number that an account calls from.
    func callerSid(_ number: PhoneNumber, of account: AccountSid) throws -> PhoneNumberSid? {
        try sid(of: number, in: account)
    }

    /// What an application says about calls: where its TwiML is, and where progress is reported.
    func voiceApplication(
        _ sid: ApplicationSid,
        of account: AccountSid
    ) throws -> (instructions: Instructions?, statusCallback: Webhook?)? {
        try first(
            """
            SELECT fields ->> 'voice_url', fields ->> 'voice_method', fields ->> 'voice_fallback_url',
                fields ->> 'voice_fallback_method', fields ->> 'status_callback', fields ->> 'status_callback_method'
            FROM applications WHERE sid = ? AND account_sid = ?
            """,
            .text(sid.text),
            .text(account.text)
        ) { row in
            let fallback = Webhook(stored: try row.optionalText(2), method: try row.optionalText(3))
            return (
                Webhook(stored: try row.optionalText(0), method: try row.optionalText(1))
                    .map { Instructions(.webhook($0), fallback: fallback) },
                Webhook(stored: try row.optionalText(4), method: try row.optionalText(5))
            )
        }
    }
}
