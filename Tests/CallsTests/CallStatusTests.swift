import Calls
import Testing

@Suite struct CallStatusTests {
    @Test(
        arguments: [
            (.queued, "queued", false), (.ringing, "ringing", false), (.inProgress, "in-progress", false),
            (.completed, "completed", true), (.busy, "busy", true), (.failed, "failed", true),
            (.noAnswer, "no-answer", true), (.canceled, "canceled", true),
        ] as [(CallStatus, String, Bool)]
    )
    func `a status is spelled as the API spells it`(_ status: CallStatus, _ text: String, _ isTerminal: Bool) {
        #expect(status.rawValue == text)
        #expect(status.isTerminal == isTerminal)
    }

    @Test func `the final statuses are the terminal ones, spelled alike`() {
        #expect(CallStatus.allCases.count == 8)
        #expect(Set(FinalStatus.allCases.map(\.status)) == Set(CallStatus.allCases.filter(\.isTerminal)))
        #expect(FinalStatus.allCases.allSatisfy { $0.rawValue == $0.status.rawValue })
    }

    @Test func `the other words of the API are spelled as it spells them`() {
        #expect(
            Direction.allCases.map(\.rawValue)
                == ["inbound", "outbound-api", "outbound-dial", "trunking-originating", "trunking-terminating"]
        )
        #expect(
            AnsweredBy.allCases.map(\.rawValue) == [
                "human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax",
                "unknown",
            ]
        )
        #expect(WebhookMethod.allCases.map(\.rawValue) == ["GET", "POST"])
        #expect(CallUpdate.Wish.allCases.map(\.rawValue) == ["canceled", "completed"])
        #expect(
            StatusCallback.Event.allCases.map(\.rawValue) == ["initiated", "ringing", "answered", "completed"]
        )
    }

    @Test func `a webhook is posted, and a status callback hears of the end, unless told otherwise`() {
        let webhook = Webhook(url: "https://app.example/")
        #expect(webhook.method == .post)
        #expect(StatusCallback(webhook).events == [.completed])
        #expect(Instructions(.webhook(webhook)).fallback == nil)
    }
}
