import HTTPListener
import Testing

@Suite(.timeLimit(.minutes(2))) struct TimeoutTests {
    @Test(arguments: [
        "", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\nX-Test: ",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n",
    ]) func `a client that sends a byte now and then is cut`(_ start: String) throws {
        let called = Mailbox<String>()
        let listener = try listen({ $0.timeout = .seconds(1) }) { request in
            called.put(request.path)
            return text("")
        }
        let client = try Client(listener.port)
        client.send(start)
        // At 50 ms a byte the limit of one second is some 20 bytes; 200 leave room for a busy machine.
        #expect(client.drip(UInt8(ascii: "x"), atMost: 200) != nil)
        #expect(called.all.isEmpty)
    }

    @Test func `a later head that drips is cut too`() throws {
        let listener = try listen { $0.timeout = .seconds(1) }
        let client = try Client(listener.port)
        client.request("GET", "/")
        #expect(try client.reply().status == 200)
        client.send("GET / HTTP/1.1\r\nX-Test: ")
        #expect(client.drip(UInt8(ascii: "x"), atMost: 300) != nil)
    }

    @Test func `a connection that is idle is closed`() throws {
        let listener = try listen { $0.timeout = .seconds(1) }
        let fresh = try Client(listener.port)
        let kept = try Client(listener.port)
        kept.request("GET", "/")
        #expect(try kept.reply().status == 200)
        #expect(fresh.isClosed())
        #expect(kept.isClosed())
    }

    @Test func `a reply that is waited for may take longer than the limit`() throws {
        let replies = Mailbox<DeferredResponse>()
        let stream = ResponseStream()
        let listener = try listen({ $0.timeout = .seconds(1) }) { request in
            guard request.path == "/deferred" else { return Response(status: 200, stream: stream) }
            let reply = DeferredResponse()
            replies.put(reply)
            return .deferred(reply)
        }
        let deferred = try Client(listener.port)
        deferred.request("GET", "/deferred")
        let streamed = try Client(listener.port)
        streamed.request("GET", "/streamed")
        #expect(try streamed.head().status == 200)
        // Idle connections are cut after a second each: so passes time.
        for _ in 0..<3 { #expect(try Client(listener.port).isClosed()) }
        let reply = try #require(replies.take())
        #expect(!reply.isAbandoned)
        reply.complete(with: text("late"))
        #expect(try deferred.reply().text == "late")
        #expect(stream.write(Array("late".utf8)))
        #expect(try streamed.chunk() == Array("late".utf8))
    }

    @Test func `without a limit nothing is cut`() throws {
        let listener = try listen { $0.timeout = .zero }
        let client = try Client(listener.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Test: ")
        #expect(client.drip(UInt8(ascii: "x"), atMost: 30) == nil)
        client.send("\r\n\r\n")
        #expect(try client.reply().status == 200)
    }
}
