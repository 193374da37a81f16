import Calls
import Database
import Logging

/// What the operations of the Twilio surface work with.
struct APIServices: Sendable {
    let database: Database
    let worlds: Worlds
    let keeper: WorldKeeper
    let desk: CallDesk
    let sids: SidFactory
    let log: Logger
}
