import Calls
import Database
import JSON

/// A payment session as it is.
struct Payment: Sendable {
    /// How far it is; a session ends with its call, whatever this says.
    enum Status: String, Sendable {
        case inProgress = "in-progress"
        case complete, cancel
    }

    let sid: PaymentSid
    var status = Status.inProgress
    let dateCreated: Instant
    var dateUpdated: Instant
    /// Where this and later steps are reported.
    var statusCallback: String
    let allowed: [PaymentCapture]
    let required: [PaymentCapture]
    var captured: [PaymentCapture] = []

    /// What is still to be captured.
    var missing: [PaymentCapture] { required.filter { !captured.contains($0) } }
}

// Payment sessions as rows.
extension Connection {
    /// How many sessions of one call are kept: older ones make room.
    private static let paymentLimit: Int64 = 100

    /// A payment session of a call.
    func payment(_ sid: PaymentSid, of call: CallSid) throws -> Payment? {
        try first(
            """
            SELECT status, date_created, date_updated, status_callback, allowed, required, captured FROM payments
            WHERE sid = ? AND call_sid = ?
            """,
            .text(sid.text),
            .text(call.text)
        ) { row in
            guard let status = Payment.Status(rawValue: try row.text(0)) else {
                throw StoredValueError("a payment of no known status", in: "payments")
            }
            return Payment(
                sid: sid,
                status: status,
                dateCreated: Instant(milliseconds: try row.int(1)),
                dateUpdated: Instant(milliseconds: try row.int(2)),
                statusCallback: try row.text(3),
                allowed: [PaymentCapture](words: try row.text(4)),
                required: [PaymentCapture](words: try row.text(5)),
                captured: [PaymentCapture](words: try row.text(6))
            )
        }
    }

    /// Whether a session of the call is under way.
    func hasLivePayment(_ call: CallSid) throws -> Bool {
        try first(
            "SELECT 1 FROM payments WHERE call_sid = ? AND status = 'in-progress'",
            .text(call.text)
        ) { _ in true } ?? false
    }

    /// Adds a session that has started.
    func insert(
        _ payment: Payment,
        settings: [(name: String, value: String)],
        of call: CallSid
    ) throws(DatabaseError) {
        var writer = JSONWriter()
        writer.object { object in
            for (name, value) in settings {
                object.name(name)
                object.string(value)
            }
        }
        try run(
            """
            INSERT INTO payments (sid, call_sid, status, date_created, date_updated, status_callback, allowed, required,
                captured, settings)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(payment.sid.text),
            .text(call.text),
            .text(payment.status.rawValue),
            .integer(payment.dateCreated.milliseconds),
            .integer(payment.dateUpdated.milliseconds),
            .text(payment.statusCallback),
            .text(payment.allowed.words),
            .text(payment.required.words),
            .text(payment.captured.words),
            .text(String(decoding: writer.bytes, as: UTF8.self))
        )
        try run(
            """
            DELETE FROM payments WHERE call_sid = ?1 AND id <= (
                SELECT id FROM payments WHERE call_sid = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """,
            .text(call.text),
            .integer(Self.paymentLimit)
        )
    }

    /// Writes what an update changed.
    func save(_ payment: Payment) throws(DatabaseError) {
        try run(
            "UPDATE payments SET status = ?, date_updated = ?, status_callback = ?, captured = ? WHERE sid = ?",
            .text(payment.status.rawValue),
            .integer(payment.dateUpdated.milliseconds),
            .text(payment.statusCallback),
            .text(payment.captured.words),
            .text(payment.sid.text)
        )
    }
}

extension [PaymentCapture] {
    /// Reads a column of space-separated words.
    fileprivate init(words: String) {
        self = words.split(separator: " ").compactMap { PaymentCapture(rawValue: String($0)) }
    }

    /// What stands in a column.
    fileprivate var words: String { map(\.rawValue).joined(separator: " ") }
}
