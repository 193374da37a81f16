import Calls
import Database
import JSON
import Testing

@testable import Emulator

private typealias World = RecordingHarness

@Suite struct `Recordings of an account` {
    @Test func `One shows where its media is`() throws {
        let world = try World()
        let sid = try #require(try world.recordSeveral(1).first)
        let answer = world.send("GET", "/Recordings/\(sid).json")
        #expect(answer.status == 200)
        #expect(
            answer.names == [
                "account_sid", "api_version", "call_sid", "channels", "conference_sid", "date_created", "date_updated",
                "duration", "encryption_details", "error_code", "media_url", "price", "price_unit", "sid", "source",
                "start_time", "status", "subresource_uris", "uri",
            ]
        )
        let path = "/2010-04-01/Accounts/\(World.account)/Recordings/\(sid)"
        #expect(answer.text("media_url") == "http://localhost:8080" + path)
        #expect(answer.text("uri") == path + ".json")
        #expect(answer.text("duration") == "10")
        #expect(answer.string.contains("\"add_on_results\":\"\(path)/AddOnResults.json\""))
        #expect(answer.string.contains("\"transcriptions\":\"\(path)/Transcriptions.json\""))
        let xml = world.send("GET", "/Recordings/\(sid).xml")
        #expect(xml.type == "application/xml")
        #expect(xml.string.contains("<Uri>\(path)</Uri>"))
    }

    @Test func `Both lists are paged forwards and backwards without a gap`() throws {
        let world = try World()
        let newestFirst = Array(try world.recordSeveral(7).reversed())
        for path in [World.path(), "/Recordings.json"] {
            var query = "PageSize=3"
            var pages: [[String]] = []
            var answers: [RecordingAnswer] = []
            while pages.count < 10 {
                let answer = world.send("GET", path, query)
                answers.append(answer)
                pages.append(answer.sids)
                guard let next = answer.text("next_page_uri") else { break }
                query = String(next.drop { $0 != "?" }.dropFirst())
                // What comes in between does not move what was begun.
                _ = world.send("POST", World.path(of: World.alsoLive))
            }
            #expect(pages.map(\.count) == [3, 3, 1], "\(path)")
            #expect(pages.flatMap { $0 } == newestFirst)
            #expect(answers[1]["start"] == .number("3"))
            #expect(answers[1]["end"] == .number("5"))
            let previous = try #require(answers[2].text("previous_page_uri"))
            let back = world.send("GET", path, String(previous.drop { $0 != "?" }.dropFirst()))
            #expect(back.sids == pages[1])
            #expect(back.text("next_page_uri") != nil)
            #expect(answers[0]["previous_page_uri"] == .null)
            _ = world.send("POST", World.path("Twilio.CURRENT", of: World.alsoLive), "Status=stopped")
            for sid in world.send("GET", World.path(of: World.alsoLive)).sids {
                _ = world.send("DELETE", "/Recordings/\(sid).json")
            }
            #expect(world.send("GET", path, "PageSize=3&Page=2").sids == pages[2])
            #expect(world.send("GET", path, "PageSize=7")["next_page_uri"] == .null)
        }
    }

    @Test(arguments: [
        ("PageSize=1001", "400 20007 Page size too large, maximum is 1000"),
        ("PageSize=x", "400 20001 invalid literal for int() with base 10: 'x'"),
        ("Page=", "400 20001 invalid literal for int() with base 10: ''"),
        ("PageToken=PA1", "400 20001 Invalid PageToken: PA1"),
        ("PageToken=PA" + World.recording, "400 20001 Invalid PageToken: PA" + World.recording),
        ("PageToken=PB" + World.recording, "400 20001 Invalid PageToken: PB" + World.recording),
        (
            "DateCreated=yesterday",
            "400 20001 Invalid DateCreated: yesterday. Must be a date (YYYY-MM-DD) or a date with a time (RFC 3339)"
        ),
        (
            "DateCreated%3C=2031-02-30",
            "400 20001 Invalid DateCreated<: 2031-02-30. Must be a date (YYYY-MM-DD) or a date with a time (RFC 3339)"
        ),
        (
            "DateCreated%3E=2031-04-28T25:00:00Z",
            "400 20001 Invalid DateCreated>: 2031-04-28T25:00:00Z. "
                + "Must be a date (YYYY-MM-DD) or a date with a time (RFC 3339)"
        ),
    ])
    func `A list refuses what it cannot read`(_ query: String, error: String) throws {
        let world = try World()
        #expect(world.send("GET", "/Recordings.json", query).error == error)
        #expect(world.send("GET", World.path(), query).error == error)
    }

    @Test func `IncludeSoftDeleted is a truth`() throws {
        let error = "400 20001 Invalid IncludeSoftDeleted: 1. Must be one of: true, false"
        #expect(try World().send("GET", "/Recordings.json", "IncludeSoftDeleted=1").error == error)
    }

    // Three recordings: at 07:08:09.250 on 28 April, at 00:00:00.000 on the 29th, and a day later.
    @Test(
        arguments: [
            ("", [0, 1, 2]), ("DateCreated=", [0, 1, 2]), ("datecreated=2000-01-01", [0, 1, 2]),
            ("DateCreated=2031-04-28", [0]), ("DateCreated=2031-04-29", [1]), ("DateCreated=2031-04-27", []),
            ("DateCreated%3C=2031-04-29", [0]), ("DateCreated<=2031-04-30", [0, 1]), ("DateCreated<=2031-04-28", []),
            ("DateCreated%3E=2031-04-29", [1, 2]), ("DateCreated>=2031-04-28", [0, 1, 2]),
            ("DateCreated>=2031-05-01", []),
            ("DateCreated>=2031-04-29&DateCreated<=2031-04-30", [1]),
            ("DateCreated=2031-04-29&DateCreated<=2031-04-29", []),
            ("DateCreated>=2031-04-28T07:08:09Z", [0, 1, 2]), ("DateCreated>=2031-04-28T07:08:10Z", [1, 2]),
            ("DateCreated<=2031-04-28T07:08:09Z", []), ("DateCreated<=2031-04-28T07:08:10", [0]),
            ("DateCreated=2031-04-28T07:08:09Z", [0]), ("DateCreated=2031-04-29T23:59:59Z", [1]),
            ("DateCreated=2031-04-29T00:00:00Z", [1]),
            ("DateCreated=1969-12-31", []),
            ("DateCreated>=2031-04-29T01:00:00%2B02:00", [1, 2]), ("DateCreated>=2031-04-28T18:00:00-07:00", [2]),
            ("DateCreated>=2031-04-29+00:00:00.000", [1, 2]), ("DateCreated>=2031-04-29+00:00:00.001", [2]),
            ("DateCreated>=04/28/2031+17:00:00+MST", [1, 2]), ("DateCreated>=04/28/2031+17:00:01+MST", [2]),
            ("DateCreated>=04/29/2031+00:00:00+UTC", [1, 2]), ("DateCreated>=2031-04-29+00:00:00+XYZ", [1, 2]),
        ] as [(String, [Int])]
    )
    func `A date filters in every form that clients send`(_ query: String, expected: [Int]) throws {
        let world = try World()
        var sids = try world.recordSeveral(1)
        for date in ["2031-04-29T00:00:00Z", "2031-04-30T00:00:00Z"] {
            let instant = try #require(Instant(rfc3339: date))
            _ = try world.keeper.advance(AccountSid(World.account)) { _ in instant }
            sids += try world.recordSeveral(1)
        }
        let wanted = expected.reversed().map { sids[$0] }
        #expect(world.send("GET", "/Recordings.json", query).sids == wanted)
        #expect(world.send("GET", World.path(), query).sids == wanted)
    }

    @Test func `A filtered list is paged within its bounds, both ways`() throws {
        let world = try World()
        let sids = try world.recordSeveral(9)  // ten seconds apart
        let filter = "DateCreated>=2031-04-28T07:08:20Z&DateCreated<=2031-04-28T07:09:15Z&PageSize=2"
        for path in [World.path(), "/Recordings.json"] {
            var query = filter
            var seen: [String] = []
            var last: RecordingAnswer?
            while seen.count < 20 {
                let answer = world.send("GET", path, query)
                seen += answer.sids
                last = answer
                guard let next = answer.text("next_page_uri") else { break }
                query = String(next.drop { $0 != "?" }.dropFirst())
            }
            // Five of nine lie inside: from 07:08:29.250 to 07:09:09.250.
            #expect(seen == sids[2...6].reversed(), "\(path)")
            var backwards = last?.sids ?? []
            while let previous = last?.text("previous_page_uri") {
                last = world.send("GET", path, String(previous.drop { $0 != "?" }.dropFirst()))
                backwards = (last?.sids ?? []) + backwards
            }
            #expect(backwards == seen)
        }
    }

    @Test func `A list of the account can be one of a call`() throws {
        let world = try World()
        let here = try world.recordSeveral(2)
        let there = try world.recordSeveral(1, on: World.alsoLive)
        #expect(Set(world.send("GET", "/Recordings.json").sids) == Set(here + there))
        #expect(world.send("GET", "/Recordings.json", "CallSid=\(World.live)").sids == Array(here.reversed()))
        #expect(world.send("GET", "/Recordings.json", "CallSid=\(World.alsoLive)").sids == there)
        #expect(world.send("GET", "/Recordings.json", "CallSid=CA1").sids == [])
        #expect(world.send("GET", "/Recordings.json", "CallSid=").sids.count == 3)
        #expect(world.send("GET", "/Recordings.json", "ConferenceSid=CF1").sids == [])
        #expect(world.send("GET", "/Recordings.json", "", account: World.other, auth: World.other).sids == [])
        let answer = world.send("GET", "/Recordings.json", "CallSid=CA1&PageSize=2")
        #expect(
            answer.text("uri")
                == "/2010-04-01/Accounts/\(World.account)/Recordings.json?CallSid=CA1&PageSize=2&Page=0"
        )
    }

    @Test func `It is known of a deleted one for 40 days that there was one`() throws {
        let world = try World()
        let sids = try world.recordSeveral(2)
        #expect(world.send("DELETE", "/Recordings/\(sids[0]).json").status == 204)
        let path = "/Recordings/\(sids[0]).json"
        let missing = "404 20404 The requested resource /2010-04-01/Accounts/\(World.account)\(path) was not found"
        #expect(world.send("DELETE", path).error == missing)
        #expect(world.send("GET", path).error == missing)
        #expect(world.send("GET", path, "IncludeSoftDeleted=false").error == missing)
        #expect(world.send("GET", path, "IncludeSoftDeleted=true").text("status") == "deleted")
        #expect(world.send("GET", "/Recordings.json").sids == [sids[1]])
        #expect(world.send("GET", "/Recordings.json", "IncludeSoftDeleted=TRUE").sids == [sids[1], sids[0]])
        #expect(world.send("GET", "/Recordings/\(sids[0])").status == 404)
        try world.advance(40 * 86_400)
        #expect(world.send("GET", path, "IncludeSoftDeleted=true").status == 200)
        try world.advance(1)
        #expect(world.send("GET", path, "IncludeSoftDeleted=true").error == missing)
        #expect(world.send("GET", "/Recordings.json", "IncludeSoftDeleted=true").sids == [sids[1]])
        #expect(try world.stored(sids[0]) != nil)
        #expect(world.send("DELETE", "/Recordings/\(sids[1]).json").status == 204)
        #expect(try world.stored(sids[0]) == nil)
    }

    @Test func `One that is under way is not deleted`() throws {
        let world = try World()
        let sid = world.record()
        #expect(
            world.send("DELETE", "/Recordings/\(sid).json").error
                == "409 20009 Cannot delete this resource before it is complete"
        )
        #expect(world.send("GET", "/Recordings/\(sid).json").text("status") == "in-progress")
    }

    @Test func `Recordings stay when their call goes, and go with a reset`() throws {
        let world = try World()
        let sid = try #require(try world.recordSeveral(1).first)
        let call = try #require(CallSid(World.live))
        try world.database.write { db in try db.deleteCall(call) }
        #expect(world.send("GET", World.path(sid)).status == 404)
        #expect(world.send("GET", World.path()).status == 404)
        #expect(world.send("GET", "/Recordings/\(sid).json").text("call_sid") == World.live)
        #expect(world.send("GET", "/Recordings.json", "CallSid=\(World.live)").sids == [sid])
        try world.keeper.reset(AccountSid(World.account))
        #expect(world.send("GET", "/Recordings.json", "IncludeSoftDeleted=true").sids == [])
    }
}
