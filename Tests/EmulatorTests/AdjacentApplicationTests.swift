import JSON
import Testing

@testable import Emulator

/// Applications, outgoing caller ids and keys.
@Suite struct AdjacentApplicationTests {
    private typealias Names = AdjacentHarness

    private static let applications = "/Applications"
    private static let seeded = "\(applications)/\(AdjacentHarness.application)"
    private static let callerIDs = "/OutgoingCallerIds"

    // MARK: Applications

    @Test func `a seeded application shows all its fields in alphabetical order`() throws {
        let answer = try AdjacentHarness().own("GET", Self.seeded + ".json")
        #expect(answer.names == answer.names.sorted())
        #expect(answer.names.count == 21)
        let expected: [String: JSONValue] = [
            "account_sid": .string(Names.account), "api_version": .string("2010-04-01"),
            "date_created": .string(Names.timeText), "date_updated": .string(Names.timeText),
            "friendly_name": .string("Desk"), "message_status_callback": .null,
            "public_application_connect_enabled": .bool(false), "sid": .string(Names.application),
            "sms_fallback_method": .string("POST"), "sms_fallback_url": .null, "sms_method": .string("POST"),
            "sms_status_callback": .null, "sms_url": .null, "status_callback": .string("http://localhost/status"),
            "status_callback_method": .string("POST"),
            "uri": .string("/2010-04-01/Accounts/\(Names.account)/Applications/\(Names.application).json"),
            "voice_caller_id_lookup": .bool(false), "voice_fallback_method": .string("POST"),
            "voice_fallback_url": .null, "voice_method": .string("GET"), "voice_url": .string("http://localhost/app"),
        ]
        for (name, value) in expected { #expect(answer[name] == value, "\(name)") }
    }

    @Test func `the resource of an application writes each stored field once`() {
        let written = ApplicationResource.schema.fields().map(\.name)
        for field in Application.table { #expect(written.count { $0 == field.name.description } == 1) }
        #expect(written == written.sorted())
    }

    @Test func `an application lives from create to delete`() throws {
        let harness = try AdjacentHarness()
        let made = harness.own(
            "POST",
            Self.applications + ".json",
            "FriendlyName=Phone+Me&VoiceUrl=http%3A%2F%2Fdemo.twilio.com%2Fdocs%2Fvoice.xml&VoiceMethod=GET"
                + "&PublicApplicationConnectEnabled=true"
        )
        #expect(made.status == 201)
        #expect(made.string("friendly_name") == "Phone Me")
        #expect(made["public_application_connect_enabled"] == .bool(true))
        let path = "\(Self.applications)/\(try #require(made.string("sid")))"
        let changed = harness.own("POST", path + ".json", "VoiceUrl=&MessageStatusCallback=https%3A%2F%2Fexample.com")
        #expect(changed.status == 200)
        #expect(changed["voice_url"] == .null)
        #expect(changed.string("message_status_callback") == "https://example.com")
        #expect(changed.string("friendly_name") == "Phone Me")
        #expect(harness.own("GET", path).text.contains("<Application><AccountSid>\(Names.account)</AccountSid>"))
        #expect(harness.own("DELETE", path + ".json").status == 204)
        for method in ["GET", "POST", "DELETE"] {
            #expect(harness.own(method, path + ".json").error.hasPrefix("404 20404 "))
        }
    }

    static let wrong: [(form: String, error: String)] = [
        (
            "FriendlyName=\(String(repeating: "x", count: 65))",
            "400 20002 Invalid FriendlyName: it must have 1 to 64 characters"
        ),
        ("VoiceUrl=x", "400 21402 Invalid Url: VoiceUrl is not a valid URL: x"),
        ("SmsStatusCallback=x", "400 21402 Invalid Url: SmsStatusCallback is not a valid URL: x"),
        ("MessageStatusCallback=x", "400 21402 Invalid Url: MessageStatusCallback is not a valid URL: x"),
        ("SmsMethod=PATCH", "400 21403 Invalid Method: SmsMethod must be GET or POST, not PATCH"),
        (
            "PublicApplicationConnectEnabled=1",
            "400 20001 Invalid PublicApplicationConnectEnabled: 1. Must be one of: true, false"
        ),
        ("ApiVersion=x", "400 20001 Invalid ApiVersion: x. Must be one of: 2010-04-01, 2008-08-01"),
    ]

    @Test(arguments: wrong) func `a field of an application of a wrong form is refused`(
        form: String,
        error: String
    ) throws {
        let harness = try AdjacentHarness()
        #expect(harness.own("POST", Self.applications + ".json", form).error == error)
        #expect(harness.own("POST", Self.seeded + ".json", form).error == error)
        #expect(harness.own("GET", Self.applications + ".json").column("applications", "sid") == [Names.application])
    }

    @Test func `applications are listed the newest first, filtered by name, and in pages`() throws {
        let harness = try AdjacentHarness()
        for name in ["A", "B", "C"] {
            _ = harness.own("POST", Self.applications + ".json", "FriendlyName=\(name)")
        }
        let all = harness.own("GET", Self.applications + ".json")
        #expect(all.column("applications", "friendly_name") == ["C", "B", "A", "Desk"])
        let filtered = harness.own("GET", Self.applications + ".json", "FriendlyName=B")
        #expect(filtered.column("applications", "friendly_name") == ["B"])
        let first = harness.own("GET", Self.applications + ".json", "PageSize=3")
        let second = try #require(harness.follow(first.string("next_page_uri")))
        #expect(second.column("applications", "friendly_name") == ["Desk"])
        #expect(second["next_page_uri"] == .null)
        let back = harness.follow(second.string("previous_page_uri"))
        #expect(back?.column("applications", "friendly_name") == ["C", "B", "A"])
        #expect(harness.own("GET", Self.applications).text.contains("<Applications page=\"0\""))
    }

    // MARK: Outgoing caller ids

    @Test func `a number is verified at once, and is then a caller id`() throws {
        let harness = try AdjacentHarness()
        let form =
            "PhoneNumber=%2B14158675310&FriendlyName=My+Home+Phone+Number&CallDelay=15&Extension=12w3"
            + "&StatusCallback=https%3A%2F%2Fexample.com&StatusCallbackMethod=GET"
        let answer = harness.own("POST", Self.callerIDs + ".json", form)
        #expect(answer.status == 200)
        #expect(answer.names == ["account_sid", "call_sid", "friendly_name", "phone_number", "validation_code"])
        #expect(answer.string("account_sid") == Names.account)
        #expect(answer.string("call_sid")?.hasPrefix("CA") == true)
        #expect(answer.string("friendly_name") == "My Home Phone Number")
        #expect(answer.string("phone_number") == "+14158675310")
        #expect(answer.string("validation_code") == "111111")

        let list = harness.own("GET", Self.callerIDs + ".json")
        let sid = try #require(list.string("outgoing_caller_ids.0.sid"))
        #expect(sid.hasPrefix("PN"))
        let path = "\(Self.callerIDs)/\(sid)"
        let callerID = harness.own("GET", path + ".json")
        #expect(
            callerID.names
                == ["account_sid", "date_created", "date_updated", "friendly_name", "phone_number", "sid", "uri"]
        )
        #expect(callerID.string("uri") == "/2010-04-01/Accounts/\(Names.account)\(path).json")
        #expect(callerID.string("date_created") == Names.timeText)
        let renamed = harness.own("POST", path + ".json", "FriendlyName=Home")
        #expect(renamed.string("friendly_name") == "Home")
        #expect(harness.own("POST", path + ".json", "FriendlyName=").string("friendly_name") == "Home")
        #expect(
            harness.own("POST", path + ".json", "FriendlyName=\(String(repeating: "x", count: 65))").error
                == "400 20002 Invalid FriendlyName: it must have 1 to 64 characters"
        )
        #expect(harness.own("GET", path).text.contains("<OutgoingCallerId><AccountSid>"))
        #expect(harness.own("DELETE", path + ".json").status == 204)
        for method in ["GET", "POST", "DELETE"] {
            #expect(harness.own(method, path + ".json").error.hasPrefix("404 20404 "))
        }
    }

    static let wrongVerifications: [(form: String, error: String)] = [
        ("", "400 21401 Invalid Phone Number: "),
        ("PhoneNumber=4158675310", "400 21401 Invalid Phone Number: 4158675310"),
        ("PhoneNumber=%2B14155550123", "400 21449 Number already can be used for outgoing calls and messages"),
        ("PhoneNumber=%2B14158675311", "400 21450 Phone number already validated on your account"),
        ("PhoneNumber=%2B14158675310&CallDelay=61", "400 21454 Invalid CallDelay: 61. Must be from 0 to 60"),
        ("PhoneNumber=%2B14158675310&CallDelay=-1", "400 21454 Invalid CallDelay: -1. Must be from 0 to 60"),
        ("PhoneNumber=%2B14158675310&CallDelay=", "400 20001 invalid literal for int() with base 10: ''"),
        ("PhoneNumber=%2B14158675310&Extension=x", "400 20001 Invalid Extension: x. Must be digits, *, # and w"),
        ("PhoneNumber=%2B14158675310&StatusCallback=x", "400 21456 Invalid CallbackUrl: x"),
        (
            "PhoneNumber=%2B14158675310&StatusCallbackMethod=PUT",
            "400 21403 Invalid Method: StatusCallbackMethod must be GET or POST, not PUT"
        ),
        (
            "PhoneNumber=%2B14158675310&FriendlyName=\(String(repeating: "x", count: 65))",
            "400 20002 Invalid FriendlyName: it must have 1 to 64 characters"
        ),
    ]

    @Test(arguments: wrongVerifications) func `a verification that cannot be is refused`(
        form: String,
        error: String
    ) throws {
        let harness = try AdjacentHarness()
        #expect(harness.own("POST", Self.callerIDs + ".json", "PhoneNumber=%2B14158675311").status == 200)
        #expect(harness.own("POST", Self.callerIDs + ".json", form).error == error)
        let list = harness.own("GET", Self.callerIDs + ".json")
        #expect(list.column("outgoing_caller_ids", "phone_number") == ["+14158675311"])
        #expect(list.column("outgoing_caller_ids", "friendly_name") == ["(415) 867-5311"])
    }

    @Test func `caller ids are filtered and come in pages`() throws {
        let harness = try AdjacentHarness()
        for digit in 0..<3 {
            let form = "PhoneNumber=%2B1415867530\(digit)&FriendlyName=Line\(digit)"
            #expect(harness.own("POST", Self.callerIDs + ".xml", form).text.contains("<ValidationRequest><AccountSid>"))
        }
        let rows = [
            ("", ["Line2", "Line1", "Line0"]), ("PhoneNumber=%2B14158675301", ["Line1"]), ("PhoneNumber=5301", []),
            ("FriendlyName=Line0", ["Line0"]), ("FriendlyName=Line0&PhoneNumber=%2B14158675301", []),
        ]
        for (query, names) in rows {
            let list = harness.own("GET", Self.callerIDs + ".json", query)
            #expect(list.column("outgoing_caller_ids", "friendly_name") == names, "\(query)")
        }
        let first = harness.own("GET", Self.callerIDs + ".json", "PageSize=2")
        let second = harness.follow(first.string("next_page_uri"))
        #expect(second?.column("outgoing_caller_ids", "friendly_name") == ["Line0"])
        let back = harness.follow(second?.string("previous_page_uri"))
        #expect(back?.column("outgoing_caller_ids", "friendly_name") == ["Line2", "Line1"])
    }

    // MARK: Keys

    @Test func `keys show their names and dates and never their secret`() throws {
        let harness = try AdjacentHarness()
        let list = harness.own("GET", "/Keys.json")
        #expect(list.column("keys", "sid") == [Names.key])
        let key = harness.own("GET", "/Keys/\(Names.key).json")
        #expect(key.names == ["date_created", "date_updated", "friendly_name", "sid"])
        #expect(key.string("friendly_name") == "Main")
        #expect(key.string("date_created") == Names.timeText)
        #expect(!list.text.contains("secret") && !key.text.contains("secret"))
        #expect(harness.own("GET", "/Keys/\(Names.key)").text.contains("<Key><DateCreated>"))
        #expect(harness.own("GET", "/Keys").text.contains("<Keys page=\"0\""))
        #expect(harness.send("GET", "/\(Names.account)/Keys.json", as: Names.key, "secret").status == 200)
        #expect(harness.own("GET", "/Keys/SK\(String(repeating: "9", count: 32)).json").error.hasPrefix("404 20404 "))
        #expect(harness.own("POST", "/Keys.json").error == "405 20004 Method not allowed")
    }
}
