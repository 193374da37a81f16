import ArgumentParser
import Emulator
import Glibc

/// Asks `/readyz` of a server, over a plain socket: the image holds no other program that could.
struct Probe {
    let address: String
    private let host: String
    private let port: String

    /// Reads `http://host[:port]`.
    ///
    /// - Throws: a usage error for anything else.
    init(url: String) throws(ValidationError) {
        let scheme = "http://"
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" }
        guard url.hasPrefix(scheme), !authority.isEmpty else {
            throw ValidationError("--url takes an address such as http://127.0.0.1:2010, not '\(url)'.")
        }
        let behindHost: Substring
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            host = String(authority[authority.index(after: authority.startIndex)..<close])
            behindHost = authority[authority.index(after: close)...]
        } else {
            let name = authority.prefix { $0 != ":" }
            host = String(name)
            behindHost = authority[name.endIndex...]
        }
        port = behindHost.isEmpty ? "80" : String(behindHost.dropFirst())
        guard behindHost.isEmpty || behindHost.hasPrefix(":"), UInt16(port) != nil, !host.isEmpty else {
            throw ValidationError("--url takes an address such as http://127.0.0.1:2010, not '\(url)'.")
        }
        address = scheme + authority
    }

    /// Whether the server answers 200, now or within so many seconds.
    func isReady(within seconds: Double) -> Bool {
        let deadline = WallClock.microseconds + Int64(min(seconds, 86_400) * 1_000_000)
        repeat {
            if ask() { return true }
            usleep(20_000)
        } while WallClock.microseconds < deadline
        return false
    }

    private func ask() -> Bool {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, port, &hints, &found) == 0, let first = unsafe found else { return false }
        defer { unsafe freeaddrinfo(first) }
        let info = unsafe first.pointee
        let socket = unsafe socket(info.ai_family, info.ai_socktype, info.ai_protocol)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard unsafe connect(socket, info.ai_addr, info.ai_addrlen) == 0 else { return false }
        let request = Array("GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n".utf8)
        guard unsafe send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return false
        }
        var head = [UInt8](repeating: 0, count: 12)
        var count = 0
        while count < head.count {
            let read = unsafe head.withUnsafeMutableBytes { buffer in
                unsafe recv(socket, buffer.baseAddress?.advanced(by: count), buffer.count - count, 0)
            }
            guard read > 0 else { return false }
            count += read
        }
        return String(decoding: head.suffix(3), as: UTF8.self) == "200"
    }
}
