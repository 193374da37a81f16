import HTTPListener
import Testing

@Suite(.timeLimit(.minutes(2))) struct ResponseStreamTests {
    private func listenStreaming(_ stream: ResponseStream, status: Int = 200) throws -> Listener {
        try serve { request in
            guard request.path == "/stream" else { return text("other") }
            return Response(
                status: status,
                headers: [.init(name: "Content-Type", value: "text/event-stream")],
                stream: stream
            )
        }
    }

    @Test func `the head comes at once, each write as it is made, and the connection is kept`() throws {
        let stream = ResponseStream()
        let listener = try listenStreaming(stream)
        let client = try Client(listener.port)
        client.request("GET", "/stream")
        let head = try client.head()
        #expect(head["Content-Type"] == "text/event-stream")
        #expect(head["Transfer-Encoding"] == "chunked")
        for number in 0..<50 {
            #expect(stream.write(Array("data: \(number)\n\n".utf8)))
            #expect(try client.chunk() == Array("data: \(number)\n\n".utf8))
        }
        stream.finish()
        #expect(try client.chunk() == nil)
        #expect(!stream.write([65]))
        client.request("GET", "/")
        #expect(try client.reply().text == "other")
    }

    @Test func `what is written before the response is sent first`() throws {
        let stream = ResponseStream()
        let body = [UInt8](repeating: 66, count: 500_000)
        #expect(stream.write([65]))
        #expect(stream.write(body))
        stream.finish()
        let listener = try listenStreaming(stream)
        let client = try Client(listener.port)
        client.request("GET", "/stream")
        #expect(try client.reply().body == [65] + body)
    }

    @Test func `for HTTP 1.0 the end of the connection is the end of the body`() throws {
        let stream = ResponseStream()
        let listener = try listenStreaming(stream)
        let client = try Client(listener.port)
        client.send("GET /stream HTTP/1.0\r\n\r\n")
        #expect(try client.head()["Transfer-Encoding"] == nil)
        #expect(stream.write([65, 66]))
        stream.finish()
        #expect(client.readToEnd() == [65, 66])
    }

    @Test func `HEAD and bodiless statuses end it`() throws {
        for (method, status) in [("HEAD", 200), ("GET", 204)] {
            let stream = ResponseStream()
            let listener = try listenStreaming(stream, status: status)
            let client = try Client(listener.port)
            client.request(method, "/stream")
            #expect(try client.reply(toHead: true).status == status)
            client.request("GET", "/")
            #expect(try client.reply().text == "other")
            #expect(stream.isAbandoned)
            #expect(!stream.write([65]))
        }
    }

    @Test func `a full buffer ends it behind what fitted`() throws {
        let stream = ResponseStream(bufferLimit: 4)
        #expect(stream.write([1, 2, 3]))
        #expect(!stream.write([4, 5]))
        #expect(!stream.write([6]))
        let listener = try listenStreaming(stream)
        let client = try Client(listener.port)
        client.request("GET", "/stream")
        #expect(try client.reply().body == [1, 2, 3])
    }

    @Test func `a client that does not read fills the buffer, not the memory`() throws {
        let stream = ResponseStream(bufferLimit: 100_000)
        let listener = try listenStreaming(stream)
        let client = try Client(listener.port)
        client.request("GET", "/stream")
        #expect(try client.head().status == 200)
        let block = [UInt8](repeating: 65, count: 50_000)
        // Every refusal is the last; the kernel's buffers hold some megabytes before the first.
        let written = (0..<10_000).prefix { _ in stream.write(block) }.count
        #expect(written < 10_000)
    }

    @Test func `a client that leaves abandons it`() throws {
        let stream = ResponseStream()
        let listener = try listen({
            $0.threads = 1
            $0.connectionLimit = 1
        }) { request in
            request.path == "/stream" ? Response(status: 200, stream: stream) : text("other")
        }
        var client: Client? = try Client(listener.port)
        client?.request("GET", "/stream")
        #expect(try client?.head().status == 200)
        client = nil
        let next = try Client(listener.port)
        next.request("GET", "/")
        #expect(try next.reply().text == "other")
        #expect(stream.isAbandoned)
        #expect(!stream.write([65]))
    }

    @Test func `one that is used twice is an error of the handler`() throws {
        let stream = ResponseStream()
        stream.finish()
        let listener = try listenStreaming(stream)
        let client = try Client(listener.port)
        client.request("GET", "/stream")
        #expect(try client.reply().status == 200)
        client.request("GET", "/stream")
        #expect(try client.reply().status == 500)
    }

    @Test func `writers on several threads lose nothing`() throws {
        let stream = ResponseStream(bufferLimit: 1 << 24)
        let listener = try listenStreaming(stream)
        let client = try Client(listener.port)
        client.request("GET", "/stream")
        inParallel(4) { index in
            for _ in 0..<500 { _ = stream.write([UInt8](repeating: UInt8(65 + index), count: 100)) }
        }
        stream.finish()
        let body = try client.reply().body
        #expect(body.count == 200_000)
        for letter in UInt8(65)...68 { #expect(body.count { $0 == letter } == 50_000) }
    }
}
