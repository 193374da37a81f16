import Calls
import HTTPListener
import JSON

/// What a request to our own endpoints carries, read strictly.
struct ControlRequest: Sendable {
    private let request: Request
    private let operation: ControlOperation

    /// Reads the query; the body is read when it is asked for.
    ///
    /// - Throws: ``Problem`` with 400 for a parameter that is none of the operation's. It is never passed over: who puts
    ///   an account there does not mean all of them.
    init(_ request: Request, for operation: ControlOperation) throws(Problem) {
        self.request = request
        self.operation = operation
        guard operation.queryNames.isEmpty, let pair = Form((request.query ?? "").utf8).pairs.first else { return }
        let place = "\(request.method) \(request.path)"
        guard let near = nearestName(to: pair.name, among: operation.bodyNames) else {
            throw Problem(400, "\(pair.name): \(place) takes no query.", where: pair.name)
        }
        throw Problem(400, "\(pair.name): \(place) takes \"\(near)\" in the body, and no query.", where: pair.name)
    }

    /// The body as an object that has only the operation's members: JSON, or a form where all values are scalars.
    ///
    /// No body is as good as an empty object.
    ///
    /// - Throws: ``Problem`` with 400 or 415.
    func body() throws(Problem) -> Fields {
        do {
            return try document().object(operation.bodyNames)
        } catch let problem as DocumentProblem {
            throw Problem(problem)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(400, "The body cannot be read.")
        }
    }

    /// The body as a document.
    func document() throws -> Document {
        let start = request.body.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        guard let start else { return Document(.object([])) }
        let type = request.headers["Content-Type"].map { Form.mediaType($0) } ?? "application/json"
        // What begins like JSON is JSON: curl calls every `-d` a form.
        if type == "application/x-www-form-urlencoded", start != UInt8(ascii: "{"), start != UInt8(ascii: "[") {
            return try Document(Form(bodyOf: request))
        }
        guard
            type == "application/x-www-form-urlencoded" || type == "application/json" || type.hasSuffix("+json")
                || type == "text/plain"
        else { throw Problem(415, "The body must be JSON or a form, not \(type).", where: "Content-Type") }
        do {
            return Document(try JSONValue(parsing: request.body))
        } catch {
            throw Problem(400, "The body is not JSON: \(error).", where: "$")
        }
    }

    /// The query as fields that have only the operation's names.
    func query() throws(Problem) -> Fields {
        do {
            return try Document(Form((request.query ?? "").utf8)).object(operation.queryNames)
        } catch {
            // The path of a query parameter is its name.
            let name = error.path.hasPrefix("$.") ? String(error.path.dropFirst(2)) : error.path
            throw Problem(400, "\(name): \(error.sentence)", where: name)
        }
    }
}

extension Fields {
    /// `AccountSid`: nil only when it is not there at all.
    ///
    /// A null, empty or malformed one never means "all".
    func accountSid() throws(Problem) -> AccountSid? {
        guard contains("AccountSid") else { return nil }
        guard let field = self["AccountSid"], case .string(let text) = field.value, let sid = AccountSid(text) else {
            throw Problem(
                400,
                "AccountSid must be AC and 32 hexadecimal digits; leave it out to mean all accounts.",
                where: "AccountSid"
            )
        }
        return sid
    }
}
