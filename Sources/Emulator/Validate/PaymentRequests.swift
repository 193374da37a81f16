/// A request to start a payment session.
struct StartPayment: Sendable {
    let statusCallback: String
    /// What may be captured.
    let allowed: [PaymentCapture]
    /// What must be captured before the payment can be completed.
    let required: [PaymentCapture]
    /// Everything else, as sent.
    let settings: [(name: String, value: String)]

    /// Reads a start.
    ///
    /// - Throws: the error of the first parameter that is wrong.
    init(_ form: Form) throws(APIError) {
        typealias Parameters = PaymentParameters
        _ = try form.required(Parameters.idempotencyKey)
        statusCallback = try form.required(Parameters.statusCallback)
        settings = try form.values(of: Parameters.settings)
        let currency = try form.value(Parameters.currency) ?? "USD"
        if let amount = try form.value(Parameters.chargeAmount), !amount.fits(currency) { throw .invalidChargeAmount }

        switch try form.value(Parameters.paymentMethod) ?? .creditCard {
        case .achDebit:
            allowed = [.bankRoutingNumber, .bankAccountNumber]
            required = allowed
        case .creditCard:
            let again = try form.value(Parameters.requireMatchingInputs) ?? []
            let needsSecurityCode = try form.value(Parameters.securityCode) ?? true
            let needsPostalCode = try form.value(Parameters.postalCode) ?? true
            allowed = [.cardNumber, .expirationDate, .securityCode, .postalCode] + again
            required = allowed.filter { capture in
                switch capture {
                case .securityCode, .securityCodeAgain: needsSecurityCode
                case .postalCode, .postalCodeAgain: needsPostalCode
                default: true
                }
            }
        }
    }
}

/// A request to go on with a payment session, or to end it.
struct UpdatePayment: Sendable {
    /// What is asked for.
    enum Wish: Equatable, Sendable {
        /// The caller is to enter this next.
        case capture(PaymentCapture)
        case end(PaymentParameters.Status)
    }

    let statusCallback: String
    let wish: Wish

    /// Reads an update.
    ///
    /// - Throws: the error of the first parameter that is wrong; 64018 unless there is just one wish.
    init(_ form: Form) throws(APIError) {
        typealias Parameters = PaymentParameters
        _ = try form.required(Parameters.idempotencyKey)
        statusCallback = try form.required(Parameters.statusCallback)
        switch (try form.value(Parameters.capture), try form.value(Parameters.status)) {
        case (let capture?, nil): wish = .capture(capture)
        case (nil, let status?): wish = .end(status)
        case (nil, nil), (_?, _?): throw .captureOrStatus
        }
    }
}
