import HTTPListener
import Testing

@Suite struct RequestTests {
    struct Target: Sendable {
        var sent: String
        var path: String
        var query: String?
    }

    @Test(arguments: [
        Target(sent: "/plain", path: "/plain", query: nil),
        Target(sent: "/a%2Fb%00%zz", path: "/a%2Fb%00%zz", query: nil),
        Target(sent: "/a+b//c/../d", path: "/a+b//c/../d", query: nil),
        Target(sent: "/p?a=1&a=2&b=%20+&c", path: "/p", query: "a=1&a=2&b=%20+&c"),
        Target(sent: "/p?", path: "/p", query: ""),
        Target(sent: "/p?x?y=/", path: "/p", query: "x?y=/"),
        Target(sent: "*", path: "*", query: nil),
        Target(sent: "http://localhost/abs?q", path: "http://localhost/abs", query: "q"),
    ]) func `a target arrives as it was sent`(_ target: Target) throws {
        let listener = try listen()
        let client = try Client(listener.port)
        client.request("GET", target.sent)
        let lines = try client.reply().text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[1] == target.path)
        #expect(lines[2] == target.query.map { "?\($0)" } ?? "-")
    }

    @Test func `bytes that are not text become replacement characters`() throws {
        let listener = try listen()
        let client = try Client(listener.port)
        client.send(
            Array("GET /".utf8) + [0xFF, 0xC3] + Array("?".utf8) + [0xFE]
                + Array(" HTTP/1.1\r\nHost: a\r\nX-Test: ".utf8)
        )
        client.send([0xFF, 0x41] + Array("\r\n\r\n".utf8))
        #expect(try client.reply().text == "GET\n/\u{FFFD}\u{FFFD}\n?\u{FFFD}\n\u{FFFD}A\n")
    }

    @Test func `repeated headers keep their order, in any case and without surrounding space`() throws {
        let listener = try listen()
        let client = try Client(listener.port)
        client.request("GET", "/", ["X-Test: one", "Other: no", "x-test:   two  ", "X-TEST:three"])
        #expect(try client.reply().text == "GET\n/\n-\none|two|three\n")
    }

    @Test(arguments: ["GET", "DELETE", "PATCH", "PROPFIND", "get"])
    func `any method arrives as it was sent`(_ method: String) throws {
        let listener = try listen()
        let client = try Client(listener.port)
        client.request(method, "/")
        #expect(try client.reply().text.hasPrefix("\(method)\n"))
    }

    @Test func `three requests in one write are answered in order`() throws {
        let listener = try listen()
        let client = try Client(listener.port)
        client.send(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        #expect(try client.reply().text == "GET\n/1\n-\n\n")
        #expect(try client.reply().text == "POST\n/2\n-\n\nabc")
        #expect(try client.reply().text == "GET\n/3\n-\n\n")
    }

    @Test(arguments: [
        ("Content-Length: 5", "a=b&c"), ("Content-Length: 0", ""),
        ("Transfer-Encoding: chunked", "3\r\na=b\r\n2;x=y\r\n&c\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "0\r\n\r\n"),
    ]) func `a body arrives whole however it was sent, and the connection is kept`(_ header: String, _ body: String)
        throws
    {
        let listener = try listen()
        let client = try Client(listener.port)
        let expected = body.contains("a=b") ? "a=b&c" : ""
        client.request("POST", "/", [header], body: body)
        let reply = try client.reply()
        #expect(reply.text == "POST\n/\n-\n\n\(expected)")
        #expect(reply["Connection"]?.lowercased() == "keep-alive")
        client.request("POST", "/", [header])
        for byte in body.utf8 { client.send([byte]) }
        #expect(try client.reply().text == "POST\n/\n-\n\n\(expected)")
    }

    @Test func `HTTP 1.0 closes, unless asked to keep`() throws {
        let listener = try listen()
        let client = try Client(listener.port)
        client.send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let kept = try client.reply()
        #expect(kept["Connection"]?.lowercased() == "keep-alive")
        client.send("GET /2 HTTP/1.0\r\n\r\n")
        #expect(try client.reply().text == "GET\n/2\n-\n\n")
        #expect(client.isClosed())
    }

    @Test func `Connection: close is obeyed`() throws {
        let listener = try listen()
        let client = try Client(listener.port)
        client.request("GET", "/", ["Connection: close"])
        #expect(try client.reply()["Connection"]?.lowercased() == "close")
        #expect(client.isClosed())
    }
}
