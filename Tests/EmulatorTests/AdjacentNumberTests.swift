import Calls
import Database
import JSON
import Testing

@testable import Emulator

/// IncomingPhoneNumbers: bought, listed, set, moved, given up.
@Suite struct AdjacentNumberTests {
    private typealias Names = AdjacentHarness

    private static let path = "/IncomingPhoneNumbers"
    private static let seeded = "\(path)/\(AdjacentHarness.number)"

    // MARK: What a number is

    @Test func `a seeded number shows all its fields in alphabetical order`() throws {
        let answer = try AdjacentHarness().own("GET", Self.seeded + ".json")
        #expect(answer.status == 200)
        #expect(answer.names == answer.names.sorted())
        #expect(answer.names.count == 35)
        let expected: [String: JSONValue] = [
            "account_sid": .string(Names.account), "address_requirements": .string("none"), "address_sid": .null,
            "api_version": .string("2010-04-01"), "beta": .bool(false), "bundle_sid": .null,
            "date_created": .string(Names.timeText), "date_updated": .string(Names.timeText),
            "emergency_address_sid": .null, "emergency_address_status": .string("unregistered"),
            "emergency_status": .string("Inactive"), "friendly_name": .string("(415) 555-0123"),
            "identity_sid": .null, "origin": .string("twilio"), "phone_number": .string("+14155550123"),
            "sid": .string(Names.number), "sms_application_sid": .null, "sms_fallback_method": .string("POST"),
            "sms_fallback_url": .null, "sms_method": .string("POST"), "sms_url": .null, "status": .string("in-use"),
            "status_callback": .null, "status_callback_method": .string("POST"), "trunk_sid": .null,
            "type": .string("local"),
            "uri": .string("/2010-04-01/Accounts/\(Names.account)/IncomingPhoneNumbers/\(Names.number).json"),
            "voice_application_sid": .null, "voice_caller_id_lookup": .bool(false),
            "voice_fallback_method": .string("POST"), "voice_fallback_url": .null, "voice_method": .string("POST"),
            "voice_receive_mode": .string("voice"), "voice_url": .string("http://localhost/voice"),
            "capabilities.voice": .bool(true), "capabilities.sms": .bool(true), "capabilities.mms": .bool(true),
            "capabilities.fax": .bool(false),
        ]
        for (name, value) in expected { #expect(answer[name] == value, "\(name)") }
    }

    @Test func `the resource writes each stored field once`() {
        let written = IncomingPhoneNumberResource.schema.fields().map(\.name)
        for field in IncomingPhoneNumber.table { #expect(written.count { $0 == field.name.description } == 1) }
        #expect(written == written.sorted())
        #expect(
            IncomingPhoneNumber.table.map(\.name.description)
                == IncomingPhoneNumber.table.map(\.name.description).sorted()
        )
    }

    @Test func `XML and CSV tell the same`() throws {
        let harness = try AdjacentHarness()
        let xml = harness.own("GET", Self.seeded).text
        #expect(xml.contains("<TwilioResponse><IncomingPhoneNumber><AccountSid>\(Names.account)</AccountSid>"))
        #expect(xml.contains("<Capabilities><Fax>false</Fax><Mms>true</Mms><Sms>true</Sms><Voice>true</Voice></Cap"))
        #expect(xml.contains("<VoiceUrl>http://localhost/voice</VoiceUrl></IncomingPhoneNumber></TwilioResponse>"))
        let list = harness.own("GET", Self.path + ".xml").text
        #expect(list.contains("<IncomingPhoneNumbers page=\"0\" pagesize=\"50\""))
        let made = harness.own("POST", Self.path, "AreaCode=415")
        #expect(made.status == 201)
        #expect(made.text.contains("<PhoneNumber>+14155550100</PhoneNumber>"))
        let csv = harness.own("GET", Self.path + ".csv").text.split(separator: "\r\n")
        #expect(csv.count == 3)
        #expect(csv.first?.hasPrefix("AccountSid,AddressRequirements,") == true)
    }

    // MARK: Create

    @Test func `a number is bought with all that is set`() throws {
        let harness = try AdjacentHarness()
        let form =
            "PhoneNumber=%2B447911123456&FriendlyName=London&VoiceUrl=https%3A%2F%2Fexample.com%2Fv&VoiceMethod=get"
            + "&VoiceFallbackUrl=https%3A%2F%2Fexample.com%2Ff&VoiceFallbackMethod=GET&VoiceCallerIdLookup=true"
            + "&StatusCallback=https%3A%2F%2Fexample.com%2Fs&StatusCallbackMethod=GET&VoiceReceiveMode=fax"
            + "&VoiceApplicationSid=\(Names.application)&SmsUrl=https%3A%2F%2Fexample.com%2Fm&ApiVersion=2008-08-01"
            + "&EmergencyStatus=Active"
            + "&EmergencyAddressSid=AD\(String(repeating: "a", count: 32))"
        let made = harness.own("POST", Self.path + ".json", form)
        #expect(made.status == 201)
        let sid = try #require(made.string("sid"))
        #expect(sid.hasPrefix("PN") && sid.utf8.count == 34)
        let expected: [(String, JSONValue)] = [
            ("phone_number", .string("+447911123456")), ("friendly_name", .string("London")),
            ("voice_url", .string("https://example.com/v")), ("voice_method", .string("GET")),
            ("voice_fallback_url", .string("https://example.com/f")), ("voice_fallback_method", .string("GET")),
            ("voice_caller_id_lookup", .bool(true)), ("status_callback", .string("https://example.com/s")),
            ("status_callback_method", .string("GET")), ("voice_receive_mode", .string("fax")),
            ("voice_application_sid", .string(Names.application)), ("sms_url", .string("https://example.com/m")),
            ("sms_method", .string("POST")), ("api_version", .string("2008-08-01")),
            ("trunk_sid", .null), ("emergency_status", .string("Active")),
            ("emergency_address_status", .string("registered")), ("date_created", .string(Names.timeText)),
        ]
        for (name, value) in expected { #expect(made[name] == value, "\(name)") }
        #expect(harness.own("GET", "\(Self.path)/\(sid).json").text == made.text)
    }

    @Test func `an area code gives its numbers one after the other until there is none`() throws {
        let harness = try AdjacentHarness()
        _ = harness.own("POST", Self.path + ".json", "PhoneNumber=%2B12125550101")
        for line in [100, 102, 103] {
            let made = harness.own("POST", Self.path + ".json", "AreaCode=212")
            #expect(made.string("phone_number") == "+12125550\(line)")
        }
        for _ in 0..<96 { #expect(harness.own("POST", Self.path + ".json", "AreaCode=212").status == 201) }
        #expect(
            harness.own("POST", Self.path + ".json", "AreaCode=212").error
                == "400 21452 No phone numbers found in area code 212"
        )
    }

    static let wrongNumbers: [(form: String, error: String)] = [
        ("", "400 21421 Phone Number is invalid: PhoneNumber or AreaCode is required"),
        ("PhoneNumber=", "400 21421 Phone Number is invalid: PhoneNumber or AreaCode is required"),
        ("PhoneNumber=4155550100", "400 21421 Phone Number is invalid: 4155550100"),
        ("PhoneNumber=%2B0155550100", "400 21421 Phone Number is invalid: +0155550100"),
        ("PhoneNumber=%2B15005550001", "400 21421 Phone Number is invalid: +15005550001"),
        ("PhoneNumber=%2B15005550000", "400 21422 PhoneNumber is not available: +15005550000"),
        ("PhoneNumber=%2B14155550123", "400 21422 PhoneNumber is not available: +14155550123"),
        ("AreaCode=41", "400 21451 Invalid area code: 41"),
        ("AreaCode=4155", "400 21451 Invalid area code: 4155"),
        ("AreaCode=115", "400 21451 Invalid area code: 115"),
        ("AreaCode=2x5", "400 21451 Invalid area code: 2x5"),
        ("AreaCode=533", "400 21452 No phone numbers found in area code 533"),
    ]

    @Test(arguments: wrongNumbers) func `a number that cannot be had is refused`(form: String, error: String) throws {
        let harness = try AdjacentHarness()
        #expect(harness.own("POST", Self.path + ".json", form).error == error)
        #expect(harness.own("GET", Self.path + ".json").column("incoming_phone_numbers", "sid") == [Names.number])
    }

    @Test func `the magic number that is available, and one of another world, are`() throws {
        let harness = try AdjacentHarness()
        #expect(harness.own("POST", Self.path + ".json", "PhoneNumber=%2B15005550006").status == 201)
        let other = harness.send(
            "POST",
            "/\(Names.stranger)\(Self.path).json",
            "PhoneNumber=%2B14155550123",
            as: Names.stranger,
            "stranger"
        )
        #expect(other.status == 201)
    }

    static let wrongFields: [(form: String, error: String)] =
        [
            ("VoiceUrl", "VoiceUrl"), ("VoiceFallbackUrl", ""), ("StatusCallback", ""), ("SmsUrl", ""),
            ("SmsFallbackUrl", ""),
        ].map { ("\($0.0)=ftp%3A%2F%2Fx", "400 21402 Invalid Url: \($0.0) is not a valid URL: ftp://x") }
        + ["VoiceMethod", "VoiceFallbackMethod", "StatusCallbackMethod", "SmsMethod", "SmsFallbackMethod"].map {
            ("\($0)=PUT", "400 21403 Invalid Method: \($0) must be GET or POST, not PUT")
        }
        + [
            ("AddressSid", "AD"), ("BundleSid", "BU"), ("EmergencyAddressSid", "AD"), ("IdentitySid", "RI"),
            ("TrunkSid", "TK"),
        ]
        .map { ("\($0.0)=XX1", "400 20001 Invalid \($0.0): XX1. Must be \($0.1) and 32 hexadecimal digits") }
        + [
            ("VoiceApplicationSid=AP1", "400 21420 ApplicationSid is not accessible"),
            (
                "SmsApplicationSid=AP\(String(repeating: "9", count: 32))",
                "400 21420 ApplicationSid is not accessible"
            ),
            ("VoiceCallerIdLookup=yes", "400 20001 Invalid VoiceCallerIdLookup: yes. Must be one of: true, false"),
            ("VoiceReceiveMode=telex", "400 20001 Invalid VoiceReceiveMode: telex. Must be one of: voice, fax"),
            ("EmergencyStatus=active", "400 20001 Invalid EmergencyStatus: active. Must be one of: Active, Inactive"),
            ("ApiVersion=2011", "400 20001 Invalid ApiVersion: 2011. Must be one of: 2010-04-01, 2008-08-01"),
            (
                "FriendlyName=\(String(repeating: "x", count: 65))",
                "400 20002 Invalid FriendlyName: it must have 1 to 64 characters"
            ),
        ]

    @Test(arguments: wrongFields) func `a field of a wrong form is refused on create and on update`(
        form: String,
        error: String
    ) throws {
        let harness = try AdjacentHarness()
        let before = harness.own("GET", Self.seeded + ".json").text
        #expect(harness.own("POST", Self.path + ".json", "AreaCode=415&" + form).error == error)
        #expect(harness.own("POST", Self.seeded + ".json", form + "&FriendlyName=New").error == error)
        #expect(harness.own("GET", Self.seeded + ".json").text == before)
        #expect(harness.own("GET", Self.path + ".json").column("incoming_phone_numbers", "sid") == [Names.number])
    }

    // MARK: Update, delete

    @Test func `an update changes what it names, and an empty text takes back what was set`() throws {
        let harness = try AdjacentHarness()
        let changed = harness.own("POST", Self.seeded + ".json", "VoiceMethod=GET&FriendlyName=New")
        #expect(changed.status == 200)
        #expect(changed.string("voice_url") == "http://localhost/voice")
        #expect(changed.string("voice_method") == "GET")
        #expect(changed.string("friendly_name") == "New")
        let back = harness.own("POST", Self.seeded + ".json", "VoiceUrl=&VoiceMethod=&FriendlyName=")
        #expect(back["voice_url"] == .null)
        #expect(back.string("voice_method") == "POST")
        #expect(back.string("friendly_name") == "(415) 555-0123")
        #expect(harness.own("GET", Self.seeded + ".json").text == back.text)
    }

    @Test func `a trunk and a voice application drive each other out`() throws {
        let harness = try AdjacentHarness()
        let trunk = "TK" + String(repeating: "a", count: 32)
        let rows: [(form: String, trunk: String?, application: String?)] = [
            ("VoiceApplicationSid=\(Names.application)", nil, Names.application),
            ("TrunkSid=\(trunk)", trunk, nil),
            ("VoiceApplicationSid=\(Names.application)", nil, Names.application),
            ("VoiceApplicationSid=\(Names.application)&TrunkSid=\(trunk)", trunk, nil),
            ("TrunkSid=", nil, nil),
        ]
        for (form, trunk, application) in rows {
            let answer = harness.own("POST", Self.seeded + ".json", form)
            #expect(answer.status == 200)
            #expect(answer.string("trunk_sid") == trunk)
            #expect(answer.string("voice_application_sid") == application)
        }
    }

    @Test func `a number that was given up is gone and can be bought again`() throws {
        let harness = try AdjacentHarness()
        let gone = harness.own("DELETE", Self.seeded + ".json")
        #expect(gone.status == 204)
        #expect(gone.text.isEmpty)
        let path = "/2010-04-01/Accounts/\(Names.account)\(Self.seeded).json"
        for method in ["GET", "POST", "DELETE"] {
            #expect(
                harness.own(method, Self.seeded + ".json").error
                    == "404 20404 The requested resource \(path) was not found"
            )
        }
        #expect(harness.own("POST", Self.path + ".json", "PhoneNumber=%2B14155550123").status == 201)
    }

    @Test(arguments: ["PN" + String(repeating: "9", count: 32), "PN1", "AP" + String(repeating: "1", count: 32)])
    func `an unknown number is not found`(sid: String) throws {
        let harness = try AdjacentHarness()
        for method in ["GET", "POST", "DELETE"] {
            #expect(
                harness.own(method, "\(Self.path)/\(sid).json").error.hasPrefix("404 20404 The requested resource ")
            )
        }
        let foreign = harness.send("GET", "/\(Names.subaccount)\(Self.seeded).json")
        #expect(foreign.error.hasPrefix("404 20404 "))
    }

    @Test func `a number goes to a subaccount and back`() throws {
        let harness = try AdjacentHarness()
        let moved = harness.own("POST", Self.seeded + ".json", "AccountSid=\(Names.subaccount)")
        #expect(moved.string("account_sid") == Names.subaccount)
        #expect(harness.own("GET", Self.seeded + ".json").status == 404)
        let there = "/\(Names.subaccount)\(Self.seeded).json"
        #expect(harness.send("GET", there).text == moved.text)
        #expect(
            harness.send("POST", there, "AccountSid=\(Names.account)", as: Names.subaccount, "child").error
                == "400 21474 API User must be the parent account to transfer phone numbers."
        )
        #expect(harness.send("POST", there, "AccountSid=\(Names.account)").string("account_sid") == Names.account)
        #expect(harness.own("GET", Self.seeded + ".json").status == 200)
    }

    @Test func `a number does not go just anywhere`() throws {
        let harness = try AdjacentHarness()
        let unknown = "AC" + String(repeating: "9", count: 32)
        let rows = [
            ("AC1", "400 21470 Invalid AccountSid: AC1"), (unknown, "400 21471 Account does not exist"),
            (Names.stranger, "400 21473 Transfer target AccountSid is not related to the phone number owner"),
        ]
        for (target, error) in rows {
            #expect(harness.own("POST", Self.seeded + ".json", "AccountSid=\(target)").error == error)
        }
        _ = harness.send("POST", "/\(Names.subaccount).json", "Status=suspended")
        #expect(
            harness.own("POST", Self.seeded + ".json", "AccountSid=\(Names.subaccount)").error
                == "400 21472 Account is not active"
        )
    }

    // MARK: List

    static let filters: [(query: String, numbers: [String])] = [
        ("", ["+447911123456", "+14155550100", "+14155550123"]),
        ("PhoneNumber=%2B14155550123", ["+14155550123"]),
        ("PhoneNumber=7911", ["+447911123456"]),
        ("PhoneNumber=415555*1", ["+14155550100", "+14155550123"]),
        ("PhoneNumber=%2B1***555", ["+14155550100", "+14155550123"]),
        ("PhoneNumber=*14155", []),
        ("PhoneNumber=01234", []),
        ("FriendlyName=London", ["+447911123456"]),
        ("FriendlyName=london", []),
        ("FriendlyName=%28415%29+555-0100", ["+14155550100"]),
        ("Beta=true", ["+447911123456", "+14155550100", "+14155550123"]),
        ("Beta=false&Origin=twilio", ["+447911123456", "+14155550100", "+14155550123"]),
        ("Origin=hosted", []),
        ("PhoneNumber=&FriendlyName=&Beta=&Origin=", ["+447911123456", "+14155550100", "+14155550123"]),
    ]

    @Test(arguments: filters) func `lists are filtered, the newest first`(query: String, numbers: [String]) throws {
        let harness = try AdjacentHarness()
        _ = harness.own("POST", Self.path + ".json", "AreaCode=415")
        _ = harness.own("POST", Self.path + ".json", "PhoneNumber=%2B447911123456&FriendlyName=London")
        let list = harness.own("GET", Self.path + ".json", query)
        #expect(list.status == 200)
        #expect(list.column("incoming_phone_numbers", "phone_number") == numbers)
    }

    static let wrongFilters: [(query: String, error: String)] = [
        ("Beta=maybe", "400 20001 Invalid Beta: maybe. Must be one of: true, false"),
        ("Origin=moon", "400 20001 Invalid Origin: moon. Must be one of: twilio, hosted"),
        ("PageSize=1001", "400 20007 Page size too large, maximum is 1000"),
        ("PageSize=many", "400 20001 invalid literal for int() with base 10: 'many'"),
        (
            "PageToken=PAPN\(String(repeating: "9", count: 32))",
            "400 20001 Invalid PageToken: PAPN\(String(repeating: "9", count: 32))"
        ),
    ]

    @Test(arguments: wrongFilters) func `a filter of a wrong form is refused`(query: String, error: String) throws {
        #expect(try AdjacentHarness().own("GET", Self.path + ".json", query).error == error)
    }

    @Test func `pages lead forwards and backwards`() throws {
        let harness = try AdjacentHarness()
        for _ in 0..<4 { _ = harness.own("POST", Self.path + ".json", "AreaCode=415") }
        var page: AdjacentAnswer? = harness.own("GET", Self.path + ".json", "PageSize=2")
        var pages: [[String]] = []
        var last: AdjacentAnswer?
        while let current = page {
            pages.append(current.column("incoming_phone_numbers", "phone_number"))
            last = current
            page = harness.follow(current.string("next_page_uri"))
        }
        #expect(
            pages == [
                ["+14155550103", "+14155550102"], ["+14155550101", "+14155550100"], ["+14155550123"],
            ]
        )
        let before = harness.follow(last?.string("previous_page_uri"))
        #expect(before?.column("incoming_phone_numbers", "phone_number") == pages[1])
        #expect(before?["page"] == .number("1"))
    }

    // MARK: For the rest of the program

    @Test func `the look-ups find what an account has`() throws {
        let harness = try AdjacentHarness()
        let account = try #require(AccountSid(Names.account))
        let child = try #require(AccountSid(Names.subaccount))
        let application = try #require(ApplicationSid(Names.application))
        _ = harness.own("POST", "/OutgoingCallerIds.json", "PhoneNumber=%2B14155550777")
        try harness.emulator.database.read { db in
            #expect(try db.ownsNumbers(account))
            #expect(try !db.ownsNumbers(child))
            let number = try db.number("+14155550123", of: account)
            #expect(number?.sid.text == Names.number)
            #expect(number?.fields.voice.instructions == Webhook(url: "http://localhost/voice", method: .post))
            #expect(number?.fields.voice.fallback == nil)
            #expect(try db.number("+14155550123", of: child) == nil)
            #expect(try db.callerID("+14155550777", of: account) != nil)
            #expect(try db.callerID("+14155550777", of: child) == nil)
            let voice = try db.application(application, of: account)?.fields.voice
            #expect(voice?.instructions == Webhook(url: "http://localhost/app", method: .get))
            #expect(voice?.statusCallback == Webhook(url: "http://localhost/status", method: .post))
            #expect(try db.application(application, of: child) == nil)
        }
    }
}
