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
        // Nothing of Twilio's is called "/metrics": who asks for it asks this program, which has none.
        path == "/" || path == "/livez" || path == "/readyz" || path == "/metrics" || path == "/_twilio"
            || path.hasPrefix("/_twilio/")
    }

    /// The parameters that the query may have.
    var queryNames: [String] {
        self == .readClock ? ["AccountSid"] : []
    }

    /// The members that the body may have; a seed document has its own.
    var bodyNames: [String] {
        switch self {
        case .reset: ["AccountSid"]
        case .setClock: ["AccountSid", "mode", "now"]
        case .advanceClock: ["AccountSid", "seconds", "to", "until", "max_seconds"]
        case .putWorld:
            [
                "auth_token", "friendly_name", "clock", "calls_per_second", "queue_seconds", "dial_seconds", "strict",
                "ended_call_update",
            ]
        case .simulateCallStatus: ["CallSid", "Status"]
        case .index, .live, .ready, .health, .seed, .readClock, .listWorlds, .readWorld, .deleteWorld, .openAPI: []
        }
    }

    /// Whether the operation is for everyone, even where a control token is asked for.
    var isOpen: Bool {
        self == .live || self == .ready
    }
}
