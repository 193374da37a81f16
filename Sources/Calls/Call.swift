/// Where a call came from, as the resource's `direction` says it.
package enum Direction: String, CaseIterable, Sendable {
    case inbound
    case outboundAPI = "outbound-api"
    case outboundDial = "outbound-dial"
    case trunkingOriginating = "trunking-originating"
    case trunkingTerminating = "trunking-terminating"
}

/// Who or what answered, as answering machine detection found (Twilio's "Answering Machine Detection").
package enum AnsweredBy: String, CaseIterable, Sendable {
    case human
    case machineStart = "machine_start"
    case machineEndBeep = "machine_end_beep"
    case machineEndSilence = "machine_end_silence"
    case machineEndOther = "machine_end_other"
    case fax
    case unknown
}

/// One leg of a call: what the resource shows, and the machine that says what may happen to it next.
package struct Call: Equatable, Sendable {
    package let sid: CallSid
    package let accountSid: AccountSid
    /// The leg that made this one by Dial; nil for a call of its own.
    package var parentCallSid: CallSid?
    package var to: Endpoint
    package var from: Endpoint
    /// The number called, on an inbound call; the number or caller id behind `from`, on an outbound one.
    package var phoneNumberSid: PhoneNumberSid?
    package var answeredBy: AnsweredBy?
    /// The caller id that a carrier gave on diversion; free text.
    package var forwardedFrom: String?
    package var callerName: String?
    package var groupSid: GroupSid?
    package var trunkSid: TrunkSid?
    package var annotation: String?
    /// Signed decimal text such as `-0.03000`; nil until the call is rated.
    package var price: String?
    /// ISO 4217, upper case.
    package var priceUnit: String = "USD"
    /// Estimated wait before the call goes out, in milliseconds.
    package var queueTime: Int64 = 0
    package var dateCreated: Instant
    /// Moves with every change of the resource.
    package var dateUpdated: Instant
    package var machine: CallMachine

    /// Makes a call; everything that is not given is as on a fresh call.
    package init(
        sid: CallSid,
        accountSid: AccountSid,
        to: Endpoint,
        from: Endpoint,
        dateCreated: Instant,
        dateUpdated: Instant,
        machine: CallMachine
    ) {
        self.sid = sid
        self.accountSid = accountSid
        self.to = to
        self.from = from
        self.dateCreated = dateCreated
        self.dateUpdated = dateUpdated
        self.machine = machine
    }

    /// What the resource's `status` says.
    package var status: CallStatus { machine.status }
}
