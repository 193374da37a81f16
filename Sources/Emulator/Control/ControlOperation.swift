/// What a request to our own endpoints asks for.
enum ControlOperation: Equatable, Sendable, CaseIterable {
    case index
    case live, ready
    case health
    case reset, seed
    case readClock, setClock, advanceClock
    case listWorlds, readWorld, putWorld, deleteWorld
    case simulateCallStatus
    case openAPI

    /// The route table of our own endpoints.
    static let routes = RouteTable<ControlOperation>(entries)

    /// The lines of the table.
    static let entries: [RouteEntry<ControlOperation>] = [
        RouteEntry("GET", "/", .index),
        RouteEntry("GET", "/livez", .live),
        RouteEntry("GET", "/readyz", .ready),
        RouteEntry("GET", "/_twilio/health", .health),
        RouteEntry("POST", "/_twilio/reset", .reset),
        RouteEntry("POST", "/_twilio/seed", .seed),
        RouteEntry("GET", "/_twilio/clock", .readClock),
        RouteEntry("PUT", "/_twilio/clock", .setClock),
        RouteEntry("POST", "/_twilio/clock/advance", .advanceClock),
        RouteEntry("GET", "/_twilio/worlds", .listWorlds),
        RouteEntry("GET", "/_twilio/worlds/{AccountSid}", .readWorld),
        RouteEntry("PUT", "/_twilio/worlds/{AccountSid}", .putWorld),
        RouteEntry("DELETE", "/_twilio/worlds/{AccountSid}", .deleteWorld),
        RouteEntry("POST", "/_twilio/simulate/call-status", .simulateCallStatus),
        RouteEntry("GET", "/_twilio/openapi.json", .openAPI),
    ]

    /// Whether a path is one of ours rather than Twilio's.
    static func owns(_ path: String) -> Bool {
        path == "/" || path == "/livez" || path == "/readyz" || path == "/_twilio" || path.hasPrefix("/_twilio/")
    }

    /// Whether the operation is for everyone, even where a control token is asked for.
    var isOpen: Bool {
        self == .live || self == .ready
    }
}
