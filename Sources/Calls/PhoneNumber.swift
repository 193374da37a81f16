/// A telephone number in E.164: a plus sign, and 2 to 15 digits of which the first is not 0.
///
/// Source: ITU-T E.164. The lower bound is loose on purpose: the documentation's own `+123456789` is a number here, and
/// whether a number can be dialled is decided elsewhere.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// The number as the API writes it, `+14158675309`.
    package let e164: String

    /// Reads a number; nil unless it is E.164 to the letter.
    package init?(_ text: String) {
        let characters = text.utf8
        guard (3...16).contains(characters.count), characters.first == UInt8(ascii: "+"),
            characters.dropFirst().first != UInt8(ascii: "0"),
            characters.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        e164 = text
    }

    package var description: String { e164 }

    /// The display form: `(415) 867-5309` for `+1` and ten digits, the number itself for all others.
    package var formatted: String {
        guard e164.utf8.count == 12, e164.hasPrefix("+1") else { return e164 }
        let digits = Array(e164.utf8)
        var display: [UInt8] = []
        display.reserveCapacity(14)
        display.append(UInt8(ascii: "("))
        display.append(contentsOf: digits[2..<5])
        display.append(UInt8(ascii: ")"))
        display.append(UInt8(ascii: " "))
        display.append(contentsOf: digits[5..<8])
        display.append(UInt8(ascii: "-"))
        display.append(contentsOf: digits[8..<12])
        return String(decoding: display, as: UTF8.self)
    }
}
