import JSON
import TestSupport
import Testing

/// Laws of reading and writing, tried with thousands of random trees and of damaged documents.
@Suite struct JSONPropertyTests {
    @Test func `a tree survives writing and reading`() throws {
        var generator = SeededGenerator(seed: 8259)
        for _ in 0..<2000 {
            let value = Self.tree(depth: 5, &generator)
            let bytes = Self.written(value)
            let read = try JSONValue(parsing: bytes)
            // Written again, because Swift's strings are equal when they only look alike.
            guard read == value, Self.written(read) == bytes else {
                Issue.record("\(String(decoding: bytes, as: UTF8.self))")
                return
            }
        }
    }

    @Test func `space between the parts changes nothing`() throws {
        var generator = SeededGenerator(seed: 4627)
        for _ in 0..<500 {
            let value = Self.tree(depth: 4, &generator)
            let spaced = Self.spaced(value, &generator)
            guard try JSONValue(parsing: spaced) == value else {
                Issue.record("\(String(decoding: spaced, as: UTF8.self))")
                return
            }
        }
    }

    @Test func `a damaged document is read or refused with a place inside it`() {
        var generator = SeededGenerator(seed: 7159)
        var refusals = 0
        for _ in 0..<4000 {
            var bytes = Self.written(Self.tree(depth: 4, &generator))
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                Self.damage(&bytes, &generator)
            }
            let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            do {
                let value = try JSONValue(parsing: bytes)
                guard (try? JSONValue(parsing: Self.written(value))) == value else {
                    Issue.record("read, but not written back: \(bytes)")
                    return
                }
            } catch {
                refusals += 1
                guard lines.indices.contains(error.line - 1),
                    (1...lines[error.line - 1].count + 1).contains(error.column), !error.message.isEmpty
                else {
                    Issue.record("\(error) of \(bytes)")
                    return
                }
            }
        }
        #expect(refusals > 1000)
    }

    @Test func `a document cut short is refused wherever it is cut`() throws {
        let whole = Array(#"{"name":["é\n\u20ac\uD83D\uDE00",-1.5e+3,true,false,null,{}],"empty":[]}"#.utf8)
        _ = try JSONValue(parsing: whole)
        for count in whole.indices {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(whole[..<count])) }
        }
    }

    // MARK: Random documents

    private static func written(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }

    private static func tree(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .number(number(&generator))
        case 3, 4: .string(string(&generator))
        case 5, 6:
            .array((0..<Int.random(in: 0...4, using: &generator)).map { _ in tree(depth: depth - 1, &generator) })
        default:
            .object(
                (0..<Int.random(in: 0...4, using: &generator)).map { index in
                    JSONMember("\(index)" + string(&generator), tree(depth: depth - 1, &generator))
                }
            )
        }
    }

    private static func number(_ generator: inout SeededGenerator) -> String {
        let shift = Int64.random(in: 0...63, using: &generator)
        var text = "\(Int64.random(in: .min ... .max, using: &generator) >> shift)"
        if Bool.random(using: &generator) { text += ".\(UInt16.random(in: 0 ... .max, using: &generator))0" }
        if Bool.random(using: &generator) { text += "eE".randomElement(using: &generator).map(String.init) ?? "e" }
        if text.last == "e" || text.last == "E" { text += "\(Int.random(in: -400...400, using: &generator))" }
        return text
    }

    private static func string(_ generator: inout SeededGenerator) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            let limit: UInt32 = [0x20, 0x80, 0x80, 0x800, 0x1_0000, 0x11_0000].randomElement(using: &generator) ?? 0x80
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    private static func spaced(_ value: JSONValue, _ generator: inout SeededGenerator) -> [UInt8] {
        func space() -> [UInt8] {
            (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                [0x20, 0x09, 0x0A, 0x0D].randomElement(using: &generator) ?? 0x20
            }
        }
        func list(_ open: String, _ parts: [[UInt8]], _ close: String) -> [UInt8] {
            Array(open.utf8) + space() + Array(parts.joined(separator: Array(",".utf8))) + Array(close.utf8)
        }
        switch value {
        case .array(let elements):
            return space() + list("[", elements.map { spaced($0, &generator) }, "]") + space()
        case .object(let members):
            let parts = members.map { member in
                space() + written(.string(member.name)) + space() + Array(":".utf8) + spaced(member.value, &generator)
            }
            return space() + list("{", parts, "}") + space()
        default:
            return space() + written(value) + space()
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let position = Int.random(in: 0...bytes.count, using: &generator)
        let signs = Array("\"\\{}[]:,-+.eEu0\n \0\u{80}".utf8) + [0xFF, 0xEF]
        let byte = signs.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes.insert(byte, at: position)
        case 1: bytes.removeSubrange(position...)
        case 2 where position < bytes.count: bytes[position] = byte
        default: if position < bytes.count { bytes.remove(at: position) }
        }
    }
}
