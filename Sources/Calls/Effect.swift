/// A step of a call's life that waits on the world's clock.
package enum CallTimer: Hashable, Sendable {
    /// The wait in the queue; how long is the world's `queue_seconds`.
    case dial
    /// The wait between going out and ringing; how long is the world's `dial_seconds`.
    case ring
    /// Nobody picks up until then.
    case noAnswer(at: Instant)
    /// The call may last until then (`TimeLimit`, counted from the answer).
    case timeLimit(at: Instant)
}

/// Something to be told to the user about a call: an entry of its Notifications.
package struct CallNotification: Hashable, Sendable {
    /// The `log` of a notification.
    package enum Level: String, Sendable {
        case error = "0"
        case warning = "1"
    }

    /// The code in Twilio's error dictionary.
    package var code: Int
    package var level: Level
    package var message: String

    /// Makes a notification.
    package init(code: Int, level: Level, message: String) {
        self.code = code
        self.level = level
        self.message = message
    }
}

/// Something that must happen because of a transition.
///
/// Effects are committed in the transaction of the transition and carried out after it, in their order.
package enum Effect: Hashable, Sendable {
    /// Report a step: `status` is the callback's `CallStatus`, which may be `initiated`, and `sequenceNumber` counts
    /// from 0 what was reported of this call.
    case sendStatusCallback(Webhook, event: StatusCallback.Event, status: String, sequenceNumber: Int64)
    /// Stop the verb that runs and forget its document.
    case dropDocument
    /// Fetch the document and run it.
    case fetchDocument(Webhook, fallback: Webhook?)
    /// Run the inline document.
    case runDocument(twiml: String, fallback: Webhook?)
    /// End what this leg dialled.
    case endChildLegs
    /// Let the far end know that the call is over.
    case hangUp
    /// Start a timer; one of the same kind that runs is replaced.
    case startTimer(CallTimer)
    /// Stop every timer of the call.
    case stopTimers
    /// Add an entry to the call's Notifications.
    case notify(CallNotification)
}
