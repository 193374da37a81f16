import HTTPListener
import JSON

/// What the emulator answered, with its body as bytes, text and JSON.
struct Answer: Sendable, CustomStringConvertible {
    let status: Int
    let headers: [Response.Header]
    let body: [UInt8]
    /// The body as a tree; nil when it is no JSON.
    let json: JSONValue?

    init(_ response: Response) {
        status = response.status
        headers = response.headers
        if case .bytes(let bytes) = response.body { body = bytes } else { body = [] }
        json = try? JSONValue(parsing: body)
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    var description: String { "\(status) \(text)" }

    /// The first header of a name.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// A member of the body, which may lie deeper: `calls.live`, `worlds.0.mode`.
    subscript(_ path: String) -> JSONValue? {
        var value = json
        for part in path.split(separator: ".") {
            switch value {
            case .object(let members): value = members.first { $0.name == part }?.value
            case .array(let elements): value = Int(part).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: return nil
            }
        }
        return value
    }

    /// A member that is a string.
    func string(_ path: String) -> String? {
        guard case .string(let text)? = self[path] else { return nil }
        return text
    }

    /// The names of the body's members, in their order.
    var names: [String] {
        guard case .object(let members)? = json else { return [] }
        return members.map(\.name)
    }

    /// The names of the body's members that another body has otherwise, in their order.
    func differences(from other: Answer) -> [String] {
        guard names == other.names else { return ["the names themselves"] }
        return names.filter { self[$0] != other[$0] }
    }

    /// What a problem of ours blames, and its sentence; the body itself when it is none.
    var problem: String {
        guard header("Content-Type") == "application/problem+json", let detail = string("detail") else { return text }
        return "\(string("where") ?? "-") \(detail)"
    }

    /// The code and message of an error in Twilio's shape, `21205 Url is …`; the body itself when it is none.
    var error: String {
        TwilioError(self).map { "\($0.code) \($0.message)" } ?? text
    }

    /// The page about an error in Twilio's shape; nil when the body is none.
    var moreInfo: String? { TwilioError(self)?.moreInfo }
}
