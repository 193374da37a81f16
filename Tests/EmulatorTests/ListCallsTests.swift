import JSON
import Testing

@testable import Emulator

/// `GET …/Calls.json`: which calls are listed, and in which order.
@Suite struct ListCallsTests {
    private let harness: Harness

    init() throws {
        harness = try Harness()
        let seeded = harness.seed(ListedCall.seed)
        #expect(seeded.status == 200, "\(seeded)")
    }

    /// The calls of an answer as their digits.
    private static func digits(_ answer: Answer) -> String {
        String(answer.column("sid").compactMap(\.last))
    }

    private func list(_ query: String? = nil, suffix: String = ".json") -> Answer {
        harness.list(query, in: ListedCall.account, suffix: suffix)
    }

    // MARK: Filters

    private static let one = "To=%2B14155550001"

    /// A query, and the digits of the calls that it finds.
    private static let filters: [(query: String, found: String)] = [
        ("", "987654321"), ("x=y", "987654321"), ("to=nobody", "987654321"),
        // To and From
        (one, "8631"), ("To=%2B14155550002", "2"), ("To=%2B14155550009", ""), ("To=client%3Aalice", "5"),
        ("To=client%3AAlice", ""), ("To=sip%3Aa%40b.example", "7"), ("To=sim%3ADE1", "9"), ("To=", "987654321"),
        ("To=(415)+555-0001", "8631"), ("To=4155550001", "8631"), ("To=+14155550001", "8631"), ("To=%2B1415555", ""),
        ("To=%2B14155550001&To=%2B14155550002", "8631"), ("To=nonsense", ""), ("To=%25", ""),
        ("From=%2B14155550009", "85421"), ("From=%2B14155550008", "973"), ("From=client:bob", "6"),
        ("\(one)&From=%2B14155550009", "81"), ("From=%2B14155550008&To=%2B14155550002", ""),
        // Status
        ("Status=completed", "831"), ("Status=busy", "2"), ("Status=in-progress", "4"), ("Status=canceled", "5"),
        ("Status=failed", "6"), ("Status=no-answer", "7"), ("Status=ringing", "9"), ("Status=queued", ""),
        ("Status=", "987654321"), ("Status=completed&\(one)", "831"), ("Status=failed&\(one)", "6"),
        // ParentCallSid
        ("ParentCallSid=\(ListedCall.sid("3"))", "74"), ("ParentCallSid=\(ListedCall.sid("7"))", "8"),
        ("ParentCallSid=\(ListedCall.sid("1"))", ""), ("ParentCallSid=nonsense", ""), ("ParentCallSid=", "987654321"),
        ("ParentCallSid=\(ListedCall.sid("3"))&Status=no-answer", "7"),
        ("ParentCallSid=\(ListedCall.sid("3"))&From=%2B14155550009", "4"),
        ("ParentCallSid=\(ListedCall.sid("3"))&\(one)", ""),
        // StartTime: on a day, before, on or after
        ("StartTime=2030-03-10", "321"), ("StartTime=2030-03-11", "764"), ("StartTime=2030-03-12", "98"),
        ("StartTime=2030-03-13", ""), ("StartTime=2030-03-10T12:34:56Z", "321"), ("StartTime=", "987654321"),
        ("StartTime%3C=2030-03-11", "321"), ("StartTime<=2030-03-11", "321"), ("StartTime%3C=2030-03-10", ""),
        ("StartTime%3E=2030-03-11", "98764"), ("StartTime>=2030-03-11", "98764"), ("StartTime%3E=2030-03-13", ""),
        ("StartTime%3E=2030-03-11T00:00:00Z", "98764"), ("StartTime%3E=2030-03-11T00:00:01Z", "9876"),
        ("StartTime%3C=2030-03-11T00:00:00Z", "321"), ("StartTime%3C=2030-03-11T00:00:01Z", "4321"),
        ("StartTime%3E=2030-03-11T02:00:00%2B02:00", "98764"), ("StartTime%3C=2030-03-10T21:00:00-03:00", "321"),
        ("StartTime%3E=2030-03-11T06:00:00", "9876"), ("StartTime%3E=2030-03-11+06:00:00.000", "9876"),
        ("StartTime%3E=03/10/2030+23:00:00+MST", "9876"), ("StartTime%3E=03/10/2030+17:00:00+MST", "98764"),
        ("StartTime%3E=2030-03-11&StartTime%3C=2030-03-12", "764"),
        ("StartTime=2030-03-10&StartTime%3E=2030-03-11", ""),
        // EndTime: what has not ended is never found
        ("EndTime=2030-03-10", "21"), ("EndTime=2030-03-11", "7653"), ("EndTime=2030-03-12", "8"),
        ("EndTime%3C=2030-03-12", "765321"), ("EndTime%3E=2030-03-11", "87653"),
        ("EndTime%3E=2030-03-11T05:01:00Z&EndTime%3C=2030-03-11T12:01:00Z", "65"),
        ("EndTime=2030-03-11&StartTime=2030-03-10", "3"), ("EndTime%3E=2030-03-11&StartTime%3C=2030-03-12", "763"),
        // All together
        ("\(one)&From=%2B14155550009&Status=completed&StartTime%3E=2030-03-11&EndTime=2030-03-12", "8"),
        ("\(one)&Status=completed&StartTime=2030-03-10&EndTime=2030-03-10&ParentCallSid=", "1"),
        ("From=%2B14155550008&ParentCallSid=\(ListedCall.sid("3"))&Status=no-answer&EndTime%3C=2030-03-12", "7"),
    ]

    @Test(arguments: filters)
    func `a filter finds its calls, newest first`(_ query: String, found: String) {
        let answer = list(query)
        #expect(answer.status == 200)
        #expect(Self.digits(answer) == found)
        // The same calls come page by page, and back again.
        var page = list(query + "&PageSize=1")
        var walked = Self.digits(page)
        while let next = page.string("next_page_uri"), walked.utf8.count < 20 {
            page = harness.follow(next, in: ListedCall.account)
            walked += Self.digits(page)
        }
        #expect(walked == found)
        var back = Self.digits(page)
        while let previous = page.string("previous_page_uri"), back.utf8.count < 20 {
            page = harness.follow(previous, in: ListedCall.account)
            back += Self.digits(page)
        }
        #expect(back == String(found.reversed()))
    }

    @Test(arguments: [
        ("Status=foo", "Status", "foo"), ("Status=Completed", "Status", "Completed"),
        ("Status=initiated", "Status", "initiated"), ("Status=+", "Status", " "),
        ("Status=completed,busy", "Status", "completed,busy"),
    ])
    func `a status that is none of the eight is 20001`(_ query: String, name: String, text: String) {
        #expect(
            list(query).refusal == "400 20001 Invalid \(name): \(text). Must be one of: queued, ringing, in-progress, "
                + "completed, busy, failed, no-answer, canceled"
        )
    }

    @Test(arguments: ["StartTime", "EndTime", "StartTime<", "EndTime<", "StartTime>", "EndTime>"])
    func `a date that is none is 20001`(_ name: String) {
        for text in [
            "now", "2030-3-11", "2030-02-30", "2030-03-11T25:00:00Z", "11-03-2030", "13/11/2030 01:00:00", "1",
        ] {
            #expect(
                list("\(name.formEncoded)=\(text.formEncoded)").refusal
                    == "400 20001 Invalid \(name): \(text). "
                    + "Must be a date (YYYY-MM-DD) or a date with a time (RFC 3339)"
            )
        }
    }

    // MARK: Order and owner

    @Test func `calls of one instant are listed by the order of their creation`() {
        let sids = (0..<20).compactMap { _ in harness.create(in: ListedCall.account).string("sid") }
        #expect(list("PageSize=20").column("sid") == sids.reversed())
        #expect(Set(sids).count == 20)
    }

    @Test func `a call is listed as it is fetched`() {
        let answer = list()
        for (index, sid) in answer.column("sid").enumerated() {
            let uri = Paths.call(sid, in: ListedCall.account)
            #expect(answer["calls.\(index)"] == harness.follow(uri, in: ListedCall.account).json)
        }
    }

    @Test func `another account's calls are never listed`() {
        let family = harness.seed(
            "{\"sid\":\"\(Sids.account("6"))\",\"subaccounts\":[{\"sid\":\"\(Sids.account("7"))\"}]}"
        )
        #expect(family.status == 200)
        let sids = ["6", "7"].compactMap { harness.create(in: Sids.account($0)).string("sid") }
        #expect(harness.list(in: Sids.account("6")).column("sid") == [sids[0]])
        #expect(harness.list(in: Sids.account("7")).column("sid") == [sids[1]])
        #expect(Self.digits(list()) == "987654321")
        #expect(harness.list("To=%2B14155550001").column("sid").isEmpty)
        #expect(harness.list("ParentCallSid=\(ListedCall.sid("3"))").column("sid").isEmpty)
        let parent = harness.send(
            "GET",
            Paths.calls(in: Sids.account("7")) + ".json",
            headers: [("Authorization", Credentials.basic(Sids.account("6"), String(repeating: "6", count: 32)))]
        )
        #expect(parent.column("sid") == [sids[1]])
    }

    @Test func `a new status moves a call between filters at once`() {
        #expect(harness.report("in-progress", of: ListedCall.sid("9")).status == 200)
        #expect(Self.digits(list("Status=ringing")) == "")
        #expect(Self.digits(list("Status=in-progress")) == "94")
        #expect(Self.digits(list("EndTime%3E=2030-03-20")) == "")
        #expect(harness.report("completed", of: ListedCall.sid("9")).status == 200)
        #expect(Self.digits(list("Status=completed")) == "9831")
        #expect(Self.digits(list("EndTime%3E=2030-03-20")) == "9")
    }
}
