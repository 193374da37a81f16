import Calls
import Database

// Messages to and from the Voice SDK, as rows.
extension Connection {
    /// How many messages of one call are kept: older ones make room.
    private static let messageLimit: Int64 = 100

    /// Adds a message to the client.
    func insertMessage(
        _ content: String,
        sid: UserDefinedMessageSid,
        of call: CallSid,
        at now: Instant
    ) throws(DatabaseError) {
        try run(
            "INSERT INTO user_defined_messages (sid, call_sid, at, content) VALUES (?, ?, ?, ?)",
            .text(sid.text),
            .text(call.text),
            .integer(now.milliseconds),
            .text(content)
        )
        try run(
            """
            DELETE FROM user_defined_messages WHERE call_sid = ?1 AND id <= (
                SELECT id FROM user_defined_messages WHERE call_sid = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """,
            .text(call.text),
            .integer(Self.messageLimit)
        )
    }

    /// Adds a subscription to what the client sends.
    func insertSubscription(
        _ callback: Webhook,
        sid: UserDefinedMessageSubscriptionSid,
        of call: CallSid,
        at now: Instant
    ) throws(DatabaseError) {
        try run(
            """
            INSERT INTO user_defined_message_subscriptions (sid, call_sid, at, callback, method) VALUES (?, ?, ?, ?, ?)
            """,
            .text(sid.text),
            .text(call.text),
            .integer(now.milliseconds),
            .text(callback.url),
            .text(callback.method.rawValue)
        )
    }

    /// How many subscriptions a call has.
    func subscriptionCount(of call: CallSid) throws -> Int64 {
        try first(
            "SELECT count(*) FROM user_defined_message_subscriptions WHERE call_sid = ?",
            .text(call.text)
        ) { row in try row.int(0) } ?? 0
    }

    /// Deletes a subscription of a call; false when there is none of this SID.
    func deleteSubscription(_ sid: UserDefinedMessageSubscriptionSid, of call: CallSid) throws(DatabaseError) -> Bool {
        try run(
            "DELETE FROM user_defined_message_subscriptions WHERE sid = ? AND call_sid = ?",
            .text(sid.text),
            .text(call.text)
        )
        return changes > 0
    }
}
