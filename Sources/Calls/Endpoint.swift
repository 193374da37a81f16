/// One end of a call: a phone number, a Voice SDK client, a SIP address, a SIM, or a caller who gives no number.
package enum Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// A number in E.164.
    case phone(PhoneNumber)
    /// `client:<identity>`; the payload is the identity, which is not empty.
    case client(String)
    /// `sip:user@host…` or `sips:…`; the payload is the whole address as written.
    case sip(String)
    /// `sim:<sid>`; the payload is what follows the colon, which is not empty.
    case sim(String)
    /// An inbound caller's id that is none of these (`anonymous`, a short code, a name from a SIP trunk), as received.
    case raw(String)

    /// Reads an address as the API writes it; nil when it is none of the four addressable kinds.
    ///
    /// Numbers must be E.164 already: turning national and vanity forms into E.164 is a matter of request parameters.
    package init?(_ text: String) {
        if let number = PhoneNumber(text) {
            self = .phone(number)
        } else if let identity = Self.remainder(of: text, after: "client:") {
            self = .client(identity)
        } else if let card = Self.remainder(of: text, after: "sim:") {
            self = .sim(card)
        } else if Self.remainder(of: text, after: "sip:") != nil || Self.remainder(of: text, after: "sips:") != nil {
            self = .sip(text)
        } else {
            return nil
        }
    }

    /// The end as a stored or inbound text gives it: what is not addressable is kept as ``raw(_:)``.
    package init(received text: String) {
        self = Endpoint(text) ?? .raw(text)
    }

    /// The value of the resource's `to` and `from`.
    package var description: String {
        switch self {
        case .phone(let number): number.e164
        case .client(let identity): "client:" + identity
        case .sip(let address): address
        case .sim(let card): "sim:" + card
        case .raw(let text): text
        }
    }

    /// The value of the resource's `to_formatted` and `from_formatted`: `(NPA) NXX-XXXX` for numbers of the North
    /// American plan, the plain value for everything else.
    package var formatted: String {
        switch self {
        case .phone(let number): number.formatted
        case .client, .sip, .sim, .raw: description
        }
    }

    private static func remainder(of text: String, after scheme: String) -> String? {
        // Bytes, not characters: an identity may begin with a combining mark.
        guard text.utf8.count > scheme.utf8.count, text.utf8.starts(with: scheme.utf8) else { return nil }
        return String(Substring(text.utf8.dropFirst(scheme.utf8.count)))
    }
}
