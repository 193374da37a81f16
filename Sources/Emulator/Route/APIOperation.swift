/// What a request to the Twilio surface asks for.
enum APIOperation: Equatable, Sendable, CaseIterable {
    case fetchCall
    case updateCall

    /// The route table of the Twilio surface (version 2010-04-01). The extension is part of the last segment.
    static let routes = RouteTable<APIOperation>(entries)

    /// The lines of the table, for the check against the official description.
    static let entries: [RouteEntry<APIOperation>] = [
        RouteEntry("GET", "/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json", .fetchCall),
        RouteEntry("POST", "/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json", .updateCall),
    ]
}
