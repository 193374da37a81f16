private import CMicroHTTPD

/// A connection of libmicrohttpd, reduced to what another thread may do with it.
///
/// @unchecked Sendable: `suspend` is called only on the connection's own thread, `resume` only under the lock of the
/// reply that suspended it; a suspended connection stays allocated until it is resumed.
@safe struct ConnectionHandle: @unchecked Sendable {
    private let connection: OpaquePointer

    init(_ connection: OpaquePointer) {
        unsafe self.connection = connection
    }

    /// Takes the connection out of its thread's loop.
    func suspend() { unsafe MHD_suspend_connection(connection) }

    /// Puts the connection back, to be asked again for its response or the next part of it.
    func resume() { unsafe MHD_resume_connection(connection) }
}
