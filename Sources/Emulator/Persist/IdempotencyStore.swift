import Calls
import Database
import HTTPListener

/// What a request with an `IdempotencyKey` made, as it was answered.
struct IdempotentAnswer: Equatable, Sendable {
    let sid: String
    let dateCreated: Instant
    let dateUpdated: Instant
}

// Requests with an `IdempotencyKey`, as rows: the same key with the same information, sent again to the same path, gets
// the same answer and does nothing.
extension Connection {
    /// How many such requests of one call are remembered: older ones make room.
    private static let idempotentLimit: Int64 = 100

    /// What this request was answered before; nil when it is new, or has no key.
    func answerBefore(to request: APIRequest, of call: CallSid) throws -> IdempotentAnswer? {
        guard request.form.text("IdempotencyKey") != nil else { return nil }
        return try first(
            """
            SELECT sid, date_created, date_updated FROM idempotent_requests WHERE call_sid = ? AND request = ?
            """,
            .text(call.text),
            .text(request.fingerprint)
        ) { row in
            IdempotentAnswer(
                sid: try row.text(0),
                dateCreated: Instant(milliseconds: try row.int(1)),
                dateUpdated: Instant(milliseconds: try row.int(2))
            )
        }
    }

    /// Remembers what a request is answered, if it has a key.
    func remember(_ answer: IdempotentAnswer, to request: APIRequest, of call: CallSid) throws(DatabaseError) {
        guard request.form.text("IdempotencyKey") != nil else { return }
        try run(
            """
            INSERT INTO idempotent_requests (call_sid, request, sid, date_created, date_updated) VALUES (?, ?, ?, ?, ?)
            """,
            .text(call.text),
            .text(request.fingerprint),
            .text(answer.sid),
            .integer(answer.dateCreated.milliseconds),
            .integer(answer.dateUpdated.milliseconds)
        )
        try run(
            """
            DELETE FROM idempotent_requests WHERE call_sid = ?1 AND id <= (
                SELECT id FROM idempotent_requests WHERE call_sid = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """,
            .text(call.text),
            .integer(Self.idempotentLimit)
        )
    }
}

extension APIRequest {
    /// What two requests have in common that mean the same: the path without its extension, and the parameters in any
    /// order.
    fileprivate var fingerprint: String {
        let segments = PathSegments.split(request.path).map { Representation.read($0).segments } ?? []
        let pairs = form.pairs.map { "\($0.name.formEncoded)=\($0.value.formEncoded)" }
        // The call is a column of its own; behind it stand the kind and, on updates, the SID.
        return "\(segments.dropFirst(5).joined(separator: "/"))?\(pairs.sorted().joined(separator: "&"))"
    }
}
