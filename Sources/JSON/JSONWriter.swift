/// Writes a JSON text straight to bytes, compact and in the order of the calls.
///
/// It keeps commas; names and nesting are the caller's. Slashes and characters beyond ASCII are written as they are.
package struct JSONWriter {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Makes an empty writer with room for `capacity` bytes.
    package init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    // MARK: Nesting

    /// Writes an object whose members `body` writes.
    @inline(__always)
    package mutating func object<Failure>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        beginObject()
        try body(&self)
        endObject()
    }

    /// Writes an array whose elements `body` writes.
    @inline(__always)
    package mutating func array<Failure>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        beginArray()
        try body(&self)
        endArray()
    }

    /// Writes a member's name; its value follows.
    ///
    /// Names known at compile time need no escaping.
    package mutating func name(_ name: StaticString) {
        open()
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: Self.endOfName)
        needsComma = false
    }

    private static let endOfName: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: ":")]
    private static let commaAndQuote: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\"")]

    /// Opens a string, behind a comma where one is due.
    private mutating func open() {
        if needsComma { bytes.append(contentsOf: Self.commaAndQuote) } else { bytes.append(UInt8(ascii: "\"")) }
        needsComma = true
    }

    /// Writes a member's name that is data.
    package mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Opens an object; what follows are its members until ``endObject()``.
    package mutating func beginObject() {
        begin(UInt8(ascii: "{"))
    }

    /// Closes the object opened last.
    package mutating func endObject() {
        end(UInt8(ascii: "}"))
    }

    /// Opens an array; what follows are its elements until ``endArray()``.
    package mutating func beginArray() {
        begin(UInt8(ascii: "["))
    }

    /// Closes the array opened last.
    package mutating func endArray() {
        end(UInt8(ascii: "]"))
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    // MARK: Values

    /// Writes `null`.
    package mutating func null() {
        separate()
        bytes.append(contentsOf: [0x6E, 0x75, 0x6C, 0x6C])
    }

    /// Writes `true` or `false`.
    package mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// Writes a whole number.
    package mutating func integer(_ value: some BinaryInteger) {
        raw(String(value))
    }

    /// Writes a number with a fraction as briefly as it round-trips, whole ones without one; `null` where JSON has no
    /// number for it.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        if let whole = Int64(exactly: value) { integer(whole) } else { raw(String(value)) }
    }

    /// Writes text that is a JSON value already.
    package mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a string, escaped.
    package mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a string, or `null` where there is none.
    package mutating func string(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    /// Writes a member whose value is a string, or `null` where there is none.
    package mutating func member(_ name: StaticString, _ text: String?) {
        self.name(name)
        string(text)
    }

    /// Writes a string that `body` appends byte by byte; the bytes must need no escaping.
    @inline(__always)
    package mutating func plainString(_ body: (inout [UInt8]) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        body(&bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a tree.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .number(let text): raw(text)
        case .string(let text): string(text)
        case .array(let elements): array { writer in for element in elements { writer.value(element) } }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.name(member.name)
                    writer.value(member.value)
                }
            }
        }
    }

    private mutating func appendEscaped(_ text: String) {
        var text = text
        text.withUTF8 { characters in
            // Most texts need no escaping and go over as they are.
            var needsEscape = false
            for index in characters.indices { needsEscape = unsafe needsEscape || Self.isSpecial(characters[index]) }
            guard needsEscape else {
                unsafe bytes.append(contentsOf: characters)
                return
            }
            for index in characters.indices { unsafe appendEscaped(characters[index]) }
        }
    }

    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20:
            appendControl(byte)
        default:
            bytes.append(byte)
        }
    }

    private mutating func appendControl(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 0xF)])
        }
    }
}
