import JSON
import Testing

@testable import Emulator

/// The pages of a list of calls: their envelope, and the way from one to the next.
@Suite struct CallPageTests {
    private let harness: Harness
    private let account = Sids.account("7")

    init() throws {
        harness = try Harness()
    }

    /// Makes calls, a second apart, and gives their SIDs, newest first.
    @discardableResult
    private func create(_ count: Int) -> [String] {
        (0..<count).map { _ in
            harness.advance(1)
            return harness.create(in: account).string("sid") ?? "-"
        }.reversed()
    }

    private func list(_ query: String, suffix: String = ".json") -> Answer {
        harness.list(query, in: account, suffix: suffix)
    }

    private func follow(_ answer: Answer, _ key: String) throws -> Answer {
        harness.follow(try #require(answer.string(key)), in: account)
    }

    // MARK: The envelope

    private static let keys = [
        "calls", "end", "first_page_uri", "next_page_uri", "page", "page_size", "previous_page_uri", "start", "uri",
    ]

    /// The envelope of a page without its calls, as `name=value`, nulls as `-`.
    private func envelope(_ answer: Answer) -> [String] {
        answer.names.filter { $0 != "calls" }.map { name in
            switch answer[name] {
            case .number(let text)?: "\(name)=\(text)"
            case .string(let text)?: "\(name)=\(text)"
            case .null?: "\(name)=-"
            default: "\(name)=?"
            }
        }
    }

    @Test func `three pages of five calls have the documented envelopes`() throws {
        let sids = create(5)
        let path = Paths.calls(in: account) + ".json"
        let query = "Status=queued&To=%2B14155551212&PageSize=2"
        let first = list("PageSize=2&Status=queued&To=%2B14155551212")
        #expect(first.names == Self.keys)
        #expect(
            envelope(first) == [
                "end=1", "first_page_uri=\(path)?\(query)&Page=0",
                "next_page_uri=\(path)?\(query)&Page=1&PageToken=PA\(sids[1])", "page=0", "page_size=2",
                "previous_page_uri=-", "start=0", "uri=\(path)?\(query)&Page=0",
            ]
        )
        let second = try follow(first, "next_page_uri")
        #expect(second.names == Self.keys)
        #expect(
            envelope(second) == [
                "end=3", "first_page_uri=\(path)?\(query)&Page=0",
                "next_page_uri=\(path)?\(query)&Page=2&PageToken=PA\(sids[3])", "page=1", "page_size=2",
                "previous_page_uri=\(path)?\(query)&Page=0&PageToken=PB\(sids[2])", "start=2",
                "uri=\(path)?\(query)&Page=1&PageToken=PA\(sids[1])",
            ]
        )
        let third = try follow(second, "next_page_uri")
        #expect(
            envelope(third) == [
                "end=4", "first_page_uri=\(path)?\(query)&Page=0", "next_page_uri=-", "page=2", "page_size=2",
                "previous_page_uri=\(path)?\(query)&Page=1&PageToken=PB\(sids[4])", "start=4",
                "uri=\(path)?\(query)&Page=2&PageToken=PA\(sids[3])",
            ]
        )
        #expect(first.column("sid") + second.column("sid") + third.column("sid") == sids)
        let back = try follow(third, "previous_page_uri")
        #expect(back.column("sid") == second.column("sid"))
        #expect(back["page"] == .number("1"))
        #expect(back["start"] == .number("2"))
        #expect(try follow(back, "previous_page_uri").column("sid") == first.column("sid"))
        #expect(try follow(back, "next_page_uri").column("sid") == third.column("sid"))
        #expect(try follow(third, "first_page_uri").text == first.text)
        #expect(try follow(second, "uri").text == second.text)
    }

    @Test func `an empty list is one page from 0 to 0`() {
        let path = Paths.calls(in: account) + ".json"
        #expect(
            list("").text == """
                {"calls":[],"end":0,"first_page_uri":"\(path)?PageSize=50&Page=0","next_page_uri":null,"page":0,\
                "page_size":50,"previous_page_uri":null,"start":0,"uri":"\(path)?PageSize=50&Page=0"}
                """
        )
    }

    @Test(arguments: [
        ("StartTime%3E=2030-01-01", "StartTime%3E=2030-01-01"), ("StartTime>=2030-01-01", "StartTime%3E=2030-01-01"),
        ("To=a+b%20c&x=%E2%82%AC%26", "To=a+b+c&x=%E2%82%AC%26"), ("From=client%3aalice", "From=client%3Aalice"),
        ("EndTime%3C=06/11/2019+22:05:25+MST", "EndTime%3C=06%2F11%2F2019+22%3A05%3A25+MST"), ("To=", "To="),
        ("a=1&a=2", "a=1&a=2"),
    ])
    func `filters are echoed as they were typed, encoded as forms are`(_ query: String, echo: String) {
        let expected = "\(Paths.calls(in: account)).json?\(echo)&PageSize=50&Page=0"
        for query in [query, "PageSize=50&\(query)", "\(query)&Page=0", "Page=0&\(query)&PageSize=50"] {
            let answer = list(query)
            #expect(answer.string("uri") == expected)
            #expect(answer.string("first_page_uri") == expected)
        }
    }

    // MARK: PageSize and Page

    @Test(arguments: [
        ("PageSize=0", "1"), ("PageSize=-1", "1"), ("PageSize=-9223372036854775808", "1"), ("PageSize=1", "1"),
        ("PageSize=+7+", "7"), ("PageSize=1000", "1000"), ("", "50"), ("PageSize=3&PageSize=4", "3"),
        ("pagesize=9", "50"),
    ])
    func `a page holds 1 to 1000 calls, and 50 unless another number is asked`(_ query: String, size: String) {
        let answer = list(query)
        #expect(answer.status == 200)
        #expect(answer["page_size"] == .number(size))
    }

    @Test(arguments: [
        ("PageSize=1001", "400 20007 Page size too large, maximum is 1000"),
        ("PageSize=9223372036854775807", "400 20007 Page size too large, maximum is 1000"),
        ("PageSize=abc", "400 20001 invalid literal for int() with base 10: 'abc'"),
        ("PageSize=", "400 20001 invalid literal for int() with base 10: ''"),
        ("PageSize=1.0", "400 20001 invalid literal for int() with base 10: '1.0'"),
        ("PageSize=9223372036854775808", "400 20001 invalid literal for int() with base 10: '9223372036854775808'"),
        ("Page=x", "400 20001 invalid literal for int() with base 10: 'x'"),
        ("Page=", "400 20001 invalid literal for int() with base 10: ''"),
        ("PageToken=nonsense", "400 20001 Invalid PageToken: nonsense"),
        ("PageToken=PA", "400 20001 Invalid PageToken: PA"),
        ("PageToken=PX\(Sids.call("a"))", "400 20001 Invalid PageToken: PX\(Sids.call("a"))"),
        ("PageToken=pa\(Sids.call("a"))", "400 20001 Invalid PageToken: pa\(Sids.call("a"))"),
        ("PageToken=PA\(Sids.call("a"))0", "400 20001 Invalid PageToken: PA\(Sids.call("a"))0"),
        // The call of another account, and none.
        ("PageToken=PA\(Sids.call("a"))", "400 20001 Invalid PageToken: PA\(Sids.call("a"))"),
        ("PageToken=PB\(Sids.call("a"))", "400 20001 Invalid PageToken: PB\(Sids.call("a"))"),
        ("PageToken=PA\(Sids.call("9"))", "400 20001 Invalid PageToken: PA\(Sids.call("9"))"),
        (
            "PageToken=PA\(String(repeating: "%27", count: 34))",
            "400 20001 Invalid PageToken: PA\(String(repeating: "'", count: 34))"
        ),
    ])
    func `a page that cannot be is refused`(_ query: String, refusal: String) {
        create(1)
        #expect(list(query).refusal == refusal)
    }

    @Test func `a Page without a token counts from the first call`() throws {
        let sids = create(7)
        #expect(list("PageSize=3&Page=1").column("sid") == Array(sids[3..<6]))
        let last = list("PageSize=3&Page=2")
        #expect(last.column("sid") == [sids[6]])
        #expect(last["next_page_uri"] == .null)
        #expect(last["start"] == .number("6"))
        #expect(last["end"] == .number("6"))
        #expect(try follow(last, "previous_page_uri").column("sid") == Array(sids[3..<6]))
        let beyond = list("PageSize=3&Page=3")
        #expect(beyond.column("sid").isEmpty)
        #expect(beyond["start"] == .number("0"))
        #expect(beyond["end"] == .number("0"))
        #expect(beyond["next_page_uri"] == .null)
        #expect(list("Page=9223372036854775807").column("sid").isEmpty)
        #expect(list("Page=-5").column("sid") == sids)
    }

    @Test func `a page that is just full is the last one`() {
        create(4)
        #expect(list("PageSize=4")["next_page_uri"] == .null)
        #expect(list("PageSize=3")["next_page_uri"] != .null)
        #expect(list("PageSize=2&Page=1")["next_page_uri"] == .null)
    }

    // MARK: While calls come and go

    @Test(arguments: ["", "To=%2B14155551212&", "From=%2B14158675309&", "Status=queued&", "StartTime%3C=2099-01-01&"])
    func `pages stay what they are while calls are created between them`(_ filter: String) throws {
        var sids = create(23)
        if filter.hasPrefix("StartTime") {
            // What is queued has not started.
            for sid in sids { #expect(harness.report("ringing", of: sid).status == 200) }
        }
        var walked: [String] = []
        var page = list("\(filter)PageSize=4")
        while true {
            walked += page.column("sid")
            create(2)
            guard page.string("next_page_uri") != nil else { break }
            page = try follow(page, "next_page_uri")
        }
        #expect(walked == sids)
        // Backwards, the pages before the last are the same, whatever came in front of them.
        var back = Array(page.column("sid").reversed())
        while back.count < sids.count {
            page = try follow(page, "previous_page_uri")
            back += page.column("sid").reversed()
            create(1)
        }
        sids.reverse()
        #expect(back == sids)
    }

    @Test func `the token of a deleted call goes on from where it stood`() throws {
        let sids = create(9)
        for sid in sids { #expect(harness.report("busy", of: sid).status == 200) }
        let first = list("PageSize=3")
        let second = try follow(first, "next_page_uri")
        let auth = Credentials.basic(account, String(account.dropFirst(2)))
        for sid in [sids[2], sids[3], sids[4]] {
            #expect(harness.request("DELETE", Paths.call(sid, in: account), auth: auth).status == 204)
        }
        #expect(try follow(first, "next_page_uri").column("sid") == Array(sids[5...7]))
        #expect(try follow(second, "previous_page_uri").column("sid") == [sids[0], sids[1]])
        #expect(try follow(second, "next_page_uri").column("sid") == Array(sids[6...8]))
        #expect(harness.list("PageToken=PA\(sids[2])").refusal == "400 20001 Invalid PageToken: PA\(sids[2])")
        #expect(list("").column("sid") == [sids[0], sids[1]] + sids[5...])
    }

    // MARK: XML and CSV

    @Test(arguments: ["", ".xml"])
    func `a page in XML has its envelope in attributes`(_ suffix: String) throws {
        let sids = create(3)
        let path = Paths.calls(in: account)
        let answer = list("To=%2B14155551212&PageSize=1&Page=1", suffix: suffix)
        #expect(answer.header("Content-Type") == "application/xml")
        let root = try XMLElement(parsing: answer.text)
        #expect(root.children.map(\.name) == ["Calls"])
        let calls = try #require(root["Calls"])
        // URIs in XML have no extension, whatever the path had.
        let query = "To=%2B14155551212&PageSize=1"
        #expect(
            calls.attributes.map { "\($0.name)=\($0.value)" } == [
                "page=1", "pagesize=1", "uri=\(path)?\(query)&Page=1",
                "firstpageuri=\(path)?\(query)&Page=0",
                "previouspageuri=\(path)?\(query)&Page=0&PageToken=PB\(sids[1])",
                "nextpageuri=\(path)?\(query)&Page=2&PageToken=PA\(sids[1])", "start=1", "end=1",
            ]
        )
        #expect(answer.text.contains("To=%2B14155551212&amp;PageSize=1&amp;Page=1\""))
        #expect(calls.children.map(\.name) == ["Call"])
        #expect(calls["Call/Sid"]?.text == sids[1])
        let next = harness.follow(try #require(calls.attribute("nextpageuri")), in: account)
        #expect(try XMLElement(parsing: next.text)["Calls/Call/Sid"]?.text == sids[2])
        #expect(try XMLElement(parsing: next.text)["Calls"]?.attribute("nextpageuri") == "")
    }

    @Test func `an empty page in XML has no calls`() throws {
        let calls = try #require(try XMLElement(parsing: list("", suffix: "").text)["Calls"])
        #expect(calls.children.isEmpty)
        #expect(calls.attribute("previouspageuri") == "")
        #expect(calls.attribute("start") == "0")
        #expect(calls.attribute("end") == "0")
    }

    @Test func `a page in CSV is a header and a row for each call`() throws {
        let sids = create(3)
        let answer = list("PageSize=2", suffix: ".csv")
        #expect(answer.header("Content-Type") == "text/csv")
        let table = try #require(CSVTable(parsing: answer.text))
        #expect(
            table.rows.first == [
                "AccountSid", "Annotation", "AnsweredBy", "ApiVersion", "CallerName", "DateCreated", "DateUpdated",
                "Direction", "Duration", "EndTime", "ForwardedFrom", "From", "FromFormatted", "GroupSid",
                "ParentCallSid", "PhoneNumberSid", "Price", "PriceUnit", "QueueTime", "Sid", "StartTime", "Status",
                "To", "ToFormatted", "TrunkSid", "Uri",
            ]
        )
        #expect(table.rows.allSatisfy { $0.count == 26 })
        #expect(table.column("Sid") == Array(sids[0..<2]))
        #expect(table.column("Status") == ["queued", "queued"])
        #expect(table.column("Uri").allSatisfy { $0.hasSuffix(".csv") })
    }
}
