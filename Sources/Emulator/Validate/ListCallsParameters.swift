import Calls

/// The query of `GET …/Calls.json` ("Read multiple Call resources"): operators are part of the names.
enum ListCallsParameters {
    static let to = Parameter<String>.text("To")
    static let from = Parameter<String>.text("From")
    static let parentCallSid = Parameter<String>.text("ParentCallSid")
    static let status = Parameter<CallStatus>.word("Status")
    static let startTime = DateFilter("StartTime")
    static let endTime = DateFilter("EndTime")

    static let catalogue =
        [to.summary, from.summary, parentCallSid.summary, status.summary] + startTime.summaries + endTime.summaries
        + PageRequest.parameters
}

extension CallFilter {
    /// Reads the filters of a list.
    ///
    /// - Throws: 20001 for a word or a date that is none.
    init(_ form: Form) throws(APIError) {
        typealias Parameters = ListCallsParameters
        self.init()
        to = try form.value(Parameters.to).map(Self.address)
        from = try form.value(Parameters.from).map(Self.address)
        parentCallSid = try form.value(Parameters.parentCallSid)
        status = try form.value(Parameters.status)
        start = try Parameters.startTime.bounds(form)
        end = try Parameters.endTime.bounds(form)
    }

    /// The address as calls hold it: a number in any of its forms is the number.
    private static func address(_ text: String) -> String {
        guard Endpoint(text) == nil, let number = PhoneNumber(dialled: text) else { return text }
        return number.e164
    }
}
