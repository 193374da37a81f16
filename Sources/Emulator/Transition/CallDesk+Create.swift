import Calls
import Database

// Where calls begin and are forgotten.
extension CallDesk {
    /// Why a call is not made, beside what its parameters say.
    enum CreateProblem: Error, Equatable {
        /// The account has no such application.
        case noSuchApplication
        /// The application has no voice URL.
        case applicationWithoutURL
        /// As many calls of the account are live as may be.
        case tooManyCalls
    }

    /// A call that is not over is not deleted.
    struct NotComplete: Error {}

    /// How many calls of one account may be live.
    static let liveCallLimit: Int64 = 10_000

    /// Whether an account may call from a number or address: an account without numbers of its own may call from any.
    func owns(_ from: Endpoint, _ account: AccountSid) throws -> Bool {
        guard case .phone(let number) = from else { return true }
        return try database.read { db in
            guard try db.ownsNumbers(account) else { return true }
            return try db.callerSid(number, of: account) != nil
        }
    }

    /// Makes a call: it is queued when this returns.
    ///
    /// `record` writes down, in the same transaction, how the call came about.
    ///
    /// - Returns: the call as it is stored.
    /// - Throws: ``CreateProblem``, or what the database throws; nothing has changed then.
    func create(
        _ request: CreateCall,
        in account: AccountSid,
        record: (Call, borrowing Connection) throws -> Void
    ) throws -> Call {
        try database.write { db in
            guard try db.liveCallCount(of: account) < Self.liveCallLimit else { throw CreateProblem.tooManyCalls }
            let now = now(in: account)
            var instructions = request.instructions
            var statusCallback = request.statusCallback
            if let sid = request.applicationSid {
                guard let voice = try db.application(sid, of: account)?.fields.voice else {
                    throw CreateProblem.noSuchApplication
                }
                guard let webhook = voice.instructions else { throw CreateProblem.applicationWithoutURL }
                instructions = Instructions(.webhook(webhook), fallback: voice.fallback)
                statusCallback = voice.statusCallback.map { StatusCallback($0) }
            }
            let (machine, effects) = CallMachine.create(
                .outboundAPI,
                instructions: instructions,
                statusCallback: statusCallback,
                timeout: request.timeout,
                timeLimit: request.timeLimit,
                at: now
            )
            var call = Call(
                sid: try db.makeSid(in: account, sids),
                accountSid: account,
                to: request.parties.to,
                from: request.parties.from,
                dateCreated: now,
                dateUpdated: now,
                machine: machine
            )
            if case .phone(let number) = call.from { call.phoneNumberSid = try db.callerSid(number, of: account) }
            try db.insert(call, options: request.options)
            var notices = request.notifications
            if let url = request.invalidStatusCallback { notices.append(.invalidStatusCallback(url, of: call.sid)) }
            try db.append(effects + notices.map { .notify($0) }, of: call, at: now, sids)
            try record(call, db)
            return call
        }
    }

    /// Deletes a call that is over, for good.
    ///
    /// - Throws: ``NoSuchCall``, ``NotComplete``, or what the database throws.
    func delete(_ sid: CallSid, of account: AccountSid) throws {
        try database.write { db in
            guard let call = try db.call(sid, of: account) else { throw NoSuchCall() }
            guard call.status.isTerminal else { throw NotComplete() }
            try db.deleteForGood(call)
        }
    }
}

extension Connection {
    /// The SID of the number, or of the verified caller id, that an account calls from.
    fileprivate func callerSid(_ number: PhoneNumber, of account: AccountSid) throws -> PhoneNumberSid? {
        try sid(of: number, in: account) ?? callerID(number.e164, of: account)
    }
}
