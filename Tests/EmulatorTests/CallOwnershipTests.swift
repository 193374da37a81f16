import Calls
import Database
import JSON
import Testing

@testable import Emulator

/// Who may call from which number, what an application gives, and how many calls may be live.
@Suite struct CallOwnershipTests {
    private static let owner = Sids.account("1")
    private static let child = Sids.account("2")
    private static let callerID = Sids.account("3")
    private static let stranger = Sids.account("4")
    private static let number = "PN" + String(repeating: "1", count: 32)

    private static func application(_ digit: Character) -> String { "AP" + String(repeating: digit, count: 32) }

    /// A world with a number, a verified caller id and applications, a subaccount without any, and a stranger.
    private static let seeds = [
        """
        {"sid":"\(owner)","auth_token":"\(owner.dropFirst(2))",
         "numbers":[{"sid":"\(number)","phone_number":"+14155550001"}],
         "applications":[
          {"sid":"\(application("1"))","voice_url":"http://app.example/voice","voice_method":"GET",
           "voice_fallback_url":"http://app.example/fallback","voice_fallback_method":"GET",
           "status_callback":"http://app.example/status","status_callback_method":"GET"},
          {"sid":"\(application("2"))","voice_url":"http://app.example/plain"},
          {"sid":"\(application("3"))","sms_url":"http://app.example/sms"}],
         "subaccounts":[{"sid":"\(child)","auth_token":"\(child.dropFirst(2))"}]}
        """,
        """
        {"sid":"\(stranger)","auth_token":"\(stranger.dropFirst(2))",
         "numbers":[{"phone_number":"+14155550004"}],
         "applications":[{"sid":"\(application("4"))","voice_url":"http://app.example/"}]}
        """,
    ]

    private let harness: Harness

    init() throws {
        harness = try Harness()
        #expect(harness.seed(Self.seeds[0], Self.seeds[1]).status == 200)
    }

    /// Gives an account a verified caller id.
    private func verify(_ number: String, in account: String, _ sid: String) throws {
        let callerID = OutgoingCallerID(
            sid: try #require(PhoneNumberSid(sid)),
            accountSid: try #require(AccountSid(account)),
            number: try #require(PhoneNumber(number)),
            friendlyName: number,
            dateCreated: Harness.start,
            dateUpdated: Harness.start
        )
        try harness.emulator.database.write { db in try db.save(callerID) }
    }

    private static func notVerified(_ number: String) -> String {
        "400 21210 The source phone number provided, \(number), is not yet verified for your account. "
            + "You may only make calls from phone numbers that you've verified or purchased from Twilio."
    }

    // MARK: From

    @Test(arguments: [
        ("+14155550001", "+14155550001"), ("(415) 555-0001", "+14155550001"), ("415-555-0001", "+14155550001"),
        ("1.415.555.0001", "+14155550001"),
    ])
    func `a number of the account's own passes in any form`(_ from: String, shown: String) {
        let answer = harness.create("From=\(from)", in: Self.owner)
        #expect(answer.status == 201)
        #expect(answer.string("from") == shown)
        #expect(answer.string("phone_number_sid") == Self.number)
    }

    @Test(arguments: ["+14155550002", "+14155550004", "+442071838750", "+15005550005", "anonymous"])
    func `another number is 21210 in a world that owns some`(_ from: String) throws {
        let shown = from == "anonymous" ? "+266696687" : from
        #expect(harness.create("From=\(from)", in: Self.owner).refusal == Self.notVerified(shown))
        #expect(harness.create("From=\(from)", in: Self.child).status == 201)
    }

    @Test func `a world without numbers calls from any, its parent's included`() {
        let answer = harness.create("From=+14155550001", in: Self.child)
        #expect(answer.status == 201)
        #expect(answer["phone_number_sid"] == .null)
        #expect(harness.create("From=+14155550009", in: Sids.account("7")).status == 201)
    }

    @Test func `a verified caller id passes and is named`() throws {
        #expect(harness.create("From=+14155550005", in: Self.owner).status == 400)
        let sid = "PN" + String(repeating: "5", count: 32)
        try verify("+14155550005", in: Self.owner, sid)
        let answer = harness.create("From=+14155550005", in: Self.owner)
        #expect(answer.status == 201)
        #expect(answer.string("phone_number_sid") == sid)
        #expect(harness.create("From=+14155550005", in: Self.stranger).status == 400)
    }

    @Test func `a number that is given up is no longer the account's`() {
        let auth = Credentials.basic(Self.owner, String(Self.owner.dropFirst(2)))
        let numbers = "/2010-04-01/Accounts/\(Self.owner)/IncomingPhoneNumbers"
        let bought = harness.request("POST", numbers + ".json", form: "PhoneNumber=%2B14155550003", auth: auth)
        #expect(bought.status == 201)
        #expect(harness.create("From=+14155550003", in: Self.owner).string("phone_number_sid") == bought.string("sid"))
        #expect(harness.request("DELETE", "\(numbers)/\(bought.string("sid") ?? "").json", auth: auth).status == 204)
        #expect(harness.create("From=+14155550003", in: Self.owner).refusal == Self.notVerified("+14155550003"))
    }

    @Test func `the magic number of From passes everywhere`() {
        for account in [Self.owner, Self.child] {
            let answer = harness.create("From=+15005550006", in: account)
            #expect(answer.status == 201)
            #expect(answer["phone_number_sid"] == .null)
        }
    }

    // MARK: Targets that are no telephones

    @Test(arguments: [
        ("client:alice", "client:bob"), ("client:alice", "bob"), ("client:alice", "Support"),
        ("client:alice", "+14155550001"), ("client:\u{301}", "client:Zo\u{EB} \"Q\""),
        ("sip:bob@example.com", "anonymous"),
        ("sip:bob@example.com:5060;transport=tls?X-A=b&X-C=d%20e", "Bob"), ("sips:bob@[::1]", "sip:alice@example.com"),
        ("sip:example.com", "12345"), ("sim:DE0123456789abcdef0123456789abcdef", "+14155550001"),
    ])
    func `a client, a SIP address and a SIM are called from any name`(_ to: String, from: String) {
        let answer = harness.create("To=\(to)|From=\(from)", in: Self.owner)
        #expect(answer.status == 201)
        #expect(answer.string("to") == to)
        #expect(answer.string("to_formatted") == to)
        #expect(answer.string("from") == from)
        let isOwn = from == "+14155550001"
        #expect(answer.string("from_formatted") == (isOwn ? "(415) 555-0001" : from))
        #expect(answer.string("phone_number_sid") == (isOwn ? Self.number : nil))
    }

    @Test func `a number that is not the account's own calls no client either`() {
        let answer = harness.create("To=client:alice|From=+14155550002", in: Self.owner)
        #expect(answer.refusal == Self.notVerified("+14155550002"))
    }

    // MARK: Applications

    @Test func `an application gives all that it has, and the request's own is ignored`() throws {
        let answer = harness.create(
            "From=+14155550001|ApplicationSid=\(Self.application("1"))|Url=nonsense|Method=PUT|Twiml=<x/>"
                + "|FallbackUrl=nonsense|StatusCallback=ftp://x|StatusCallbackEvent=nonsense",
            in: Self.owner
        )
        #expect(answer.status == 201)
        let sid = try #require(answer.string("sid"))
        let machine = try #require(try harness.stored(sid)).machine
        let fallback = Webhook(url: "http://app.example/fallback", method: .get)
        let voice = Webhook(url: "http://app.example/voice", method: .get)
        #expect(machine.instructions == Instructions(.webhook(voice), fallback: fallback))
        #expect(machine.statusCallback == StatusCallback(Webhook(url: "http://app.example/status", method: .get)))
        #expect(try harness.notifications(of: sid).isEmpty)
    }

    @Test func `an application without a callback leaves the call without one`() throws {
        let answer = harness.create(
            "From=+14155550001|-Url|ApplicationSid=\(Self.application("2"))|StatusCallback=http://s.example/",
            in: Self.owner
        )
        let sid = try #require(answer.string("sid"))
        let machine = try #require(try harness.stored(sid)).machine
        #expect(machine.instructions == Instructions(.webhook(Webhook(url: "http://app.example/plain"))))
        #expect(machine.statusCallback == nil)
    }

    @Test(arguments: [
        ("3", "400 21205 Url parameter is required."), ("4", "400 21218 Invalid ApplicationSid"),
        ("5", "400 21218 Invalid ApplicationSid"),
    ])
    func `an application that gives no call is refused, whatever stands beside it`(
        _ digit: Character,
        refusal: String
    ) {
        for changes in ["", "|-Url", "|Twiml=<x/>"] {
            let application = "From=+14155550001|ApplicationSid=\(Self.application(digit))\(changes)"
            #expect(harness.create(application, in: Self.owner).refusal == refusal)
        }
    }

    @Test func `a parent's application is not its subaccount's`() {
        let answer = harness.create("ApplicationSid=\(Self.application("1"))", in: Self.child)
        #expect(answer.refusal == "400 21218 Invalid ApplicationSid")
    }

    // MARK: How many

    @Test func `ten thousand calls may be live, and one more is 20429`() throws {
        let account = try #require(AccountSid(Self.child))
        let sids = SidFactory(seed: 3)
        var last: Call?
        try harness.emulator.database.write { db in
            for number in 0..<10_000 {
                let call = Call(
                    sid: sids.make(in: account, ordinal: Int64(number)),
                    accountSid: account,
                    to: .raw("x"),
                    from: .raw("y"),
                    dateCreated: Harness.start,
                    dateUpdated: Harness.start,
                    machine: CallMachine(restoring: .queued, direction: .outboundAPI)
                )
                try db.insert(call)
                last = call
            }
        }
        let sid = try #require(last).sid.text
        #expect(harness.create(in: Self.child).refusal == "429 20429 Too Many Requests")
        #expect(harness.create("From=+14155550001", in: Self.owner).status == 201, "another account has its own limit")
        #expect(harness.report("busy", of: sid).status == 200)
        #expect(harness.create(in: Self.child).status == 201, "a call that is over makes room")
        #expect(harness.create(in: Self.child).status == 429)
    }
}
