import Calls

/// How a world's clock moves.
package enum ClockMode: String, CaseIterable, Sendable {
    /// Wall time.
    case real
    /// Only by `advance`.
    case manual
}

/// A world's clock: all timestamps in its resources come from it.
enum WorldClock: Equatable, Sendable {
    case real
    /// Stands at this instant until it is moved.
    case manual(now: Instant)

    var mode: ClockMode {
        switch self {
        case .real: .real
        case .manual: .manual
        }
    }
}

/// The status of an account (Twilio's "Account Status Values").
enum AccountStatus: String, CaseIterable, Sendable {
    case active, suspended, closed
}

/// What an update of an ended call's `Status` gets.
///
/// Observers of Twilio disagree, so a world may choose.
enum EndedCallUpdate: String, CaseIterable, Sendable {
    /// 400 with 21220, as most saw it.
    case refused = "21220"
    /// 200 with the call as it is.
    case unchanged = "200"
    /// 404 with 20404.
    case notFound = "20404"
}

/// What a test may choose about a world.
struct WorldSettings: Equatable, Sendable {
    /// Outbound calls that go out in a second of the world's clock; nil is no limit, 0 holds all back.
    var callsPerSecond: Double?
    /// How long a created call stays queued, in milliseconds.
    var queueMilliseconds: Int64 = 500
    /// How long a call that went out takes to ring, in milliseconds.
    var dialMilliseconds: Int64 = 500
    /// Whether unknown parameters and warnings are errors.
    var isStrict = false
    var endedCallUpdate = EndedCallUpdate.refused
}

/// An account: a world of its own, with its calls, its clock and its settings.
struct Account: Equatable, Sendable {
    let sid: AccountSid
    /// The account that this one is a subaccount of.
    var ownerSid: AccountSid?
    var authToken: String
    var friendlyName: String
    var status = AccountStatus.active
    var clock: WorldClock
    var settings = WorldSettings()
    /// How many SIDs were made in this world.
    var sidCount: Int64 = 0
    /// When it was made and last changed through the API; nil until it is stored, and then that time.
    var dateCreated: Instant?
    var dateUpdated: Instant?

    /// The secret of an account that nobody gave one: its SID without the `AC`.
    static func defaultAuthToken(of sid: AccountSid) -> String {
        String(sid.text.dropFirst(2))
    }
}

/// An API key of an account.
struct APIKey: Equatable, Sendable {
    let sid: KeySid
    let accountSid: AccountSid
    var secret: String
    var friendlyName: String?
    /// When it came and last changed; nil until it is stored.
    var dateCreated: Instant?
    var dateUpdated: Instant?
}
