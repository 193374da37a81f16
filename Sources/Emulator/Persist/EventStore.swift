import Calls
import Database
import JSON

// Requests that were made for calls, as rows.
extension Connection {
    /// How many events of one call are kept: older ones make room.
    private static let eventLimit: Int64 = 1000

    /// How much of an answer is kept, in characters.
    private static let bodyLimit = 65_536

    /// Adds a request to the events of a call.
    ///
    /// Passwords stay out: `SipAuthPassword`, those of SIP addresses, and user info in URLs. `parameters` are those of
    /// the exchange as ``CallExchange/object(of:)`` gives them, where they were put together ahead of the transaction.
    func insertEvent(
        _ exchange: CallExchange,
        parameters: String? = nil,
        of call: CallSid,
        in account: AccountSid
    ) throws(DatabaseError) {
        try run(
            """
            INSERT INTO events (account_sid, call_sid, at, method, url, parameters, response_code, duration,
                content_type, response_body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(account.text),
            .text(call.text),
            .integer(exchange.at.milliseconds),
            .text(exchange.method),
            .text(exchange.url.withoutPassword),
            .text(parameters ?? CallExchange.object(of: exchange.parameters)),
            .integer(exchange.responseCode),
            .integer(exchange.milliseconds),
            .optional(exchange.contentType),
            .optional(exchange.responseBody.map { String($0.prefix(Self.bodyLimit)) })
        )
        try run(
            """
            DELETE FROM events WHERE call_sid = ?1 AND id <= (
                SELECT id FROM events WHERE call_sid = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """,
            .text(call.text),
            .integer(Self.eventLimit)
        )
    }

    /// The events of a call, oldest first.
    func events(of call: CallSid) throws -> [StoredEvent] {
        try all(
            """
            SELECT id, at, method, url, parameters, response_code, duration, content_type, response_body
            FROM events WHERE call_sid = ? ORDER BY id
            """,
            .text(call.text)
        ) { row in
            guard case .object(let members) = try? JSONValue(parsing: Array(try row.text(4).utf8)) else {
                throw StoredValueError("an event whose parameters are no object", in: "events")
            }
            return StoredEvent(
                id: try row.int(0),
                exchange: CallExchange(
                    at: Instant(milliseconds: try row.int(1)),
                    method: try row.text(2),
                    url: try row.text(3),
                    parameters: members.compactMap { member in
                        guard case .string(let text) = member.value else { return nil }
                        return (member.name, text)
                    },
                    responseCode: try row.int(5),
                    milliseconds: try row.int(6),
                    contentType: try row.optionalText(7),
                    responseBody: try row.optionalText(8)
                )
            )
        }
    }
}
