import Calls

/// The nine parameters of `POST …/Calls/{Sid}.json` ("Update a Call resource"), in the order in which they are checked:
/// integers first, as on create.
enum UpdateCallParameters {
    static let timeLimit = Parameter<Int64>.integer("TimeLimit")
    static let status = Parameter<CallUpdate.Wish>.word("Status")
    static let url = Parameter<String>.url("Url")
    static let method = Parameter<WebhookMethod>.method("Method", strict: true)
    static let twiml = Parameter<String>.twiml("Twiml")
    static let fallbackURL = Parameter<String>.url("FallbackUrl")
    static let fallbackMethod = Parameter<WebhookMethod>.method("FallbackMethod", strict: false)
    static let statusCallback = Parameter<String>.text("StatusCallback")
    static let statusCallbackMethod = Parameter<WebhookMethod>.method("StatusCallbackMethod", strict: false)

    /// All of them, for descriptions and tests.
    static let catalogue: [ParameterSummary] = [
        timeLimit.summary, status.summary, url.summary, method.summary, twiml.summary, fallbackURL.summary,
        fallbackMethod.summary, statusCallback.summary, statusCallbackMethod.summary,
    ]
}

extension CallUpdate {
    /// Reads an update of the call `sid`.
    ///
    /// - Throws: the error of the first parameter that is wrong.
    init(_ form: Form, of sid: CallSid) throws(APIError) {
        typealias Parameters = UpdateCallParameters
        self.init()
        timeLimit = try form.value(Parameters.timeLimit)
        status = try form.value(Parameters.status)
        let url = try form.value(Parameters.url)
        let method = try form.value(Parameters.method)
        let twiml = try form.value(Parameters.twiml)
        let fallbackURL = try form.value(Parameters.fallbackURL)
        let fallbackMethod = try form.value(Parameters.fallbackMethod)
        let statusCallback = try form.value(Parameters.statusCallback)
        let statusCallbackMethod = try form.value(Parameters.statusCallbackMethod)

        if let url {
            source = .webhook(Webhook(url: url, method: method ?? .post))
            if twiml != nil { notifications.append(.twimlBesideURL) }
        } else if let twiml {
            source = .twiml(twiml)
        }
        fallback = fallbackURL.map { Webhook(url: $0, method: fallbackMethod ?? .post) }
        if let statusCallback {
            if Self.canBeCalled(statusCallback) {
                self.statusCallback = Webhook(url: statusCallback, method: statusCallbackMethod ?? .post)
            } else {
                notifications.append(.invalidStatusCallback(statusCallback, of: sid))
            }
        }
    }

    /// Whether a status callback has a host that may be called (error 21609).
    ///
    /// It is http or https, of at most 4000 characters, without an underscore in the host. Local hosts are exempt from
    /// the rule about names.
    static func canBeCalled(_ text: String) -> Bool {
        guard text.unicodeScalars.count <= 4000, let url = WebURL(text) else { return false }
        return url.isLocal || !url.host.contains("_")
    }
}

extension CallNotification {
    /// 32019: `Url` and `Twiml` are both set, and `Url` is used.
    static let twimlBesideURL = CallNotification(
        code: 32019,
        level: .warning,
        message: "Twiml and Url are both set. Url is used."
    )

    /// 21609: the status callback cannot be called and is left out.
    static func invalidStatusCallback(_ url: String, of sid: CallSid) -> CallNotification {
        CallNotification(
            code: 21609,
            level: .warning,
            message: "Invalid Url for callSid: \(sid) invalid statusCallbackUrl: \(url.withoutPassword)"
        )
    }
}
