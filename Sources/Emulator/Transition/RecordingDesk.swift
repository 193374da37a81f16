import Calls
import Database

/// Where recordings are read and change: each change is one transaction, and what this returns is committed.
struct RecordingDesk: Sendable {
    /// Why a change is refused.
    enum Refusal: Error, Equatable {
        case noSuchRecording
        /// The call is not in progress.
        case notEligible
        /// The recording has ended, or there is none under way.
        case notUnderWay
        /// More than one is under way, and `Twilio.CURRENT` does not say which.
        case severalUnderWay
        /// It cannot be deleted while it is under way.
        case notComplete
    }

    /// Which recording of a call is meant.
    enum Choice: Equatable, Sendable {
        case sid(RecordingSid)
        /// The one that is under way: `Twilio.CURRENT`.
        case current
    }

    /// How long it is known of a deleted recording that there was one: 40 days ("Delete a Recording resource").
    static let memory: Int64 = 40 * 86_400

    let services: APIServices

    /// A recording of an account, also one that was deleted; nil when there is none of this SID.
    func recording(_ sid: RecordingSid, of account: AccountSid) throws -> Recording? {
        try services.database.read { db in try db.recording(sid, of: account) }
    }

    /// A page of recordings, newest first, and whether more follow; nil when the page's token names none of them.
    func page(_ page: PageRequest, of filter: RecordingFilter) throws -> (items: [Recording], hasMore: Bool)? {
        try services.database.read { db in try db.recordings(filter, at: page) }
    }

    /// Starts a recording; one that the API has started before and that is under way still is given instead.
    ///
    /// - Returns: the recording, and whether it is new.
    func start(
        _ order: RecordingOrder,
        on sid: CallSid,
        of account: AccountSid
    ) throws -> (recording: Recording, isNew: Bool) {
        try services.database.write { db in
            guard let call = try db.call(sid, of: account) else { throw CallDesk.NoSuchCall() }
            guard call.status == .inProgress else { throw Refusal.notEligible }
            let underWay = try db.recordingsUnderWay(of: sid)
            if let existing = underWay.first(where: { $0.source == .startCallRecordingAPI }) {
                return (existing, false)
            }
            let now = now(in: account)
            let recording = Recording(
                sid: try db.makeSid(in: account, services.sids),
                accountSid: account,
                callSid: sid,
                source: .startCallRecordingAPI,
                channels: order.channels,
                track: order.track,
                started: now,
                callback: order.callback
            )
            try db.insert(recording)
            for notification in order.notifications {
                try db.insert(notification, of: call, at: now, services.sids)
            }
            return (recording, true)
        }
    }

    /// Pauses, resumes or stops a recording.
    ///
    /// - Returns: the recording as it is afterwards.
    func update(
        _ choice: Choice,
        of call: CallSid,
        in account: AccountSid,
        _ wish: Recording.Wish,
        pausing behavior: Recording.PauseBehavior
    ) throws -> Recording {
        try services.database.write { db in
            guard try db.call(call, of: account) != nil else { throw CallDesk.NoSuchCall() }
            var recording = try find(choice, of: call, in: account, db)
            do {
                try recording.update(wish, pausing: behavior, at: now(in: account))
            } catch {
                throw Refusal.notUnderWay
            }
            try db.save(recording)
            return recording
        }
    }

    /// Deletes a recording, of this call where one is given; that there was one is known for ``memory``.
    func delete(_ sid: RecordingSid, of call: CallSid?, in account: AccountSid) throws {
        try services.database.write { db in
            if let call, try db.call(call, of: account) == nil { throw CallDesk.NoSuchCall() }
            guard var recording = try db.recording(sid, of: account), recording.deleted == nil,
                call == nil || recording.callSid == call
            else { throw Refusal.noSuchRecording }
            guard recording.stopped != nil else { throw Refusal.notComplete }
            let now = now(in: account)
            recording.deleted = now
            recording.updated = now
            try db.save(recording)
            try db.forgetRecordings(of: account, deletedBefore: now.advanced(bySeconds: -Self.memory))
        }
    }

    private func find(
        _ choice: Choice,
        of call: CallSid,
        in account: AccountSid,
        _ db: borrowing Connection
    ) throws -> Recording {
        switch choice {
        case .sid(let sid):
            guard let recording = try db.recording(sid, of: account), recording.callSid == call,
                recording.deleted == nil
            else { throw Refusal.noSuchRecording }
            return recording
        case .current:
            let underWay = try db.recordingsUnderWay(of: call)
            guard underWay.count <= 1 else { throw Refusal.severalUnderWay }
            guard let recording = underWay.first else { throw Refusal.notUnderWay }
            return recording
        }
    }

    /// The time in a world; inside a transaction, so that no advance comes between the time and what it is used for.
    private func now(in account: AccountSid) -> Instant {
        services.worlds.account(account)?.clock.now ?? WallClock.now
    }
}
