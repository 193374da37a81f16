import Calls
import JSON

/// Who is to call whom: the first things that create checks.
struct CallParties: Equatable, Sendable {
    let to: Endpoint
    let from: Endpoint
    /// Whether `From` always passes: a magic number.
    let isFromVerified: Bool

    /// Twilio's magic numbers begin with this ("Test Credentials").
    private static let magic = "+1500555000"

    /// Reads the parties, in the order in which live errors were seen: integers, `To`, instructions, `Url`, `From`.
    ///
    /// - Throws: the first error.
    init(_ form: Form) throws(APIError) {
        typealias Parameters = CreateCallParameters
        _ = try form.value(Parameters.timeout)
        _ = try form.value(Parameters.timeLimit)
        for tunable in Parameters.machineDetectionTunables { _ = try form.value(tunable.parameter) }
        guard let to = try form.value(Parameters.to) else { throw .noTo }
        if try form.value(Parameters.applicationSid) == nil {
            guard form.text("Url") != nil || form.text("Twiml") != nil else { throw .noInstructions }
            _ = try form.value(Parameters.url)
        }
        guard let from = try form.value(Parameters.from) else { throw .noFrom }
        // What is no other address was meant as a number, and is called from one.
        self.from = try Self.caller(from, callsPhone: Self.isNumber(to))
        guard let target = Self.target(to) else { throw .invalidTo(to) }
        self.to = target
        try Self.checkMagic(target)
        isFromVerified = self.from.description == Self.magic + "6"
    }

    private static func target(_ text: String) -> Endpoint? {
        switch Endpoint(text) {
        case .client?, .sim?: return Endpoint(text)
        case .sip?: return SIPAddress(text) == nil ? nil : Endpoint(text)
        case .phone?, .raw?, nil: return PhoneNumber(dialled: text).map { .phone($0) }
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        switch Endpoint(text) {
        case .client?, .sip?, .sim?: false
        case .phone?, .raw?, nil: true
        }
    }

    private static func caller(_ text: String, callsPhone: Bool) throws(APIError) -> Endpoint {
        // A client or a SIP address may be called from any name: there, letters are letters.
        if callsPhone || !text.unicodeScalars.contains(where: \.properties.isAlphabetic),
            let number = PhoneNumber(dialled: text)
        {
            if number.e164 == magic + "1" { throw .invalidFrom(text) }
            return .phone(number)
        }
        guard !callsPhone else { throw .invalidFrom(text) }
        // A client has its identity, a SIP call any name.
        return Endpoint(received: text)
    }

    private static func checkMagic(_ to: Endpoint) throws(APIError) {
        switch to.description {
        case magic + "1": throw .doesNotAppearValid
        case magic + "2": throw .unreachable
        case magic + "3": throw .notAuthorized(to.description)
        case magic + "4": throw .notAllowed(to.description)
        default: break
        }
    }
}

/// A call to be made: the parameters of create, checked and typed.
struct CreateCall: Sendable {
    let parties: CallParties
    /// `Url` or `Twiml`; nil where an application gives the instructions.
    private(set) var instructions: Instructions?
    private(set) var applicationSid: ApplicationSid?
    private(set) var statusCallback: StatusCallback?
    let timeout: Int64
    let timeLimit: Int64
    /// What is kept with the call for the time when it runs, a JSON object.
    let options: String
    /// What was accepted all the same but is to be told.
    var notifications: [CallNotification] = []
    /// A status callback that cannot be called: told with the SID of the call that comes of this.
    private(set) var invalidStatusCallback: String?

    /// Reads what `CallParties` has not read.
    ///
    /// - Throws: the first error.
    init(_ form: Form, _ parties: CallParties) throws(APIError) {
        typealias Parameters = CreateCallParameters
        self.parties = parties
        let timeout = try form.value(Parameters.timeout) ?? CallMachine.defaultTimeout
        guard timeout > 0 else { throw .invalidTimeout }
        self.timeout = min(max(timeout, 5), 600)
        let timeLimit = try form.value(Parameters.timeLimit) ?? CallMachine.defaultTimeLimit
        self.timeLimit = min(max(timeLimit, CallMachine.timeLimits.lowerBound), CallMachine.timeLimits.upperBound)
        if let digits = try form.value(Parameters.sendDigits) { try Self.check(sendDigits: digits) }
        if case .sip(let address) = parties.to { try Self.check(address, form) }
        for (parameter, range) in Parameters.machineDetectionTunables {
            if let value = try form.value(parameter), !range.contains(value) { throw .invalidMachineDetection }
        }
        options = try Self.options(form)
        if let text = try form.value(Parameters.applicationSid) {
            guard let sid = ApplicationSid(text) else { throw .invalidApplicationSid }
            applicationSid = sid
        } else {
            try readInstructions(form)
            try readStatusCallback(form)
        }
        if form.text("AsyncAmd") == "true", try form.value(Parameters.asyncAmdStatusCallback) == nil {
            notifications.append(
                CallNotification(
                    code: 21262,
                    level: .warning,
                    message: "AsyncAmd is set without an AsyncAmdStatusCallback"
                )
            )
        }
    }

    private mutating func readInstructions(_ form: Form) throws(APIError) {
        typealias Parameters = CreateCallParameters
        let url = try form.value(Parameters.url)
        let method = try form.value(Parameters.method)
        let twiml = try form.value(Parameters.twiml)
        let fallbackMethod = try form.value(Parameters.fallbackMethod)
        let fallback = try form.value(Parameters.fallbackURL).map { Webhook(url: $0, method: fallbackMethod ?? .post) }
        if let url {
            instructions = Instructions(.webhook(Webhook(url: url, method: method ?? .post)), fallback: fallback)
            if twiml != nil { notifications.append(.twimlBesideURL) }
        } else if let twiml {
            instructions = Instructions(.twiml(twiml), fallback: fallback)
        }
    }

    private mutating func readStatusCallback(_ form: Form) throws(APIError) {
        typealias Parameters = CreateCallParameters
        let method = try form.value(Parameters.statusCallbackMethod)
        var events: Set<StatusCallback.Event> = []
        var wasAsked = false
        for pair in form.pairs where pair.name == Parameters.statusCallbackEvent && !pair.value.isEmpty {
            wasAsked = true
            if let event = StatusCallback.Event(rawValue: pair.value) {
                events.insert(event)
            } else {
                notifications.append(
                    CallNotification(
                        code: 21626,
                        level: .error,
                        message: "Invalid StatusCallbackEvent: \(pair.value)"
                    )
                )
            }
        }
        guard let url = try form.value(Parameters.statusCallback) else { return }
        guard CallUpdate.canBeCalled(url) else {
            invalidStatusCallback = url
            return
        }
        let webhook = Webhook(url: url, method: method ?? .post)
        statusCallback = wasAsked ? StatusCallback(webhook, events: events) : StatusCallback(webhook)
    }

    // MARK: Checks

    private static func check(sendDigits text: String) throws(APIError) {
        guard text.utf8.count <= 32, text.utf8.allSatisfy({ "0123456789ABCD#*wW".utf8.contains($0) }) else {
            throw .invalidSendDigits
        }
    }

    private static func check(_ address: String, _ form: Form) throws(APIError) {
        typealias Parameters = CreateCallParameters
        let username = try form.value(Parameters.sipAuthUsername)
        let password = try form.value(Parameters.sipAuthPassword)
        if let username {
            guard username.count < 256 else { throw .sip(.usernameTooLong) }
            guard isPrintable(username) else { throw .sip(.usernameCharacters) }
            guard password != nil else { throw .sip(.passwordMissing) }
        }
        if let password {
            guard password.count < 256 else { throw .sip(.passwordTooLong) }
            guard isPrintable(password) else { throw .sip(.passwordCharacters) }
        }
        guard let sip = SIPAddress(address) else { throw .invalidTo(address) }
        guard sip.headerLength < 1024 else { throw .sip(.headersTooLong) }
        for (name, value) in sip.headers {
            guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else { throw .sip(.headerName) }
            guard isPrintable(value) else { throw .sip(.headerValue) }
        }
    }

    private static func isPrintable(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// Whether a byte may stand in a header's name (RFC 3261, `token`).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-.!%*_+`'~".utf8.contains(byte)
        }
    }

    /// What is kept with the call, names as they were sent; with digits to send, nothing detects a machine.
    private static func options(_ form: Form) throws(APIError) -> String {
        typealias Parameters = CreateCallParameters
        var members: [JSONMember] = []
        for option in Parameters.options {
            let values = option.values(in: form)
            guard let first = values.first else { continue }
            if option.isList {
                members.append(JSONMember(option.name, .array(values.map { .string($0) })))
            } else {
                members.append(JSONMember(option.name, .string(first)))
            }
        }
        let texts = [
            Parameters.sendDigits, Parameters.sipAuthUsername, Parameters.sipAuthPassword, Parameters.asyncAmd,
            Parameters.asyncAmdStatusCallback,
        ]
        for parameter in texts {
            if let text = try form.value(parameter) { members.append(JSONMember(parameter.name, .string(text))) }
        }
        if let word = try form.value(Parameters.machineDetection), try form.value(Parameters.sendDigits) == nil,
            let mode = ["Enable", "DetectMessageEnd"].first(where: { $0.lowercased() == word.lowercased() })
        {
            members.append(JSONMember(Parameters.machineDetection.name, .string(mode)))
            for (parameter, _) in Parameters.machineDetectionTunables {
                guard let value = try form.value(parameter) else { continue }
                members.append(JSONMember(parameter.name, .number(String(value))))
            }
        }
        var writer = JSONWriter()
        writer.value(.object(members))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
