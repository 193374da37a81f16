import HTTPListener
import Testing

@Suite(.timeLimit(.minutes(2))) struct LimitTests {
    private func listenWithSmallBodies() throws -> Listener {
        try listen { $0.bodyLimit = { _, path in path == "/large" ? 1000 : 10 } }
    }

    private func chunked(_ count: Int) -> String {
        String(count, radix: 16) + "\r\n" + String(repeating: "x", count: count) + "\r\n0\r\n\r\n"
    }

    @Test func `a body over the limit is refused and the connection is kept`() throws {
        let listener = try listenWithSmallBodies()
        let client = try Client(listener.port)
        client.request("POST", "/", ["Content-Length: 11"], body: String(repeating: "x", count: 11))
        let reply = try client.reply()
        #expect(reply.status == 413)
        #expect(reply.text == "body over 10")
        client.request("POST", "/", ["Content-Length: 10"], body: String(repeating: "x", count: 10))
        #expect(try client.reply().status == 200)
        client.request("POST", "/large", ["Content-Length: 11"], body: String(repeating: "x", count: 11))
        #expect(try client.reply().status == 200)
    }

    @Test func `a chunked body over the limit is refused and the connection is kept`() throws {
        let listener = try listenWithSmallBodies()
        let client = try Client(listener.port)
        client.request("POST", "/", ["Transfer-Encoding: chunked"], body: chunked(200_000))
        #expect(try client.reply().text == "body over 10")
        client.request("POST", "/", ["Transfer-Encoding: chunked"], body: chunked(10))
        #expect(try client.reply().status == 200)
    }

    @Test func `a body announced far over the limit is refused before it is sent`() throws {
        let listener = try listenWithSmallBodies()
        let client = try Client(listener.port)
        client.request("POST", "/", ["Content-Length: \(9 << 20)"])
        let reply = try client.reply()
        #expect(reply.status == 413)
        #expect(reply["Connection"]?.lowercased() == "close")
        #expect(client.isClosed())
    }

    @Test func `a chunked body without end is dropped`() throws {
        let listener = try listenWithSmallBodies()
        let client = try Client(listener.port)
        client.request("POST", "/", ["Transfer-Encoding: chunked"])
        let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 120, count: 1 << 20) + Array("\r\n".utf8)
        let sent = (0..<64).prefix { _ in client.send(chunk) }.count
        #expect(sent < 64)
        #expect(try Client(listener.port).request("GET", "/"))
    }

    @Test(arguments: ["Content-Length: -1", "Content-Length: 1x", "Content-Length: 99999999999999999999999"])
    func `a length that is no length never reaches the handler`(_ header: String) throws {
        let called = Mailbox<String>()
        let listener = try serve { request in
            called.put(request.path)
            return text("")
        }
        let client = try Client(listener.port)
        client.request("POST", "/", [header])
        #expect((400...499).contains(try client.reply().status))
        #expect(called.all.isEmpty)
    }

    @Test func `a head over the limit is refused in the words of the application`() throws {
        let listener = try listen { $0.headLimit = 1000 }
        let client = try Client(listener.port)
        client.request("GET", "/", ["X-Long: " + String(repeating: "x", count: 1000)])
        let reply = try client.reply()
        #expect(reply.status == 431)
        #expect(reply.text == "head over 1000")
        client.request("GET", "/" + String(repeating: "x", count: 1000))
        #expect(try client.reply().status == 431)
        client.request("GET", "/")
        #expect(try client.reply().status == 200)
    }

    @Test(arguments: [(31 * 1024, 200...200), (40 * 1024, 431...431), (400 * 1024, 400...499)])
    func `long heads are taken, refused, or refused by the library`(_ count: Int, _ statuses: ClosedRange<Int>) throws {
        let listener = try listen()
        let client = try Client(listener.port)
        client.request("GET", "/", ["X-Long: " + String(repeating: "x", count: count)])
        #expect(statuses.contains(try client.reply().status))
    }

    @Test func `a client that waits for 100 gets it, or the refusal`() throws {
        let listener = try listenWithSmallBodies()
        let client = try Client(listener.port)
        client.request("POST", "/", ["Content-Length: 3", "Expect: 100-continue"])
        #expect(try client.reply().status == 100)
        client.send("abc")
        #expect(try client.reply().text == "POST\n/\n-\n\nabc")
        client.request("POST", "/", ["Content-Length: 11", "Expect: 100-continue"])
        #expect(try client.reply().text == "body over 10")
    }

    @Test func `connections over the limit wait for one to close`() throws {
        let listener = try listen {
            $0.threads = 1
            $0.connectionLimit = 2
        }
        let first = try Client(listener.port)
        var second: Client? = try Client(listener.port)
        for client in [first, second].compactMap(\.self) {
            client.request("GET", "/")
            #expect(try client.reply().status == 200)
        }
        let third = try Client(listener.port)
        third.request("GET", "/late")
        #expect(!third.isReadable(within: 100))
        second = nil
        #expect(try third.reply().text.hasPrefix("GET\n/late"))
    }

    @Test func `the last free connection is told of, once a minute`() throws {
        let warnings = Mailbox<String>()
        let listener = try listen {
            $0.threads = 1
            $0.connectionLimit = 2
            $0.warn = { warnings.put($0) }
        }
        for _ in 0..<3 {
            let pair = [try Client(listener.port), try Client(listener.port)]
            for client in pair {
                client.request("GET", "/")
                #expect(try client.reply().status == 200)
            }
        }
        listener.stop()
        #expect(warnings.all == ["all 2 connections are taken: further clients wait until one is closed"])
    }
}
