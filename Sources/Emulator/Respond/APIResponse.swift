import Calls
import HTTPListener
import JSON

/// Answers of the Twilio surface, with the headers that live answers carry.
enum APIResponse {
    /// One resource.
    static func resource(_ resource: some Resource, status: Int = 200, in representation: Representation) -> Response {
        let body: [UInt8]
        switch representation {
        case .json: body = json { resource.write(to: &$0) }
        case .xml:
            let element = Array(type(of: resource).element.description.utf8)
            body = xml { $0.enclose(element) { resource.write(to: &$0) } }
        case .csv: body = csv([resource])
        }
        return Response(status: status, headers: headers(of: representation), body: body)
    }

    /// A page of a list.
    static func list<Item>(_ page: Page<Item>, in representation: Representation) -> Response {
        let body: [UInt8]
        switch representation {
        case .json: body = page.json
        case .xml: body = page.xml
        case .csv: body = page.items.isEmpty ? csvHeader(Item.listSchema) : csv(page.items)
        }
        return Response(status: 200, headers: headers(of: representation), body: body)
    }

    /// An error in Twilio's shape.
    static func error(_ error: APIError, in representation: Representation, allow: [String] = []) -> Response {
        let body: [UInt8]
        switch representation {
        case .json: body = json { write(error, to: &$0) }
        case .xml: body = xml { $0.enclose(Array("RestException".utf8)) { write(error, to: &$0) } }
        case .csv: body = csvRows { write(error, to: &$0) }
        }
        var headers = headers(of: representation)
        if error.status == 401 { headers.append(Response.Header(name: "WWW-Authenticate", value: realm)) }
        if !allow.isEmpty { headers.append(Response.Header(name: "Allow", value: allow.joined(separator: ", "))) }
        return Response(status: error.status, headers: headers, body: body)
    }

    /// 204: it is gone.
    static let deleted = Response(status: 204, headers: commonHeaders)

    /// The answer to a CORS preflight (Fetch Standard, "CORS-preflight fetch"): 204 without a body.
    static let preflight = Response(status: 204, headers: commonHeaders)

    /// What each answer to a request carries besides: its SID, how long it took, and how many were being answered.
    static func requestHeaders(_ sid: RequestSid, microseconds: Int64, concurrent: Int) -> [Response.Header] {
        let milliseconds = microseconds / 1000
        let digits = String(milliseconds % 1000)
        let fraction = String(repeating: "0", count: 3 - digits.utf8.count) + digits
        return [
            Response.Header(name: "Twilio-Concurrent-Requests", value: String(concurrent)),
            Response.Header(name: "Twilio-Request-Duration", value: "\(milliseconds / 1000).\(fraction)"),
            Response.Header(name: "Twilio-Request-Id", value: sid.text),
        ]
    }

    // MARK: Bodies

    private static func json(_ body: (inout JSONFields) -> Void) -> [UInt8] {
        var fields = JSONFields(json: JSONWriter(capacity: 2304))
        fields.write(body)
        return fields.json.bytes
    }

    /// Elements in the element that stands around every answer in XML.
    static func xml(_ body: (inout XMLFields) -> Void) -> [UInt8] {
        var fields = XMLFields()
        fields.enclose(Array("TwilioResponse".utf8), body)
        return Array("<?xml version='1.0' encoding='UTF-8'?>\n".utf8) + fields.bytes
    }

    private static func csv(_ items: [some Resource]) -> [UInt8] {
        var bytes: [UInt8] = []
        for item in items {
            if bytes.isEmpty { bytes += csvRow(.header) { item.write(to: &$0) } }
            bytes += csvRow(.values) { item.write(to: &$0) }
        }
        return bytes
    }

    /// The names above the rows of a list that has none.
    private static func csvHeader(_ schema: ResourceSchema) -> [UInt8] {
        let columns = schema.fields().filter { $0.type != "object" }
            .map { String(decoding: CamelCase.name(Array($0.name.utf8)), as: UTF8.self) }
        return Array((columns.joined(separator: ",") + "\r\n").utf8)
    }

    private static func csvRows(_ body: (inout CSVFields) -> Void) -> [UInt8] {
        csvRow(.header, body) + csvRow(.values, body)
    }

    private static func csvRow(_ row: CSVFields.Row, _ body: (inout CSVFields) -> Void) -> [UInt8] {
        var fields = CSVFields(row)
        body(&fields)
        return fields.bytes + [0x0D, 0x0A]
    }

    private static func write<Writer: ResourceWriter>(_ error: APIError, to writer: inout Writer) {
        writer.integer("code", Int64(error.code))
        writer.string("message", error.message)
        writer.string("more_info", error.moreInfo)
        writer.integer("status", Int64(error.status))
    }

    // MARK: Headers

    private static func headers(of representation: Representation) -> [Response.Header] {
        switch representation {
        case .json: jsonHeaders
        case .xml: xmlHeaders
        case .csv: csvHeaders
        }
    }

    private static let realm = "Basic realm=\"Twilio API\""
    private static let jsonHeaders = [contentType(.json)] + commonHeaders
    private static let xmlHeaders = [contentType(.xml)] + commonHeaders
    private static let csvHeaders = [contentType(.csv)] + commonHeaders

    private static func contentType(_ representation: Representation) -> Response.Header {
        Response.Header(name: "Content-Type", value: representation.contentType)
    }

    /// The headers of every answer, whatever it holds.
    static let commonHeaders = [
        Response.Header(name: "Access-Control-Allow-Credentials", value: "true"),
        Response.Header(
            name: "Access-Control-Allow-Headers",
            value: "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, "
                + "If-Unmodified-Since, Idempotency-Key"
        ),
        Response.Header(name: "Access-Control-Allow-Methods", value: "GET, POST, DELETE, OPTIONS"),
        Response.Header(name: "Access-Control-Allow-Origin", value: "*"),
        Response.Header(name: "Access-Control-Expose-Headers", value: "ETag"),
        Response.Header(name: "X-API-Domain", value: "api.twilio.com"),
        Response.Header(name: "X-Home-Region", value: "us1"),
        Response.Header(name: "X-Powered-By", value: "AT-5000"),
        Response.Header(name: "X-Shenanigans", value: "none"),
    ]
}
