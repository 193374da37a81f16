import Calls
import JSON

/// A piece of payment information that the caller enters (`Capture`).
enum PaymentCapture: String, CaseIterable, Sendable {
    case cardNumber = "payment-card-number"
    case expirationDate = "expiration-date"
    case securityCode = "security-code"
    case postalCode = "postal-code"
    case bankRoutingNumber = "bank-routing-number"
    case bankAccountNumber = "bank-account-number"
    case cardNumberAgain = "payment-card-number-matcher"
    case expirationDateAgain = "expiration-date-matcher"
    case securityCodeAgain = "security-code-matcher"
    case postalCodeAgain = "postal-code-matcher"
}

/// The parameters of "Create a Payment" and "Update a Payment", in the order in which they are checked.
enum PaymentParameters {
    /// Credit card or bank account.
    enum Method: String, CaseIterable, Sendable {
        case creditCard = "credit-card"
        case achDebit = "ach-debit"
    }

    /// How a session ends by request.
    enum Status: String, CaseIterable, Sendable {
        case complete, cancel
    }

    private enum BankAccountType: String, CaseIterable, Sendable {
        case consumerChecking = "consumer-checking"
        case consumerSavings = "consumer-savings"
        case commercialChecking = "commercial-checking"
    }

    private enum TokenType: String, CaseIterable, Sendable {
        case oneTime = "one-time"
        case reusable
        case paymentMethod = "payment-method"
    }

    private enum Input: String, CaseIterable, Sendable {
        case dtmf
    }

    // The cards that "TwiML Voice: <Pay>" lists.
    private static let cardTypes: Set<String> = [
        "visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute",
    ]
    private static let matchable: [String: PaymentCapture] = [
        "payment-card-number": .cardNumberAgain, "expiration-date": .expirationDateAgain,
        "security-code": .securityCodeAgain, "postal-code": .postalCodeAgain,
    ]

    static let idempotencyKey = Parameter<String>.text("IdempotencyKey")
    /// Relative ones are legal here.
    static let statusCallback = Parameter<String>.reference("StatusCallback", schemes: ["http", "https"])
        .refusing { name, text in .invalidCallback(name, text) }
    static let currency = Parameter<String>(name: "Currency", type: "string") { text throws(APIError) in
        if text.isEmpty { return nil }
        guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) else {
            throw .unsupportedCurrency
        }
        return text.uppercased()
    }
    static let chargeAmount = Parameter<ChargeAmount>(name: "ChargeAmount", type: "number") { text throws(APIError) in
        if text.isEmpty { return nil }
        guard let amount = ChargeAmount(text) else { throw .invalidChargeAmount }
        return amount
    }
    static let paymentMethod = Parameter<Method>.word("PaymentMethod").ofPayment
    static let postalCode = Parameter<Bool>.truth("PostalCode").ofPayment
    static let securityCode = Parameter<Bool>.truth("SecurityCode").ofPayment
    /// A comma-separated list; the value is what must be entered again.
    static let requireMatchingInputs = Parameter<[PaymentCapture]>(
        name: "RequireMatchingInputs",
        type: "string"
    ) { text throws(APIError) in
        if text.isEmpty { return nil }
        var again: [PaymentCapture] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let capture = matchable[String(word.drop { $0 == " " }.prefix { $0 != " " })] else {
                throw .invalidPaymentParameter("RequireMatchingInputs", text)
            }
            if !again.contains(capture) { again.append(capture) }
        }
        return again
    }

    private static let minPostalCodeLength = Parameter<Int64>.integer("MinPostalCodeLength").within(1...Int64.max)
    private static let timeout = Parameter<Int64>.integer("Timeout").within(1...600)
    private static let validCardTypes = Parameter<String>.text("ValidCardTypes").checked { text in
        text.split(separator: " ").allSatisfy { cardTypes.contains(String($0)) }
    }
    /// One object without others in it, also in single quotes, which the official example has.
    private static let parameter = Parameter<String>.text("Parameter").checked { text in
        let candidates = [text, String(text.map { $0 == "'" ? "\"" : $0 })]
        return candidates.contains { candidate in
            guard case .object(let members) = try? JSONValue(parsing: Array(candidate.utf8)) else { return false }
            return members.allSatisfy { member in
                switch member.value {
                case .object, .array: false
                case .null, .bool, .number, .string: true
                }
            }
        }
    }

    /// What is checked and kept as it was sent.
    static let settings = [
        Setting(minPostalCodeLength),
        Setting(timeout),
        Setting(chargeAmount),
        Setting(currency),
        Setting(Parameter<BankAccountType>.word("BankAccountType").ofPayment),
        Setting(Parameter<String>.text("Description")),
        Setting(Parameter<Input>.word("Input").ofPayment),
        Setting(parameter),
        Setting(Parameter<String>.text("PaymentConnector")),
        Setting(paymentMethod),
        Setting(postalCode),
        Setting(securityCode),
        Setting(Parameter<TokenType>.word("TokenType").ofPayment),
        Setting(validCardTypes),
        Setting(requireMatchingInputs),
        Setting(Parameter<Bool>.truth("Confirmation").ofPayment.described(as: "string")),
    ]

    static let capture = Parameter<PaymentCapture>.word("Capture").ofPayment
    static let status = Parameter<Status>.word("Status").ofPayment

    /// The parameters of a start, for descriptions and tests.
    static let startCatalogue =
        [idempotencyKey.summary.required, statusCallback.summary.required] + settings.map(\.summary)
    /// The parameters of an update, for descriptions and tests.
    static let updateCatalogue = [
        idempotencyKey.summary.required, statusCallback.summary.required, capture.summary, status.summary,
    ]
}

extension Parameter {
    /// The same parameter with another refusal.
    fileprivate func refusing(_ refusal: @escaping @Sendable (_ name: String, _ text: String) -> APIError) -> Parameter
    {
        Parameter(name: name, type: type) { text throws(APIError) in
            do throws(APIError) {
                return try parse(text)
            } catch {
                throw refusal(name, text)
            }
        }
    }

    /// The same parameter, refused with the code of payments.
    fileprivate var ofPayment: Parameter {
        refusing { name, text in .invalidPaymentParameter(name, text) }
    }
}

extension Parameter where Value == String {
    /// The same parameter, refused with the code of payments unless `isLegal`.
    fileprivate func checked(_ isLegal: @escaping @Sendable (String) -> Bool) -> Parameter {
        Parameter(name: name, type: type) { text throws(APIError) in
            guard let value = try parse(text) else { return nil }
            guard isLegal(value) else { throw .invalidPaymentParameter(name, text) }
            return value
        }
    }
}

extension Parameter where Value == Int64 {
    /// The same parameter, refused with the code of payments outside of a range.
    fileprivate func within(_ range: ClosedRange<Int64>) -> Parameter {
        Parameter(name: name, type: type) { text throws(APIError) in
            guard let value = try parse(text) else { return nil }
            guard range.contains(value) else { throw .invalidPaymentParameter(name, text) }
            return value
        }
    }
}
