import JSON
import Testing

@Suite struct JSONReaderTests {
    // MARK: Documents that are JSON

    @Test(
        arguments: [
            ("null", .null), ("true", .bool(true)), ("false", .bool(false)), (" \t\r\n null \t\r\n ", .null),
            ("0", .number("0")), ("-0", .number("-0")), ("7", .number("7")), ("-1", .number("-1")),
            ("1234567890", .number("1234567890")), ("0.0", .number("0.0")), ("-0.50", .number("-0.50")),
            ("1e5", .number("1e5")), ("1E+05", .number("1E+05")), ("0e-0", .number("0e-0")),
            ("-1.50e3", .number("-1.50e3")), ("1e999999", .number("1e999999")),
            ("123456789012345678901234567890", .number("123456789012345678901234567890")),
            ("0.1000000000000000055511151231257827", .number("0.1000000000000000055511151231257827")),
            ("\"\"", .string("")), ("\"a\"", .string("a")), ("\"é€😀\"", .string("é€😀")), ("\"/\"", .string("/")),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")), (#""\u0041\u00e9""#, .string("Aé")),
            (#""\u00E9\u20aC""#, .string("é€")), (#""\u0000""#, .string("\0")), (#""a\u0000b""#, .string("a\0b")),
            (#""\uD83D\uDE00""#, .string("😀")), (#""\ud83d\ude00""#, .string("😀")),
            (#""\uD800\uDC00""#, .string("\u{10000}")), (#""\uDBFF\uDFFF""#, .string("\u{10FFFF}")),
            (#""\uFFFF\uFFFE""#, .string("\u{FFFF}\u{FFFE}")), (#""\uD7FF\uE000""#, .string("\u{D7FF}\u{E000}")),
            (#""\\u0041""#, .string("\\u0041")),
            ("\"\u{7F}\u{80}\u{2028}\u{2029}\"", .string("\u{7F}\u{80}\u{2028}\u{2029}")),
            ("\"\u{FEFF}\"", .string("\u{FEFF}")), ("\"[{]}//#\"", .string("[{]}//#")),
            ("[]", .array([])), ("[ ]", .array([])), ("[[]]", .array([.array([])])), ("[1]", .array([.number("1")])),
            ("[1,2]", .array([.number("1"), .number("2")])), ("[\n1\n,\r\n2\t]", .array([.number("1"), .number("2")])),
            ("[null,true,\"\",{}]", .array([.null, .bool(true), .string(""), .object([])])),
            ("{}", .object([])), ("{ }", .object([])), ("{\"\":0}", .object([JSONMember("", .number("0"))])),
            ("{\"a\":1}", .object([JSONMember("a", .number("1"))])),
            (" { \"a\" : 1 , \"b\" : [ ] } ", .object([JSONMember("a", .number("1")), JSONMember("b", .array([]))])),
            ("{\"b\":1,\"a\":2}", .object([JSONMember("b", .number("1")), JSONMember("a", .number("2"))])),
            ("{\"a\":{\"a\":null}}", .object([JSONMember("a", .object([JSONMember("a", .null)]))])),
            ("{\"a\":null,\"A\":null}", .object([JSONMember("a", .null), JSONMember("A", .null)])),
            (#"{"\u0061b":null}"#, .object([JSONMember("ab", .null)])),
            ("\u{FEFF}{}", .object([])), ("\u{FEFF} 1", .number("1")),
        ] as [(String, JSONValue)]
    )
    func `a document is read`(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    /// Names are compared code point by code point (RFC 8259, section 8.3), unlike Swift's strings.
    @Test func `names that only look alike are two names`() throws {
        let value = try JSONValue(parsing: Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        guard case .object(let members) = value else {
            Issue.record("not an object")
            return
        }
        #expect(members.map { Array($0.name.utf8) } == [[0xC3, 0xA9], [0x65, 0xCC, 0x81]])
    }

    // MARK: Documents that are not

    @Test(
        arguments: [
            "", " ", "\n", "\u{FEFF}", "\u{FEFF}\u{FEFF}1", " \u{FEFF}1", "\0", "1\0", "\u{A0}1", "1\u{A0}", "\u{B}1",
            "\u{C}1", "\u{2028}1", "\u{85}1",
            "nul", "nulll", "Null", "NULL", "tru", "True", "fals", "undefined", "NaN", "Infinity", "-Infinity", "nan",
            "a", "*", "'a'", "`a`", "/**/1", "1//", "#\n1", "1 2", "1,", ",1", "[][]", "{}{}", "1]", "\"a\" \"b\"",
            "-", "+1", "--1", "- 1", "00", "01", "-01", "-a", ".5", "-.5", "1.", "-1.", "1.e1", "1.2.3", "1e", "1E+",
            "1e-", "1e1.5", "1e+-1", "1ee1", "0x1", "1_000", "1,5", "1 000", "１", "1f", "0e", "-e1", "1a",
            "\"", "\"a", "\"\\\"", "\"a\nb\"", "\"a\tb\"", "\"a\0b\"", "\"\u{1F}\"", "\"\r\"", #""\x41""#, #""\a""#,
            #""\'""#, #""\0""#, #""\U0041""#, "\"\\\n\"", #""\u""#, #""\u1""#, #""\u12""#, #""\u123""#, #""\u123g""#,
            #""\u 123""#, #""\u+123""#, #""\u-123""#, #""\u{41}""#, #""\u１２３４""#, "\"\\é\"", "\"\\", "\"\\u",
            #""\uD800""#, #""\uDBFF""#, #""\uDC00""#, #""\uDFFF""#, #""\uD800a""#, #""\uD800\n""#, #""\uD800\u0041""#,
            #""\uD800\uD800""#, #""\uDC00\uD800""#, #""\uD83D\u""#, #""\uD83D\uDE0""#, #""\uD83D \uDE00""#,
            "[", "[[", "[1", "[1,", "[1 2]", "[1,]", "[,]", "[,1]", "[1,,2]", "[1;2]", "[1:2]", "[1}", "[\"a\"", "]",
            "[\"a\":1]", "[*]", "[1\0]", "[a]", "[nul]", "[nullx]", "[-]", "[1.]", "[0x1]", "[1,\n", "[...]",
            "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{,\"a\":1}", "{\"a\" 1}",
            "{\"a\",1}", "{\"a\"::1}", "{\"a\":}", "{:1}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}", "{\"a\":1 \"b\":2}",
            "{\"a\":1;\"b\":2}", "{\"a\":1]", "{[]:1}", "{\"a\":1,,\"b\":2}", "{\"a\":1}}", "{\"a\":1}x",
            "{\"a\":/**/1}", "{\"a\":1}//", "{\"a\":a}", "{\"\\uD800\":1}", "{\"a\":\"b}",
            "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"a\":3}", "{\"\":1,\"\":1}", "{\"a\":1,\"\\u0061\":2}",
            "[{\"a\":{\"b\":1,\"b\":2}}]",
        ]
    )
    func `a text that is no document is refused`(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    /// Inside a string, all alone, and as an object's name.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
            [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
            [0xFE], [0xFF], [0xE9], [0xFF, 0xFE, 0x31],
        ] as [[UInt8]]
    )
    func `bytes that are not UTF-8 are refused`(_ bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
        let alone = #expect(throws: JSONError.self) { try JSONValue(parsing: [quote] + bytes + [quote]) }
        #expect(alone?.description == "line 1, column 1: the string is not valid UTF-8")
        let object = Array("{\n ".utf8) + [quote] + bytes + [quote] + Array(":1}".utf8)
        let named = #expect(throws: JSONError.self) { try JSONValue(parsing: object) }
        #expect(named?.description == "line 2, column 2: the string is not valid UTF-8")
    }

    @Test(
        arguments: [[0xEF], [0xEF, 0xBB], [0xEF, 0xBB, 0x31], [0xFE, 0xFF, 0x00, 0x31], [0x31, 0x00]] as [[UInt8]]
    )
    func `half a byte order mark and other encodings are refused`(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    // MARK: Where and why

    @Test(
        arguments: [
            ("", 1, 1, "the document ends where a value was expected"),
            ("\n\n  ", 3, 3, "the document ends where a value was expected"),
            ("nul", 1, 1, "a value was expected"), ("\u{FEFF}x", 1, 4, "a value was expected"),
            ("1 2", 1, 3, "nothing may stand behind the document"),
            ("{}\r\n\r\n}", 3, 1, "nothing may stand behind the document"),
            ("01", 1, 2, "nothing may stand behind the document"), ("[-]", 1, 3, "a digit was expected"),
            ("[1.]", 1, 4, "a digit was expected behind the decimal point"),
            ("[1e+]", 1, 5, "a digit was expected in the exponent"),
            ("[1,\n2,\n]", 3, 1, "a value was expected"),
            ("[1 2]", 1, 4, "a comma or the array's closing bracket was expected"),
            ("[1,\n 2", 2, 3, "a comma or the array's closing bracket was expected"),
            ("{\"a\":1 \"b\":2}", 1, 8, "a comma or the object's closing brace was expected"),
            ("{\"a\":1,}", 1, 8, "a name in double quotes was expected"),
            ("{\n  a: 1\n}", 2, 3, "a name in double quotes was expected"),
            ("{\"a\" 1}", 1, 6, "a colon was expected behind the name 'a'"),
            ("{\n  \"a\": 1,\n  \"a\": 2\n}", 3, 3, "the name 'a' stands twice in one object"),
            ("{\"é\":1,\"é\":2}", 1, 9, "the name 'é' stands twice in one object"),
            ("[\"é\", x]", 1, 8, "a value was expected"), ("\"abc", 1, 5, "the document ends inside a string"),
            ("\"a\nb\"", 1, 3, "a control character in a string must be escaped"),
            (#"["a\x"]"#, 1, 5, "there is no such escape in JSON"),
            (#""\u12g4""#, 1, 6, "four hexadecimal digits were expected"),
            (#""\uD800""#, 1, 8, "half a surrogate pair is no character"),
            (#""\uDC00""#, 1, 8, "half a surrogate pair is no character"),
        ]
    )
    func `an error says where and why`(_ text: String, _ line: Int, _ column: Int, _ message: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(error?.message == message)
        #expect(error?.description == "line \(line), column \(column): \(message)")
    }

    // MARK: Depth

    private static func nested(_ depth: Int, _ open: String, _ close: String, _ core: String = "") -> [UInt8] {
        Array((String(repeating: open, count: depth) + core + String(repeating: close, count: depth)).utf8)
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}"), (" [ ", " ] ")])
    func `a hundred levels pass and one more does not`(_ open: String, _ close: String) throws {
        let core = open.contains("{") ? "1" : ""
        let whole = try JSONValue(parsing: Self.nested(100, open, close, core))
        var depth = 0
        var value: JSONValue? = whole
        while let level = value {
            switch level {
            case .array(let elements): value = elements.first
            case .object(let members): value = members.first?.value
            default: value = nil
            }
            if value != nil || level == .array([]) { depth += 1 }
        }
        #expect(depth == 100)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Self.nested(101, open, close, core)) }
        #expect(error?.message == "arrays and objects may stand 100 deep at the most")
        let bracket = open.prefix { $0 == " " }.utf8.count + 1
        #expect(error?.column == 100 * open.utf8.count + bracket)
    }

    @Test func `depth counts what is open, not what was`() throws {
        let siblings = Array(("[" + String(repeating: "[[]],", count: 500) + "{}]").utf8)
        guard case .array(let elements) = try JSONValue(parsing: siblings) else {
            Issue.record("not an array")
            return
        }
        #expect(elements.count == 501)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func `a very deep document is refused, not a crash`(_ open: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Self.nested(100_000, open, "")) }
    }
}
