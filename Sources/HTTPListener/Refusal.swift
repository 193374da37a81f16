/// Why the listener does not hand a request to the handler.
package enum Refusal: Sendable, Equatable {
    /// Request line and headers are together longer than this many bytes.
    case headTooLarge(limit: Int)
    /// The body is longer than this many bytes.
    case bodyTooLarge(limit: Int)
}
