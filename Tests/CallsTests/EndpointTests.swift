import Calls
import Testing

@Suite struct EndpointTests {
    private static let number = PhoneNumber("+14158675309").map(Endpoint.phone)
    private static let foreign = PhoneNumber("+442071838750").map(Endpoint.phone)

    /// The text, what it is read as, and its display form.
    @Test(
        arguments: [
            ("+14158675309", number, "(415) 867-5309"), ("+442071838750", foreign, "+442071838750"),
            ("client:alice", .client("alice"), "client:alice"), ("client: ", .client(" "), "client: "),
            ("client:+14158675309", .client("+14158675309"), "client:+14158675309"),
            ("client:sip:a@b", .client("sip:a@b"), "client:sip:a@b"), ("client:é", .client("é"), "client:é"),
            ("client:\u{301}", .client("\u{301}"), "client:\u{301}"),
            ("client:a?b=c", .client("a?b=c"), "client:a?b=c"),
            ("sip:alice@example.com", .sip("sip:alice@example.com"), "sip:alice@example.com"),
            ("sip:a@b;transport=tls?x=1", .sip("sip:a@b;transport=tls?x=1"), "sip:a@b;transport=tls?x=1"),
            ("sips:alice@example.com", .sip("sips:alice@example.com"), "sips:alice@example.com"),
            ("sip:+14158675309@b", .sip("sip:+14158675309@b"), "sip:+14158675309@b"),
            ("sim:DE0123", .sim("DE0123"), "sim:DE0123"), ("sim:x", .sim("x"), "sim:x"),
        ] as [(String, Endpoint?, String)]
    )
    func `an address is read, written back and shown`(
        _ text: String,
        _ endpoint: Endpoint?,
        _ formatted: String
    ) throws {
        let read = try #require(Endpoint(text))
        #expect(read == endpoint)
        #expect(read.description == text)
        #expect(read.formatted == formatted)
        #expect(Endpoint(received: text) == read)
    }

    @Test(
        arguments: [
            "", "anonymous", "Anonymous", "12345", "14158675309", "(415) 867-5309", "client", "client:",
            "Client:alice", "CLIENT:alice", "client :alice", " client:alice", "sip:", "sips:", "SIP:alice@example.com",
            "sim:", "SIM:DE0123", "tel:+14158675309", "whatsapp:+14158675309", "+", "ＣＬＩＥＮＴ:alice",
        ]
    )
    func `anything else is no address, but a caller may be called so`(_ text: String) {
        #expect(Endpoint(text) == nil)
        #expect(Endpoint(received: text) == .raw(text))
        #expect(Endpoint(received: text).description == text)
        #expect(Endpoint(received: text).formatted == text)
    }
}
