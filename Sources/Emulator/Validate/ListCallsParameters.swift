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
        let start = try Parameters.startTime.bounds(in: form)
        (startFrom, startBefore) = (start.from, start.before)
        let end = try Parameters.endTime.bounds(in: form)
        (endFrom, endBefore) = (end.from, end.before)
    }

    /// The address as calls hold it: a number in any of its forms is the number.
    private static func address(_ text: String) -> String {
        guard Endpoint(text) == nil, let number = PhoneNumber(dialled: text) else { return text }
        return number.e164
    }
}

/// The three parameters that filter by a time: `Name` is that day, `Name<` before, `Name>` on or after.
struct DateFilter: Sendable {
    let name: String

    init(_ name: String) {
        self.name = name
    }

    var summaries: [ParameterSummary] {
        [name, name + "<", name + ">"].map { ParameterSummary(name: $0, type: "string") }
    }

    /// The bounds that a request sets: from the first on, before the second. Several narrow each other.
    ///
    /// - Throws: 20001 for a date that is none. An empty one is as good as none.
    func bounds(in form: Form) throws(APIError) -> (from: Instant?, before: Instant?) {
        var from: Instant?
        var before: Instant?
        if let date = try date(name, form) {
            from = date.instant
            // A bare date is that day, a date with a time that second.
            before = date.instant.advanced(bySeconds: date.hasTime ? 1 : 86_400)
        }
        if let date = try date(name + ">", form) { from = max(from ?? date.instant, date.instant) }
        if let date = try date(name + "<", form) { before = min(before ?? date.instant, date.instant) }
        return (from, before)
    }

    private func date(_ name: String, _ form: Form) throws(APIError) -> FilterDate? {
        guard let text = form.text(name) else { return nil }
        guard let date = FilterDate(text) else { throw .invalidDate(name, text) }
        return date
    }
}

/// A date as filters take it: every form that SDKs and official examples send. A zone that is not known, or none, is UTC.
struct FilterDate: Equatable, Sendable {
    let instant: Instant
    let hasTime: Bool

    init?(_ text: String) {
        var parts = text.split(separator: " ").map(String.init)
        // `2019-06-11T22:05:25Z`, with or without an offset; a plus sign may have become a space on the way.
        if let first = parts.first, first.contains("T") {
            let joined = parts.joined(separator: "+")
            guard let instant = Instant(rfc3339: joined) ?? Instant(rfc3339: joined + "Z") else { return nil }
            self.init(instant: instant, hasTime: true)
            return
        }
        if let rfc2822 = Instant(rfc2822: text) {
            self.init(instant: rfc2822, hasTime: true)
            return
        }
        guard (1...3).contains(parts.count), let day = Self.day(parts.removeFirst()) else { return nil }
        guard !parts.isEmpty else {
            guard let instant = Instant(rfc3339: day + "T00:00:00Z") else { return nil }
            self.init(instant: instant, hasTime: false)
            return
        }
        let time = parts.removeFirst()
        let zone = parts.first ?? "UTC"
        guard zone.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isLetter }),
            let instant = Instant(rfc3339: "\(day)T\(time)Z")
        else { return nil }
        let offset = Self.hours[zone.uppercased()] ?? 0
        self.init(instant: instant.advanced(bySeconds: -offset * 3600), hasTime: true)
    }

    private init(instant: Instant, hasTime: Bool) {
        self.instant = instant
        self.hasTime = hasTime
    }

    /// `YYYY-MM-DD` of itself or of `MM/DD/YYYY`.
    private static func day(_ text: String) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return text }
        return "\(parts[2])-\(parts[0])-\(parts[1])"
    }

    /// The zones of the United States by name, in hours from UTC.
    private static let hours: [String: Int64] = [
        "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
        "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
    ]
}
