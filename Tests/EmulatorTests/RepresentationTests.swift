import HTTPListener
import JSON
import Testing

@testable import Emulator

/// Resources and errors in JSON, XML and CSV: the same content, escaped as each asks.
@Suite struct RepresentationTests {
    private static let account = "/2010-04-01/Accounts/\(Paths.account)"
    private static let call = "\(account)/Calls/\(Sids.call("d"))"

    private let harness: Harness

    init() throws {
        harness = try Harness()
    }

    // MARK: Resources

    /// Single resources and lists: the path without an extension, and the elements in XML.
    private static let resources: [(path: String, elements: String)] = [
        (call, "Call"), ("\(account)/Calls", "Calls/Call"), (account, "Account"),
        ("/2010-04-01/Accounts", "Accounts/Account"),
        ("\(account)/IncomingPhoneNumbers", "IncomingPhoneNumbers/IncomingPhoneNumber"),
        ("\(account)/IncomingPhoneNumbers/\(Harness.ownNumberSid)", "IncomingPhoneNumber"),
        ("\(account)/Recordings", "Recordings/Recording"), ("\(account)/Applications", "Applications/Application"),
        ("\(account)/OutgoingCallerIds", "OutgoingCallerIds/OutgoingCallerId"), ("\(account)/Keys", "Keys/Key"),
        ("\(call)/Notifications", "Notifications/Notification"), ("\(call)/Recordings", "Recordings/Recording"),
        ("\(call)/Events", "Events/Event"),
    ]

    @Test(arguments: resources)
    func `the extension alone decides how a resource is written`(_ path: String, elements: String) throws {
        for (suffix, type) in [
            ("", "application/xml"), (".xml", "application/xml"), (".json", "application/json"), (".csv", "text/csv"),
        ] {
            for accept in ["application/json", "application/xml", "text/html", "*/*"] {
                let answer = harness.request("GET", path + suffix, headers: [("Accept", accept)])
                #expect(answer.status == 200)
                #expect(answer.header("Content-Type") == type)
            }
        }
        for name in ["", ".xml"] {
            let root = try XMLElement(parsing: harness.request("GET", path + name).text)
            #expect(root.name == "TwilioResponse")
            #expect(root.children.map(\.name) == [elements.split(separator: "/").map(String.init)[0]])
        }
        #expect(CSVTable(parsing: harness.request("GET", path + ".csv").text) != nil)
    }

    /// A JSON key as the other representations have it.
    private static func camel(_ name: String) -> String {
        name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null: ""
        case .string(let text), .number(let text): text
        case .bool(let truth): truth ? "true" : "false"
        case .object, .array: nil
        }
    }

    /// Expects that an element and a row say what an object says.
    private func expectSame(
        _ json: JSONValue?,
        _ xml: XMLElement,
        _ table: CSVTable,
        row: Int,
        at here: SourceLocation = #_sourceLocation
    ) throws {
        guard case .object(let members)? = json else {
            Issue.record("no object", sourceLocation: here)
            return
        }
        #expect(xml.children.map(\.name) == members.map { Self.camel($0.name) }, sourceLocation: here)
        let flat = members.filter { Self.text($0.value) != nil }
        #expect(table.rows[0] == flat.map { Self.camel($0.name) }, sourceLocation: here)
        for (member, element) in zip(members, xml.children) {
            if case .object(let uris) = member.value {
                #expect(element.children.map(\.name) == uris.map { Self.camel($0.name) }, sourceLocation: here)
                for (uri, child) in zip(uris, element.children) {
                    #expect(Self.text(uri.value)?.replacing(".json", with: "") == child.text, sourceLocation: here)
                }
                continue
            }
            let text = Self.text(member.value) ?? "-"
            let isURI = member.name == "uri"
            #expect(element.text == (isURI ? text.replacing(".json", with: "") : text), sourceLocation: here)
            #expect(
                table.column(Self.camel(member.name))[row] == (isURI ? text.replacing(".json", with: ".csv") : text),
                sourceLocation: here
            )
        }
    }

    @Test(arguments: SeededLeg.allCases)
    func `a call says the same in each representation`(_ leg: SeededLeg) throws {
        try leg.prepare(harness)
        let path = "\(Self.account)/Calls/\(leg.sid)"
        let xml = try XMLElement(parsing: harness.request("GET", path).text)
        let table = try #require(CSVTable(parsing: harness.request("GET", path + ".csv").text))
        let element = try #require(xml["Call"])
        #expect(table.rows.count == 2)
        try expectSame(harness.fetch(leg.sid).json, element, table, row: 0)
    }

    @Test(arguments: ["Calls", "Recordings", "Keys", "Applications", "Calls/\(Sids.call("8"))/Events"])
    func `a list without items has the header of its resource in CSV`(_ name: String) throws {
        let account = Sids.account("7")
        let call = #"{"sid":"\#(Sids.call("8"))","status":"queued","to":"client:a","from":"client:b"}"#
        let contents = name.hasSuffix("Events") ? "[\(call)]" : "[]"
        #expect(harness.seed(#"{"sid":"\#(account)","calls":\#(contents)}"#).status == 200)
        let path = "/2010-04-01/Accounts/\(account)/\(name)"
        let answer = harness.follow(path + ".csv", in: account)
        #expect(answer.status == 200)
        let segments = path.split(separator: "/").map { String($0) }
        guard case .found(let operation, _) = APIOperation.routes.match("GET", segments) else {
            Issue.record("\(path) is not routed")
            return
        }
        let columns = try #require(operation.shows).fields().filter { $0.type != "object" }.map { Self.camel($0.name) }
        #expect(answer.text == columns.joined(separator: ",") + "\r\n")
        if name == "Calls" {
            let full = harness.list(suffix: ".csv").text
            #expect(full.hasPrefix(answer.text))
        }
    }

    @Test func `a list says the same in each representation`() throws {
        let json = harness.list()
        let xml = try XMLElement(parsing: harness.list(suffix: "").text)
        let table = try #require(CSVTable(parsing: harness.list(suffix: ".csv").text))
        let calls = try #require(xml["Calls"]).children
        #expect(calls.count == 8)
        #expect(table.rows.count == 9)
        for (index, element) in calls.enumerated() {
            #expect(element.name == "Call")
            try expectSame(json["calls.\(index)"], element, table, row: index)
        }
    }

    @Test func `a created call in XML is the documented element`() throws {
        let answer = harness.create(suffix: "")
        #expect(answer.status == 201)
        #expect(answer.header("Content-Type") == "application/xml")
        let sid = try #require(XMLElement(parsing: answer.text)["Call/Sid"]).text
        let path = "\(Self.account)/Calls/\(sid)"
        let names = [
            "Events", "Notifications", "Payments", "Recordings", "Siprec", "Streams", "Transcriptions",
            "UserDefinedMessageSubscriptions", "UserDefinedMessages",
        ]
        let uris = names.map { "<\($0)>\(path)/\($0)</\($0)>" }.joined()
        #expect(
            answer.text == """
                <?xml version='1.0' encoding='UTF-8'?>
                <TwilioResponse><Call><AccountSid>\(Paths.account)</AccountSid><Annotation/><AnsweredBy/>\
                <ApiVersion>2010-04-01</ApiVersion><CallerName/><DateCreated/><DateUpdated/>\
                <Direction>outbound-api</Direction><Duration/><EndTime/><ForwardedFrom/><From>+14158675309</From>\
                <FromFormatted>(415) 867-5309</FromFormatted><GroupSid/><ParentCallSid/>\
                <PhoneNumberSid>\(Harness.ownNumberSid)</PhoneNumberSid><Price/><PriceUnit>USD</PriceUnit>\
                <QueueTime>0</QueueTime><Sid>\(sid)</Sid><StartTime/><Status>queued</Status>\
                <SubresourceUris>\(uris)</SubresourceUris><To>+14155551212</To>\
                <ToFormatted>(415) 555-1212</ToFormatted><TrunkSid/><Uri>\(path)</Uri></Call></TwilioResponse>
                """
        )
        #expect(harness.create(suffix: ".csv").header("Content-Type") == "text/csv")
        let update = harness.request("POST", path + ".xml", form: "Status=canceled")
        #expect(try XMLElement(parsing: update.text)["Call/Status"]?.text == "canceled")
    }

    // MARK: Escaping

    private static let texts = [
        "plain", "a & b", "<Say>", "a > b", "\"quoted\"", "it's", "a,b", "a\nb", "a\r\nb", "a\rb", "\ttab\t", " a ",
        "&amp;", "&#38;", "]]>", "\u{E9}\u{1F600}", "e\u{301}", "=1+1", "\\", "a\"\"b", ",", "\"", "\u{85}\u{2028}",
        "\u{200B}",
        "\u{7F}",
    ]

    @Test(arguments: texts)
    func `no text breaks a representation`(_ text: String) throws {
        let answer = harness.create("To=client:\(text)|From=\(text)")
        #expect(answer.status == 201)
        let sid = try #require(answer.string("sid"))
        let path = "\(Self.account)/Calls/\(sid)"
        #expect(harness.fetch(sid).string("from") == text)
        #expect(harness.fetch(sid).string("to_formatted") == "client:\(text)")
        let xml = try XMLElement(parsing: harness.request("GET", path).text)
        #expect(xml["Call/From"]?.text == text)
        #expect(xml["Call/ToFormatted"]?.text == "client:\(text)")
        let table = try #require(CSVTable(parsing: harness.request("GET", path + ".csv").text))
        #expect(table.column("From") == [text])
        #expect(table.column("ToFormatted") == ["client:\(text)"])
    }

    @Test(arguments: ["\u{0}", "\u{1}", "\u{8}", "\u{B}", "\u{C}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"])
    func `a character that XML does not know is replaced there, and kept elsewhere`(_ character: String) throws {
        let text = "a\(character)b"
        let sid = try #require(harness.create("To=client:x|From=\(text)").string("sid"))
        let path = "\(Self.account)/Calls/\(sid)"
        #expect(harness.fetch(sid).string("from") == text)
        let xml = try XMLElement(parsing: harness.request("GET", path).text)
        #expect(xml["Call/From"]?.text == "a\u{FFFD}b")
        let table = try #require(CSVTable(parsing: harness.request("GET", path + ".csv").text))
        #expect(table.column("From") == [text])
    }

    @Test(arguments: [
        ("a & <b> \"c\" 'd'", "a &amp; &lt;b&gt; &quot;c&quot; 'd'"), ("a\rb", "a&#13;b"), ("a\nb\t", "a\nb\t"),
    ])
    func `markup is escaped in XML as here`(_ text: String, escaped: String) throws {
        let answer = harness.create("To=client:x|From=\(text)", suffix: ".xml")
        #expect(answer.text.contains("<From>\(escaped)</From><FromFormatted>\(escaped)</FromFormatted>"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("\r", "\"\r\""),
    ])
    func `cells are quoted in CSV as here`(_ text: String, quoted: String) {
        let answer = harness.create("To=client:x|From=\(text)", suffix: ".csv")
        #expect(answer.text.contains(",,\(quoted),\(quoted),"))
        #expect(answer.text.hasSuffix("\r\n"))
    }

    // MARK: Errors

    /// One request for each kind of error: method, path without extension, form, and what is told.
    private static let errors: [(request: String, form: String, auth: String?, refusal: String)] = [
        ("GET \(account)/Calls/\(Sids.call("9"))", "", Credentials.documentation, "404 20404"),
        ("GET \(account)/Nothing", "", Credentials.documentation, "404 20404"),
        ("GET /nowhere", "", Credentials.documentation, "404 20404"),
        ("PUT \(account)/Calls", "", Credentials.documentation, "405 20004"),
        ("GET \(account)/Calls", "", nil, "401 20003"),
        ("GET \(account)/Calls", "", "Basic nonsense", "401 20003"),
        ("POST \(account)/Calls", "", Credentials.documentation, "400 21201"),
        (
            "POST \(account)/Calls", "To=%3C%26%22%2C%3E&From=1&Url=http://a.example/", Credentials.documentation,
            "400 21212"
        ),
        (
            "POST \(account)/Calls", "To=%3C%26%22%2C%3E&From=%2B14158675309&Url=http://a.example/",
            Credentials.documentation, "400 13223"
        ),
        ("POST \(account)/Calls", "Timeout=%00%0D%0A%3C", Credentials.documentation, "400 20001"),
        ("POST \(call)", "Url=http://a.example/", Credentials.documentation, "400 21220"),
        ("POST \(call)", "Url=%3Cx%3E%26", Credentials.documentation, "400 21205"),
        ("DELETE \(account)/Calls/\(Sids.call("a"))", "", Credentials.documentation, "409 20009"),
        ("GET \(call)/Recordings/RE", "", Credentials.documentation, "404 20404"),
        ("POST \(call)/Recordings", "", Credentials.documentation, "400 21220"),
    ]

    @Test(arguments: errors)
    func `an error says the same in each representation`(
        _ request: String,
        form: String,
        auth: String?,
        refusal: String
    ) throws {
        let (method, path) = (request.prefix { $0 != " " }, request.drop { $0 != " " }.dropFirst())
        var told: Set<String> = []
        for (suffix, type) in [
            (".json", "application/json"), (".csv", "text/csv"), (".xml", "application/xml"), ("", "application/xml"),
        ] {
            let answer = harness.request(String(method), path + suffix, form: form, auth: auth)
            let error = try #require(TwilioError(answer), "\(answer)")
            #expect("\(error.status) \(error.code)" == refusal)
            #expect(error.moreInfo == "https://www.twilio.com/docs/errors/\(error.code)")
            #expect(answer.header("Content-Type") == type)
            #expect((answer.header("WWW-Authenticate") != nil) == (error.status == 401))
            #expect((answer.header("Allow") != nil) == (error.status == 405))
            // A path that is not found is named as it was asked; a control character is not one of XML's.
            told.insert(
                error.message.replacing("\(path)\(suffix) was", with: "\(path) was")
                    .replacing("\\x00", with: "").replacing("\u{FFFD}", with: "")
            )
        }
        #expect(told.count == 1, "\(told)")
    }

    @Test func `an error in XML and CSV is the documented one to the letter`() {
        let path = "\(Self.account)/Calls/\(Sids.call("9"))"
        #expect(
            harness.request("GET", path).text == """
                <?xml version='1.0' encoding='UTF-8'?>
                <TwilioResponse><RestException><Code>20404</Code><Message>The requested resource \(path) was not found\
                </Message><MoreInfo>https://www.twilio.com/docs/errors/20404</MoreInfo><Status>404</Status>\
                </RestException></TwilioResponse>
                """
        )
        #expect(
            harness.request("GET", path + ".csv").text
                == "Code,Message,MoreInfo,Status\r\n20404,The requested resource \(path).csv was not found,"
                + "https://www.twilio.com/docs/errors/20404,404\r\n"
        )
        #expect(
            harness.request("GET", path + ".json").text
                == "{\"code\":20404,\"message\":\"The requested resource \(path).json was not found\","
                + "\"more_info\":\"https://www.twilio.com/docs/errors/20404\",\"status\":404}"
        )
    }

    @Test func `what the listener and the guard refuse is in the representation of the path`() {
        for (suffix, type) in [(".json", "application/json"), (".csv", "text/csv"), ("", "application/xml")] {
            let path = Self.call + suffix
            let large = Answer(harness.emulator.refusal(Request(method: "POST", path: path), .bodyTooLarge(limit: 9)))
            #expect(large.header("Content-Type") == type)
            #expect(large.error == "20413 Request entity too large: the body may have 9 bytes at the most")
            let strange = harness.request("GET", path, headers: [("Host", "evil.example")])
            #expect(strange.header("Content-Type") == type)
            #expect(strange.error.hasPrefix("20403 "))
        }
    }

    // MARK: Slashes

    @Test(arguments: [
        ("\(account)/Calls/", 200), ("\(call)/", 200), ("\(call)/Notifications/", 200), ("\(account)/Calls.xml/", 404),
    ])
    func `a slash at the end is no nicety behind an extension`(_ path: String, status: Int) {
        #expect(harness.request("GET", path).status == status)
    }
}
