import HTTPListener
import Testing

@Suite(.timeLimit(.minutes(2))) struct DeferredResponseTests {
    @Test func `it may be complete before the handler returns`() throws {
        let listener = try serve { _ in
            let reply = DeferredResponse()
            reply.complete(with: text("early"))
            return .deferred(reply)
        }
        let client = try Client(listener.port)
        for _ in 0..<3 {
            client.request("GET", "/")
            #expect(try client.reply().text == "early")
        }
    }

    @Test func `it may be completed later, once, and the connection is kept`() throws {
        let replies = Mailbox<DeferredResponse>()
        let listener = try serve { _ in
            let reply = DeferredResponse()
            replies.put(reply)
            return .deferred(reply)
        }
        let client = try Client(listener.port)
        for round in 0..<3 {
            client.request("POST", "/", ["Content-Length: 1"], body: "x")
            let reply = try #require(replies.take())
            #expect(!reply.isAbandoned)
            reply.complete(with: text("round \(round)", status: 202))
            reply.complete(with: text("never"))
            let answer = try client.reply()
            #expect(answer.status == 202)
            #expect(answer.text == "round \(round)")
        }
        #expect(listener.requestsInFlight <= 1)
    }

    @Test func `completing races with returning`() throws {
        let replies = Mailbox<DeferredResponse>()
        let listener = try serve { _ in
            let reply = DeferredResponse()
            replies.put(reply)
            return .deferred(reply)
        }
        let port = listener.port
        inParallel(8) { index in
            if index < 4 {
                for _ in 0..<100 { replies.take()?.complete(with: text("x")) }
            } else {
                guard let client = try? Client(port) else { return }
                for _ in 0..<100 {
                    client.request("GET", "/")
                    #expect((try? client.reply().text) == "x")
                }
            }
        }
    }

    @Test func `other requests are answered meanwhile`() throws {
        let replies = Mailbox<DeferredResponse>()
        let listener = try serve { request in
            guard request.path == "/wait" else { return text("quick") }
            let reply = DeferredResponse()
            replies.put(reply)
            return .deferred(reply)
        }
        let waiting = try (0..<20).map { _ in try Client(listener.port) }
        for client in waiting { client.request("GET", "/wait") }
        let held = try (0..<20).map { _ in try #require(replies.take()) }
        let quick = try Client(listener.port)
        quick.request("GET", "/quick")
        #expect(try quick.reply().text == "quick")
        #expect(listener.requestsInFlight >= 20)
        for reply in held { reply.complete(with: text("done")) }
        for client in waiting { #expect(try client.reply().text == "done") }
    }

    @Test(arguments: [false, true]) func `a client that leaves abandons it, and its place is free`(_ reset: Bool) throws
    {
        let replies = Mailbox<DeferredResponse>()
        let listener = try listen({
            $0.threads = 1
            $0.connectionLimit = 1
        }) { request in
            guard request.path == "/wait" else { return text("quick") }
            let reply = DeferredResponse()
            replies.put(reply)
            return .deferred(reply)
        }
        var client: Client? = try Client(listener.port)
        client?.request("GET", "/wait")
        let reply = try #require(replies.take())
        if reset { client?.resetOnClose() }
        client = nil
        let next = try Client(listener.port)
        next.request("GET", "/quick")
        #expect(try next.reply().text == "quick")
        #expect(reply.isAbandoned)
        reply.complete(with: text("nobody reads this"))
    }

    @Test func `one that is used twice is an error of the handler`() throws {
        let shared = DeferredResponse()
        let log = Mailbox<String>()
        let listener = try listen({ $0.log = { log.put($0) } }) { _ in .deferred(shared) }
        shared.complete(with: .deferred(shared))
        let client = try Client(listener.port)
        client.request("GET", "/")
        #expect(try client.reply().status == 500)
        #expect(log.take()?.contains("twice") == true)
    }

    @Test func `it may turn into a stream, or into another`() throws {
        let listener = try serve { request in
            let outer = DeferredResponse()
            if request.path == "/stream" {
                let stream = ResponseStream()
                _ = stream.write([65])
                stream.finish()
                outer.complete(with: Response(status: 200, stream: stream))
            } else {
                let inner = DeferredResponse()
                inner.complete(with: text("inner"))
                outer.complete(with: .deferred(inner))
            }
            return .deferred(outer)
        }
        let client = try Client(listener.port)
        client.request("GET", "/stream")
        #expect(try client.reply().text == "A")
        client.request("GET", "/inner")
        #expect(try client.reply().text == "inner")
    }
}
