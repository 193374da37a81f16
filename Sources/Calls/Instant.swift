/// A point on a world's time line, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// The domain never reads a clock: every event brings its instant along. Text forms are in `Instant+Text.swift`.
package struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch; negative before 1970.
    package let milliseconds: Int64

    /// The instants that have a four-digit year, which every text form can write: years 0000 to 9999.
    package static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Makes an instant; one outside ``range`` becomes the nearest inside.
    package init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This instant moved by whole milliseconds, held inside ``range``.
    package func advanced(byMilliseconds delta: Int64) -> Instant {
        let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
        return overflow
            ? Instant(milliseconds: delta > 0 ? Self.range.upperBound : Self.range.lowerBound)
            : Instant(milliseconds: sum)
    }

    /// This instant moved by whole seconds, held inside ``range``.
    package func advanced(bySeconds seconds: Int64) -> Instant {
        let (delta, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return advanced(byMilliseconds: overflow ? (seconds > 0 ? .max : .min) : delta)
    }

    /// Whole seconds from this instant to a later one, rounded down; 0 when the other is earlier.
    ///
    /// A manual clock may be set back while a call runs, and a duration is never negative.
    package func wholeSeconds(until later: Instant) -> Int64 {
        max(0, later.milliseconds - milliseconds) / 1000
    }
}
