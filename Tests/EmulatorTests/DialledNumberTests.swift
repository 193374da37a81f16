import Calls
import TestSupport
import Testing

@testable import Emulator

/// Numbers as callers of the API write them, and how they are shown.
@Suite struct DialledNumberTests {
    @Test(arguments: [
        ("+14155551212", "+14155551212", "(415) 555-1212"), ("14155551212", "+14155551212", "(415) 555-1212"),
        ("4155551212", "+14155551212", "(415) 555-1212"), ("(415) 555-1212", "+14155551212", "(415) 555-1212"),
        ("+1 415.555.1212", "+14155551212", "(415) 555-1212"), ("1-415-555-1212", "+14155551212", "(415) 555-1212"),
        ("(415)555-1212 ", "+14155551212", "(415) 555-1212"), (" 4155551212", "+14155551212", "(415) 555-1212"),
        ("1-800-FLOWERS", "+18003569377", "(800) 356-9377"), ("800flowers", "+18003569377", "(800) 356-9377"),
        ("gdygadba", "+43942322", "+43942322"), ("abcdefghijklmno", "+222333444555666", "+222333444555666"),
        ("pqrstuvwxyz", "+77778889999", "+77778889999"), ("+442071838750", "+442071838750", "+442071838750"),
        ("44 20 7183 8750", "+442071838750", "+442071838750"), ("+4915735982345", "+4915735982345", "+4915735982345"),
        ("2345678", "+2345678", "+2345678"), ("+234567890123456", "+234567890123456", "+234567890123456"),
        ("2345678901", "+12345678901", "(234) 567-8901"), ("+2345678901", "+2345678901", "+2345678901"),
        ("+18885551212", "+18885551212", "(888) 555-1212"), ("+15551234567", "+15551234567", "(555) 123-4567"),
    ])
    func `a number is read in every form, and shown as people write it`(
        _ text: String,
        e164: String,
        formatted: String
    ) throws {
        let harness = try Harness()
        let answer = harness.create("To=\(text)|From=\(text)", in: Sids.account("7"))
        #expect(answer.status == 201)
        for name in ["to", "from"] {
            #expect(answer.string(name) == e164)
            #expect(answer.string("\(name)_formatted") == formatted)
        }
        #expect(harness.list("To=\(encoded(text))", in: Sids.account("7")).column("to") == [e164])
        #expect(harness.list("From=\(encoded(text))", in: Sids.account("7")).column("from") == [e164])
    }

    @Test(arguments: [
        "", "+", "123456", "+123456", "1234567890123456", "+1415555121", "+141555512123", "+10155551212",
        "+11155551212", "0155551212", "1155551212", "+0123456789", "1+4155551212", "+1/4155551212", "+1,4155551212",
        "+14155551212x", "\u{FF0B}14155551212", "+1415555121\u{662}", "+14155551212\n", "415\t5551212",
    ])
    func `what is no number is none`(_ text: String) {
        #expect(PhoneNumber(dialled: text) == nil)
    }

    @Test func `no text makes the reader trap, and what it reads is E.164`() {
        var random = SeededGenerator(seed: 7)
        let pieces = Array("+0123456789 -.()abcXYZ\u{E9}\u{0}:;@?&=%/".unicodeScalars)
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0..<20, using: &random) {
                text.append(pieces[Int.random(in: 0..<pieces.count, using: &random)])
            }
            let number = PhoneNumber(dialled: String(text))
            #expect(number == nil || PhoneNumber(number?.e164 ?? "") == number)
            _ = SIPAddress("sip:" + String(text))
        }
    }
}
