import HTTPListener

/// One operation of the Twilio surface: how it is asked for, what it takes and gives, and what answers it.
///
/// The tables of these values are the surface: the router, strict mode, the OpenAPI description and the tests read
/// them.
struct APIOperation: Sendable {
    /// The `operationId` of Twilio's OpenAPI description.
    let id: String
    let method: String
    /// The path without its extension, `{Name}` for what varies; the first capture is the account.
    let path: String
    /// What the form of a POST, or the query of a GET, may hold.
    let parameters: [ParameterSummary]
    /// The names of ``parameters``.
    let parameterNames: Set<String>
    /// The status of the answer where all goes well.
    let status: Int
    /// Further statuses of an answer that shows the same.
    let otherStatuses: [Int]
    /// What the answer shows; nil where it has no body.
    let shows: ResourceSchema?
    /// Whether an account that is suspended or closed can still be asked.
    let reachesInactiveAccounts: Bool
    /// Whether a request needs no credentials; it then acts for the account that its path names.
    let isOpen: @Sendable (Request) -> Bool
    /// Answers a request.
    let answer: @Sendable (APIRequest) throws -> Response

    /// Makes an operation.
    init(
        _ id: String,
        _ method: String,
        _ path: String,
        parameters: [ParameterSummary] = [],
        status: Int = 200,
        otherStatuses: [Int] = [],
        shows: ResourceSchema? = nil,
        reachesInactiveAccounts: Bool = false,
        isOpen: @escaping @Sendable (Request) -> Bool = { _ in false },
        answer: @escaping @Sendable (APIRequest) throws -> Response
    ) {
        self.id = id
        self.method = method
        self.path = "/2010-04-01/Accounts" + path
        self.parameters = parameters
        parameterNames = Set(parameters.map(\.name))
        self.status = status
        self.otherStatuses = otherStatuses
        self.shows = shows
        self.reachesInactiveAccounts = reachesInactiveAccounts
        self.isOpen = isOpen
        self.answer = answer
    }

    /// All operations that are served.
    static let all: [APIOperation] = [
        CallOperations.all,
        CallRecordingOperations.all, RecordingOperations.all,
        SubresourceOperations.all,
        AccountOperations.all, KeyOperations.all,
        IncomingPhoneNumberOperations.all, ApplicationOperations.all, OutgoingCallerIDOperations.all,
    ].flatMap { $0 }

    /// The route table of the Twilio surface (version 2010-04-01).
    static let routes = RouteTable(all.map { RouteEntry($0.method, $0.path, $0) })
}

/// What an answer shows: one resource, or a list of them.
struct ResourceSchema: Sendable {
    /// The fields of one, as the encoder of the resource writes them.
    let fields: @Sendable () -> [FieldDescription]
    /// The name of the schema, `Call`.
    let name: String
    /// The key of the list; nil for a single one.
    let listKey: String?
}

/// A field of a resource as descriptions list it.
struct FieldDescription: Equatable, Sendable {
    let name: String
    /// `string`, `date`, `integer`, `boolean`, `uri` or `object`.
    let type: String
    /// The words of a field that is one of a few, and never null; empty for any other.
    var words: [String] = []
}
