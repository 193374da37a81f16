import Glibc
import HTTPListener
import Testing

@Suite(.timeLimit(.minutes(2))) struct ListenerTests {
    @Test func `port 0 is a free port, another each time`() throws {
        let one = try listen()
        let other = try listen()
        #expect(one.port != 0)
        #expect(one.port != other.port)
    }

    @Test func `an address in use is named`() throws {
        let first = try listen()
        let error = #expect(throws: ListenerError.self) { try listen { $0.port = first.port } }
        #expect(error?.code == .addressInUse)
        #expect(error?.description == "cannot listen on 127.0.0.1:\(first.port): Address already in use")
    }

    @Test(arguments: ["192.0.2.1", "2001:db8::1", "no..name"])
    func `an address that is not here is named`(_ host: String) throws {
        let error = #expect(throws: ListenerError.self) { try listen { $0.host = host } }
        #expect(error?.code == .addressNotAvailable)
        #expect(error?.host == host)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "0.0.0.0"])
    func `it listens where it is told`(_ host: String) throws {
        let listener = try listen { $0.host = host }
        let client = try Client(listener.port)
        client.request("GET", "/")
        #expect(try client.reply().status == 200)
    }

    @Test(.enabled(if: hasIPv6), arguments: ["::1", "[::1]"])
    func `it listens on IPv6`(_ host: String) throws {
        let listener = try listen { $0.host = host }
        let client = try Client(listener.port, host: "::1")
        client.request("GET", "/")
        #expect(try client.reply().status == 200)
    }

    @Test func `stopping answers what waits, ends streams, and closes`() throws {
        let replies = Mailbox<DeferredResponse>()
        let stream = ResponseStream()
        let listener = try serve { request in
            guard request.path == "/wait" else { return Response(status: 200, stream: stream) }
            let reply = DeferredResponse()
            replies.put(reply)
            return .deferred(reply)
        }
        let idle = try Client(listener.port)
        let waiting = try Client(listener.port)
        waiting.request("GET", "/wait")
        let streaming = try Client(listener.port)
        streaming.request("GET", "/stream")
        #expect(try streaming.head().status == 200)
        let reply = try #require(replies.take())
        listener.stop(within: .seconds(20))
        #expect(listener.requestsInFlight == 0)
        let answer = try waiting.reply()
        #expect(answer.status == 503)
        #expect(answer["Connection"]?.lowercased() == "close")
        #expect(try streaming.chunk() == nil)
        #expect(idle.isClosed())
        #expect(reply.isAbandoned)
        #expect(stream.isAbandoned)
        #expect(!stream.write([65]))
        reply.complete(with: text("too late"))
        #expect(throws: Client.Failure.self) { try Client(listener.port) }
        listener.stop()
    }

    @Test(arguments: [Duration.seconds(-1), .zero, .seconds(Int64.max)])
    func `any limit for stopping is taken`(_ limit: Duration) throws {
        let listener = try listen { $0.timeout = limit }
        let client = try Client(listener.port)
        client.request("GET", "/")
        #expect(try client.reply().status == 200)
        listener.stop(within: limit)
        #expect(client.isClosed())
    }

    @Test func `stopping lets a handler finish`() throws {
        let entered = Mailbox<Int>()
        let leave = Mailbox<Int>()
        let listener = try serve { _ in
            entered.put(1)
            _ = leave.take()
            return text("finished")
        }
        let client = try Client(listener.port)
        client.request("GET", "/")
        #expect(entered.take() == 1)
        inParallel(3) { index in
            if index == 0 { leave.put(1) } else { listener.stop(within: .seconds(20)) }
        }
        #expect(try client.reply().text == "finished")
        #expect(client.isClosed())
    }

    @Test func `a slow sender does not hold up stopping beyond the limit`() throws {
        let listener = try listen()
        let client = try Client(listener.port)
        client.request("POST", "/", ["Content-Length: 10", "Expect: 100-continue"])
        #expect(try client.reply().status == 100)
        listener.stop(within: .milliseconds(50))
        #expect(listener.requestsInFlight == 0)
        #expect(client.isClosed())
    }

    @Test func `the last reference stops it and frees its port`() throws {
        var listener: Listener? = try listen()
        let port = try #require(listener?.port)
        let client = try Client(port)
        client.request("GET", "/")
        #expect(try client.reply().status == 200)
        listener = nil
        #expect(client.isClosed())
        let again = try listen { $0.port = port }
        #expect(again.port == port)
    }

    @Test func `stopping at once, again and again, harms nobody`() throws {
        // libmicrohttpd's threads must find the socket open until each has taken it out of its epoll set.
        for _ in 0..<200 {
            let listener = try Listener(ListenerConfiguration()) { _ in Response(status: 200) }
            listener.stop(within: .milliseconds(1))
        }
    }
}

private let hasIPv6: Bool = {
    var configuration = ListenerConfiguration()
    configuration.host = "::1"
    return (try? Listener(configuration, handler: echo)) != nil
}()
