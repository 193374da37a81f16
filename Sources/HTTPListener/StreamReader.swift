private import CMicroHTTPD

/// The box that libmicrohttpd holds while it sends a stream: which stream, on which connection.
final class StreamReader {
    /// Bytes asked for at a time.
    private static let block = 16 * 1024

    private let stream: ResponseStream
    private let connection: ConnectionHandle

    private init(_ stream: ResponseStream, _ connection: ConnectionHandle) {
        self.stream = stream
        self.connection = connection
    }

    /// A response of libmicrohttpd that asks the stream for its body.
    static func response(for stream: ResponseStream, on connection: ConnectionHandle) -> OpaquePointer? {
        // +1 until libmicrohttpd destroys the response
        let box = unsafe Unmanaged.passRetained(StreamReader(stream, connection))
        let response = unsafe cmhd_streamed_response(block, readStream, box.toOpaque(), releaseStream)
        if unsafe response == nil { unsafe box.release() }
        return unsafe response
    }

    fileprivate func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        switch unsafe stream.read(into: target, on: connection) {
        case .bytes(let count): count
        case .suspended: 0
        case .end: cmhd_end_of_stream
        case .broken: cmhd_end_with_error
        }
    }
}

private func readStream(
    context: UnsafeMutableRawPointer?,
    position: UInt64,
    buffer: UnsafeMutablePointer<CChar>?,
    size: Int
) -> Int {
    guard let context = unsafe context else { return cmhd_end_with_error }
    let reader = unsafe Unmanaged<StreamReader>.fromOpaque(context).takeUnretainedValue()
    return unsafe reader.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
}

private func releaseStream(context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<StreamReader>.fromOpaque(context).release()
}
