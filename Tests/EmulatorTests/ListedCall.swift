@testable import Emulator

/// A call of the world that the tests of lists ask.
struct ListedCall: Sendable {
    let sid: String
    let status: String
    let to: String
    let from: String
    let parent: String?
    let created: String
    let start: String?
    let end: String?

    static let account = Sids.account("5")

    /// Digit, status, to, from, parent, created, started and ended.
    ///
    /// Times are a day, from 10 March 2030 on, and the hours and minutes. The calls are made in this order; `3` and `4`
    /// at the same time.
    private static let table = """
        1 completed   +14155550001 +14155550009 - 0T01:00 0T01:00 0T01:30
        2 busy        +14155550002 +14155550009 - 0T02:00 0T02:00 0T02:01
        3 completed   +14155550001 +14155550008 - 0T23:00 0T23:59 1T00:30
        4 in-progress +14155550003 +14155550009 3 0T23:00 1T00:00 -
        5 canceled    client:alice +14155550009 - 1T05:00 -       1T05:01
        6 failed      +14155550001 client:bob   - 1T06:00 1T06:00 1T06:00
        7 no-answer   sip:a@b.example +14155550008 3 1T12:00 1T12:00 1T12:01
        8 completed   +14155550001 +14155550009 7 2T00:00 2T00:00 2T00:00
        9 ringing     sim:DE1      +14155550008 - 2T10:00 2T10:00 -
        """

    /// The SID of the call of a digit.
    static func sid(_ digit: Character) -> String {
        "CA" + String(repeating: "5", count: 31) + String(digit)
    }

    /// Oldest first.
    static let all: [ListedCall] = table.split(separator: "\n").map { row in
        let words = row.split(separator: " ").map(String.init)
        func time(_ word: String) -> String? {
            guard word != "-" else { return nil }
            return "2030-03-1\(word):00Z"
        }
        return ListedCall(
            sid: sid(Character(words[0])),
            status: words[1],
            to: words[2],
            from: words[3],
            parent: words[4] == "-" ? nil : sid(Character(words[4])),
            created: time(words[5]) ?? "",
            start: time(words[6]),
            end: time(words[7])
        )
    }

    /// The account with these calls as a seed document has it.
    static var seed: String {
        let calls = all.map { call in
            let fields: [(String, String?)] = [
                ("sid", call.sid), ("status", call.status), ("to", call.to), ("from", call.from),
                ("parent_call_sid", call.parent), ("date_created", call.created), ("date_updated", call.created),
                ("start_time", call.start), ("end_time", call.end),
            ]
            return "{"
                + fields.compactMap { name, value in value.map { "\"\(name)\":\"\($0)\"" } }.joined(separator: ",")
                + "}"
        }
        return """
            {"sid":"\(account)","auth_token":"\(account.dropFirst(2))",
             "clock":{"mode":"manual","now":"2030-03-20T00:00:00Z"},"calls":[\(calls.joined(separator: ","))]}
            """
    }
}
