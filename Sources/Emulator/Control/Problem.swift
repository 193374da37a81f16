import HTTPListener
import JSON

/// A refusal of our own endpoints (RFC 9457, `application/problem+json`).
struct Problem: Error, Equatable, Sendable {
    var status: Int
    /// What was wrong and what to do: a whole sentence.
    var detail: String
    /// The field that is to blame: a JSON path, or the name of a query parameter or of a member of the body that
    /// is not there.
    var field: String?

    /// Makes a problem.
    init(_ status: Int, _ detail: String, where field: String? = nil) {
        self.status = status
        self.detail = detail
        self.field = field
    }

    /// A document that is not what was asked for.
    init(_ problem: DocumentProblem) {
        var place = problem.path
        if let name = problem.missing { place = place == "$" ? name : "\(place).\(name)" }
        self.init(400, "\(problem.path): \(problem.sentence)", where: place)
    }

    /// The answer.
    var response: Response {
        var writer = JSONWriter()
        writer.object { object in
            object.member("type", "about:blank")
            object.member("title", title)
            object.name("status")
            object.integer(status)
            object.member("detail", detail)
            if let field { object.member("where", field) }
        }
        var headers = [Response.Header(name: "Content-Type", value: "application/problem+json")]
        if status == 401 { headers.append(Response.Header(name: "WWW-Authenticate", value: "Bearer")) }
        return Response(status: status, headers: headers, body: writer.bytes)
    }

    private var title: String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 431: "Request Header Fields Too Large"
        case 503: "Service Unavailable"
        default: "Internal Server Error"
        }
    }
}
