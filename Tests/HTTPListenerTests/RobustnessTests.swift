import HTTPListener
import Testing

@Suite(.timeLimit(.minutes(4))) struct RobustnessTests {
    @Test(
        arguments: [
            [0], [0, 0, 13, 10, 13, 10], [13, 10, 13, 10], [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3],
            Array("\r\n\r\n\r\n".utf8), Array("GET\r\n\r\n".utf8), Array("GET \r\n\r\n".utf8), Array("  \r\n\r\n".utf8),
            Array("GET / HTTP/1.1\r\n: x\r\n\r\n".utf8), Array("GET / HTTP/1.1\r\nno colon\r\n\r\n".utf8),
            Array("GET / HTTP/9.9\r\nHost: a\r\n\r\n".utf8), Array("GET / FTP/1.1\r\nHost: a\r\n\r\n".utf8),
            Array("GET /\0hidden HTTP/1.1\r\nHost: a\r\nX-Test: b\0c\r\n\r\n".utf8),
            Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".utf8),
            Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n".utf8),
            Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n".utf8),
            Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd".utf8),
            Array("GET /?&&&=&=&%%%&+ HTTP/1.1\r\nHost: a\r\n continued\r\n\tmore\r\n\r\n".utf8),
            Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 179) },
        ] as [[UInt8]]
    ) func `garbage harms nobody`(_ bytes: [UInt8]) throws {
        let listener = try listen { $0.timeout = .seconds(1) }
        let client = try Client(listener.port)
        client.send(bytes)
        #expect(client.ends())
        let other = try Client(listener.port)
        other.request("GET", "/still-here")
        #expect(try other.reply().text == "GET\n/still-here\n-\n\n")
        listener.stop()
        #expect(listener.requestsInFlight == 0)
    }

    @Test(
        arguments: [
            "GET / HTTP/1.1\r\nHost", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ],
        [false, true]
    ) func `a client that leaves in the middle leaves nothing behind`(_ start: String, _ reset: Bool) throws {
        let listener = try listen({
            $0.threads = 1
            $0.connectionLimit = 1
            // libmicrohttpd 0.9 overlooks an end that comes together with the last bytes; the limit then does the rest.
            $0.timeout = .seconds(1)
        })
        for _ in 0..<3 {
            let client = try Client(listener.port)
            client.send(start)
            if reset { client.resetOnClose() }
        }
        // With room for one connection it is answered only when all of those are gone.
        let other = try Client(listener.port)
        other.request("GET", "/")
        #expect(try other.reply().status == 200)
        #expect(listener.requestsInFlight <= 1)
    }

    @Test func `many clients at once each get their own answers`() throws {
        let listener = try listen()
        let port = listener.port
        let wrong = Mailbox<String>()
        inParallel(64) { index in
            guard var client = try? Client(port) else { return wrong.put("no connection") }
            for number in 0..<200 {
                let body = "body \(index) \(number)"
                client.request("POST", "/\(index)/\(number)", ["Content-Length: \(body.utf8.count)"], body: body)
                let text = try? client.reply().text
                if text != "POST\n/\(index)/\(number)\n-\n\n\(body)" { wrong.put("\(index) \(number): \(text ?? "-")") }
                if number % 50 == 49, let fresh = try? Client(port) { client = fresh }
            }
        }
        #expect(wrong.all == [])
        listener.stop()
        #expect(listener.requestsInFlight == 0)
    }

    @Test func `clients that come and go while replies wait leave nothing behind`() throws {
        let replies = Mailbox<DeferredResponse>()
        let listener = try serve { request in
            guard request.path == "/wait" else { return text("quick") }
            let reply = DeferredResponse()
            replies.put(reply)
            return .deferred(reply)
        }
        let port = listener.port
        inParallel(16) { index in
            for number in 0..<50 {
                guard let client = try? Client(port) else { continue }
                client.request("GET", (index + number) % 2 == 0 ? "/wait" : "/quick")
                if index % 2 == 0, (index + number) % 2 == 0 {
                    replies.take()?.complete(with: text("done"))
                }
                if number % 3 == 0 { client.resetOnClose() }
            }
        }
        listener.stop()
        #expect(listener.requestsInFlight == 0)
    }
}
