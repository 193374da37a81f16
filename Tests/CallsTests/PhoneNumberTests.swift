import Calls
import Testing

@Suite struct PhoneNumberTests {
    /// Each with its display form.
    @Test(
        arguments: [
            ("+14158675309", "(415) 867-5309"), ("+15005550006", "(500) 555-0006"), ("+10000000000", "(000) 000-0000"),
            ("+1415867530", "+1415867530"), ("+141586753091", "+141586753091"), ("+24158675309", "+24158675309"),
            ("+442071838750", "+442071838750"), ("+4930901820", "+4930901820"), ("+61280153200", "+61280153200"),
            ("+85212345678", "+85212345678"), ("+123456789", "+123456789"), ("+12", "+12"),
            ("+123456789012345", "+123456789012345"), ("+999999999999999", "+999999999999999"),
        ]
    )
    func `a number is kept as written and shown as Twilio shows it`(_ text: String, _ formatted: String) throws {
        let number = try #require(PhoneNumber(text))
        #expect(number.e164 == text)
        #expect(number.description == text)
        #expect(number.formatted == formatted)
    }

    @Test(
        arguments: [
            "", "+", "+1", "1", "14158675309", "+04158675309", "+1234567890123456", "++14158675309", "+1 4158675309",
            "+1-415-867-5309", "(415) 867-5309", "+1415867530x", "+1415TWILIO0", " +14158675309", "+14158675309 ",
            "+14158675309\n", "+14158675309\0", "\u{FF0B}14158675309", "+１４１５８６７", "+1415867530٩", "+141586753\u{301}",
            "00442071838750", "+1.5", "-14158675309", "client:alice",
        ]
    )
    func `what is not E 164 to the letter is no number`(_ text: String) {
        #expect(PhoneNumber(text) == nil)
    }
}
