import Calls
import Database

/// The operations on messages to the Voice SDK, and on subscriptions to messages from it.
enum UserDefinedMessageOperations {
    static let all = [createMessage, createSubscription, deleteSubscription]

    /// How many subscriptions one call may have.
    private static let subscriptionLimit: Int64 = 100

    private static let createMessage = APIOperation(
        "CreateUserDefinedMessage",
        "POST",
        "/{AccountSid}/Calls/{CallSid}/UserDefinedMessages",
        parameters: UserDefinedMessageParameters.messageCatalogue,
        status: 201,
        shows: UserDefinedMessageResource.schema
    ) { request in
        let content = request.parsed { form throws(APIError) in
            try form.required(UserDefinedMessageParameters.content)
        }
        let message = try request.change { db, change in
            let content = try content.get()
            let answer = try change.onceOnly(db) { db in
                try change.requireCallInProgress()
                guard change.call.hasClient else { throw APIError.noClientLeg }
                let sid: UserDefinedMessageSid = try db.makeSid(in: change.call.accountSid, request.services.sids)
                try db.insertMessage(content, sid: sid, of: change.call.sid, at: change.now)
                return IdempotentAnswer(sid: sid.text, dateCreated: change.now, dateUpdated: change.now)
            }
            return UserDefinedMessageResource(
                sid: answer.sid,
                callSid: change.call.sid,
                accountSid: change.call.accountSid,
                dateCreated: answer.dateCreated
            )
        }
        return request.answer(message, status: 201)
    }

    private static let createSubscription = APIOperation(
        "CreateUserDefinedMessageSubscription",
        "POST",
        "/{AccountSid}/Calls/{CallSid}/UserDefinedMessageSubscriptions",
        parameters: UserDefinedMessageParameters.subscriptionCatalogue,
        status: 201,
        shows: UserDefinedMessageSubscriptionResource.schema
    ) { request in
        let callback = request.parsed { form throws(APIError) in
            Webhook(
                url: try form.required(UserDefinedMessageParameters.callback),
                method: try form.value(UserDefinedMessageParameters.method) ?? .post
            )
        }
        let subscription = try request.change { db, change in
            let callback = try callback.get()
            let answer = try change.onceOnly(db) { db in
                try change.requireCallInProgress()
                guard try db.subscriptionCount(of: change.call.sid) < subscriptionLimit else {
                    throw APIError.tooManySubscriptions(limit: subscriptionLimit)
                }
                let sid: UserDefinedMessageSubscriptionSid = try db.makeSid(
                    in: change.call.accountSid,
                    request.services.sids
                )
                try db.insertSubscription(callback, sid: sid, of: change.call.sid, at: change.now)
                return IdempotentAnswer(sid: sid.text, dateCreated: change.now, dateUpdated: change.now)
            }
            return UserDefinedMessageSubscriptionResource(
                sid: answer.sid,
                callSid: change.call.sid,
                accountSid: change.call.accountSid,
                dateCreated: answer.dateCreated
            )
        }
        return request.answer(subscription, status: 201)
    }

    private static let deleteSubscription = APIOperation(
        "DeleteUserDefinedMessageSubscription",
        "DELETE",
        "/{AccountSid}/Calls/{CallSid}/UserDefinedMessageSubscriptions/{Sid}",
        status: 204
    ) { request in
        let sid: UserDefinedMessageSubscriptionSid = try request.sid(1)
        return try request.change { db, change in
            guard try db.deleteSubscription(sid, of: change.call.sid) else { throw request.notFound }
            return APIResponse.deleted
        }
    }
}

extension Call {
    /// Whether the far end is a Voice SDK client.
    fileprivate var hasClient: Bool {
        switch machine.direction == .inbound ? from : to {
        case .client: true
        case .phone, .sip, .sim, .raw: false
        }
    }
}
