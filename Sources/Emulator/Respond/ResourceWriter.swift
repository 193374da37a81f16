import Calls
import JSON

/// Writes the fields of a resource in one representation.
///
/// A resource is described once, by the calls that it makes.
protocol ResourceWriter {
    /// Writes a text, or the absence of one.
    mutating func string(_ name: StaticString, _ value: String?)
    /// Writes one of a few words.
    mutating func word<Word: RawRepresentable & CaseIterable>(_ name: StaticString, _ value: Word)
    where Word.RawValue == String
    /// Writes a text whose name is data.
    mutating func string(named name: String, _ value: String?)
    /// Writes a date in RFC 2822, or the absence of one.
    mutating func date(_ name: StaticString, _ value: Instant?)
    /// Writes a whole number, or the absence of one.
    mutating func integer(_ name: StaticString, _ value: Int64?)
    /// Writes a truth, or the absence of one.
    mutating func bool(_ name: StaticString, _ value: Bool?)
    /// Writes the path of a resource, given without extension in two parts, with the representation's own.
    mutating func uri(_ name: StaticString, _ path: [UInt8], _ tail: StaticString)
    /// Writes fields below a name.
    mutating func object(_ name: StaticString, _ body: (inout Self) -> Void)
}

extension ResourceWriter {
    mutating func word<Word: RawRepresentable & CaseIterable>(_ name: StaticString, _ value: Word)
    where Word.RawValue == String {
        string(name, value.rawValue)
    }

    /// Writes the path of a resource, given without extension, with the representation's own.
    mutating func uri(_ name: StaticString, _ path: String) {
        uri(name, Array(path.utf8), "")
    }
}

/// A resource of which there are lists.
protocol ListedResource: Resource {
    /// The description of a list.
    static var listSchema: ResourceSchema { get }
}

/// Something that the API shows: it knows its names and writes its fields.
protocol Resource: SendableMetatype {
    /// The element in XML, `Call`.
    static var element: StaticString { get }
    /// The element around a list in XML, `Calls`.
    static var listElement: StaticString { get }
    /// The key of a list in JSON, `calls`.
    static var listKey: StaticString { get }

    /// Writes the fields, in alphabetical order as live bodies have them.
    func write<Writer: ResourceWriter>(to writer: inout Writer)
}

// MARK: - JSON

/// Fields as members of a JSON object.
struct JSONFields: ResourceWriter {
    var json: JSONWriter

    mutating func string(_ name: StaticString, _ value: String?) {
        json.member(name, value)
    }

    mutating func string(named name: String, _ value: String?) {
        json.name(name)
        json.string(value)
    }

    mutating func date(_ name: StaticString, _ value: Instant?) {
        json.name(name)
        if let value { json.plainString { $0.append(rfc2822: value) } } else { json.null() }
    }

    mutating func integer(_ name: StaticString, _ value: Int64?) {
        json.name(name)
        if let value { json.integer(value) } else { json.null() }
    }

    mutating func bool(_ name: StaticString, _ value: Bool?) {
        json.name(name)
        if let value { json.bool(value) } else { json.null() }
    }

    mutating func uri(_ name: StaticString, _ path: [UInt8], _ tail: StaticString) {
        json.name(name)
        json.plainString { bytes in
            bytes.append(contentsOf: path)
            bytes.append(text: tail)
            bytes.append(text: Representation.json.uriSuffix)
        }
    }

    mutating func object(_ name: StaticString, _ body: (inout JSONFields) -> Void) {
        json.name(name)
        write(body)
    }

    /// Writes an object whose members `body` writes.
    mutating func write(_ body: (inout JSONFields) -> Void) {
        json.beginObject()
        body(&self)
        json.endObject()
    }
}

// MARK: - XML

/// Fields as elements: names in CamelCase, an empty element where there is no value.
struct XMLFields: ResourceWriter {
    private(set) var bytes: [UInt8] = []

    mutating func string(_ name: StaticString, _ value: String?) {
        element(Array(name.description.utf8), value)
    }

    mutating func string(named name: String, _ value: String?) {
        element(Array(name.utf8), value)
    }

    mutating func date(_ name: StaticString, _ value: Instant?) {
        string(name, value?.rfc2822)
    }

    mutating func integer(_ name: StaticString, _ value: Int64?) {
        string(name, value.map { String($0) })
    }

    mutating func bool(_ name: StaticString, _ value: Bool?) {
        string(name, value.map { $0 ? "true" : "false" })
    }

    mutating func uri(_ name: StaticString, _ path: [UInt8], _ tail: StaticString) {
        string(name, String(decoding: path, as: UTF8.self) + tail.description)
    }

    mutating func object(_ name: StaticString, _ body: (inout XMLFields) -> Void) {
        enclose(CamelCase.name(Array(name.description.utf8)), body)
    }

    /// Writes an element around others.
    mutating func enclose(
        _ name: [UInt8],
        attributes: [(name: String, value: String)] = [],
        _ body: (inout XMLFields) -> Void
    ) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name)
        for (name, value) in attributes {
            bytes.append(contentsOf: " \(name)=\"".utf8)
            appendEscaped(value)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
        body(&self)
        close(name)
    }

    private mutating func element(_ name: [UInt8], _ value: String?) {
        let name = CamelCase.name(name)
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name)
        guard let value, !value.isEmpty else {
            bytes.append(contentsOf: [UInt8(ascii: "/"), UInt8(ascii: ">")])
            return
        }
        bytes.append(UInt8(ascii: ">"))
        appendEscaped(value)
        close(name)
    }

    private mutating func close(_ name: [UInt8]) {
        bytes.append(contentsOf: [UInt8(ascii: "<"), UInt8(ascii: "/")])
        bytes.append(contentsOf: name)
        bytes.append(UInt8(ascii: ">"))
    }

    /// Writes text with its markup escaped; characters that XML 1.0 does not know (section 2.2) become U+FFFD.
    private mutating func appendEscaped(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes.append(text: "&amp;")
            case "<": bytes.append(text: "&lt;")
            case ">": bytes.append(text: "&gt;")
            case "\"": bytes.append(text: "&quot;")
            case "\t", "\n": bytes.append(UInt8(scalar.value))
            case "\r": bytes.append(text: "&#13;")
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                bytes.append(text: "\u{FFFD}")
            default: bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            }
        }
    }
}

// MARK: - CSV

/// Fields as cells of a row, or as the names above them (RFC 4180); what is nested has no column.
struct CSVFields: ResourceWriter {
    /// What is written: the names of the columns, or their values.
    enum Row {
        case header, values
    }

    private(set) var bytes: [UInt8] = []
    private let row: Row
    private var isFirst = true

    init(_ row: Row) {
        self.row = row
    }

    mutating func string(_ name: StaticString, _ value: String?) {
        cell(row == .header ? CamelCase.name(Array(name.description.utf8)) : Array((value ?? "").utf8))
    }

    mutating func string(named name: String, _ value: String?) {
        cell(row == .header ? CamelCase.name(Array(name.utf8)) : Array((value ?? "").utf8))
    }

    mutating func date(_ name: StaticString, _ value: Instant?) {
        string(name, value?.rfc2822)
    }

    mutating func integer(_ name: StaticString, _ value: Int64?) {
        string(name, value.map { String($0) })
    }

    mutating func bool(_ name: StaticString, _ value: Bool?) {
        string(name, value.map { $0 ? "true" : "false" })
    }

    mutating func uri(_ name: StaticString, _ path: [UInt8], _ tail: StaticString) {
        string(
            name,
            String(decoding: path, as: UTF8.self) + tail.description + Representation.csv.uriSuffix.description
        )
    }

    mutating func object(_ name: StaticString, _ body: (inout CSVFields) -> Void) {}

    private mutating func cell(_ value: [UInt8]) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        let special: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D]
        guard value.contains(where: special.contains) else {
            bytes.append(contentsOf: value)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in value {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// `subresource_uris` to `SubresourceUris`.
enum CamelCase {
    static func name(_ name: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var startsWord = true
        for byte in name {
            if byte == UInt8(ascii: "_") {
                startsWord = true
            } else {
                let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                result.append(startsWord && isLower ? byte - 0x20 : byte)
                startsWord = false
            }
        }
        return result
    }
}

extension [UInt8] {
    /// Appends text of the program.
    mutating func append(text: StaticString) {
        text.withUTF8Buffer { unsafe append(contentsOf: $0) }
    }
}
