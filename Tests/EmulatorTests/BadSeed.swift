import Testing

/// A seed document that is wrong, with the place and the sentence that say so.
struct BadSeed: Sendable, CustomTestStringConvertible {
    var document: String
    var path: String
    var message: String

    var testDescription: String { document.count < 200 ? document : String(document.prefix(200)) }

    // MARK: What the tables are made of

    /// The account that the wrong documents are about.
    static let sid = Sids.account("7")

    static func raw(_ document: String, _ path: String, _ message: String) -> BadSeed {
        BadSeed(document: document, path: path, message: message)
    }

    static func account(_ fields: String, _ path: String, _ message: String) -> BadSeed {
        raw("{\"accounts\":[{\"sid\":\"\(sid)\",\(fields)}]}", "$.accounts[0]" + path, message)
    }

    /// A call that is as given but for the SID, and the addresses where those are not given.
    static func call(_ fields: String, _ path: String, _ message: String) -> BadSeed {
        var fields = "{\"sid\":\"\(Sids.call("7"))\",\(fields)"
        if !fields.contains("\"to\":") { fields += ",\"to\":\"+14155550001\"" }
        if !fields.contains("\"from\":") { fields += ",\"from\":\"+14155550002\"" }
        return account("\"calls\":[\(fields)}]", ".calls[0]" + path, message)
    }

    static let date = #"expected a date such as "2010-08-31T20:36:28Z" or "Tue, 31 Aug 2010 20:36:28 +0000""#
    static let actions = "ring, answer, busy, ignore, reject, fail, hear, press, say, wait, hangup"
    static let address = "a number in E.164, or a client:, sip: or sim: address"
    static let key = Sids.key("7")

    static func step(_ step: String, _ path: String, _ message: String) -> BadSeed {
        account(#""phones":[{"number":"+15551234567","script":[\#(step)]}]"#, ".phones[0].script[0]" + path, message)
    }
}
