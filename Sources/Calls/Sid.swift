/// What a SID names: the two letters it begins with.
package protocol SidKind: Sendable {
    /// The two letters in front of the 32 hexadecimal digits.
    static var prefix: StaticString { get }
}

/// A Twilio identifier: two letters that say what it names, and 32 hexadecimal digits.
///
/// A value of this type is legal by construction. Upper-case digits are legal too and kept as they were written; SIDs
/// are compared to the letter. Source: the `pattern` of every SID in Twilio's OpenAPI description.
package struct Sid<Kind: SidKind>: Hashable, Sendable, CustomStringConvertible {
    /// All 34 characters.
    package let text: String

    /// Reads a SID; nil unless it is this kind's prefix and 32 hexadecimal digits, nothing around them.
    package init?(_ text: String) {
        guard SidForm.matches(text, prefix: Kind.prefix) else { return nil }
        self.text = text
    }

    /// Makes the SID with these 128 bits, in lower case as Twilio writes them.
    package init(bits: UInt128) {
        var characters = Kind.prefix.withUTF8Buffer { unsafe Array($0) }
        characters.reserveCapacity(34)
        for digit in stride(from: 124, through: 0, by: -4) {
            let value = UInt8(truncatingIfNeeded: bits >> UInt128(digit)) & 0xF
            characters.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
        }
        text = String(decoding: characters, as: UTF8.self)
    }

    package var description: String { text }
}

/// The form of every SID.
///
/// Not generic, so that callers in other modules run it as it was compiled here.
private enum SidForm {
    static func matches(_ text: String, prefix: StaticString) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count == 34, prefix.withUTF8Buffer({ unsafe bytes.starts(with: $0) }) else { return false }
            return unsafe bytes.dropFirst(2).allSatisfy(isHexadecimal)
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

/// `AC…`: an account, which is a world of its own here.
package enum AccountKind: SidKind { package static let prefix: StaticString = "AC" }
/// `CA…`: one leg of a call.
package enum CallKind: SidKind { package static let prefix: StaticString = "CA" }
/// `PN…`: an incoming phone number, or an outgoing caller id.
package enum PhoneNumberKind: SidKind { package static let prefix: StaticString = "PN" }
/// `AP…`: an application.
package enum ApplicationKind: SidKind { package static let prefix: StaticString = "AP" }
/// `SK…`: an API key.
package enum KeyKind: SidKind { package static let prefix: StaticString = "SK" }
/// `GP…`: a group of calls, a leftover of early years.
package enum GroupKind: SidKind { package static let prefix: StaticString = "GP" }
/// `TK…`: a SIP trunk.
package enum TrunkKind: SidKind { package static let prefix: StaticString = "TK" }
/// `RQ…`: one request to the API.
package enum RequestKind: SidKind { package static let prefix: StaticString = "RQ" }
/// `NO…`: an entry of a call's notifications.
package enum NotificationKind: SidKind { package static let prefix: StaticString = "NO" }
/// `RE…`: a recording.
package enum RecordingKind: SidKind { package static let prefix: StaticString = "RE" }
/// `MZ…`: a media stream.
package enum StreamKind: SidKind { package static let prefix: StaticString = "MZ" }
/// `SR…`: a SIPREC session.
package enum SiprecKind: SidKind { package static let prefix: StaticString = "SR" }
/// `GT…`: a real-time transcription.
package enum TranscriptionKind: SidKind { package static let prefix: StaticString = "GT" }
/// `PK…`: a payment session.
package enum PaymentKind: SidKind { package static let prefix: StaticString = "PK" }
/// `KX…`: a user-defined message.
package enum UserDefinedMessageKind: SidKind { package static let prefix: StaticString = "KX" }
/// `ZY…`: a subscription to user-defined messages.
package enum UserDefinedMessageSubscriptionKind: SidKind { package static let prefix: StaticString = "ZY" }

package typealias AccountSid = Sid<AccountKind>
package typealias CallSid = Sid<CallKind>
package typealias PhoneNumberSid = Sid<PhoneNumberKind>
package typealias ApplicationSid = Sid<ApplicationKind>
package typealias KeySid = Sid<KeyKind>
package typealias GroupSid = Sid<GroupKind>
package typealias TrunkSid = Sid<TrunkKind>
package typealias RequestSid = Sid<RequestKind>
package typealias NotificationSid = Sid<NotificationKind>
package typealias RecordingSid = Sid<RecordingKind>
package typealias StreamSid = Sid<StreamKind>
package typealias SiprecSid = Sid<SiprecKind>
package typealias TranscriptionSid = Sid<TranscriptionKind>
package typealias PaymentSid = Sid<PaymentKind>
package typealias UserDefinedMessageSid = Sid<UserDefinedMessageKind>
package typealias UserDefinedMessageSubscriptionSid = Sid<UserDefinedMessageSubscriptionKind>
