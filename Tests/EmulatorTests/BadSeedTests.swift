import Testing

@testable import Emulator

/// Seed documents that are wrong: none of them is used, and each is told with its place and what was expected.
@Suite struct BadSeedTests {
    @Test(arguments: BadSeed.documents + BadSeed.accounts + BadSeed.phones + BadSeed.calls)
    func `a wrong document is refused with the place and what was expected`(_ row: BadSeed) throws {
        // At start: the file's name stands in front, and nothing starts.
        let error = #expect(throws: StartError.self) {
            _ = try Harness(seeds: [SeedFile(name: "folder/bad.json", content: Array(row.document.utf8))])
        }
        #expect(error?.reason == .seed)
        #expect(error?.description == "folder/bad.json: \(row.path): \(row.message)")

        // By request: nothing of it is used. No body at all is as good as an empty object there.
        guard !row.document.isEmpty else { return }
        let harness = try Harness()
        let answer = harness.control("POST", "/_twilio/seed", row.document)
        #expect(answer.status == 400)
        if row.message.hasPrefix("this is not JSON: ") {
            #expect(answer.problem == "$ The body is not JSON: \(row.message.dropFirst(18)).")
        } else {
            let stop = row.message.hasSuffix("?") ? "" : "."
            #expect(answer.problem == "\(row.place) \(row.path): \(row.message)\(stop)")
        }
        #expect(harness.control("GET", "/_twilio/worlds/\(BadSeed.sid)").status == 404)
    }

    @Test(arguments: BadSeed.clashes)
    func `what another world holds already is refused, and nothing of the document is used`(_ row: BadSeed) throws {
        let error = #expect(throws: StartError.self) {
            _ = try Harness(seeds: [SeedFile(name: "clash.json", content: Array(row.document.utf8))])
        }
        #expect(error?.reason == .seed)
        #expect(error?.description == "clash.json: \(row.path): \(row.message)")

        let harness = try Harness()
        let answer = harness.control("POST", "/_twilio/seed", row.document)
        #expect(answer.status == 400)
        #expect(answer.problem == "\(row.path) \(row.path): \(row.message).")
        #expect(harness.control("GET", "/_twilio/worlds/\(BadSeed.sid)").status == 404)
    }

    @Test func `the first bad file stops the start, whatever stands in the others`() {
        let good = SeedFile(name: "a.json", content: Array("{\"accounts\":[]}".utf8))
        let bad = SeedFile(name: "b.json", content: Array("{}".utf8))
        let error = #expect(throws: StartError.self) { _ = try Harness(seeds: [good, bad, bad]) }
        #expect(error?.description == "b.json: $: \"accounts\" is missing")
    }
}

extension BadSeed {
    /// What a problem says in `where`: of a member that is missing, where it should be.
    fileprivate var place: String {
        guard message.hasSuffix(" is missing") else { return path }
        let name = message.dropFirst().prefix { $0 != "\"" }
        return path == "$" ? String(name) : "\(path).\(name)"
    }
}
