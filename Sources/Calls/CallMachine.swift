//                      dial             ring               answer                hangUp, complete
//   create(outbound) ───▶ queued ───▶ initiated ───▶ ringing ───▶ in-progress ───▶ ended(completed)
//   create(inbound) ───────────────────────────────▶    │
//                            │            │             │
//                            └────────────┴─────────────┴───▶ ended(busy | no-answer | failed | canceled)
//
// The network may skip steps forward (some carriers answer without ringing) but never go back, and what has ended stays
// as it ended. Wishes of the API differ from reports of the network: `complete` before the answer is a cancel, `cancel`
// after it does nothing. The cells of update are Twilio's, from "Update a Call resource" and observed replies; where
// nothing is known, docs/fidelity.md says what was chosen.

/// The life of one leg: an event in, effects out.
///
/// It neither sleeps, fetches nor reads a clock. Source of the states: Twilio's "Call Status Values" and
/// "StatusCallbackEvent Values".
package struct CallMachine: Equatable, Sendable {
    /// Where in its life the leg is, with what is known by then.
    package enum Phase: Equatable, Sendable {
        /// Accepted, waiting to go out.
        case queued
        /// Going out; only callbacks tell this from `queued`.
        case initiated(started: Instant)
        /// The far end rings; an inbound leg whose first document is not running yet.
        case ringing(started: Instant)
        case inProgress(started: Instant, answered: Instant)
        case ended(Ending)
    }

    /// How and when a leg ended.
    package struct Ending: Equatable, Sendable {
        package var status: FinalStatus
        /// When it went out or arrived; nil if it never left the queue.
        package var started: Instant?
        /// When it was answered; nil if it never was.
        package var answered: Instant?
        package var ended: Instant
        /// Whole seconds between answer and end; 0 if it was never answered.
        package var duration: Int64

        /// Makes an ending.
        package init(
            status: FinalStatus,
            started: Instant?,
            answered: Instant?,
            ended: Instant,
            duration: Int64
        ) {
            self.status = status
            self.started = started
            self.answered = answered
            self.ended = ended
            self.duration = duration
        }
    }

    /// Twilio's maximum duration of a call where nobody set another, in seconds: four hours.
    package static let defaultTimeLimit: Int64 = 14_400
    /// The values that a time limit is held to, in seconds.
    package static let timeLimits: ClosedRange<Int64> = 60...defaultTimeLimit
    /// How long an outbound call rings before it counts as not answered, in seconds.
    package static let defaultTimeout: Int64 = 60

    package let direction: Direction
    package internal(set) var phase: Phase
    /// How long it may ring, in seconds.
    package let timeout: Int64
    /// How long it may last from the answer, in seconds.
    package internal(set) var timeLimit: Int64
    /// What runs, or will run once the call is answered.
    package internal(set) var instructions: Instructions?
    package internal(set) var statusCallback: StatusCallback?
    /// How many status callbacks were sent: the next one's `SequenceNumber`.
    package internal(set) var callbackCount: Int64

    /// A machine as it was saved.
    package init(
        restoring phase: Phase,
        direction: Direction,
        timeout: Int64 = defaultTimeout,
        timeLimit: Int64 = defaultTimeLimit,
        instructions: Instructions? = nil,
        statusCallback: StatusCallback? = nil,
        callbackCount: Int64 = 0
    ) {
        self.direction = direction
        self.phase = phase
        self.timeout = timeout
        self.timeLimit = timeLimit
        self.instructions = instructions
        self.statusCallback = statusCallback
        self.callbackCount = callbackCount
    }

    /// What the resource's `status` says: an `initiated` call still shows as queued.
    package var status: CallStatus {
        switch phase {
        case .queued, .initiated: .queued
        case .ringing: .ringing
        case .inProgress: .inProgress
        case .ended(let ending): ending.status.status
        }
    }
}

// MARK: - Create

extension CallMachine {
    /// A new leg.
    ///
    /// Outbound it waits in the queue (legs of Dial go out at once); inbound it rings, and its first
    /// document is fetched while it does.
    package static func create(
        _ direction: Direction,
        instructions: Instructions?,
        statusCallback: StatusCallback? = nil,
        timeout: Int64 = defaultTimeout,
        timeLimit: Int64 = defaultTimeLimit,
        at now: Instant
    ) -> (machine: CallMachine, effects: [Effect]) {
        var machine = CallMachine(
            restoring: .queued,
            direction: direction,
            timeout: timeout,
            timeLimit: timeLimit,
            instructions: instructions,
            statusCallback: statusCallback
        )
        switch direction {
        case .outboundAPI, .trunkingOriginating, .trunkingTerminating:
            return (machine, [.startTimer(.dial)])
        case .outboundDial:
            let effects = machine.goOut(at: now)
            return (machine, effects)
        case .inbound:
            machine.phase = .ringing(started: now)
            return (machine, instructions.map { [machine.begin($0)] } ?? [])
        }
    }
}

// MARK: - Steps that several events share

extension CallMachine {
    mutating func goOut(at now: Instant) -> [Effect] {
        phase = .initiated(started: now)
        return report(.initiated, as: "initiated") + [.startTimer(.ring)]
    }

    mutating func end(
        as status: FinalStatus,
        started: Instant?,
        answered: Instant? = nil,
        at now: Instant
    ) -> [Effect] {
        let left = started != nil
        phase = .ended(
            Ending(
                status: status,
                started: started,
                answered: answered,
                ended: max(now, answered ?? started ?? now),
                duration: answered?.wholeSeconds(until: now) ?? 0
            )
        )
        var effects: [Effect] = []
        if answered != nil || direction == .inbound { effects.append(.dropDocument) }
        if answered != nil { effects.append(.endChildLegs) }
        effects.append(.stopTimers)
        if left { effects.append(.hangUp) }
        // Canceled while it waited in the queue: no callback at all ("StatusCallbackEvent Values").
        if left || status != .canceled { effects += report(.completed, as: status.rawValue) }
        return effects
    }

    /// The effect that makes a document run.
    func begin(_ instructions: Instructions) -> Effect {
        switch instructions.source {
        case .webhook(let webhook): .fetchDocument(webhook, fallback: instructions.fallback)
        case .twiml(let twiml): .runDocument(twiml: twiml, fallback: instructions.fallback)
        }
    }

    /// Reports a step to the status callback, if that asked for it; inbound legs report only their end.
    mutating func report(_ event: StatusCallback.Event, as status: String) -> [Effect] {
        guard let statusCallback, statusCallback.events.contains(event), direction != .inbound || event == .completed
        else { return [] }
        let number = callbackCount
        callbackCount += 1
        return [.sendStatusCallback(statusCallback.webhook, event: event, status: status, sequenceNumber: number)]
    }
}
