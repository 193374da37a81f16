/// What one update asks of a call: the parameters of `POST …/Calls/{Sid}.json`, checked and typed.
package struct CallUpdate: Equatable, Sendable {
    /// The words that `Status` takes.
    package enum Wish: String, CaseIterable, Sendable {
        case canceled, completed
    }

    package var status: Wish?
    /// `Url` with `Method`, or `Twiml`; `Url` wins where both are given.
    package var source: Instructions.Source?
    /// `FallbackUrl` with `FallbackMethod`; counts only beside ``source``.
    package var fallback: Webhook?
    /// `StatusCallback` with `StatusCallbackMethod`; counts only beside ``source``.
    package var statusCallback: Webhook?
    /// Seconds from the answer.
    package var timeLimit: Int64?
    /// What was accepted all the same but is to be told.
    package var notifications: [CallNotification]

    /// Makes an update; one that asks for nothing leaves the call as it is.
    package init(
        status: Wish? = nil,
        source: Instructions.Source? = nil,
        fallback: Webhook? = nil,
        statusCallback: Webhook? = nil,
        timeLimit: Int64? = nil,
        notifications: [CallNotification] = []
    ) {
        self.status = status
        self.source = source
        self.fallback = fallback
        self.statusCallback = statusCallback
        self.timeLimit = timeLimit
        self.notifications = notifications
    }
}

extension CallMachine {
    /// What an update did.
    package struct UpdateOutcome: Equatable, Sendable {
        package var effects: [Effect]
        /// Whether the resource changed, so that its `date_updated` moves: it ended, or was redirected.
        package var changesResource: Bool
    }

    /// Takes a whole update: the matrix of "Update a Call resource".
    ///
    /// `Status` comes first and wins over `Url` and `Twiml`, as in the documentation's own examples, except where it
    /// does nothing (`canceled` in progress): then the redirect runs. A status callback counts only beside a new
    /// document, which documentation asks for; alone it is accepted and ignored.
    ///
    /// - Throws: ``CallRefusal`` for the first part that the state does not allow; the machine is unchanged then.
    package mutating func update(_ update: CallUpdate, at now: Instant) throws(CallRefusal) -> UpdateOutcome {
        var next = self
        var effects = update.notifications.map { Effect.notify($0) }
        var changes = false
        if status.isTerminal, let event = update.event {
            throw CallRefusal(event, in: status)
        }
        if update.source != nil, let webhook = update.statusCallback {
            // Before the rest: a call that this update ends reports its end to the new address.
            effects += try next.apply(.changeStatusCallback(StatusCallback(webhook)), at: now)
        }
        if let event = update.status?.event {
            effects += try next.apply(event, at: now)
            changes = next.status.isTerminal
        }
        if !changes {
            if let seconds = update.timeLimit {
                effects += try next.apply(.setTimeLimit(seconds), at: now)
            }
            if let source = update.source {
                effects += try next.apply(.redirect(Instructions(source, fallback: update.fallback)), at: now)
                changes = true
            }
        }
        self = next
        return UpdateOutcome(effects: effects, changesResource: changes)
    }
}

extension CallUpdate {
    /// The part that a refusal of the whole names; nil where nothing is asked that an ended call would refuse.
    fileprivate var event: CallEvent? {
        if let status { return status.event }
        if let source { return .redirect(Instructions(source, fallback: fallback)) }
        return timeLimit.map { .setTimeLimit($0) }
    }
}

extension CallUpdate.Wish {
    fileprivate var event: CallEvent {
        switch self {
        case .canceled: .cancel
        case .completed: .complete
        }
    }
}
