/// A call of the documentation's world in each state that the update matrix tells apart.
enum SeededLeg: String, CaseIterable, Sendable {
    case queued, initiated
    case ringingOutbound, ringingInbound
    case inProgress
    case completed, busy, failed, noAnswer, canceled

    var sid: String {
        switch self {
        case .queued, .initiated: Sids.call("b")
        case .ringingOutbound: Sids.call("c")
        case .ringingInbound: Sids.call("3")
        case .inProgress: Sids.call("a")
        case .completed: Sids.call("d")
        case .busy: Sids.call("e")
        case .failed: Sids.call("f")
        case .noAnswer: Sids.call("1")
        case .canceled: Sids.call("2")
        }
    }

    /// The status that the resource shows.
    var status: String {
        switch self {
        case .queued, .initiated: "queued"
        case .ringingOutbound, .ringingInbound: "ringing"
        case .inProgress: "in-progress"
        case .completed: "completed"
        case .busy: "busy"
        case .failed: "failed"
        case .noAnswer: "no-answer"
        case .canceled: "canceled"
        }
    }

    /// Brings the call about where the seeds have none like it.
    func prepare(_ harness: Harness) throws {
        switch self {
        case .initiated:
            try harness.dial(sid)
        case .ringingInbound:
            let call = """
                {"sid":"\(sid)","status":"ringing","direction":"inbound","to":"+14158675309","from":"+14158675308"}
                """
            _ = harness.control(
                "POST",
                "/_twilio/seed",
                "{\"accounts\":[{\"sid\":\"\(Paths.account)\",\"calls\":[\(call)]}]}"
            )
        default:
            break
        }
    }
}
