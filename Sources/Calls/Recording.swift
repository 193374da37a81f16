/// A recording of a call: what the resource shows, and what may happen to it next.
///
/// ```
/// inProgress ⇄ paused
///     └────┬────┘
///       stopped, which is completed as soon as the answer to the stop is out
/// ```
///
/// It ends with its call at the latest. What it holds is only its length: nobody speaks here.
package struct Recording: Equatable, Sendable {
    /// The statuses that the resource shows ("Recording Status Values"); `processing` and `absent` never come up here.
    package enum Status: String, CaseIterable, Sendable {
        case inProgress = "in-progress"
        case paused, stopped, processing, completed, absent, deleted
    }

    /// What made a recording.
    package enum Source: String, CaseIterable, Sendable {
        case dialVerb = "DialVerb"
        case conference = "Conference"
        case outboundAPI = "OutboundAPI"
        case trunking = "Trunking"
        case recordVerb = "RecordVerb"
        case startCallRecordingAPI = "StartCallRecordingAPI"
        case startConferenceRecordingAPI = "StartConferenceRecordingAPI"
    }

    /// Which side of the call is recorded.
    package enum Track: String, CaseIterable, Sendable {
        case inbound, outbound, both
    }

    /// Whether both sides share a channel.
    package enum Channels: String, CaseIterable, Sendable {
        case mono, dual

        /// How many there are.
        package var count: Int { self == .mono ? 1 : 2 }
    }

    /// What becomes of the time of a pause.
    package enum PauseBehavior: String, CaseIterable, Sendable {
        /// It is kept, as silence.
        case silence
        /// It is left out.
        case skip
    }

    /// What the API may ask of a recording.
    package enum Wish: String, CaseIterable, Sendable {
        case inProgress = "in-progress"
        case paused, stopped
    }

    /// A pause that lasts.
    package struct Pause: Equatable, Sendable {
        package let start: Instant
        package let behavior: PauseBehavior

        /// Makes a pause.
        package init(start: Instant, behavior: PauseBehavior) {
            self.start = start
            self.behavior = behavior
        }
    }

    /// A recording that has ended does not change any more.
    package struct Ended: Error, Equatable {}

    package let sid: RecordingSid
    package let accountSid: AccountSid
    package let callSid: CallSid
    package let source: Source
    package let channels: Channels
    package let track: Track
    package let started: Instant
    /// Moves with every change of the resource.
    package var updated: Instant
    package var pause: Pause?
    /// What pauses have left out so far, in milliseconds.
    package var skipped: Int64 = 0
    package var stopped: Instant?
    /// When its media was deleted; what is known of it stays for a while.
    package var deleted: Instant?
    package var callback: RecordingCallback?

    /// Makes a recording that begins.
    package init(
        sid: RecordingSid,
        accountSid: AccountSid,
        callSid: CallSid,
        source: Source,
        channels: Channels = .mono,
        track: Track = .both,
        started: Instant,
        callback: RecordingCallback? = nil
    ) {
        self.sid = sid
        self.accountSid = accountSid
        self.callSid = callSid
        self.source = source
        self.channels = channels
        self.track = track
        self.started = started
        self.callback = callback
        updated = started
    }

    /// What the resource's `status` says.
    package var status: Status {
        if deleted != nil { return .deleted }
        if stopped != nil { return .completed }
        return pause == nil ? .inProgress : .paused
    }

    /// Its length in whole seconds, once it has ended; pauses count unless they were skipped.
    package var duration: Int64? {
        guard let stopped else { return nil }
        return max(0, stopped.milliseconds - started.milliseconds - skipped - skippedByPause(until: stopped)) / 1000
    }

    /// Pauses, resumes or stops; asking for what is so already changes nothing.
    ///
    /// - Throws: ``Ended`` when it has ended.
    package mutating func update(_ wish: Wish, pausing behavior: PauseBehavior, at now: Instant) throws(Ended) {
        guard stopped == nil else { throw Ended() }
        switch (wish, pause) {
        case (.inProgress, nil), (.paused, .some):
            return
        case (.inProgress, .some):
            skipped += skippedByPause(until: now)
            pause = nil
        case (.paused, nil):
            pause = Pause(start: now, behavior: behavior)
        case (.stopped, _):
            stopped = now
        }
        updated = now
    }

    private func skippedByPause(until end: Instant) -> Int64 {
        guard let pause, pause.behavior == .skip else { return 0 }
        return max(0, end.milliseconds - pause.start.milliseconds)
    }
}

/// Where the progress of a recording is reported, and which steps are.
package struct RecordingCallback: Equatable, Sendable {
    /// A step that can be reported (`RecordingStatusCallbackEvent`).
    package enum Event: String, CaseIterable, Sendable {
        case inProgress = "in-progress"
        case completed, absent
    }

    package let webhook: Webhook
    package let events: Set<Event>

    /// Makes a callback; Twilio's default is the `completed` event alone.
    package init(_ webhook: Webhook, events: Set<Event> = [.completed]) {
        self.webhook = webhook
        self.events = events
    }
}
