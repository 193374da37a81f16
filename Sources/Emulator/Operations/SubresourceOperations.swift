import Calls
import Database

/// The operations on what belongs to a call; recordings, which outlive their call, are elsewhere.
enum SubresourceOperations {
    static let all: [APIOperation] =
        EventOperations.all + NotificationOperations.all + MediaSessionOperations.all + PaymentOperations.all
        + UserDefinedMessageOperations.all
}

/// A change of something that belongs to a call, inside its transaction.
struct SubresourceChange: Sendable {
    let request: APIRequest
    let call: Call
    /// The time in the call's world.
    let now: Instant

    /// Refuses unless the call is in progress.
    ///
    /// - Throws: 21220.
    func requireCallInProgress() throws(APIError) {
        guard call.status == .inProgress else { throw .unexpectedCallState }
    }

    /// Makes something, unless the request repeats one with the same `IdempotencyKey`: then this is its answer.
    func onceOnly(
        _ db: borrowing Connection,
        _ make: (borrowing Connection) throws -> IdempotentAnswer
    ) throws -> IdempotentAnswer {
        if let before = try db.answerBefore(to: request, of: call.sid) { return before }
        let answer = try make(db)
        try db.remember(answer, to: request, of: call.sid)
        return answer
    }
}

extension APIRequest {
    /// Changes something of the call that the path names first, in one transaction.
    ///
    /// - Throws: 20404 when the account has no such call; what `body` throws, and nothing has changed then.
    func change<Value>(_ body: (borrowing Connection, SubresourceChange) throws -> Value) throws -> Value {
        let sid: CallSid = try sid(0)
        return try services.database.write { db in
            guard let call = try db.call(sid, of: account.sid) else { throw notFound }
            return try body(db, SubresourceChange(request: self, call: call, now: now))
        }
    }

    /// Reads something of the call that the path names first.
    ///
    /// - Throws: 20404 when the account has no such call; what `body` throws.
    func read<Value>(_ body: (borrowing Connection, Call) throws -> Value) throws -> Value {
        let sid: CallSid = try sid(0)
        return try services.database.read { db in
            guard let call = try db.call(sid, of: account.sid) else { throw notFound }
            return try body(db, call)
        }
    }

    /// Reads the form ahead of the transaction: what is wrong with it is reported only once the path is known to be
    /// right.
    func parsed<Wish>(_ read: (Form) throws(APIError) -> Wish) -> Result<Wish, APIError> {
        do throws(APIError) {
            return .success(try read(form))
        } catch {
            return .failure(error)
        }
    }
}
