import Calls
import Database

/// The operations on payment sessions ("Payments subresource").
enum PaymentOperations {
    static let all = [create, update]

    private static let create = APIOperation(
        "CreatePayments",
        "POST",
        "/{AccountSid}/Calls/{CallSid}/Payments",
        parameters: PaymentParameters.startCatalogue,
        status: 201,
        shows: PaymentResource.schema
    ) { request in
        let start = request.parsed { form throws(APIError) in try StartPayment(form) }
        let payment = try request.change { db, change in
            let start = try start.get()
            let answer = try change.onceOnly(db) { db in try begin(start, change, db) }
            return PaymentResource(answer, of: change.call)
        }
        return request.answer(payment, status: 201)
    }

    private static let update = APIOperation(
        "UpdatePayments",
        "POST",
        "/{AccountSid}/Calls/{CallSid}/Payments/{Sid}",
        parameters: PaymentParameters.updateCatalogue,
        status: 202,
        shows: PaymentResource.schema
    ) { request in
        let sid: PaymentSid = try request.sid(1)
        let update = request.parsed { form throws(APIError) in try UpdatePayment(form) }
        let payment = try request.change { db, change in
            guard var payment = try db.payment(sid, of: change.call.sid) else { throw request.notFound }
            let update = try update.get()
            let answer = try change.onceOnly(db) { db in
                try change.requireCallInProgress()
                try payment.apply(update, at: change.now)
                try db.save(payment)
                return IdempotentAnswer(payment)
            }
            return PaymentResource(answer, of: change.call)
        }
        return request.answer(payment, status: 202)
    }

    private static func begin(
        _ start: StartPayment,
        _ change: SubresourceChange,
        _ db: borrowing Connection
    ) throws -> IdempotentAnswer {
        try change.requireCallInProgress()
        guard try !db.hasLivePayment(change.call.sid) else { throw APIError.invalidPaymentOperation }
        let payment = Payment(
            sid: try db.makeSid(in: change.call.accountSid, change.request.services.sids),
            dateCreated: change.now,
            dateUpdated: change.now,
            statusCallback: start.statusCallback,
            allowed: start.allowed,
            required: start.required
        )
        try db.insert(payment, settings: start.settings, of: change.call.sid)
        return IdempotentAnswer(payment)
    }
}

extension Payment {
    /// Goes a step on; what the caller is asked for counts as entered.
    ///
    /// - Throws: 64021 when the session is over, 64020 for a piece that it does not take, 64019 when it is completed
    ///   with pieces missing.
    fileprivate mutating func apply(_ update: UpdatePayment, at now: Instant) throws(APIError) {
        guard status == .inProgress else { throw .invalidPaymentOperation }
        switch update.wish {
        case .capture(let capture):
            guard allowed.contains(capture) else { throw .invalidPaymentParameter("Capture", capture.rawValue) }
            if !captured.contains(capture) { captured.append(capture) }
        case .end(.complete):
            guard missing.isEmpty else { throw .paymentIncomplete(missing.map(\.rawValue)) }
            status = .complete
        case .end(.cancel):
            status = .cancel
        }
        statusCallback = update.statusCallback
        dateUpdated = now
    }
}

extension IdempotentAnswer {
    fileprivate init(_ payment: Payment) {
        self.init(sid: payment.sid.text, dateCreated: payment.dateCreated, dateUpdated: payment.dateUpdated)
    }
}

extension PaymentResource {
    fileprivate init(_ answer: IdempotentAnswer, of call: Call) {
        self.init(
            sid: answer.sid,
            callSid: call.sid,
            accountSid: call.accountSid,
            dateCreated: answer.dateCreated,
            dateUpdated: answer.dateUpdated
        )
    }
}
