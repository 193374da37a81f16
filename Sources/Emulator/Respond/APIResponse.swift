import Calls
import HTTPListener
import JSON

/// Answers of the Twilio surface, with the headers that live answers carry.
enum APIResponse {
    /// 200 with a call.
    static func call(_ call: Call) -> Response {
        var writer = JSONWriter(capacity: 2304)
        CallResource.write(call, to: &writer)
        return Response(status: 200, headers: jsonHeaders, body: writer.bytes)
    }

    /// An error in Twilio's shape.
    static func error(_ error: APIError, allow: [String] = []) -> Response {
        var writer = JSONWriter()
        writer.object { object in
            object.name("code")
            object.integer(error.code)
            object.member("message", error.message)
            object.member("more_info", error.moreInfo)
            object.name("status")
            object.integer(error.status)
        }
        var headers = jsonHeaders
        if error.status == 401 { headers.append(Response.Header(name: "WWW-Authenticate", value: realm)) }
        if !allow.isEmpty { headers.append(Response.Header(name: "Allow", value: allow.joined(separator: ", "))) }
        return Response(status: error.status, headers: headers, body: writer.bytes)
    }

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

    private static let realm = "Basic realm=\"Twilio API\""
    private static let jsonHeaders = [Response.Header(name: "Content-Type", value: "application/json")] + commonHeaders
    private static let commonHeaders = [
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
