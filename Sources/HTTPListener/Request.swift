/// One request as it was sent: nothing is decoded, nothing is normalised.
package struct Request: Sendable {
    /// The method, as sent.
    package var method: String
    /// The target up to its first `?`, as sent: `%2F` is still `%2F`, `//` is still `//`.
    package var path: String
    /// The target behind its first `?`, as sent; `nil` when there is no `?`.
    package var query: String?
    /// The headers, in the order sent.
    package var headers: Headers
    /// The whole body, within the limit the listener was given for it.
    package var body: [UInt8]

    /// A request of its parts.
    package init(
        method: String,
        path: String,
        query: String? = nil,
        headers: Headers = Headers([]),
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// A request whose target is still in one piece.
    ///
    /// Bytes that are not UTF-8 become U+FFFD.
    init(method: String, target: [UInt8], headers: Headers) {
        let mark = target.firstIndex(of: UInt8(ascii: "?"))
        self.init(
            method: method,
            path: String(decoding: target[..<(mark ?? target.endIndex)], as: UTF8.self),
            query: mark.map { String(decoding: target[($0 + 1)...], as: UTF8.self) },
            headers: headers
        )
    }
}
