/// The methods that Twilio uses to call an application.
package enum WebhookMethod: String, CaseIterable, Sendable {
    case get = "GET"
    case post = "POST"
}

/// A URL of the application, and the method to call it with.
package struct Webhook: Hashable, Sendable {
    /// An absolute URL as the user gave it; what is signed is this text.
    package var url: String
    package var method: WebhookMethod

    /// Makes a webhook; Twilio's default method is POST.
    package init(url: String, method: WebhookMethod = .post) {
        self.url = url
        self.method = method
    }
}

/// Where a call's TwiML comes from, and where to turn when that fails.
package struct Instructions: Hashable, Sendable {
    /// A document to fetch, or one that is at hand.
    package enum Source: Hashable, Sendable {
        /// To be fetched when it is needed.
        case webhook(Webhook)
        /// Inline TwiML (the `Twiml` parameter), never fetched.
        case twiml(String)
    }

    package var source: Source
    /// Asked when fetching or running ``source`` fails.
    package var fallback: Webhook?

    /// Makes instructions.
    package init(_ source: Source, fallback: Webhook? = nil) {
        self.source = source
        self.fallback = fallback
    }
}

/// Where progress of a call is reported, and which steps are.
package struct StatusCallback: Hashable, Sendable {
    /// A step of a call's life that can be reported (Twilio's `StatusCallbackEvent`).
    package enum Event: String, CaseIterable, Sendable {
        case initiated, ringing, answered, completed
    }

    package var webhook: Webhook
    package var events: Set<Event>

    /// Makes a status callback; Twilio's default is the `completed` event alone.
    package init(_ webhook: Webhook, events: Set<Event> = [.completed]) {
        self.webhook = webhook
        self.events = events
    }
}
