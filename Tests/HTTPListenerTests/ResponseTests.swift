import HTTPListener
import Testing

@Suite struct ResponseTests {
    @Test func `headers go out in order, with those of the listener`() throws {
        let listener = try serve { _ in
            Response(
                status: 201,
                headers: [
                    .init(name: "X-B", value: "2"), .init(name: "X-A", value: "1"), .init(name: "X-B", value: "ü"),
                ],
                body: [65]
            )
        }
        let client = try Client(listener.port)
        client.request("GET", "/")
        let reply = try client.reply()
        #expect(reply.status == 201)
        #expect(reply.version == "HTTP/1.1")
        #expect(
            reply.headers.filter { $0.name.hasPrefix("X-") }.map { $0.name + $0.value } == ["X-B2", "X-A1", "X-Bü"]
        )
        #expect(reply["Date"]?.hasSuffix(" GMT") == true)
        #expect(reply["Content-Length"] == "1")
        #expect(reply["Connection"]?.lowercased() == "keep-alive")
    }

    @Test func `HEAD gets the head of GET`() throws {
        let listener = try serve { _ in text("0123456789") }
        let client = try Client(listener.port)
        client.request("HEAD", "/")
        #expect(try client.reply(toHead: true)["Content-Length"] == "10")
        client.request("GET", "/")
        #expect(try client.reply().text == "0123456789")
    }

    @Test(arguments: [204, 304]) func `some statuses have no body`(_ status: Int) throws {
        let listener = try serve { request in
            guard request.path == "/none" else { return text("next") }
            return Response(
                status: status,
                headers: [.init(name: "Content-Type", value: "text/plain")],
                body: [65, 66]
            )
        }
        let client = try Client(listener.port)
        client.request("GET", "/none")
        let reply = try client.reply()
        #expect(reply.status == status)
        #expect(reply["Content-Type"] == nil)
        #expect(reply["Transfer-Encoding"] == nil)
        client.request("GET", "/next")
        #expect(try client.reply().text == "next")
    }

    @Test(arguments: [
        ("X-Bad", "a\r\nSet-Cookie: b"), ("X-Bad", "a\nb"), ("X-Bad", "a\0b"), ("X-Bad\r\nX-Other", "a"), ("", "a"),
        ("X Bad", "a"), ("X-Bad:", "a"), ("Content-Length", "5"),
    ]) func `a header that would break the response is left out and named in the log`(_ name: String, _ value: String)
        throws
    {
        let log = Mailbox<String>()
        let listener = try listen({ $0.log = { log.put($0) } }) { _ in
            Response(
                status: 200,
                headers: [.init(name: name, value: value), .init(name: "X-Good", value: "g")],
                body: [65]
            )
        }
        let client = try Client(listener.port)
        client.request("GET", "/")
        let reply = try client.reply()
        #expect(reply.headers.map(\.name).sorted() == ["Connection", "Content-Length", "Date", "X-Good"])
        #expect(reply.text == "A")
        #expect(log.all.filter { $0.contains("header") }.count == 1)
        #expect(!log.all.contains { $0.contains("Set-Cookie: b") })
    }

    @Test(arguments: [-1, 0, 100, 199, 1000, Int.max]) func `a status that cannot be sent becomes 500`(_ status: Int)
        throws
    {
        let listener = try serve { _ in Response(status: status, body: [65]) }
        let client = try Client(listener.port)
        client.request("GET", "/")
        #expect(try client.reply().status == 500)
    }

    @Test(arguments: [0, 1, 65_536, 5_000_000]) func `bodies of all sizes arrive whole`(_ size: Int) throws {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let listener = try serve { _ in Response(status: 200, body: body) }
        let client = try Client(listener.port)
        for _ in 0..<2 {
            client.request("GET", "/")
            #expect(try client.reply().body == body)
        }
    }
}
