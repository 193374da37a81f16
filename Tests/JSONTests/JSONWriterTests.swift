import JSON
import TestSupport
import Testing

@Suite struct JSONWriterTests {
    /// What a writer holds after `write`.
    private static func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    // MARK: Strings

    @Test(
        arguments: [
            ("", #""""#), ("a", #""a""#), ("\"", #""\"""#), ("\\", #""\\""#), ("\\\"", #""\\\"""#), ("/", #""/""#),
            ("</script>", #""</script>""#), ("\0", #""\u0000""#), ("\u{1}", #""\u0001""#), ("\u{7}", #""\u0007""#),
            ("\u{8}", #""\b""#), ("\t", #""\t""#), ("\n", #""\n""#), ("\u{B}", #""\u000b""#), ("\u{C}", #""\f""#),
            ("\r", #""\r""#), ("\r\n", #""\r\n""#), ("\u{E}", #""\u000e""#), ("\u{10}", #""\u0010""#),
            ("\u{1F}", #""\u001f""#), (" ", #"" ""#), ("\u{7F}", "\"\u{7F}\""), ("é€😀", #""é€😀""#),
            ("\u{2028}", "\"\u{2028}\""), ("\u{FEFF}", "\"\u{FEFF}\""), ("e\u{301}", "\"e\u{301}\""),
            ("a\"b\\c\nd", #""a\"b\\c\nd""#),
        ]
    )
    func `a string is escaped where it must be, and only there`(_ text: String, _ json: String) {
        #expect(Array(Self.text { $0.string(text) }.utf8) == Array(json.utf8))
        #expect(Array(Self.text { $0.name(text) }.utf8) == Array((json + ":").utf8))
    }

    @Test func `every character up to the first letters survives writing and reading`() throws {
        for scalar in (0...0x2FF).compactMap(Unicode.Scalar.init) {
            let value = JSONValue.string(String(Character(scalar)))
            var writer = JSONWriter()
            writer.value(value)
            #expect(try JSONValue(parsing: writer.bytes) == value)
        }
    }

    // MARK: Numbers

    @Test func `whole numbers are written in full`() {
        #expect(Self.text { $0.integer(0) } == "0")
        #expect(Self.text { $0.integer(Int64.min) } == "-9223372036854775808")
        #expect(Self.text { $0.integer(Int64.max) } == "9223372036854775807")
        #expect(Self.text { $0.integer(UInt64.max) } == "18446744073709551615")
        #expect(Self.text { $0.integer(UInt8(200)) } == "200")
    }

    @Test(
        arguments: [
            (0, "0"), (1, "1"), (-1, "-1"), (0.5, "0.5"), (-0.25, "-0.25"), (0.1, "0.1"), (1.5e-7, "1.5e-07"),
            (1e15, "1000000000000000"), (123_456_789, "123456789"), (1e300, "1e+300"),
            (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
            (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
        ] as [(Double, String)]
    )
    func `a fraction is written as briefly as it reads back`(_ value: Double, _ json: String) {
        #expect(Self.text { $0.number(value) } == json)
    }

    @Test func `random fractions are JSON and read back the same`() throws {
        var generator = SeededGenerator(seed: 754)
        for _ in 0..<2000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            var writer = JSONWriter()
            writer.number(value)
            guard case .number(let text) = try JSONValue(parsing: writer.bytes), Double(text) == value else {
                Issue.record("\(value) was written \(String(decoding: writer.bytes, as: UTF8.self))")
                return
            }
        }
    }

    // MARK: Commas and nesting

    @Test func `commas stand between, never before or behind`() {
        let text = Self.text { writer in
            writer.object { writer in
                writer.name("a" as StaticString)
                writer.null()
                writer.name("b" as StaticString)
                writer.array { writer in
                    writer.bool(true)
                    writer.bool(false)
                    writer.array { _ in }
                    writer.object { _ in }
                    writer.object { writer in
                        writer.name("ü\"" as String)
                        writer.integer(1)
                    }
                    writer.number(0.5)
                }
                writer.name("c" as StaticString)
                writer.object { _ in }
                writer.name("d" as StaticString)
                writer.string(nil)
                writer.name("e" as StaticString)
                writer.string("x" as String?)
                writer.name("f" as StaticString)
                writer.plainString { $0.append(contentsOf: "plain".utf8) }
                writer.name("g" as StaticString)
                writer.raw("[1, 2]")
            }
        }
        let parts = [
            #""a":null"#, #""b":[true,false,[],{},{"ü\"":1},0.5]"#, #""c":{}"#, #""d":null"#, #""e":"x""#,
            #""f":"plain""#, #""g":[1, 2]"#,
        ]
        #expect(text == "{" + parts.joined(separator: ",") + "}")
    }

    @Test func `the capacity is room, not content`() {
        #expect(JSONWriter(capacity: 1024).bytes.isEmpty)
        #expect(JSONWriter(capacity: 0).bytes.isEmpty)
    }

    @Test func `an error of the body comes through`() {
        struct Stop: Error {}
        var writer = JSONWriter()
        #expect(throws: Stop.self) {
            try writer.object { writer throws(Stop) in
                try writer.array { _ throws(Stop) in throw Stop() }
            }
        }
    }

    @Test(
        arguments: [
            (.null, "null"), (.bool(true), "a boolean"), (.number("1"), "a number"), (.string(""), "a string"),
            (.array([]), "an array"), (.object([]), "an object"),
        ] as [(JSONValue, String)]
    )
    func `a value's kind reads well in a sentence`(_ value: JSONValue, _ kind: String) {
        #expect(value.kind == kind)
    }
}
