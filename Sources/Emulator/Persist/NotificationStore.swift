import Calls
import Database

/// An entry of a call's Notifications, as it was stored.
struct StoredNotification: Sendable {
    let sid: NotificationSid
    let callSid: CallSid
    let at: Instant
    let notification: CallNotification
    var requestMethod: String?
    var requestURL: String?
    var requestVariables: String?
    var responseHeaders: String?
    var responseBody: String?
}

extension Connection {
    /// How many notifications of one call are kept: older ones make room.
    private static let notificationLimit: Int64 = 1000

    /// Adds a notification to a call.
    func insert(
        _ notification: CallNotification,
        of call: Call,
        at now: Instant,
        _ sids: SidFactory
    ) throws {
        let sid: NotificationSid = try makeSid(in: call.accountSid, sids)
        try run(
            """
            INSERT INTO notifications (sid, account_sid, call_sid, at, level, code, message)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            .text(sid.text),
            .text(call.accountSid.text),
            .text(call.sid.text),
            .integer(now.milliseconds),
            .text(notification.level.rawValue),
            .integer(Int64(notification.code)),
            .text(notification.message)
        )
        try run(
            """
            DELETE FROM notifications WHERE call_sid = ?1 AND id <= (
                SELECT id FROM notifications WHERE call_sid = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """,
            .text(call.sid.text),
            .integer(Self.notificationLimit)
        )
    }

    /// The notifications of a call, newest first.
    func notifications(of call: CallSid) throws -> [StoredNotification] {
        try all(
            """
            SELECT sid, at, level, code, message, request_method, request_url, request_variables, response_headers,
                response_body
            FROM notifications WHERE call_sid = ? ORDER BY id DESC
            """,
            .text(call.text)
        ) { row in
            guard let sid = NotificationSid(try row.text(0)),
                let level = CallNotification.Level(rawValue: try row.text(2))
            else { throw StoredValueError("a notification that is none", in: "notifications") }
            return StoredNotification(
                sid: sid,
                callSid: call,
                at: Instant(milliseconds: try row.int(1)),
                notification: CallNotification(
                    code: Int(try row.int(3)),
                    level: level,
                    message: try row.text(4)
                ),
                requestMethod: try row.optionalText(5),
                requestURL: try row.optionalText(6),
                requestVariables: try row.optionalText(7),
                responseHeaders: try row.optionalText(8),
                responseBody: try row.optionalText(9)
            )
        }
    }
}
