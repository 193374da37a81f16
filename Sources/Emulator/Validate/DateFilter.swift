import Calls

/// What a list's date parameters let through: `MessageDate`, `MessageDate<` and `MessageDate>` and their like, whose
/// operator is part of the name.
///
/// A bare date is that day in UTC: on it, before it, on or after its first moment. A date with a time of day is that
/// second. A form sends `<=` and `>=` under the same names, as its first equals sign ends the name.
struct DateFilter: Equatable, Sendable {
    /// The first millisecond that passes.
    private(set) var from = Int64.min
    /// The first that no longer does.
    private(set) var until = Int64.max

    /// The three parameters of a date, for descriptions.
    static func parameters(_ name: String) -> [ParameterSummary] {
        ["", "<", ">"].map { ParameterSummary(name: name + $0, type: "string") }
    }

    /// Reads the filter on a date; one sent empty is none.
    ///
    /// - Throws: 20001 for a text that is no date.
    init(_ form: Form, _ name: String) throws(APIError) {
        if let span = try Self.span(form, name) {
            from = span.lowerBound
            until = span.upperBound
        }
        if let span = try Self.span(form, name + "<") { until = min(until, span.lowerBound) }
        if let span = try Self.span(form, name + ">") { from = max(from, span.lowerBound) }
    }

    /// Whether a date passes, seen as the resource shows it: in whole seconds.
    func contains(_ instant: Instant) -> Bool {
        let second = instant.milliseconds - (instant.milliseconds % 1000 + 1000) % 1000
        return from <= second && second < until
    }

    private static func span(_ form: Form, _ name: String) throws(APIError) -> Range<Int64>? {
        guard let text = form.text(name) else { return nil }
        if let day = Instant(rfc3339: text + "T00:00:00Z") {
            return day.milliseconds..<day.milliseconds + 86_400_000
        }
        guard let time = time(text) else { throw .invalid(name, text, mustBe: "a date such as 2024-01-31") }
        // Whole seconds, rounded up: what the resource shows is no finer.
        let second = time.milliseconds + (1000 - (time.milliseconds % 1000 + 1000) % 1000) % 1000
        return second..<second + 1000
    }

    /// A date with a time of day, in the forms that SDKs and the official examples send: RFC 3339 with or without a
    /// zone, `06/11/2019 22:05:25 MST`, RFC 2822.
    private static func time(_ text: String) -> Instant? {
        if let time = Instant(rfc3339: text) ?? Instant(rfc3339: text + "Z") ?? Instant(rfc2822: text) { return time }
        let parts = text.split(separator: " ")
        guard (2...3).contains(parts.count) else { return nil }
        let date = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard date.count == 3 else { return nil }
        let offset = parts.count == 3 ? zones[parts[2].uppercased()] ?? "Z" : "Z"
        return Instant(rfc3339: "\(date[2])-\(date[0])-\(date[1])T\(parts[1])\(offset)")
    }

    /// The zones of the United States; any other name is read as UTC.
    private static let zones = [
        "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00",
        "PST": "-08:00", "PDT": "-07:00", "AKST": "-09:00", "AKDT": "-08:00", "HST": "-10:00",
    ]
}
