import Calls
import JSON
import Testing

@testable import Emulator

/// The matrix of "Update a Call resource", through the handler: every combination of parameters on a call in each state.
@Suite struct UpdateMatrixTests {
    // What comes of it: `canceled`, `completed` the call is hung up and ends so; `R` redirected; `L` a new time limit;
    // `0` nothing changes; `E` 400 with 21220. The columns are those of `SeededLeg`.
    private static let matrix = """
        nothing                                 0        0        0        0        0         0 0 0 0 0
        StatusCallback                          0        0        0        0        0         0 0 0 0 0
        Status=completed                        canceled canceled canceled canceled completed E E E E E
        Status=canceled                         canceled canceled canceled canceled 0         E E E E E
        Url                                     E        E        E        E        R         E E E E E
        Twiml                                   E        E        E        E        R         E E E E E
        TimeLimit                               E        E        E        E        L         E E E E E
        Url+Twiml                               E        E        E        E        R         E E E E E
        Url+Status=completed                    canceled canceled canceled canceled completed E E E E E
        Url+Status=canceled                     canceled canceled canceled canceled R         E E E E E
        Twiml+Status=completed                  canceled canceled canceled canceled completed E E E E E
        Twiml+Status=canceled                   canceled canceled canceled canceled R         E E E E E
        Url+Twiml+Status=completed              canceled canceled canceled canceled completed E E E E E
        Url+Twiml+Status=canceled               canceled canceled canceled canceled R         E E E E E
        StatusCallback+Status=completed         canceled canceled canceled canceled completed E E E E E
        StatusCallback+Status=canceled          canceled canceled canceled canceled 0         E E E E E
        StatusCallback+Url                      E        E        E        E        R         E E E E E
        StatusCallback+Twiml                    E        E        E        E        R         E E E E E
        StatusCallback+Url+Status=completed     canceled canceled canceled canceled completed E E E E E
        StatusCallback+Twiml+Status=canceled    canceled canceled canceled canceled R         E E E E E
        TimeLimit+StatusCallback                E        E        E        E        L         E E E E E
        TimeLimit+Status=completed              canceled canceled canceled canceled completed E E E E E
        TimeLimit+Status=canceled               canceled canceled canceled canceled L         E E E E E
        TimeLimit+Url                           E        E        E        E        L+R       E E E E E
        TimeLimit+Twiml                         E        E        E        E        L+R       E E E E E
        TimeLimit+Url+Twiml                     E        E        E        E        L+R       E E E E E
        TimeLimit+Url+Status=completed          canceled canceled canceled canceled completed E E E E E
        TimeLimit+Twiml+Status=canceled         canceled canceled canceled canceled L+R       E E E E E
        """

    /// One cell of the matrix.
    struct Cell: Sendable, CustomTestStringConvertible {
        var parameters: [String]
        var leg: SeededLeg
        var outcome: String

        var testDescription: String { "\(parameters.joined(separator: "+")) on \(leg.rawValue): \(outcome)" }

        var hasDocument: Bool { parameters.contains("Url") || parameters.contains("Twiml") }

        var form: String {
            parameters.compactMap { name in
                switch name {
                case "Url":
                    "Url=https%3A%2F%2Fexample.com%2Fvoice&Method=GET"
                        + "&FallbackUrl=https%3A%2F%2Fexample.com%2Ffallback&FallbackMethod=GET"
                case "Twiml": "Twiml=%3CResponse%3E%3CSay%3EEnjoy%3C%2FSay%3E%3C%2FResponse%3E"
                case "TimeLimit": "TimeLimit=600"
                case "StatusCallback": "StatusCallback=https%3A%2F%2Fexample.com%2Fstatus&StatusCallbackMethod=GET"
                case "nothing": nil
                default: name
                }
            }.joined(separator: "&")
        }

        /// The rows that the update leaves behind, in their order.
        var effects: [String] {
            guard outcome != "E", outcome != "0" else { return [] }
            var effects: [String] = []
            switch outcome {
            case "completed": effects += ["drop_document {}", "end_child_legs {}", "hang_up {}"]
            case "canceled" where leg == .ringingInbound: effects += ["drop_document {}", "hang_up {}"]
            case "canceled" where leg != .queued: effects.append("hang_up {}")
            default: break
            }
            if outcome == "completed" || outcome == "canceled" {
                // A call that never left the queue reports nothing.
                guard parameters.contains("StatusCallback"), hasDocument, leg != .queued else { return effects }
                return effects + [
                    #"status_callback {"url":"https://example.com/status","method":"GET","event":"completed","#
                        + #""status":"\#(outcome)","sequence_number":0}"#
                ]
            }
            if outcome.contains("L") {
                effects.append(#"timer:time_limit {"due":\#(Harness.start.milliseconds + 600_000)}"#)
            }
            if outcome.contains("R") {
                let document =
                    parameters.contains("Url")
                    ? #"{"url":"https://example.com/voice","method":"GET","#
                        + #""fallback_url":"https://example.com/fallback","fallback_method":"GET"}"#
                    : #"{"twiml":"<Response><Say>Enjoy</Say></Response>"}"#
                effects += ["drop_document {}", "run_document " + document]
            }
            return effects
        }

        /// What the update tells the call's Notifications.
        var notifications: [String] {
            guard outcome != "E", parameters.contains("Url"), parameters.contains("Twiml") else { return [] }
            return ["32019 1 Twiml and Url are both set. Url is used."]
        }
    }

    static let cells: [Cell] = matrix.split(separator: "\n").flatMap { row in
        let words = row.split(separator: " ").map(String.init)
        let parameters = words[0].split(separator: "+").map(String.init)
        return zip(SeededLeg.allCases, words.dropFirst()).map { Cell(parameters: parameters, leg: $0, outcome: $1) }
    }

    @Test func `the matrix has a cell for each combination and state`() {
        #expect(Self.cells.count == 28 * 10)
    }

    @Test(arguments: cells)
    func `an update does what its cell says, and a fetch afterwards agrees`(_ cell: Cell) throws {
        let harness = try Harness()
        try cell.leg.prepare(harness)
        let before = harness.fetch(cell.leg.sid)
        try #require(before.string("status") == cell.leg.status)
        harness.advance(15.8)
        let now = JSONValue.string("Mon, 28 Apr 2031 07:08:25 +0000")

        let answer = harness.update(cell.leg.sid, cell.form)
        let after = harness.fetch(cell.leg.sid)

        switch cell.outcome {
        case "E":
            #expect(answer.status == 400)
            #expect(
                answer.text == #"{"code":21220,"message":"Call is not in-progress. Cannot redirect.","#
                    + #""more_info":"https://www.twilio.com/docs/errors/21220","status":400}"#
            )
            #expect(after.text == before.text)
        case "0", "L":
            #expect(answer.status == 200)
            #expect(answer.text == before.text)
            #expect(after.text == before.text)
        case "canceled", "completed":
            #expect(answer.status == 200)
            #expect(answer.string("status") == cell.outcome)
            #expect(answer["end_time"] == now)
            #expect(answer["date_updated"] == now)
            #expect(answer["duration"] == .string(cell.outcome == "completed" ? "15" : "0"))
            // That a call went out shows only once it is more than queued.
            let moved = ["date_updated", "end_time"] + (cell.leg == .initiated ? ["start_time"] : []) + ["status"]
            #expect(answer.differences(from: before).filter { $0 != "duration" } == moved)
            if cell.leg == .initiated { #expect(answer.string("start_time") == Harness.startText) }
            #expect(after.text == answer.text)
        default:
            #expect(answer.status == 200)
            #expect(answer["date_updated"] == now)
            #expect(answer.differences(from: before) == ["date_updated"])
            #expect(after.text == answer.text)
        }
        #expect(try harness.effects(of: cell.leg.sid) == cell.effects)
        #expect(try harness.notifications(of: cell.leg.sid) == cell.notifications)
    }

    @Test(arguments: SeededLeg.allCases)
    func `every leg of a call that does not exist is 20404 with the path`(_ leg: SeededLeg) throws {
        let harness = try Harness()
        let path = Paths.call(Sids.call("9"))
        for form in ["", "Status=completed", "Status=canceled", "Url=http%3A%2F%2Fa.example%2F", "TimeLimit=60"] {
            let answer = harness.request("POST", path, form: form)
            #expect(answer.status == 404)
            #expect(answer.error == "20404 The requested resource \(path) was not found")
        }
    }

    // MARK: What is written down over several updates

    @Test func `a status callback alone is accepted and never used`() throws {
        let harness = try Harness()
        #expect(harness.update(Sids.call("a"), "StatusCallback=http%3A%2F%2Fexample.com%2F").status == 200)
        #expect(harness.update(Sids.call("a"), "Status=completed").status == 200)
        #expect(try harness.effects(of: Sids.call("a")) == ["drop_document {}", "end_child_legs {}", "hang_up {}"])
    }

    @Test func `a status callback beside a new document hears of the end`() throws {
        let harness = try Harness()
        _ = harness.update(Sids.call("a"), "Twiml=%3CResponse%2F%3E&StatusCallback=http%3A%2F%2Fexample.com%2F")
        _ = harness.update(Sids.call("a"), "Status=completed")
        let callback =
            #"status_callback {"url":"http://example.com/","method":"POST","event":"completed","#
            + #""status":"completed","sequence_number":0}"#
        #expect(
            try harness.effects(of: Sids.call("a"))
                == ["drop_document {}", "end_child_legs {}", "hang_up {}", callback]
        )
    }

    @Test func `a second redirect replaces what the first one left to do`() throws {
        let harness = try Harness()
        _ = harness.update(Sids.call("a"), "Url=http%3A%2F%2Fone.example%2F")
        _ = harness.update(Sids.call("a"), "Url=http%3A%2F%2Ftwo.example%2F")
        #expect(
            try harness.effects(of: Sids.call("a"))
                == ["drop_document {}", #"run_document {"url":"http://two.example/","method":"POST"}"#]
        )
    }

    @Test func `a second time limit replaces the first, and the end stops it`() throws {
        let harness = try Harness()
        _ = harness.update(Sids.call("a"), "TimeLimit=600")
        _ = harness.update(Sids.call("a"), "TimeLimit=700")
        let due = Harness.start.milliseconds + 700_000
        #expect(try harness.effects(of: Sids.call("a")) == [#"timer:time_limit {"due":\#(due)}"#])
        _ = harness.update(Sids.call("a"), "Status=completed")
        #expect(try harness.effects(of: Sids.call("a")) == ["drop_document {}", "end_child_legs {}", "hang_up {}"])
    }

    @Test func `a time limit counts from the answer, not from the update`() throws {
        let harness = try Harness()
        harness.advance(100)
        _ = harness.update(Sids.call("a"), "TimeLimit=600")
        let due = Harness.start.milliseconds + 600_000
        #expect(try harness.effects(of: Sids.call("a")) == [#"timer:time_limit {"due":\#(due)}"#])
    }

    @Test func `a call keeps its last thousand notifications`() throws {
        let harness = try Harness()
        for number in 0..<1030 {
            _ = harness.update(Sids.call("a"), "StatusCallback=ftp%3A%2F%2Fexample.com%2F\(number)")
        }
        let kept = try harness.notifications(of: Sids.call("a"))
        #expect(kept.count == 1000)
        #expect(kept.first?.hasSuffix("/30") == true)
        #expect(kept.last?.hasSuffix("/1029") == true)
        #expect(try harness.effects(of: Sids.call("a")).isEmpty)
    }

    @Test(arguments: [
        ("21220", 400, "21220 Call is not in-progress. Cannot redirect."), ("200", 200, nil),
        ("20404", 404, "20404 The requested resource \(Paths.call(Sids.call("d"))) was not found"),
    ])
    func `a world chooses what an ended call says to Status`(_ setting: String, status: Int, error: String?) throws {
        let harness = try Harness()
        let before = harness.fetch(Sids.call("d"))
        _ = harness.control(
            "PUT",
            "/_twilio/worlds/\(Paths.account)",
            "{\"ended_call_update\":\"\(setting)\"}"
        )
        for word in ["completed", "canceled"] {
            let answer = harness.update(Sids.call("d"), "Status=\(word)")
            #expect(answer.status == status)
            #expect(error == nil ? answer.text == before.text : answer.error == error)
        }
        // A redirect of what has ended is not disputed.
        let redirect = harness.update(Sids.call("d"), "Url=http%3A%2F%2Fexample.com%2F")
        #expect(redirect.error == "21220 Call is not in-progress. Cannot redirect.")
        #expect(harness.fetch(Sids.call("d")).text == before.text)
    }
}
