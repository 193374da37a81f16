private import CMicroHTTPD
private import Synchronization

/// One request and its response, from the request line until libmicrohttpd has done with it.
///
/// ```
/// head ──first call──▶ body ──each chunk──▶ body ──last call──▶ replied
///   └ refused at once ▶ replied                  └▶ waiting ──resumed──▶ replied
/// ```
/// It lives on its connection's thread only.
final class Exchange {
    private enum Stage {
        case head
        case body
        case waiting(DeferredResponse)
        case replied
    }

    private let core: Core
    private let peer: Peer
    private let target: [UInt8]
    private var stage = Stage.head
    private var request = Request(method: "", path: "")
    private var refusal: Refusal?
    private var bodyLimit = 0
    private var received = 0
    private var stream: ResponseStream?
    private var token: UInt64?

    init(core: Core, peer: Peer, target: [UInt8]) {
        self.core = core
        self.peer = peer
        self.target = target
    }

    /// One call of the access callback; false drops the connection.
    func step(_ connection: OpaquePointer, method: UnsafePointer<CChar>, chunk: UnsafeRawBufferPointer) -> Bool {
        switch stage {
        case .head:
            return unsafe begin(connection, method: method)
        case .body where unsafe chunk.isEmpty:
            peer.deadline.store(Peer.exempt, ordering: .relaxed)
            let response = refusal.map { core.configuration.refusal(request, $0) } ?? core.handler(request)
            return unsafe deliver(response, on: connection)
        case .body:
            return unsafe receive(chunk)
        case .waiting(let deferred):
            return unsafe deliver(deferred.take(), on: connection)
        case .replied:
            return false
        }
    }

    /// The request has ended: sent, failed, or never understood.
    func end() {
        unwatch()
        stream?.hangUp()
        if case .head = stage {} else { core.leave() }
        // libmicrohttpd does not tell when the next head begins: half of this is for being idle.
        peer.deadline.store(core.watch.deadline(times: 2), ordering: .relaxed)
    }

    // MARK: - Request

    private func begin(_ connection: OpaquePointer, method: UnsafePointer<CChar>) -> Bool {
        core.enter()
        stage = .body
        var headers = Headers(reserving: 1024)
        unsafe withUnsafeMutablePointer(to: &headers) { pointer in
            unsafe cmhd_each_header(connection, collectHeader, pointer)
        }
        request = unsafe Request(method: String(cString: method), target: target, headers: headers)
        bodyLimit = core.configuration.bodyLimit(request.method, request.path)
        let length = request.headers["Content-Length"].flatMap(Int.init)
        if request.method.utf8.count + target.count + headers.byteCount > core.configuration.headLimit {
            refusal = .headTooLarge(limit: core.configuration.headLimit)
        } else if let length, length > bodyLimit {
            refusal = .bodyTooLarge(limit: bodyLimit)
        }
        if let refusal, mustRefuseAtOnce(length) {
            // A response before the body makes libmicrohttpd close the connection behind it.
            peer.deadline.store(Peer.exempt, ordering: .relaxed)
            return unsafe deliver(core.configuration.refusal(request, refusal), on: connection)
        }
        if length ?? 0 > 0 || request.headers["Transfer-Encoding"] != nil {
            peer.deadline.store(core.watch.deadline(), ordering: .relaxed)
            // A length is only a promise: memory is reserved for what comes in one or two reads.
            request.body.reserveCapacity(refusal == nil ? min(length ?? 0, 256 * 1024) : 0)
        }
        return true
    }

    /// Whether the client should not send, or has not yet sent, the body of a request that will be refused.
    private func mustRefuseAtOnce(_ length: Int?) -> Bool {
        guard let length, length > 0 else { return false }
        return length > bodyLimit + Core.spare
            || request.headers["Expect"]?.lowercased() == "100-continue"
    }

    private func receive(_ chunk: UnsafeRawBufferPointer) -> Bool {
        received += chunk.count
        if refusal == nil, received > bodyLimit { refusal = .bodyTooLarge(limit: bodyLimit) }
        guard refusal != nil else {
            unsafe request.body.append(contentsOf: chunk)
            return true
        }
        request.body = []
        return received <= bodyLimit + Core.spare
    }

    // MARK: - Response

    private func deliver(_ response: Response, on connection: OpaquePointer) -> Bool {
        switch response.body {
        case .bytes(let bytes):
            return unsafe send(response, on: connection) {
                let count = Reply.hasBody(response.status) ? bytes.count : 0
                return unsafe bytes.withUnsafeBytes { unsafe cmhd_copied_response($0.baseAddress, count) }
            }
        case .stream(let stream):
            guard stream.attach() else { return unsafe fail("a response stream was used twice", on: connection) }
            // libmicrohttpd 0.9 ends a chunked response to HEAD with a last chunk, which would be read as the next response.
            guard Reply.hasBody(response.status), request.method != "HEAD" else {
                stream.hangUp()
                return unsafe send(response, on: connection) { unsafe cmhd_copied_response(nil, 0) }
            }
            self.stream = stream
            if !watch(stream) { stream.listenerStops() }
            return unsafe send(response, on: connection) {
                unsafe StreamReader.response(for: stream, on: ConnectionHandle(connection))
            }
        case .deferred(let deferred):
            if !watch(deferred) { deferred.listenerStops() }
            switch unsafe deferred.attach(to: ConnectionHandle(connection)) {
            case .now(let response):
                return unsafe deliver(response, on: connection)
            case .suspended:
                stage = .waiting(deferred)
                return true
            case .usedBefore:
                unwatch()
                return unsafe fail("a deferred response was used twice", on: connection)
            }
        }
    }

    private func fail(_ reason: String, on connection: OpaquePointer) -> Bool {
        core.configuration.log(reason)
        return unsafe deliver(Response(status: 500), on: connection)
    }

    private func watch(_ reply: any Waiting) -> Bool {
        let token = token ?? core.newToken()
        self.token = token
        return core.watch.add(reply, token: token, descriptor: peer.descriptor)
    }

    private func unwatch() {
        if let token { core.watch.remove(token: token, descriptor: peer.descriptor) }
        token = nil
    }

    private func send(_ response: Response, on connection: OpaquePointer, make: () -> OpaquePointer?) -> Bool {
        stage = .replied
        guard let reply = unsafe make() else { return false }
        defer { unsafe MHD_destroy_response(reply) }
        unsafe Reply.addHeaders(of: response, to: reply, core)
        return unsafe MHD_queue_response(connection, Reply.status(response.status, core), reply) == .YES
    }
}

/// Called for each header of a request, with the `Headers` that collects them.
private func collectHeader(
    context: UnsafeMutableRawPointer?,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>?,
    nameSize: Int,
    value: UnsafePointer<CChar>?,
    valueSize: Int
) -> MHD_Result {
    guard let context = unsafe context else { return .NO }
    unsafe context.assumingMemoryBound(to: Headers.self).pointee.append(
        name: UnsafeRawBufferPointer(start: name, count: name == nil ? 0 : nameSize),
        value: UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize)
    )
    return .YES
}
