import Calls
import JSON

/// A seed document: worlds as JSON, checked as a whole before any of it is used.
struct SeedDocument: Sendable {
    let accounts: [SeedAccount]

    /// Reads a document.
    ///
    /// - Throws: ``DocumentProblem`` for the first thing that is wrong.
    init(_ document: Document) throws(DocumentProblem) {
        let fields = try document.object(["accounts"])
        var accounts: [SeedAccount] = []
        for element in try fields.required("accounts").array() {
            accounts.append(try SeedAccount(element, owner: nil))
        }
        self.accounts = accounts
        try checkThatNothingStandsTwice()
    }

    /// Reads a document from its text.
    ///
    /// - Throws: ``DocumentProblem``; what is no JSON has the path `$` and its line and column in the message.
    init(parsing text: [UInt8]) throws(DocumentProblem) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            throw DocumentProblem(path: "$", message: "this is not JSON: \(error)")
        }
        try self.init(Document(value))
    }

    /// Every account of the document, owners before their subaccounts.
    var allAccounts: [SeedAccount] {
        accounts.flatMap { [$0] + $0.subaccounts }
    }

    private func checkThatNothingStandsTwice() throws(DocumentProblem) {
        var sids: Set<String> = []
        for account in allAccounts {
            var named = [(account.sid.text, account.path)]
            named += account.keys.map { ($0.value.sid.text, $0.path) }
            named += account.calls.map { ($0.sid.text, $0.path) }
            named += account.numbers.compactMap { number in number.sid.map { ($0.text, number.path) } }
            named += account.applications.compactMap { one in one.sid.map { ($0.text, one.path) } }
            for (sid, path) in named where !sids.insert(sid).inserted {
                throw DocumentProblem(path: path, message: "\(sid) stands twice in the document")
            }
            // Accounts are worlds of their own: two of them may have one number.
            var numbers: Set<String> = []
            for number in account.numbers where !numbers.insert(number.number.e164).inserted {
                throw DocumentProblem(path: number.path, message: "\(number.number.e164) stands twice in the account")
            }
            var phones: Set<Endpoint> = []
            for phone in account.phones where !phones.insert(phone.number).inserted {
                throw DocumentProblem(path: phone.path, message: "\(phone.number) stands twice in the account")
            }
        }
    }
}

/// One account of a seed document.
///
/// What is nil was left out.
struct SeedAccount: Sendable {
    let path: String
    let sid: AccountSid
    let ownerSid: AccountSid?
    let authToken: String?
    let friendlyName: String?
    let status: AccountStatus?
    let clock: SeedClock?
    let keys: [(value: APIKey, path: String)]
    let numbers: [SeedNumber]
    let applications: [SeedApplication]
    let phones: [SeedPhone]
    let calls: [SeedCall]
    let subaccounts: [SeedAccount]

    init(_ document: Document, owner: AccountSid?) throws(DocumentProblem) {
        var names = [
            "sid", "auth_token", "friendly_name", "status", "clock", "api_keys", "numbers", "applications", "phones",
            "calls",
        ]
        if owner == nil { names.append("subaccounts") }
        let fields = try document.object(names)
        let sid = try fields.required("sid").sid(AccountKind.self)
        path = document.path
        self.sid = sid
        ownerSid = owner
        authToken = try fields.optional("auth_token") { field throws(DocumentProblem) in
            try field.parsed("a secret that is not empty") { $0.isEmpty ? nil : $0 }
        }
        friendlyName = try fields.optional("friendly_name") { field throws(DocumentProblem) in try field.string() }
        status = try fields.optional("status") { field throws(DocumentProblem) in try field.word(AccountStatus.self) }
        clock = try fields.optional("clock") { field throws(DocumentProblem) in try SeedClock(field) }
        keys = try fields.list("api_keys") { element throws(DocumentProblem) in
            let key = try element.object(["sid", "secret", "friendly_name"])
            return (
                APIKey(
                    sid: try key.required("sid").sid(KeyKind.self),
                    accountSid: sid,
                    secret: try key.required("secret").parsed("a secret that is not empty") { $0.isEmpty ? nil : $0 },
                    friendlyName: try key.optional("friendly_name") { field throws(DocumentProblem) in
                        try field.string()
                    }
                ), element.path
            )
        }
        numbers = try fields.list("numbers") { element throws(DocumentProblem) in try SeedNumber(element) }
        applications = try fields.list("applications") { element throws(DocumentProblem) in
            try SeedApplication(element)
        }
        phones = try fields.list("phones") { element throws(DocumentProblem) in try SeedPhone(element) }
        calls = try fields.list("calls") { element throws(DocumentProblem) in try SeedCall(element, account: sid) }
        subaccounts = try fields.list("subaccounts") { element throws(DocumentProblem) in
            try SeedAccount(element, owner: sid)
        }
    }
}

/// A clock as documents choose it: its mode as a word, or an object of `mode` and, on a manual one, `now`.
struct SeedClock: Equatable, Sendable {
    let mode: ClockMode
    let now: Instant?

    init(_ document: Document) throws(DocumentProblem) {
        if case .object = document.value {
            try self.init(document.object(["mode", "now"]))
        } else {
            self.init(mode: try document.word(ClockMode.self), now: nil)
        }
    }

    /// Reads `mode` and `now` among the members of an object.
    init(_ fields: Fields) throws(DocumentProblem) {
        let mode = try fields.required("mode").word(ClockMode.self)
        let now = try fields.optional("now") { field throws(DocumentProblem) in try field.instant() }
        if let field = fields["now"], mode == .real {
            throw field.problem("a real clock follows the wall: only a manual one takes \"now\"")
        }
        self.init(mode: mode, now: now)
    }

    private init(mode: ClockMode, now: Instant?) {
        self.mode = mode
        self.now = now
    }

    /// The clock itself; a manual one that was given no time stands at `time`.
    func clock(at time: Instant) -> WorldClock {
        switch mode {
        case .real: .real
        case .manual: .manual(now: now ?? time)
        }
    }
}

// MARK: - Values that several documents hold

extension Document {
    /// A SID of one kind.
    func sid<Kind>(_: Kind.Type) throws(DocumentProblem) -> Sid<Kind> {
        try parsed("\(Kind.prefix) and 32 hexadecimal digits") { Sid<Kind>($0) }
    }

    /// A date in RFC 2822 or RFC 3339.
    func instant() throws(DocumentProblem) -> Instant {
        try parsed("a date such as \"2010-08-31T20:36:28Z\" or \"Tue, 31 Aug 2010 20:36:28 +0000\"") { text in
            Instant(rfc3339: text) ?? Instant(rfc2822: text)
        }
    }

    /// An absolute http or https URL.
    func url() throws(DocumentProblem) -> String {
        try parsed("an absolute http or https URL") { WebURL($0) == nil ? nil : $0 }
    }
}

extension Fields {
    /// Reads the elements of an array that may be missing.
    func list<Element>(
        _ name: String,
        _ read: (Document) throws(DocumentProblem) -> Element
    ) throws(DocumentProblem) -> [Element] {
        var elements: [Element] = []
        for element in try self[name]?.array() ?? [] { elements.append(try read(element)) }
        return elements
    }
}
