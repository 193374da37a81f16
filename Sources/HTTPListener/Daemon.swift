private import CMicroHTTPD
private import Glibc
internal import Synchronization

/// libmicrohttpd, running: the owner of its handle and of what its callbacks are given.
///
/// @unchecked Sendable: it is made once, and then lives in the lock of its ``Listener``.
@safe struct Daemon: ~Copyable, @unchecked Sendable {
    /// The listening socket once it has been handed back; -1 before, when libmicrohttpd closes it.
    private let quiesced = Atomic<Int32>(-1)
    /// Memory per connection for the head, its parsed form, and the buffers.
    ///
    /// Beyond it libmicrohttpd itself answers 431.
    private static let connectionMemory = 48 * 1024

    private let handle: OpaquePointer
    private let settings: UnsafeMutablePointer<cmhd_settings>
    private let core: Unmanaged<Core>

    /// Starts the threads; the socket is libmicrohttpd's from here on, also when `nil` is returned.
    init?(_ core: Core, socket: Int32) {
        let configuration = core.configuration
        let threads = max(1, configuration.threads)
        // Rounded up: the library counts whole seconds of inactivity, and the watch is exact.
        let seconds = (configuration.timeout.nanoseconds + 999_999_999) / 1_000_000_000
        let own = unsafe Unmanaged.passRetained(core)  // +1 for the callbacks, until stop() has joined their threads
        let settings = UnsafeMutablePointer<cmhd_settings>.allocate(capacity: 1)
        unsafe settings.initialize(
            to: cmhd_settings(
                socket: socket,
                threads: UInt32(clamping: threads),
                connection_limit: UInt32(clamping: core.connectionLimit),
                timeout_seconds: UInt32(clamping: seconds),
                connection_memory: Self.connectionMemory,
                context: own.toOpaque(),
                access: onAccess,
                completed: onCompleted,
                connection: onConnection,
                target: onTarget,
                log: onLog
            )
        )
        guard let handle = unsafe cmhd_start(settings) else {
            unsafe settings.deallocate()
            unsafe own.release()
            return nil
        }
        unsafe self.handle = handle
        unsafe self.settings = settings
        unsafe self.core = own
    }

    /// Stops accepting; open connections go on.
    ///
    /// The socket stays open until the threads have ended: each takes it out of its own epoll set when it next wakes,
    /// and libmicrohttpd ends the process when it is not there any more.
    func quiesce() {
        quiesced.store(unsafe MHD_quiesce_daemon(handle), ordering: .relaxed)
    }

    /// Closes all connections, by the end of this value.
    ///
    /// No connection may be suspended.
    consuming func stop() {}

    deinit {
        unsafe MHD_stop_daemon(handle)  // joins the threads: no callback runs after this line
        let socket = quiesced.load(ordering: .relaxed)
        if socket >= 0 { _ = close(socket) }
        unsafe settings.deallocate()
        unsafe core.release()
    }
}

// MARK: - Callbacks
//
// libmicrohttpd's threads block SIGPIPE and send with MSG_NOSIGNAL, and nothing else here writes to a socket: the
// process's own disposition of SIGPIPE is left alone.

/// A request line has come: makes the request's box, which libmicrohttpd hands to the access callback as its slot.
private func onTarget(
    context: UnsafeMutableRawPointer?,
    target: UnsafePointer<CChar>?,
    connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context, let connection = unsafe connection,
        let peer = unsafe cmhd_connection_context(connection)
    else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(start: target, count: target.map { unsafe strlen($0) } ?? 0)
    let exchange = unsafe Exchange(
        core: Unmanaged<Core>.fromOpaque(context).takeUnretainedValue(),
        peer: Unmanaged<Peer>.fromOpaque(peer).takeUnretainedValue(),
        target: Array(bytes)
    )
    return unsafe Unmanaged.passRetained(exchange).toOpaque()  // released in onCompleted
}

/// Head, each part of the body, end, and again after each resume.
private func onAccess(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?,
    version: UnsafePointer<CChar>?,
    chunk: UnsafePointer<CChar>?,
    size: UnsafeMutablePointer<Int>?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let connection = unsafe connection, let method = unsafe method, let size = unsafe size,
        let held = unsafe slot?.pointee
    else { return .NO }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(held).takeUnretainedValue()
    let bytes = unsafe UnsafeRawBufferPointer(start: chunk, count: chunk == nil ? 0 : size.pointee)
    guard unsafe exchange.step(connection, method: method, chunk: bytes) else { return .NO }
    unsafe size.pointee = 0
    return .YES
}

/// A request has ended, also one whose head was too bad for the access callback.
private func onCompleted(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    reason: MHD_RequestTerminationCode
) {
    guard let held = unsafe slot?.pointee else { return }
    unsafe slot?.pointee = nil
    unsafe Unmanaged<Exchange>.fromOpaque(held).takeRetainedValue().end()
}

/// A connection was accepted, or is about to be closed.
private func onConnection(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    event: MHD_ConnectionNotificationCode
) {
    guard let context = unsafe context, let connection = unsafe connection, let slot = unsafe slot else { return }
    let core = unsafe Unmanaged<Core>.fromOpaque(context).takeUnretainedValue()
    switch event {
    case .CONNECTION_NOTIFY_STARTED:
        core.connect()
        let peer = core.watch.join(unsafe cmhd_connection_socket(connection))
        unsafe slot.pointee = Unmanaged.passRetained(peer).toOpaque()  // released when the connection is closed, below
    case .CONNECTION_NOTIFY_CLOSED:
        guard let held = unsafe slot.pointee else { return }
        unsafe slot.pointee = nil
        core.disconnect()
        core.watch.leave(unsafe Unmanaged<Peer>.fromOpaque(held).takeRetainedValue())
    }
}

/// libmicrohttpd has something to say.
private func onLog(context: UnsafeMutableRawPointer?, line: UnsafePointer<CChar>?) {
    guard let context = unsafe context, let line = unsafe line else { return }
    var text = unsafe String(cString: line)
    while text.last?.isNewline == true { text.removeLast() }
    let core = unsafe Unmanaged<Core>.fromOpaque(context).takeUnretainedValue()
    core.configuration.log(text)
    // No descriptor is left, before the listener's own limit was reached.
    if text.contains("system resource limit") { core.warn(text) }
}
