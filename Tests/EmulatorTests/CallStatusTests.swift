import JSON
import Testing

@testable import Emulator

/// `POST /_twilio/simulate/call-status`: what the network reports, from every state.
@Suite struct CallStatusTests {
    private static let path = "/_twilio/simulate/call-status"

    // The columns are those of `SeededLeg`; `y` is taken, `-` is 409.
    private static let table = """
        ringing     y y - - - - - - - -
        in-progress y y y y - - - - - -
        busy        y y y y - - - - - -
        no-answer   y y y y - - - - - -
        failed      y y y y - - - - - -
        completed   - - - y y - - - - -
        """

    /// One cell of the table.
    struct Cell: Sendable, CustomTestStringConvertible {
        var report: String
        var leg: SeededLeg
        var isTaken: Bool

        var testDescription: String { "\(report) on \(leg.rawValue)" }
    }

    static let cells: [Cell] = table.split(separator: "\n").flatMap { row in
        let words = row.split(separator: " ").map(String.init)
        return zip(SeededLeg.allCases, words.dropFirst()).map { Cell(report: words[0], leg: $0, isTaken: $1 == "y") }
    }

    @Test func `a call's time does not go back with its world's clock`() throws {
        let harness = try Harness()
        harness.advance(3600)
        #expect(harness.report("ringing", of: Sids.call("b")).status == 200)
        let back = "{\"mode\":\"manual\",\"now\":\"2031-04-28T07:08:09.250Z\"}"
        #expect(harness.control("PUT", "/_twilio/clock", back).status == 200)
        let later = JSONValue.string("Mon, 28 Apr 2031 08:08:09 +0000")
        for status in ["in-progress", "completed"] {
            #expect(harness.report(status, of: Sids.call("b"))["date_updated"] == later)
        }
        #expect(harness.fetch(Sids.call("b"))["end_time"] == later)
        // A seed may say less of an update than of the answer.
        let call = """
            {"sid":"\(Sids.call("9"))","status":"in-progress","to":"client:a","from":"client:b",\
            "date_created":"2031-04-28T09:00:00Z","date_updated":"2031-04-28T09:00:00Z","start_time":"2031-04-28T10:00:00Z"}
            """
        #expect(harness.seed("{\"sid\":\"\(Paths.account)\",\"calls\":[\(call)]}").status == 200)
        let ended = harness.update(Sids.call("9"), "Status=completed")
        #expect(ended["date_updated"] == .string("Mon, 28 Apr 2031 10:00:00 +0000"))
        #expect(ended["end_time"] == ended["date_updated"])
    }

    @Test(arguments: cells)
    func `a report is taken where the step is possible`(_ cell: Cell) throws {
        let harness = try Harness()
        try cell.leg.prepare(harness)
        let before = harness.fetch(cell.leg.sid)
        harness.advance(20)
        let now = JSONValue.string("Mon, 28 Apr 2031 07:08:29 +0000")
        let answer = harness.control(
            "POST",
            Self.path,
            #"{"CallSid":"\#(cell.leg.sid)","Status":"\#(cell.report)"}"#
        )
        let after = harness.fetch(cell.leg.sid)
        guard cell.isTaken else {
            #expect(answer.status == 409)
            #expect(
                answer.problem
                    == "Status The call \(cell.leg.sid) is \(cell.leg.status): it cannot be reported as \(cell.report)."
            )
            #expect(after.text == before.text)
            #expect(try harness.effects(of: cell.leg.sid).isEmpty)
            return
        }
        #expect(answer.status == 200)
        #expect(answer.text == after.text)
        #expect(answer.string("status") == cell.report)
        #expect(answer["date_updated"] == now)
        // A call that waited in the queue goes out with the report.
        let started = cell.leg == .queued ? now : .string(Harness.startText)
        #expect(answer["start_time"] == started)
        let isOver = cell.report != "ringing" && cell.report != "in-progress"
        #expect(answer["end_time"] == (isOver ? now : .null))
        #expect(answer.string("duration") == (cell.leg == .inProgress ? "20" : "0"))
    }

    @Test func `a call that does not exist is 404`() throws {
        let answer = try Harness().control("POST", Self.path, #"{"CallSid":"\#(Sids.call("9"))","Status":"busy"}"#)
        #expect(answer.status == 404)
        #expect(answer.problem == "CallSid There is no call \(Sids.call("9")).")
    }

    @Test func `a form will do`() throws {
        let harness = try Harness()
        let answer = harness.send(
            "POST",
            Self.path,
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array("CallSid=\(Sids.call("c"))&Status=in-progress".utf8)
        )
        #expect(answer.string("status") == "in-progress")
    }

    @Test func `the timers of a call follow its steps`() throws {
        let harness = try Harness()
        let start = 1_935_126_489_250
        func report(_ status: String) throws -> [String] {
            _ = harness.control("POST", Self.path, #"{"CallSid":"\#(Sids.call("b"))","Status":"\#(status)"}"#)
            return try harness.effects(of: Sids.call("b"))
        }
        #expect(try report("ringing") == ["timer:ring {}", #"timer:no_answer {"due":\#(start + 60_000)}"#])
        #expect(try report("in-progress") == [#"timer:time_limit {"due":\#(start + 14_400_000)}"#])
        #expect(try report("completed") == ["drop_document {}", "end_child_legs {}", "hang_up {}"])
    }
}
