import Calls
import Database
import JSON

@testable import Emulator

// Creating, listing and deleting calls.
extension Harness {
    /// The number of the documentation's world that calls come from unless a test says otherwise, and its SID.
    static let ownNumber = "+14158675309"
    static let ownNumberSid = "PN" + String(repeating: "a", count: 32)

    /// Creates a call with `To`, `From` and `Url`, changed as a line says: parameters to set or add as `Name=value`,
    /// parameters to leave out as `-Name`, with bars between them; values stand as they are.
    func create(
        _ changes: String = "",
        in account: String = Paths.account,
        auth: String? = nil,
        suffix: String = ".json"
    ) -> Answer {
        request(
            "POST",
            Paths.calls(in: account) + suffix,
            form: Self.form(changes),
            auth: auth ?? Credentials.basic(account, String(account.dropFirst(2)))
        )
    }

    /// The form that a line means.
    private static func form(_ changes: String) -> String {
        var pairs = [("To", "+14155551212"), ("From", ownNumber), ("Url", "http://a.example/")]
        for change in changes.split(separator: "|") {
            if change.hasPrefix("-") {
                pairs.removeAll { $0.0 == change.dropFirst() }
                continue
            }
            let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if ["To", "From", "Url"].contains(parts[0]), let index = pairs.firstIndex(where: { $0.0 == parts[0] }) {
                pairs[index].1 = parts[1]
            } else {
                pairs.append((parts[0], parts[1]))
            }
        }
        return pairs.map { "\($0.0.formEncoded)=\($0.1.formEncoded)" }.joined(separator: "&")
    }

    /// Lists calls; the query stands as it is.
    func list(
        _ query: String? = nil,
        in account: String = Paths.account,
        suffix: String = ".json"
    ) -> Answer {
        follow(Paths.calls(in: account) + suffix + (query.map { "?" + $0 } ?? ""), in: account)
    }

    /// Fetches what a URI of an answer names.
    func follow(_ uri: String, in account: String = Paths.account) -> Answer {
        let parts = uri.split(separator: "?", maxSplits: 1).map(String.init)
        return send(
            "GET",
            parts[0],
            query: parts.count > 1 ? parts[1] : nil,
            headers: [("Authorization", Credentials.basic(account, String(account.dropFirst(2))))]
        )
    }

    /// Deletes a call of the documentation's world.
    func delete(_ sid: String) -> Answer {
        request("DELETE", Paths.call(sid))
    }

    /// Loads a seed document of these accounts, given as JSON objects.
    func seed(_ accounts: String...) -> Answer {
        control("POST", "/_twilio/seed", "{\"accounts\":[\(accounts.joined(separator: ","))]}")
    }

    /// Reports a status of the network.
    func report(_ status: String, of sid: String) -> Answer {
        control("POST", "/_twilio/simulate/call-status", "{\"CallSid\":\"\(sid)\",\"Status\":\"\(status)\"}")
    }

    /// A call as it is stored.
    func stored(_ sid: String) throws -> Call? {
        guard let sid = CallSid(sid) else { return nil }
        return try emulator.database.read { db in try db.call(sid) }
    }

    /// What is kept with a call for the time when it runs.
    func options(of sid: String) throws -> String? {
        try emulator.database.read { db in
            try db.first("SELECT options FROM calls WHERE sid = ?", .text(sid)) { row in try row.text(0) }
        }
    }
}

extension Paths {
    /// The list of calls, without an extension.
    static func calls(in account: String = account) -> String {
        "/2010-04-01/Accounts/\(account)/Calls"
    }
}

extension Answer {
    /// A field of each call of a list, in its order.
    func column(_ name: String) -> [String] {
        guard case .array(let calls)? = self["calls"] else { return [] }
        return calls.indices.map { string("calls.\($0).\(name)") ?? "-" }
    }

    /// Status, code and message of an error: `400 21205 Url is …`.
    var refusal: String { "\(status) \(error)" }
}
