import Testing

@testable import Emulator

/// Percent-encodes a value so that a form gives it back to the letter.
func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            encoded += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
        }
    }
    return encoded
}

extension Harness {
    /// Expects that an update of the call in progress is refused with 400 and these words, and changes nothing.
    func expectRefusal(_ form: String, _ error: String, at here: SourceLocation = #_sourceLocation) throws {
        let sid = Sids.call("a")
        let before = fetch(sid)
        let answer = update(sid, form)
        #expect(answer.status == 400, sourceLocation: here)
        #expect(answer.error == error, sourceLocation: here)
        #expect(fetch(sid).text == before.text, sourceLocation: here)
        #expect(try effects(of: sid).isEmpty, sourceLocation: here)
    }
}
