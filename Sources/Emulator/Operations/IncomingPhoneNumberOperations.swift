import Calls
import Database
import HTTPListener

/// The operations on the numbers of an account.
enum IncomingPhoneNumberOperations {
    static let all: [APIOperation] = [list, create, fetch, update, delete]

    private static let path = "/{AccountSid}/IncomingPhoneNumbers"
    private static let fields = IncomingPhoneNumber.table.map(\.parameter.summary)

    /// Where a number comes from.
    private enum Origin: String, CaseIterable {
        case twilio, hosted
    }

    private static let beta = Parameter<Bool>.flag("Beta")
    private static let friendlyName = Parameter<String>.text("FriendlyName")
    private static let origin = Parameter<Origin>.word("Origin")

    private static let list = APIOperation(
        "ListIncomingPhoneNumber",
        "GET",
        path,
        parameters: [
            beta.summary, friendlyName.summary, Parameter<NumberPattern>.numberPattern.summary, origin.summary,
        ] + PageRequest.parameters,
        shows: IncomingPhoneNumberResource.listSchema
    ) { request in
        let page = try PageRequest(request)
        // There are no beta numbers, so it matters to nobody whether they are left out.
        _ = try request.form.value(beta)
        let name = try request.form.value(friendlyName)
        let pattern = try request.form.value(.numberPattern)
        let origin = try request.form.value(origin) ?? .twilio
        let numbers = try request.services.database.read { db in try db.numbers(of: request.account.sid) }
            .filter { number in
                origin == .twilio && pattern?.matches(number.number) != false
                    && (name == nil || name == number.friendlyName)
            }
            .map { IncomingPhoneNumberResource(number: $0) }
        return APIResponse.list(
            try Page(of: numbers, sid: { $0.number.sid.text }, page),
            in: request.representation
        )
    }

    private static let create = APIOperation(
        "CreateIncomingPhoneNumber",
        "POST",
        path,
        parameters: [NumberWish.number.summary, NumberWish.areaCode.summary] + fields,
        status: 201,
        shows: IncomingPhoneNumberResource.schema
    ) { request in
        let wish = try NumberWish(request.form)
        var fields = StoredFields(IncomingPhoneNumber.table)
        try fields.readNumber(request.form)
        let account = request.account.sid
        let number = try request.services.database.write { db in
            try checkApplications(in: fields, of: account, db)
            let number = try wish.choose(for: account, db)
            let sid: PhoneNumberSid = try db.makeSid(in: account, request.services.sids)
            try db.save(number, sid: sid, fields: fields.json, in: account, at: request.now)
            guard let made = try db.number(sid, of: account) else {
                throw StoredValueError("nothing that was written to it", in: "numbers")
            }
            return made
        }
        return request.answer(IncomingPhoneNumberResource(number: number), status: 201)
    }

    private static let fetch = APIOperation(
        "FetchIncomingPhoneNumber",
        "GET",
        path + "/{Sid}",
        shows: IncomingPhoneNumberResource.schema
    ) { request in
        let sid = try request.sid(0, PhoneNumberKind.self)
        let number = try request.services.database.read { db in try db.number(sid, of: request.account.sid) }
        guard let number else { throw request.notFound }
        return request.answer(IncomingPhoneNumberResource(number: number))
    }

    private static let update = APIOperation(
        "UpdateIncomingPhoneNumber",
        "POST",
        path + "/{Sid}",
        parameters: [Parameter<AccountSid>.transferTarget.summary] + fields,
        shows: IncomingPhoneNumberResource.schema
    ) { request in
        let sid = try request.sid(0, PhoneNumberKind.self)
        let number = try request.services.database.write { db in
            guard var number = try db.number(sid, of: request.account.sid) else { throw request.notFound }
            try number.fields.readNumber(request.form)
            let target = try request.form.value(.transferTarget) ?? number.accountSid
            try checkApplications(in: number.fields, of: number.accountSid, isRequested: request.form, db)
            if target != number.accountSid {
                try checkTransfer(of: number, to: target, request, db)
                number.accountSid = target
            }
            number.dateUpdated = request.now
            try db.update(number)
            return number
        }
        return request.answer(IncomingPhoneNumberResource(number: number))
    }

    private static let delete = APIOperation("DeleteIncomingPhoneNumber", "DELETE", path + "/{Sid}", status: 204) {
        request in
        let sid = try request.sid(0, PhoneNumberKind.self)
        try request.services.database.write { db in
            guard try db.number(sid, of: request.account.sid) != nil else { throw request.notFound }
            try db.deleteNumber(sid)
        }
        return APIResponse.deleted
    }

    /// Refuses applications that are none of the account's; where a form is given, only those that it names.
    private static func checkApplications(
        in fields: StoredFields,
        of account: AccountSid,
        isRequested form: Form? = nil,
        _ db: borrowing Connection
    ) throws {
        for (name, parameter) in [
            ("sms_application_sid", "SmsApplicationSid"), ("voice_application_sid", "VoiceApplicationSid"),
        ] {
            guard form.map({ $0.text(parameter) != nil }) ?? true,
                let sid = fields[name].flatMap({ ApplicationSid($0) })
            else { continue }
            guard try db.application(sid, of: account) != nil else { throw APIError.applicationNotAccessible }
        }
    }

    /// Numbers go from an account to its subaccounts, back, and between these; only their owner moves them.
    private static func checkTransfer(
        of number: IncomingPhoneNumber,
        to target: AccountSid,
        _ request: APIRequest,
        _ db: borrowing Connection
    ) throws {
        guard let account = try db.account(target) else { throw APIError.transferTargetUnknown }
        let owner = request.account.ownerSid ?? request.account.sid
        guard (account.ownerSid ?? account.sid) == owner else { throw APIError.transferTargetUnrelated }
        guard request.principal.account.sid == owner else { throw APIError.transferNeedsParent }
        guard account.status == .active else { throw APIError.transferTargetInactive }
        guard try db.sid(of: number.number, in: target) == nil else {
            throw APIError.numberNotAvailable(number.number.e164)
        }
    }
}
