import Database
import JSON
import TestSupport
import Testing

@testable import Emulator

/// What a reset, the end of a world and a new start leave of what was there.
@Suite struct ResetTests {
    private static let sid = Sids.account("7")

    private static func document(_ calls: String..., number: Bool = true) -> String {
        let list = calls.map {
            "{\"sid\":\"\($0)\",\"status\":\"in-progress\",\"to\":\"client:a\",\"from\":\"client:b\"}"
        }
        let numbers = number ? #","numbers":[{"phone_number":"+15550000001"}]"# : ""
        return
            "{\"accounts\":[{\"sid\":\"\(sid)\",\"auth_token\":\"t\"\(numbers),\"calls\":[\(list.joined(separator: ","))]}]}"
    }

    private static func file(_ document: String) -> SeedFile {
        SeedFile(name: "seven.json", content: Array(document.utf8))
    }

    private static func status(_ harness: Harness, _ call: Character, token: String = "t") -> String {
        let auth = Credentials.basic(sid, token)
        let answer = harness.request("GET", Paths.call(Sids.call(call), in: sid), auth: auth)
        return answer.string("status") ?? String(answer.status)
    }

    private static func end(_ harness: Harness, _ call: Character, token: String = "t") {
        let auth = Credentials.basic(sid, token)
        _ = harness.request("POST", Paths.call(Sids.call(call), in: sid), form: "Status=completed", auth: auth)
    }

    private static func numberSids(_ harness: Harness) throws -> [String] {
        try harness.emulator.database.read { db in
            try db.all("SELECT sid FROM numbers WHERE account_sid = ?", .text(sid)) { row in try row.text(0) }
        }
    }

    @Test(arguments: [nil, sid])
    func `a reset brings seeds back, and what was posted is gone`(_ account: String?) throws {
        let harness = try Harness(seeds: [Self.file(Self.document(Sids.call("7")))])
        let numbers = try Self.numberSids(harness)
        #expect(numbers.count == 1)
        _ = harness.control("POST", "/_twilio/seed", Self.document(Sids.call("8")))
        Self.end(harness, "7")
        _ = harness.control(
            "PUT",
            "/_twilio/worlds/\(Self.sid)",
            #"{"auth_token":"new","calls_per_second":3,"dial_seconds":9}"#
        )
        _ = harness.control(
            "PUT",
            "/_twilio/clock",
            #"{"AccountSid":"\#(Self.sid)","mode":"manual","now":"2040-01-01T00:00:00Z"}"#
        )
        #expect(Self.status(harness, "7", token: "new") == "completed")
        #expect(Self.status(harness, "8", token: "new") == "in-progress")
        _ = harness.update(Sids.call("a"), "Status=completed")

        let body = account.map { #"{"AccountSid":"\#($0)"}"# }
        let answer = harness.control("POST", "/_twilio/reset", body)
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)

        #expect(Self.status(harness, "7", token: "new") == "in-progress")
        #expect(Self.status(harness, "8", token: "new") == "404")
        let world = harness.control("GET", "/_twilio/worlds/\(Self.sid)")
        #expect(world.string("auth_token") == "new")
        #expect(world["calls_per_second"] == .number("3"))
        #expect(world["dial_seconds"] == .number("9"))
        #expect(
            harness.control("GET", "/_twilio/clock?AccountSid=\(Self.sid)").string("now") == "2040-01-01T00:00:00.000Z"
        )
        // SIDs are counted from the beginning.
        #expect(try Self.numberSids(harness) == numbers)
        // A reset of one world leaves the others alone.
        #expect(harness.fetch(Sids.call("a")).string("status") == (account == nil ? "in-progress" : "completed"))
        #expect(try harness.effects(of: Sids.call("a")).isEmpty == (account == nil))
    }

    @Test func `a reset forgets keys and worlds' contents that no seed brought`() throws {
        let harness = try Harness()
        _ = harness.control(
            "POST",
            "/_twilio/seed",
            #"{"accounts":[{"sid":"\#(Self.sid)","api_keys":[{"sid":"\#(Sids.key("7"))","secret":"s"}]}]}"#
        )
        let path = Paths.call(Sids.call("9"), in: Self.sid)
        let key = Credentials.basic(Sids.key("7"), "s")
        #expect(harness.request("GET", path, auth: key).status == 404)
        _ = harness.control("POST", "/_twilio/reset")
        #expect(harness.request("GET", path, auth: key).status == 401)
        #expect(harness.control("GET", "/_twilio/worlds/\(Self.sid)").status == 200, "the world itself stays")
    }

    @Test func `a world that is ended is forgotten, and a reset of all brings a seeded one back`() throws {
        let harness = try Harness(seeds: [Self.file(Self.document(Sids.call("7")))])
        _ = harness.control("PUT", "/_twilio/worlds/\(Self.sid)", #"{"auth_token":"new","strict":true}"#)
        let ended = harness.control("DELETE", "/_twilio/worlds/\(Self.sid)")
        #expect(ended.status == 204)
        #expect(ended.body.isEmpty)
        #expect(harness.control("DELETE", "/_twilio/worlds/\(Self.sid)").status == 404)
        #expect(harness.control("POST", "/_twilio/reset", #"{"AccountSid":"\#(Self.sid)"}"#).status == 404)
        #expect(try harness.count("SELECT count(*) FROM calls") == 8)
        #expect(try Self.numberSids(harness).isEmpty)
        _ = harness.control("POST", "/_twilio/reset")
        #expect(Self.status(harness, "7") == "in-progress")
        #expect(harness.control("GET", "/_twilio/worlds/\(Self.sid)")["strict"] == .bool(false))
    }

    @Test func `the end of a world is that of its subaccounts`() throws {
        let harness = try Harness()
        _ = harness.control(
            "POST",
            "/_twilio/seed",
            #"{"accounts":[{"sid":"\#(Self.sid)","subaccounts":[{"sid":"\#(Sids.account("8"))"}]}]}"#
        )
        _ = harness.control("DELETE", "/_twilio/worlds/\(Self.sid)")
        #expect(harness.control("GET", "/_twilio/worlds/\(Sids.account("8"))").status == 404)
        #expect(try harness.count("SELECT count(*) FROM accounts") == 2)
    }

    // MARK: The same file again

    private static func start(_ folder: TemporaryFolder, _ seeds: [SeedFile]) throws -> Harness {
        try Harness(clock: .real, seeds: seeds) { $0.databasePath = folder.path + "/ringback.db" }
    }

    @Test func `a start on a database that exists leaves its calls alone`() throws {
        let folder = try TemporaryFolder()
        let seed = Self.file(Self.document(Sids.call("7")))
        let first = try Self.start(folder, [seed])
        Self.end(first, "7")
        _ = first.update(Sids.call("a"), "Status=completed")
        _ = first.control("POST", "/_twilio/seed", Self.document(Sids.call("8")))
        _ = first.control("PUT", "/_twilio/worlds/\(Self.sid)", #"{"friendly_name":"Mine","auth_token":"new"}"#)
        let before = first.fetch(Sids.call("a")).text
        let effects = try first.effects(of: Sids.call("a"))
        let numbers = try Self.numberSids(first)
        first.emulator.close()

        let second = try Self.start(folder, [seed])
        #expect(second.fetch(Sids.call("a")).text == before)
        #expect(try second.effects(of: Sids.call("a")) == effects)
        #expect(Self.status(second, "7", token: "new") == "completed")
        #expect(Self.status(second, "8", token: "new") == "in-progress")
        #expect(second.control("GET", "/_twilio/worlds/\(Self.sid)").string("friendly_name") == "Mine")
        #expect(try Self.numberSids(second) == numbers)
        // What was posted in an earlier life goes with a reset as well.
        _ = second.control("POST", "/_twilio/reset")
        #expect(Self.status(second, "7", token: "new") == "in-progress")
        #expect(Self.status(second, "8", token: "new") == "404")
        second.emulator.close()
    }

    @Test func `a document that has changed adds only what is new`() throws {
        let folder = try TemporaryFolder()
        let first = try Self.start(folder, [Self.file(Self.document(Sids.call("7")))])
        Self.end(first, "7")
        let numbers = try Self.numberSids(first)
        first.emulator.close()

        let second = try Self.start(folder, [Self.file(Self.document(Sids.call("7"), Sids.call("8")))])
        #expect(Self.status(second, "7") == "completed")
        #expect(Self.status(second, "8") == "in-progress")
        #expect(try Self.numberSids(second) == numbers)
        second.emulator.close()
    }

    @Test func `what was deleted stays deleted at the next start with the same document`() throws {
        let folder = try TemporaryFolder()
        let seed = Self.file(Self.document(Sids.call("7")))
        let first = try Self.start(folder, [seed])
        _ = first.control("DELETE", "/_twilio/worlds/\(Self.sid)")
        first.emulator.close()

        let second = try Self.start(folder, [seed])
        #expect(second.control("GET", "/_twilio/worlds/\(Self.sid)").status == 404)
        second.emulator.close()
    }

    // MARK: Files and folders

    @Test func `a folder gives its documents in the order of their names`() throws {
        let folder = try TemporaryFolder()
        try folder.write(#"{"accounts":[{"sid":"\#(Self.sid)","friendly_name":"b"}]}"#, to: "b.json")
        try folder.write(#"{"accounts":[{"sid":"\#(Self.sid)","friendly_name":"a"}]}"#, to: "a.json")
        try folder.write("not JSON, and not read", to: "c.txt")
        let harness = try Harness(seeds: try SeedFile.read(folder.path))
        #expect(harness.control("GET", "/_twilio/worlds/\(Self.sid)").string("friendly_name") == "b")
    }

    @Test func `what cannot be read is said by its path`() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: StartError.self) { try SeedFile.read(folder.path + "/none.json") }
        #expect(missing?.description == "\(folder.path)/none.json: there is no such file or folder")
        #expect(missing?.reason == .seed)
        let empty = #expect(throws: StartError.self) { try SeedFile.read(folder.path) }
        #expect(empty?.description == "\(folder.path): the folder holds no *.json")
        let path = try folder.write("{}", to: "bad.json")
        let bad = #expect(throws: StartError.self) { _ = try Harness(seeds: try SeedFile.read(path)) }
        #expect(bad?.description == "\(path): $: \"accounts\" is missing")
    }
}
