/// The headers of a message, in the order sent and with repeats kept.
///
/// All names and values lie in one byte buffer; a `String` is made only of what is asked for, since most requests carry
/// ten headers of which two are read.
package struct Headers: Sendable {
    /// Where one header lies in the buffer: its value follows its name.
    private struct Span {
        var start: Int
        var nameCount: Int
        var valueCount: Int
    }

    private var bytes: [UInt8] = []
    private var spans: [Span] = []

    /// Headers from pairs of name and value.
    package init(_ pairs: [(String, String)]) {
        for (name, value) in pairs {
            spans.append(Span(start: bytes.count, nameCount: name.utf8.count, valueCount: value.utf8.count))
            bytes.append(contentsOf: name.utf8)
            bytes.append(contentsOf: value.utf8)
        }
    }

    /// No headers yet, with room for an ordinary request's.
    init(reserving count: Int) {
        bytes.reserveCapacity(count)
        spans.reserveCapacity(16)
    }

    /// The first value under a name, compared without regard to ASCII case.
    package subscript(_ name: String) -> String? {
        for span in spans where matches(span, name) { return value(of: span) }
        return nil
    }

    /// Every value under a name, in the order sent.
    package func values(_ name: String) -> [String] {
        spans.filter { matches($0, name) }.map(value(of:))
    }

    /// Every header as it was sent.
    package var pairs: [(name: String, value: String)] {
        spans.map { (String(decoding: bytes[$0.start..<$0.start + $0.nameCount], as: UTF8.self), value(of: $0)) }
    }

    /// The bytes of all names and values together.
    var byteCount: Int { bytes.count }

    /// Appends one header as it came over the wire; white space behind the value is not part of it.
    mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        var valueCount = value.count
        while valueCount > 0, unsafe value[valueCount - 1] == UInt8(ascii: " ") || value[valueCount - 1] == 9 {
            valueCount -= 1
        }
        spans.append(Span(start: bytes.count, nameCount: name.count, valueCount: valueCount))
        unsafe bytes.append(contentsOf: name)
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: value[..<valueCount]))
    }

    private func value(of span: Span) -> String {
        let start = span.start + span.nameCount
        return String(decoding: bytes[start..<start + span.valueCount], as: UTF8.self)
    }

    private func matches(_ span: Span, _ name: String) -> Bool {
        guard name.utf8.count == span.nameCount else { return false }
        var index = span.start
        for byte in name.utf8 {
            guard Self.lowercased(byte) == Self.lowercased(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
