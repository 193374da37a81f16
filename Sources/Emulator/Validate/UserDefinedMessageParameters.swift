import Calls
import JSON

/// The parameters of "Create a UserDefinedMessage" and "Create a UserDefinedMessageSubscription", in the order in which
/// they are checked.
enum UserDefinedMessageParameters {
    /// A JSON document of at most 10,000 characters, kept as it was written.
    static let content = Parameter<String>(name: "Content", type: "string") { text throws(APIError) in
        if text.isEmpty { return nil }
        guard text.unicodeScalars.count <= 10_000 else { throw .messageTooLong }
        guard (try? JSONValue(parsing: Array(text.utf8))) != nil else {
            throw .invalid("Content", text, mustBe: "a JSON document")
        }
        return text
    }
    static let callback = Parameter<String>.callback("Callback")
    static let method = Parameter<WebhookMethod>.method("Method", strict: true)
    static let idempotencyKey = Parameter<String>.text("IdempotencyKey")

    /// The parameters of a message, for descriptions and tests.
    static let messageCatalogue = [content.summary.required, idempotencyKey.summary]
    /// The parameters of a subscription, for descriptions and tests.
    static let subscriptionCatalogue = [callback.summary.required, method.summary, idempotencyKey.summary]
}
