import Calls
import Database

/// Which number is to be bought: this one, or any with an area code.
enum NumberWish: Sendable {
    case number(PhoneNumber)
    case areaCode(String)

    static let number = Parameter<String>.text("PhoneNumber")
    static let areaCode = Parameter<String>.text("AreaCode")

    /// Reads `PhoneNumber` or, without one, `AreaCode`.
    ///
    /// The magic values of Twilio's test credentials hold in every world: `+15005550000` is taken, `+15005550001` is
    /// none, in `533` there is none left.
    init(_ form: Form) throws(APIError) {
        if let text = try form.value(Self.number) {
            guard let number = PhoneNumber(text), text != "+15005550001" else { throw .numberInvalid(text) }
            guard text != "+15005550000" else { throw .numberNotAvailable(text) }
            self = .number(number)
        } else if let code = try form.value(Self.areaCode) {
            let digits = Array(code.utf8)
            guard digits.count == 3, (UInt8(ascii: "2")...UInt8(ascii: "9")).contains(digits[0]),
                digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { throw .areaCodeInvalid(code) }
            guard code != "533" else { throw .areaCodeExhausted(code) }
            self = .areaCode(code)
        } else {
            throw .numberMissing
        }
    }

    /// The number that an account gets: of an area code the first that it does not have, from 555-0100 to 555-0199,
    /// which no real subscriber has.
    func choose(for account: AccountSid, _ db: borrowing Connection) throws -> PhoneNumber {
        switch self {
        case .number(let number):
            guard try db.sid(of: number, in: account) == nil else { throw APIError.numberNotAvailable(number.e164) }
            return number
        case .areaCode(let code):
            for line in 100...199 {
                guard let number = PhoneNumber("+1\(code)5550\(line)"), try db.sid(of: number, in: account) == nil
                else { continue }
                return number
            }
            throw APIError.areaCodeExhausted(code)
        }
    }
}
