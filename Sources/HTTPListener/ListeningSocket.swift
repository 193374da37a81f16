internal import Glibc

/// A bound and listening TCP socket, made here rather than by libmicrohttpd so that the reason of a failure is exact.
struct ListeningSocket: ~Copyable {
    private let descriptor: Int32
    /// The port it is bound to.
    let port: UInt16

    /// Binds the first address of the host that can be bound, IPv4 before IPv6: clients of `localhost` try both, but
    /// many tools know only `127.0.0.1`.
    init(host: String, port: UInt16) throws(ListenerError) {
        let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(name, String(port), &hints, &found)
        defer { unsafe freeaddrinfo(found) }
        guard status == 0 else {
            let reason = unsafe String(cString: gai_strerror(status))
            throw ListenerError(code: .addressNotAvailable, host: host, port: port, reason: reason)
        }
        var failure = EADDRNOTAVAIL
        for family in [AF_INET, AF_INET6] {
            var next = unsafe found
            while let address = unsafe next {
                unsafe next = address.pointee.ai_next
                guard unsafe address.pointee.ai_family == family else { continue }
                let socket = unsafe Self.open(address.pointee)
                if socket >= 0 {
                    descriptor = socket
                    self.port = Self.boundPort(socket)
                    return
                }
                failure = -socket
            }
        }
        throw ListenerError(errno: failure, host: host, port: port)
    }

    deinit { _ = close(descriptor) }

    /// Hands the descriptor over; the taker closes it.
    consuming func release() -> Int32 {
        let descriptor = descriptor
        discard self
        return descriptor
    }

    /// A listening descriptor, or the negated `errno`.
    private static func open(_ address: addrinfo) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = unsafe socket(address.ai_family, kind, address.ai_protocol)
        guard descriptor >= 0 else { return -errno }
        // A restart must not wait for the old connections' TIME_WAIT.
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard unsafe bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, SOMAXCONN) == 0
        else {
            let failure = errno
            _ = close(descriptor)
            return -failure
        }
        return descriptor
    }

    private static func boundPort(_ descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe getsockname(
                descriptor,
                UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self),
                &size
            )
        }
        guard status == 0 else { return 0 }
        // `sin_port` and `sin6_port` lie at the same place, behind the family.
        return unsafe withUnsafeBytes(of: &storage) { bytes in
            unsafe UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        }
    }
}

extension ListenerError {
    /// The error for an `errno` of socket, bind or listen.
    fileprivate init(errno failure: Int32, host: String, port: UInt16) {
        let code: Code =
            switch failure {
            case EADDRINUSE: .addressInUse
            case EADDRNOTAVAIL, EAFNOSUPPORT: .addressNotAvailable
            case EACCES, EPERM: .permissionDenied
            default: .cannotStart
            }
        self.init(code: code, host: host, port: port, reason: unsafe String(cString: strerror(failure)))
    }
}
