private import CMicroHTTPD

/// The head of a response, made safe to send whatever the handler put into it.
enum Reply {
    /// Whether a status comes with a body.
    static func hasBody(_ status: Int) -> Bool { status != 204 && status != 304 }

    /// A status libmicrohttpd takes: it refuses those below 200, and the connection would be dropped.
    static func status(_ status: Int, _ core: Core) -> UInt32 {
        guard (200...999).contains(status) else {
            core.configuration.log("a handler answered with status \(status); 500 was sent instead")
            return 500
        }
        return UInt32(status)
    }

    /// Adds the headers that can be sent as they are; the others are left out and named in the log.
    static func addHeaders(of response: Response, to reply: OpaquePointer, _ core: Core) {
        let hasBody = hasBody(response.status)
        for header in response.headers {
            if !hasBody, isContentType(header.name) { continue }
            guard header.isSendable, unsafe add(header, to: reply) else {
                core.configuration.log("a response header could not be sent: \(header.name.debugDescription)")
                continue
            }
        }
        if core.isStopping {
            unsafe MHD_add_response_header(reply, "Connection", "close")
        } else {
            unsafe cmhd_say_keep_alive(reply)
        }
    }

    private static func add(_ header: Response.Header, to reply: OpaquePointer) -> Bool {
        unsafe header.cName.withUnsafeBufferPointer { name in
            unsafe header.cValue.withUnsafeBufferPointer { value in
                unsafe MHD_add_response_header(reply, name.baseAddress, value.baseAddress) == .YES
            }
        }
    }

    private static func isContentType(_ name: String) -> Bool {
        name.utf8.count == 12 && name.lowercased() == "content-type"
    }

    /// A header name: a `token` of RFC 9110.
    static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default:
                    "!#$%&'*+.^`|~".utf8.contains(byte)
                }
            }
    }

    /// A header value that cannot end its line: a line break in it would let its writer add headers, or a response.
    static func isText(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
