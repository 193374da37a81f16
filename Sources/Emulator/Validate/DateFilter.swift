import Calls

/// A stretch of a time line, in milliseconds since 1970: from an instant on, before another.
struct TimeBounds: Equatable, Sendable {
    /// The first millisecond that lies inside.
    var from = Int64.min
    /// The first one behind it.
    var before = Int64.max

    /// Keeps what lies in both.
    mutating func narrow(_ other: TimeBounds) {
        from = max(from, other.from)
        before = min(before, other.before)
    }
}

/// A filter by date ("Filter by date"): the operator is part of the name, so one filter is three parameters.
///
/// A bare name means the whole UTC day of its value, a time of day or not: SDKs write even a plain date with one. With
/// `<` behind it strictly before, with `>` on or after that instant; a date without a time is its midnight.
struct DateFilter: Sendable {
    private let on: Parameter<TimeBounds>
    private let before: Parameter<TimeBounds>
    private let after: Parameter<TimeBounds>

    /// Makes the filter of this name.
    init(_ name: String) {
        on = Self.parameter(name) { instant in
            let day = instant.milliseconds - ((instant.milliseconds % Self.day) + Self.day) % Self.day
            return TimeBounds(from: day, before: day + Self.day)
        }
        before = Self.parameter(name + "<") { TimeBounds(before: $0.milliseconds) }
        after = Self.parameter(name + ">") { TimeBounds(from: $0.milliseconds) }
    }

    /// The three parameters, for descriptions.
    var summaries: [ParameterSummary] { [on.summary, before.summary, after.summary] }

    /// What a form asks for: everything where it names none of them.
    ///
    /// - Throws: 20001 for what is no date.
    func bounds(_ form: Form) throws(APIError) -> TimeBounds {
        var bounds = TimeBounds()
        for parameter in [on, before, after] {
            if let value = try form.value(parameter) { bounds.narrow(value) }
        }
        return bounds
    }

    /// Milliseconds of a day.
    private static let day: Int64 = 86_400_000

    private static func parameter(
        _ name: String,
        _ bounds: @escaping @Sendable (Instant) -> TimeBounds
    ) -> Parameter<TimeBounds> {
        Parameter(name: name, type: "string") { text throws(APIError) in
            if text.isEmpty { return nil }
            guard let instant = Instant(dateFilter: text) else { throw .invalidDate(name, text) }
            return bounds(instant)
        }
    }
}

extension Instant {
    /// Reads a date in any of the forms that SDKs send and the official examples show.
    ///
    /// These are `2019-06-11`, `2019-06-11T22:05:25Z`, with an offset, with a fraction, with a space instead of the `T`, with or
    /// without the name of a zone behind it, and `06/11/2019 22:05:25 MST`. Without a known zone it is UTC.
    init?(dateFilter text: String) {
        var parts = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        var zone = "Z"
        if parts.count > 1, let last = parts.last, last.utf8.allSatisfy(\.isLetter) {
            zone = Self.zones[last.uppercased()] ?? "Z"
            parts.removeLast()
        }
        if parts.count == 1, let separator = parts[0].firstIndex(where: { $0 == "T" || $0 == "t" }) {
            parts = [String(parts[0][..<separator]), String(parts[0][parts[0].index(after: separator)...])]
        }
        guard let first = parts.first, parts.count <= 2 else { return nil }
        var date = first
        let american = first.split(separator: "/", omittingEmptySubsequences: false)
        if american.count == 3 { date = "\(american[2])-\(american[0])-\(american[1])" }
        let time = parts.count == 2 ? parts[1] : "00:00:00"
        guard let instant = Instant(rfc3339: "\(date)T\(time)") ?? Instant(rfc3339: "\(date)T\(time)\(zone)") else {
            return nil
        }
        self = instant
    }

    private static let zones = [
        "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00",
        "PST": "-08:00", "PDT": "-07:00", "AKST": "-09:00", "AKDT": "-08:00", "HST": "-10:00",
    ]
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
