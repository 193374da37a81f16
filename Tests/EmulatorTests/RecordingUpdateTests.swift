import Calls
import Database
import JSON
import Testing

@testable import Emulator

private typealias World = RecordingHarness

private let notInProgress = "400 21220 Recording is not in-progress. Cannot update status."

@Suite struct `Updates of a recording` {
    @Test func `The stop is answered with stopped, and then it is completed`() throws {
        let world = try World()
        let sid = world.record()
        try world.advance(7)
        let stopped = world.update(sid, "Status=stopped")
        #expect(stopped.status == 200)
        #expect(stopped.text("status") == "stopped")
        #expect(stopped["duration"] == .null)
        #expect(stopped.text("date_updated") == "Mon, 28 Apr 2031 07:08:16 +0000")
        let fetched = world.fetch(sid)
        #expect(fetched.text("status") == "completed")
        #expect(fetched.text("duration") == "7")
        #expect(fetched.text("date_created") == World.startText)
    }

    @Test(arguments: [
        ("Status=paused", "20"), ("Status=paused&PauseBehavior=silence", "20"),
        ("Status=paused&PauseBehavior=skip", "15"),
        ("Status=paused&PauseBehavior=Skip", "20"), ("Status=paused&PauseBehavior=", "20"),
        ("Status=in-progress&PauseBehavior=skip", "20"),
    ])
    func `A pause counts unless it is skipped`(_ form: String, duration: String) throws {
        let world = try World()
        let sid = world.record()
        try world.advance(10)
        #expect(world.update(sid, form).status == 200)
        try world.advance(5)
        #expect(world.update(sid, "Status=in-progress").text("status") == "in-progress")
        try world.advance(5)
        _ = world.update(sid, "Status=stopped")
        #expect(world.fetch(sid).text("duration") == duration)
    }

    @Test func `Skipped pauses add up, the one at the end included`() throws {
        let world = try World()
        let sid = world.record()
        for _ in 0..<3 {
            try world.advance(2)
            #expect(world.update("Twilio.CURRENT", "Status=paused&PauseBehavior=skip").text("status") == "paused")
            try world.advance(100)
            // Pausing what is paused changes nothing, its behavior neither.
            #expect(world.update(sid, "Status=paused&PauseBehavior=silence").status == 200)
            try world.advance(100)
            _ = world.update(sid, "Status=in-progress")
        }
        _ = world.update(sid, "Status=paused&PauseBehavior=skip")
        try world.advance(50)
        _ = world.update(sid, "Status=stopped")
        #expect(world.fetch(sid).text("duration") == "6")
    }

    @Test(arguments: [
        ("", "400 20001 Missing required parameter Status in the post body"),
        ("Status=", "400 20001 Missing required parameter Status in the post body"),
        ("PauseBehavior=skip", "400 20001 Missing required parameter Status in the post body"),
        ("Status=completed", "400 20001 Invalid Status: completed. Must be one of: in-progress, paused, stopped"),
        ("Status=Paused", "400 20001 Invalid Status: Paused. Must be one of: in-progress, paused, stopped"),
    ])
    func `An update needs a status that can be asked for`(_ form: String, error: String) throws {
        let world = try World()
        let sid = world.record()
        #expect(world.update(sid, form).error == error)
        #expect(world.update("Twilio.CURRENT", form).error == error)
        #expect(world.fetch(sid).text("status") == "in-progress")
    }

    @Test(arguments: ["in-progress", "paused", "stopped"])
    func `What is over stays over`(_ status: String) throws {
        let world = try World()
        #expect(world.update("Twilio.CURRENT", "Status=\(status)").error == notInProgress)
        let sid = world.record()
        _ = world.update(sid, "Status=stopped")
        let before = world.fetch(sid)
        try world.advance(5)
        #expect(world.update(sid, "Status=\(status)").error == notInProgress)
        #expect(world.update("Twilio.CURRENT", "Status=\(status)").error == notInProgress)
        #expect(world.fetch(sid).body == before.body)
    }

    @Test func `The current one is none of several`() throws {
        let world = try World()
        let other = try world.insert(source: .outboundAPI)
        #expect(world.update("Twilio.CURRENT", "Status=paused").status == 200)
        let sid = world.record()
        #expect(
            world.update("Twilio.CURRENT", "Status=paused").error
                == "400 16108 Request failed due to concurrent recordings"
        )
        #expect(world.update(other, "Status=stopped").status == 200)
        #expect(world.update("Twilio.CURRENT", "Status=paused").text("sid") == sid)
    }

    @Test(arguments: ["", "Status=paused", "Status=paused&PauseBehavior=skip"])
    func `The end of the call ends its recordings`(_ pause: String) throws {
        let world = try World()
        let sid = world.record()
        let elsewhere = world.record(on: World.alsoLive)
        try world.advance(4)
        if !pause.isEmpty { _ = world.update(sid, pause) }
        try world.advance(6)
        #expect(world.send("POST", "/Calls/\(World.live).json", "Status=completed").status == 200)
        try world.advance(60)
        let ended = world.fetch(sid)
        #expect(ended.text("status") == "completed")
        #expect(ended.text("duration") == (pause.hasSuffix("skip") ? "4" : "10"))
        #expect(ended.text("date_updated") == "Mon, 28 Apr 2031 07:08:19 +0000")
        #expect(world.update(sid, "Status=stopped").error == notInProgress)
        #expect(world.send("GET", World.path(elsewhere, of: World.alsoLive)).text("status") == "in-progress")
    }

    @Test func `What a document replaces ends with the call that it gives`() throws {
        let world = try World()
        let sid = world.record()
        let seed = """
            {"accounts":[{"sid":"\(World.account)","calls":[{"sid":"\(World.live)","status":"completed",
            "to":"+14158675309","from":"+14158675308"}]}]}
            """
        _ = try world.keeper.load(SeedDocument(parsing: Array(seed.utf8)))
        #expect(world.fetch(sid).text("status") == "completed")
    }
}

extension RecordingHarness {
    /// Adds a recording that no request makes yet.
    @discardableResult
    func insert(source: Recording.Source) throws -> String {
        let account = try #require(AccountSid(Self.account))
        let call = try #require(CallSid(Self.live))
        return try database.write { db in
            let recording = Recording(
                sid: try db.makeSid(in: account, services.sids),
                accountSid: account,
                callSid: call,
                source: source,
                started: Self.start
            )
            try db.insert(recording)
            return recording.sid.text
        }
    }
}
