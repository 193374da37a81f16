import Database
import JSON
import Testing

@testable import Emulator

/// Accounts and subaccounts, and what a reset leaves of all that was made through the API.
@Suite struct AdjacentAccountTests {
    private typealias Names = AdjacentHarness

    private static let own = "/\(AdjacentHarness.account)"
    private static let child = "/\(AdjacentHarness.subaccount)"

    @Test func `an account shows all its fields`() throws {
        let harness = try AdjacentHarness()
        let account = harness.send("GET", Self.own + ".json")
        #expect(
            account.names == [
                "auth_token", "date_created", "date_updated", "friendly_name", "owner_account_sid", "sid", "status",
                "subresource_uris", "type", "uri",
            ]
        )
        let expected: [(String, String)] = [
            ("auth_token", "parent"), ("date_created", Names.timeText), ("date_updated", Names.timeText),
            ("friendly_name", "Parent"), ("owner_account_sid", Names.account), ("sid", Names.account),
            ("status", "active"), ("type", "Full"), ("uri", "/2010-04-01/Accounts/\(Names.account).json"),
            ("subresource_uris.calls", "/2010-04-01/Accounts/\(Names.account)/Calls.json"),
            ("subresource_uris.short_codes", "/2010-04-01/Accounts/\(Names.account)/SMS/ShortCodes.json"),
        ]
        for (name, value) in expected { #expect(account.string(name) == value, "\(name)") }
        guard case .object(let uris)? = account["subresource_uris"] else {
            Issue.record("no subresource_uris")
            return
        }
        #expect(uris.map(\.name) == uris.map(\.name).sorted())
        #expect(uris.count == 20)
        #expect(harness.send("GET", Self.child + ".json").string("owner_account_sid") == Names.account)
        #expect(harness.send("GET", Self.own).text.contains("<TwilioResponse><Account><AuthToken>parent</AuthToken>"))
        #expect(harness.send("GET", "").text.contains("<Accounts page=\"0\""))
    }

    @Test func `accounts out of reach are as the credentials say`() throws {
        let harness = try AdjacentHarness()
        let unknown = "/AC" + String(repeating: "9", count: 32) + ".json"
        #expect(
            harness.send("GET", unknown).error
                == "404 20404 The requested resource /2010-04-01/Accounts\(unknown) was not found"
        )
        #expect(harness.send("GET", "/\(Names.stranger).json").error == "401 20003 Authenticate")
        #expect(
            harness.send("GET", Self.own + ".json", as: Names.subaccount, "child").error == "401 20003 Authenticate"
        )
        #expect(harness.send("GET", Self.child + ".json", as: Names.key, "secret").error == "401 20003 Authenticate")
        #expect(harness.send("GET", Self.own + ".json", as: Names.key, "secret").status == 200)
        #expect(harness.send("DELETE", Self.own + ".json").error == "405 20004 Method not allowed")
    }

    // MARK: Create

    @Test func `a subaccount is a world of its own that its owner reaches`() throws {
        let harness = try AdjacentHarness()
        let made = harness.send("POST", ".json", "FriendlyName=Tenant")
        #expect(made.status == 201)
        let sid = try #require(made.string("sid"))
        let token = try #require(made.string("auth_token"))
        #expect(sid.hasPrefix("AC") && sid.utf8.count == 34)
        #expect(token.utf8.count == 32 && token != String(sid.dropFirst(2)))
        #expect(made.string("friendly_name") == "Tenant")
        #expect(made.string("owner_account_sid") == Names.account)
        #expect(made.string("status") == "active")
        #expect(made.string("date_created") == Names.timeText)
        #expect(harness.send("GET", "/\(sid).json").text == made.text)
        #expect(harness.send("GET", "/\(sid).json", as: sid, token).text == made.text)
        let numbers = "/\(sid)/IncomingPhoneNumbers.json"
        #expect(harness.send("POST", numbers, "AreaCode=415").status == 201)
        #expect(harness.send("GET", numbers, as: sid, token).column("incoming_phone_numbers", "sid").count == 1)
        #expect(harness.send("GET", numbers, as: sid, "wrong").error == "401 20003 Authenticate")
    }

    @Test func `a subaccount without a name is named after its time`() throws {
        let harness = try AdjacentHarness()
        let made = harness.send("POST", ".json")
        #expect(made.string("friendly_name") == "SubAccount Created at 2031-04-28 07:08 am")
    }

    @Test func `subaccounts make none, and names have an end`() throws {
        let harness = try AdjacentHarness()
        let denied = "403 20006 Access Denied: only a main account creates subaccounts and sets their status"
        #expect(harness.send("POST", ".json", as: Names.subaccount, "child").error == denied)
        let long = "FriendlyName=" + String(repeating: "x", count: 65)
        let tooLong = "400 20002 Invalid FriendlyName: it must have 1 to 64 characters"
        #expect(harness.send("POST", ".json", long).error == tooLong)
        #expect(harness.send("POST", Self.own + ".json", long).error == tooLong)
        #expect(harness.send("GET", ".json").column("accounts", "sid") == [Names.subaccount, Names.account])
    }

    // MARK: List

    @Test func `the list shows an account and its subaccounts, filtered and in pages`() throws {
        let harness = try AdjacentHarness()
        for name in ["A", "B", "Child"] { _ = harness.send("POST", ".json", "FriendlyName=\(name)") }
        _ = harness.send("POST", Self.child + ".json", "Status=suspended")
        let rows = [
            ("", ["Child", "B", "A", "Child", "Parent"]), ("FriendlyName=Child", ["Child", "Child"]),
            ("Status=suspended", ["Child"]), ("Status=closed", []), ("FriendlyName=A&Status=active", ["A"]),
            ("FriendlyName=Stranger", []),
        ]
        for (query, names) in rows {
            #expect(harness.send("GET", ".json", query).column("accounts", "friendly_name") == names, "\(query)")
        }
        #expect(
            harness.send("GET", ".json", "Status=open").error
                == "400 20001 Invalid Status: open. Must be one of: active, suspended, closed"
        )
        let first = harness.send("GET", ".json", "PageSize=2&Status=active")
        #expect(first.column("accounts", "friendly_name") == ["Child", "B"])
        let second = harness.follow(first.string("next_page_uri"))
        #expect(second?.column("accounts", "friendly_name") == ["A", "Parent"])
        #expect(second?["next_page_uri"] == .null)
        let back = harness.follow(second?.string("previous_page_uri"))
        #expect(back?.column("accounts", "friendly_name") == ["Child", "B"])
        #expect(
            harness.send("GET", ".json", as: Names.stranger, "stranger").column("accounts", "sid") == [Names.stranger]
        )
    }

    // MARK: Update

    @Test func `an account is renamed by its owner and by itself`() throws {
        let harness = try AdjacentHarness()
        #expect(harness.send("POST", Self.own + ".json", "FriendlyName=Mine").string("friendly_name") == "Mine")
        #expect(harness.send("POST", Self.child + ".json", "FriendlyName=Ours").string("friendly_name") == "Ours")
        let itself = harness.send("POST", Self.child + ".json", "FriendlyName=Own", as: Names.subaccount, "child")
        #expect(itself.string("friendly_name") == "Own")
        #expect(harness.send("POST", Self.child + ".json", "FriendlyName=").string("friendly_name") == "Own")
    }

    @Test func `a suspended account gets nowhere until it is active again`() throws {
        let harness = try AdjacentHarness()
        let numbers = Self.child + "/IncomingPhoneNumbers.json"
        #expect(harness.send("POST", Self.child + ".json", "Status=suspended").string("status") == "suspended")
        #expect(harness.send("GET", numbers, as: Names.subaccount, "child").error == "401 20003 Authenticate")
        #expect(harness.send("GET", numbers).error == "401 20003 Authenticate")
        #expect(harness.send("GET", Self.child + ".json").string("status") == "suspended")
        #expect(harness.send("POST", Self.child + ".json", "Status=active").string("status") == "active")
        #expect(harness.send("GET", numbers, as: Names.subaccount, "child").status == 200)
    }

    @Test func `closing is final and gives the numbers up`() throws {
        let harness = try AdjacentHarness()
        _ = harness.send("POST", Self.child + "/IncomingPhoneNumbers.json", "AreaCode=415")
        #expect(harness.send("POST", Self.child + ".json", "Status=closed").string("status") == "closed")
        let final = "400 21479 Unable to update Status for subaccount, subaccount has been closed."
        for status in ["active", "suspended", "closed"] {
            #expect(harness.send("POST", Self.child + ".json", "Status=\(status)").error == final)
        }
        #expect(harness.send("GET", Self.child + ".json").string("status") == "closed")
        let count = try harness.emulator.database.read { db in
            try db.first("SELECT count(*) FROM numbers WHERE account_sid = ?", .text(Names.subaccount)) {
                try $0.int(0)
            }
        }
        #expect(count == 0)
    }

    static let wrongStatuses: [(path: String, form: String, error: String)] = [
        (child, "Status=open", "400 21475 Unable to update Status, invalid Status."),
        (child, "Status=Closed", "400 21475 Unable to update Status, invalid Status."),
        (own, "Status=suspended", "400 21477 Unable to update Status for parent accounts"),
        (own, "Status=active", "400 21477 Unable to update Status for parent accounts"),
    ]

    @Test(arguments: wrongStatuses) func `a status that cannot be set is refused`(
        path: String,
        form: String,
        error: String
    ) throws {
        let harness = try AdjacentHarness()
        #expect(harness.send("POST", path + ".json", form + "&FriendlyName=New").error == error)
        #expect(harness.send("GET", path + ".json").string("friendly_name") != "New")
    }

    @Test func `a subaccount does not set its own status`() throws {
        let harness = try AdjacentHarness()
        let answer = harness.send("POST", Self.child + ".json", "Status=closed", as: Names.subaccount, "child")
        #expect(
            answer.error == "403 20006 Access Denied: only a main account creates subaccounts and sets their status"
        )
    }

    // MARK: Reset

    @Test func `a reset removes what the API made and brings the seeds back`() throws {
        let harness = try AdjacentHarness()
        let before = Self.everything(harness)
        let made = harness.send("POST", ".json", "FriendlyName=Tenant")
        let sid = try #require(made.string("sid"))
        let token = try #require(made.string("auth_token"))
        _ = harness.send("POST", "/\(sid)/IncomingPhoneNumbers.json", "AreaCode=415")
        _ = harness.send("POST", Self.own + "/IncomingPhoneNumbers.json", "AreaCode=415")
        _ = harness.send("POST", Self.own + "/IncomingPhoneNumbers/\(Names.number).json", "VoiceUrl=")
        _ = harness.send("POST", Self.own + "/Applications.json", "FriendlyName=New")
        _ = harness.send("DELETE", Self.own + "/Applications/\(Names.application).json")
        _ = harness.send("POST", Self.own + "/OutgoingCallerIds.json", "PhoneNumber=%2B14158675310")
        _ = harness.send("POST", Self.own + ".json", "FriendlyName=Renamed")
        _ = harness.send("POST", Self.child + ".json", "Status=closed")
        #expect(Self.everything(harness) != before)
        #expect(harness.reset() == 204)
        #expect(Self.everything(harness) == before)
        #expect(harness.send("GET", "/\(sid).json", as: Names.account, "parent").status == 404)
        let again = harness.send("POST", ".json", "FriendlyName=Tenant")
        #expect(again.string("sid") == sid)
        #expect(again.string("auth_token") == token)
        #expect(harness.send("GET", "/\(sid)/IncomingPhoneNumbers.json").column("incoming_phone_numbers", "sid") == [])
    }

    /// What can be listed; an account's own dates stay over a reset and are left out.
    private static func everything(_ harness: AdjacentHarness) -> [[String]] {
        let accounts = harness.send("GET", ".json")
        return [
            accounts.column("accounts", "sid"), accounts.column("accounts", "friendly_name"),
            accounts.column("accounts", "status"),
            [harness.own("GET", "/IncomingPhoneNumbers.json").text], [harness.own("GET", "/Applications.json").text],
            [harness.own("GET", "/OutgoingCallerIds.json").text], [harness.own("GET", "/Keys.json").text],
        ]
    }
}
