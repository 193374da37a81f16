import Glibc

/// A raw HTTP client: it sends exactly the bytes it is told, and reads one response at a time.
///
/// Reads end after a generous time so that a failing test ends; no test relies on that time.
final class Client {
    /// A response as it came.
    struct Reply {
        var status: Int
        var version: String
        var headers: [(name: String, value: String)]
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        subscript(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    enum Failure: Error {
        case cannotConnect(Int32)
        case ended(after: String)
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// The server has closed or reset the connection; false when a read only took too long.
    private var hasEnded = false

    init(_ port: UInt16, host: String = "127.0.0.1") throws {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &found) == 0, let address = unsafe found else {
            throw Failure.cannotConnect(EINVAL)
        }
        defer { unsafe freeaddrinfo(found) }
        descriptor = unsafe socket(address.pointee.ai_family, address.pointee.ai_socktype, 0)
        guard unsafe connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 else {
            let reason = errno
            _ = Glibc.close(descriptor)
            throw Failure.cannotConnect(reason)
        }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { _ = Glibc.close(descriptor) }

    /// Sends bytes; false when the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(
                    descriptor,
                    $0.baseAddress?.advanced(by: sent),
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// A request with a `Host` header and these lines.
    @discardableResult
    func request(_ method: String, _ target: String, _ lines: [String] = [], body: String = "") -> Bool {
        let head = ["\(method) \(target) HTTP/1.1", "Host: localhost"] + lines
        return send(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Reads one response.
    ///
    /// A response to HEAD has no body, whatever it says.
    func reply(toHead: Bool = false) throws -> Reply {
        var reply = try parse(head: try read(through: "\r\n\r\n"))
        guard !toHead, reply.status >= 200, reply.status != 204, reply.status != 304 else { return reply }
        if let length = reply["Content-Length"].flatMap(Int.init) {
            while buffer.count < length { try fill() }
            reply.body = Array(buffer[..<length])
            buffer.removeFirst(length)
        } else if reply["Transfer-Encoding"] == "chunked" {
            while let chunk = try chunk() { reply.body += chunk }
        } else {
            reply.body = readToEnd()
        }
        return reply
    }

    /// Reads only the head of a response.
    func head() throws -> Reply { try parse(head: try read(through: "\r\n\r\n")) }

    /// Reads one chunk of a chunked body, `nil` at its end.
    func chunk() throws -> [UInt8]? {
        let size = Int(try read(through: "\r\n").prefix(while: \.isHexDigit), radix: 16) ?? 0
        while buffer.count < size + 2 { try fill() }
        let chunk = Array(buffer[..<size])
        buffer.removeFirst(size + 2)
        return size == 0 ? nil : chunk
    }

    /// Reads until the server closes.
    func readToEnd() -> [UInt8] {
        while (try? fill()) != nil {}
        defer { buffer = [] }
        return buffer
    }

    /// Whether the server closes, with nothing more to read before.
    ///
    /// Waits for it.
    func isClosed() -> Bool { readToEnd().isEmpty && hasEnded }

    /// Waits until the server closes, whatever it sends before; false when it does not.
    func ends() -> Bool {
        _ = readToEnd()
        return hasEnded
    }

    /// Sends one byte after the other, each when nothing has come for a moment, until the server closes.
    ///
    /// Answers the number of bytes sent, or `nil` when it never closed.
    func drip(_ byte: UInt8, atMost limit: Int) -> Int? {
        for count in 0..<limit {
            var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&event, 1, 50) > 0 || !send([byte]) { return ends() ? count : nil }
        }
        return nil
    }

    /// Whether anything comes within so many milliseconds.
    func isReadable(within milliseconds: Int32) -> Bool {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&event, 1, milliseconds) > 0 else { return false }
        var byte: UInt8 = 0
        return unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
    }

    /// Makes closing send a reset instead of an orderly end.
    func resetOnClose() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    private func parse(head: String) throws -> Reply {
        let lines = head.split(separator: "\r\n")
        let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard words.count > 1, words[0].hasPrefix("HTTP/") else { throw Failure.ended(after: head) }
        let headers = lines.dropFirst().map { line -> (name: String, value: String) in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), String(parts.last?.drop { $0 == " " } ?? ""))
        }
        return Reply(status: Int(words[1]) ?? 0, version: String(words[0]), headers: headers, body: [])
    }

    private func read(through end: String) throws -> String {
        let end = Array(end.utf8)
        while true {
            if let range = buffer.firstRange(of: end) {
                defer { buffer.removeFirst(range.upperBound) }
                return String(decoding: buffer[..<range.upperBound], as: UTF8.self)
            }
            try fill()
        }
    }

    private func fill() throws {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else {
            hasEnded = count == 0 || errno != EAGAIN
            throw Failure.ended(after: String(decoding: buffer, as: UTF8.self))
        }
        buffer += bytes[..<count]
    }
}
