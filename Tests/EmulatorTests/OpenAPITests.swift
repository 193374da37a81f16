import JSON
import Testing

@testable import Emulator

/// The description says what the router and the encoders do.
@Suite struct OpenAPITests {
    private static func members(_ value: JSONValue?) -> [JSONMember] {
        if case .object(let members)? = value { members } else { [] }
    }

    private static func texts(_ value: JSONValue?, _ name: String) -> [String] {
        guard case .array(let elements)? = value else { return [] }
        return elements.compactMap { element in
            guard case .string(let text)? = members(element).first(where: { $0.name == name })?.value else {
                return nil
            }
            return text
        }
    }

    @Test func `each route is described, and nothing else`() throws {
        let harness = try Harness()
        let document = harness.control("GET", "/_twilio/openapi.json")
        #expect(document.status == 200)
        #expect(document.header("Content-Type") == "application/json")
        var described: Set<String> = []
        for path in Self.members(document["paths"]) {
            for operation in Self.members(path.value) {
                described.insert("\(operation.name.uppercased()) \(path.name)")
            }
        }
        let served = Set(
            APIOperation.all.map { "\($0.method) \($0.path).json" }
                + ControlOperation.entries.map { "\($0.method) \($0.pattern)" }
        )
        #expect(described == served)
    }

    @Test func `each described path finds its operation`() {
        for operation in APIOperation.all {
            let path = operation.path.split(separator: "/").map { $0.first == "{" ? "x" : String($0) }
            guard case .found(let found, let captures) = APIOperation.routes.match(operation.method, path) else {
                Issue.record("\(operation.id) is not routed")
                continue
            }
            #expect(found.id == operation.id)
            #expect(captures.count == path.count { $0 == "x" })
        }
    }

    @Test func `operations have names of their own, and each name of a parameter once`() {
        let ids = APIOperation.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        for operation in APIOperation.all {
            #expect(operation.parameterNames.count == operation.parameters.count, "\(operation.id)")
        }
    }

    @Test func `parameters stand where their method carries them`() throws {
        let harness = try Harness()
        let document = harness.control("GET", "/_twilio/openapi.json")
        for path in Self.members(document["paths"]) where path.name.hasPrefix("/2010-04-01") {
            for member in Self.members(path.value) {
                let operation = Self.members(member.value)
                let value = { (name: String) in operation.first { $0.name == name }?.value }
                let described = APIOperation.all.first { value("operationId") == .string($0.id) }
                let names = described?.parameters.map(\.name) ?? []
                let captures = path.name.split(separator: "/").filter { $0.first == "{" }.count
                #expect(Self.texts(value("parameters"), "in").count { $0 == "path" } == captures)
                if member.name == "post" {
                    #expect(Self.texts(value("parameters"), "in").allSatisfy { $0 == "path" })
                    let body = Self.members(value("requestBody")).first?.value
                    let form = Self.members(Self.members(body).first?.value).first?.value
                    let properties = Self.members(form).first { $0.name == "properties" }?.value
                    #expect(Self.members(properties).map(\.name) == names)
                } else {
                    #expect(Self.texts(value("parameters"), "name").dropFirst(captures).elementsEqual(names))
                }
            }
        }
    }

    @Test func `words are described, and each status of an answer`() throws {
        let harness = try Harness()
        let document = harness.control("GET", "/_twilio/openapi.json")
        let calls = Self.members(document["paths"]).filter { $0.name.hasSuffix("/Calls/{Sid}.json") }
        let form = try #require(Self.members(calls.first?.value).first { $0.name == "post" }).value
        let text = "\(form)"
        #expect(text.contains("enum") && text.contains("canceled"))
        let status = Self.members(document["components.schemas.Call.properties.status"])
        #expect(status.first { $0.name == "type" }?.value == .string("string"))
        guard case .array(let words)? = status.first(where: { $0.name == "enum" })?.value else {
            Issue.record("the status of a call has no words")
            return
        }
        #expect(words.count == 8)
        let recordings = Self.members(document["paths"]).first { $0.name.hasSuffix("/Calls/{CallSid}/Recordings.json") }
        let post = Self.members(recordings?.value).first { $0.name == "post" }?.value
        let responses = Self.members(Self.members(post).first { $0.name == "responses" }?.value)
        #expect(responses.map(\.name) == ["201", "200", "default"])
    }

    @Test func `the described fields of a call are those of a call`() throws {
        let harness = try Harness()
        let document = harness.control("GET", "/_twilio/openapi.json")
        let described = Self.members(document["components.schemas.Call.properties"]).map(\.name)
        #expect(described == harness.fetch("CA" + String(repeating: "a", count: 32)).names)
    }
}
