import Calls
import Database
import HTTPListener

/// The operations on the outgoing caller ids of an account.
enum OutgoingCallerIDOperations {
    static let all: [APIOperation] = [list, verify, fetch, update, delete]

    private static let path = "/{AccountSid}/OutgoingCallerIds"
    private static let phoneNumber = Parameter<String>.text("PhoneNumber")
    private static let nameFilter = Parameter<String>.text("FriendlyName")
    private static let friendlyName = Parameter<String>.friendlyName
    private static let callDelay = Parameter<Int64>.integer("CallDelay")
    private static let dialledExtension = Parameter<String>.text("Extension")
    private static let statusCallback = Parameter<String>.text("StatusCallback")
    private static let statusCallbackMethod = Parameter<String>.text("StatusCallbackMethod")

    private static let list = APIOperation(
        "ListOutgoingCallerId",
        "GET",
        path,
        parameters: [phoneNumber.summary, nameFilter.summary] + PageRequest.parameters,
        shows: OutgoingCallerIDResource.listSchema
    ) { request in
        let page = try PageRequest(request)
        let number = try request.form.value(phoneNumber)
        let name = try request.form.value(nameFilter)
        let callerIDs = try request.services.database.read { db in try db.callerIDs(of: request.account.sid) }
            .filter { (number == nil || number == $0.number.e164) && (name == nil || name == $0.friendlyName) }
            .map { OutgoingCallerIDResource(callerID: $0) }
        return APIResponse.list(
            try Page(of: callerIDs, sid: { $0.callerID.sid.text }, page),
            in: request.representation
        )
    }

    /// Verifies a number at once: Twilio calls it and waits for the code, while nobody answers here.
    private static let verify = APIOperation(
        "CreateValidationRequest",
        "POST",
        path,
        parameters: [
            phoneNumber.summary, friendlyName.summary, callDelay.summary, dialledExtension.summary,
            statusCallback.summary, statusCallbackMethod.summary,
        ],
        shows: ValidationRequestResource.schema
    ) { request in
        let wish = try ValidationWish(request.form)
        let account = request.account.sid
        let callSid = try request.services.database.write { db in
            guard try db.sid(of: wish.number, in: account) == nil else { throw APIError.callerIDIsOwn }
            guard try db.callerID(wish.number.e164, of: account) == nil else { throw APIError.callerIDKnown }
            let callSid: CallSid = try db.makeSid(in: account, request.services.sids)
            try db.save(
                OutgoingCallerID(
                    sid: try db.makeSid(in: account, request.services.sids),
                    accountSid: account,
                    number: wish.number,
                    friendlyName: wish.friendlyName,
                    dateCreated: request.now,
                    dateUpdated: request.now
                )
            )
            return callSid
        }
        return request.answer(
            ValidationRequestResource(
                accountSid: account,
                callSid: callSid,
                friendlyName: wish.friendlyName,
                phoneNumber: wish.number.e164
            )
        )
    }

    private static let fetch = APIOperation(
        "FetchOutgoingCallerId",
        "GET",
        path + "/{Sid}",
        shows: OutgoingCallerIDResource.schema
    ) { request in
        let sid = try request.sid(0, PhoneNumberKind.self)
        let callerID = try request.services.database.read { db in try db.callerID(sid, of: request.account.sid) }
        guard let callerID else { throw request.notFound }
        return request.answer(OutgoingCallerIDResource(callerID: callerID))
    }

    private static let update = APIOperation(
        "UpdateOutgoingCallerId",
        "POST",
        path + "/{Sid}",
        parameters: [friendlyName.summary],
        shows: OutgoingCallerIDResource.schema
    ) { request in
        let sid = try request.sid(0, PhoneNumberKind.self)
        let callerID = try request.services.database.write { db in
            guard var callerID = try db.callerID(sid, of: request.account.sid) else { throw request.notFound }
            if let name = try request.form.value(friendlyName) { callerID.friendlyName = name }
            callerID.dateUpdated = request.now
            try db.save(callerID)
            return callerID
        }
        return request.answer(OutgoingCallerIDResource(callerID: callerID))
    }

    private static let delete = APIOperation("DeleteOutgoingCallerId", "DELETE", path + "/{Sid}", status: 204) {
        request in
        let sid = try request.sid(0, PhoneNumberKind.self)
        try request.services.database.write { db in
            guard try db.callerID(sid, of: request.account.sid) != nil else { throw request.notFound }
            try db.deleteCallerID(sid)
        }
        return APIResponse.deleted
    }

    /// What a form says about the number to verify.
    private struct ValidationWish {
        let number: PhoneNumber
        let friendlyName: String

        /// Reads the form; what only the call to the number would use is checked and dropped.
        init(_ form: Form) throws(APIError) {
            let delay = try form.value(callDelay) ?? 0
            let text = try form.value(phoneNumber) ?? ""
            guard let number = PhoneNumber(text) else { throw .callerIDInvalid(text) }
            self.number = number
            friendlyName = try form.value(OutgoingCallerIDOperations.friendlyName) ?? number.formatted
            guard (0...60).contains(delay) else { throw .callDelayInvalid(delay) }
            if let digits = try form.value(dialledExtension), !digits.allSatisfy({ "0123456789*#wW".contains($0) }) {
                throw .extensionInvalid(digits)
            }
            if let url = try form.value(statusCallback), WebURL(url) == nil { throw .callbackURLInvalid(url) }
            if let method = try form.value(statusCallbackMethod), WebhookMethod(rawValue: method.uppercased()) == nil {
                throw .invalidResourceMethod(statusCallbackMethod.name, method)
            }
        }
    }
}
