/// What a handler answers.
package struct Response: Sendable {
    /// One header of a response.
    ///
    /// Those that never change are best kept as constants.
    package struct Header: Sendable, Equatable {
        /// The header's name.
        package let name: String
        /// The header's value.
        ///
        /// With a control character in it the header is left out and that is logged.
        package let value: String
        /// Whether it can be sent as it is; found out once, since most headers are constants.
        let isSendable: Bool
        /// Name and value as C wants them, made once for the same reason.
        let cName: ContiguousArray<CChar>
        let cValue: ContiguousArray<CChar>

        /// A header of its parts.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
            isSendable = Reply.isToken(name) && Reply.isText(value)
            cName = name.utf8CString
            cValue = value.utf8CString
        }
    }

    /// Where the body comes from.
    package enum Body: Sendable {
        /// All of it is here.
        case bytes([UInt8])
        /// It is written bit by bit while the client reads.
        case stream(ResponseStream)
        /// The whole response comes later; status and headers beside this case are not used.
        case deferred(DeferredResponse)
    }

    /// The HTTP status, 200 to 599.
    package var status: Int
    /// The headers in the order they are sent.
    ///
    /// `Date`, `Content-Length` and `Connection` are the listener's.
    package var headers: [Header]
    /// The body.
    ///
    /// With status 204 or 304 it is not sent.
    package var body: Body

    /// A response that is complete.
    package init(status: Int, headers: [Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = .bytes(body)
    }

    /// A response whose body is written bit by bit.
    package init(status: Int, headers: [Header] = [], stream: ResponseStream) {
        self.status = status
        self.headers = headers
        self.body = .stream(stream)
    }

    /// A response that comes later, from any thread.
    package static func deferred(_ later: DeferredResponse) -> Response {
        var response = Response(status: 200)
        response.body = .deferred(later)
        return response
    }
}
