import Calls
import TestSupport
import Testing

@Suite struct InstantTests {
    // MARK: Known dates

    /// Computed with another calendar than ours.
    private static let known: [(Int64, String, String)] = [
        (-62_167_219_200_000, "Sat, 01 Jan 0000 00:00:00 +0000", "0000-01-01T00:00:00.000Z"),
        (-62_135_596_800_000, "Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00:00.000Z"),
        (-12_220_200_000_000, "Mon, 04 Oct 1582 12:00:00 +0000", "1582-10-04T12:00:00.000Z"),
        (-12_219_292_800_000, "Fri, 15 Oct 1582 00:00:00 +0000", "1582-10-15T00:00:00.000Z"),
        (-2_208_988_801_000, "Sun, 31 Dec 1899 23:59:59 +0000", "1899-12-31T23:59:59.000Z"),
        (-2_203_891_201_000, "Wed, 28 Feb 1900 23:59:59 +0000", "1900-02-28T23:59:59.000Z"),
        (-2_203_891_200_000, "Thu, 01 Mar 1900 00:00:00 +0000", "1900-03-01T00:00:00.000Z"),
        (-1_000, "Wed, 31 Dec 1969 23:59:59 +0000", "1969-12-31T23:59:59.000Z"),
        (0, "Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00.000Z"),
        (68_214_896_000, "Tue, 29 Feb 1972 12:34:56 +0000", "1972-02-29T12:34:56.000Z"),
        (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 +0000", "2000-02-29T00:00:00.000Z"),
        (951_868_800_000, "Wed, 01 Mar 2000 00:00:00 +0000", "2000-03-01T00:00:00.000Z"),
        (1_283_286_988_000, "Tue, 31 Aug 2010 20:36:28 +0000", "2010-08-31T20:36:28.000Z"),
        (1_679_052_511_000, "Fri, 17 Mar 2023 11:28:31 +0000", "2023-03-17T11:28:31.000Z"),
        (1_709_251_199_000, "Thu, 29 Feb 2024 23:59:59 +0000", "2024-02-29T23:59:59.000Z"),
        (2_147_483_648_000, "Tue, 19 Jan 2038 03:14:08 +0000", "2038-01-19T03:14:08.000Z"),
        (4_107_542_399_000, "Sun, 28 Feb 2100 23:59:59 +0000", "2100-02-28T23:59:59.000Z"),
        (4_107_542_400_000, "Mon, 01 Mar 2100 00:00:00 +0000", "2100-03-01T00:00:00.000Z"),
        (13_574_563_200_000, "Tue, 29 Feb 2400 00:00:00 +0000", "2400-02-29T00:00:00.000Z"),
        (253_402_300_799_000, "Fri, 31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59.000Z"),
    ]

    @Test(arguments: known)
    func `a known date is written and read in both forms`(_ milliseconds: Int64, _ rfc2822: String, _ rfc3339: String) {
        let instant = Instant(milliseconds: milliseconds)
        #expect(instant.milliseconds == milliseconds)
        #expect(instant.rfc2822 == rfc2822)
        #expect(instant.rfc3339 == rfc3339)
        #expect(Instant(rfc2822: rfc2822) == instant)
        #expect(Instant(rfc3339: rfc3339) == instant)
    }

    @Test func `the calendar agrees with one counted day by day`() {
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        var days: Int64 = -719_528  // 1 January of the year 0, a Saturday
        for year in 0...9999 {
            let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
            let digits = String(10_000 + year).dropFirst()
            for (offset, date) in [(0, "01 Jan"), (58, "28 Feb"), (isLeap ? 60 : 59, "01 Mar")] {
                let day = days + Int64(offset)
                let expected = "\(weekdays[Int((day + 719_528 + 6) % 7)]), \(date) \(digits) 00:00:00 +0000"
                let instant = Instant(milliseconds: day * 86_400_000)
                guard instant.rfc2822 == expected, Instant(rfc2822: expected) == instant else {
                    Issue.record("\(instant.rfc2822) is \(expected)")
                    return
                }
            }
            days += isLeap ? 366 : 365
        }
    }

    @Test func `random instants survive both forms`() {
        var generator = SeededGenerator(seed: 1889)
        for _ in 0..<5000 {
            let instant = Instant(milliseconds: Int64.random(in: Instant.range, using: &generator))
            let cut = instant.milliseconds - (instant.milliseconds % 1000 + 1000) % 1000
            guard Instant(rfc3339: instant.rfc3339) == instant,
                Instant(rfc2822: instant.rfc2822) == Instant(milliseconds: cut)
            else {
                Issue.record("\(instant.milliseconds): \(instant.rfc3339), \(instant.rfc2822)")
                return
            }
        }
    }

    @Test(
        arguments: [
            (1, "1970-01-01T00:00:00.001Z"), (999, "1970-01-01T00:00:00.999Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-999, "1969-12-31T23:59:59.001Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func `milliseconds are written, and cut off in RFC 2822`(_ milliseconds: Int64, _ text: String) {
        let instant = Instant(milliseconds: milliseconds)
        #expect(instant.rfc3339 == text)
        #expect(Instant(rfc3339: text) == instant)
        #expect(instant.rfc2822.contains(text.dropFirst(11).prefix(8)))
    }

    // MARK: Reading

    /// All of them name 2010-08-31T20:36:28Z, or that many milliseconds later.
    @Test(
        arguments: [
            ("2010-08-31T20:36:28Z", 0), ("2010-08-31t20:36:28z", 0), ("2010-08-31 20:36:28Z", 0),
            ("2010-08-31T20:36:28+00:00", 0), ("2010-08-31T20:36:28-00:00", 0), ("2010-08-31T22:36:28+02:00", 0),
            ("2010-09-01T02:06:28+05:30", 0), ("2010-08-31T16:36:28-04:00", 0), ("2010-08-30T20:37:28-23:59", 0),
            ("2010-08-31T20:36:28.1Z", 100), ("2010-08-31T20:36:28.12Z", 120), ("2010-08-31T20:36:28.123Z", 123),
            ("2010-08-31T20:36:28.0009Z", 0), ("2010-08-31T20:36:28.999999999999999999999Z", 999),
            ("2010-08-31T22:36:28.050+02:00", 50), ("2010-08-31T20:36:60Z", 31_000),
        ] as [(String, Int64)]
    )
    func `RFC 3339 is read with fractions and offsets`(_ text: String, _ later: Int64) {
        #expect(Instant(rfc3339: text)?.milliseconds == 1_283_286_988_000 + later)
    }

    @Test(
        arguments: [
            ("Tue, 31 Aug 2010 20:36:28 +0000", 0), ("31 Aug 2010 20:36:28 +0000", 0),
            ("Tue, 31 Aug 2010 20:36:28 -0000", 0), ("Tue, 31 Aug 2010 20:36:28 GMT", 0),
            ("Tue, 31 Aug 2010 20:36:28 UTC", 0), ("Tue, 31 Aug 2010 20:36:28 UT", 0),
            ("Tue, 31 Aug 2010 22:36:28 +0200", 0), ("Wed, 01 Sep 2010 02:06:28 +0530", 0),
            ("Wed, 1 Sep 2010 02:06:28 +0530", 0), ("Tue, 31 Aug 2010 13:36:28 -0700", 0),
            ("Tue, 31 Aug 2010 20:36 +0000", -28_000), ("Tue, 31 Aug 2010 20:36:60 +0000", 31_000),
        ] as [(String, Int64)]
    )
    func `RFC 2822 is read with its variants`(_ text: String, _ later: Int64) {
        #expect(Instant(rfc2822: text)?.milliseconds == 1_283_286_988_000 + later)
    }

    @Test(
        arguments: [
            "", "2010", "2010-08-31", "2010-08-31T", "2010-08-31T20:36Z", "2010-08-31T20:36:28", "20:36:28Z",
            "2010-8-31T20:36:28Z", "10-08-31T20:36:28Z", "02010-08-31T20:36:28Z", "-2010-08-31T20:36:28Z",
            "2010-00-31T20:36:28Z", "2010-13-31T20:36:28Z", "2010-08-00T20:36:28Z", "2010-08-32T20:36:28Z",
            "2010-02-31T20:36:28Z", "2010-04-31T20:36:28Z", "2011-02-29T20:36:28Z", "1900-02-29T20:36:28Z",
            "2100-02-29T20:36:28Z", "2010-08-31T24:00:00Z", "2010-08-31T20:60:28Z", "2010-08-31T20:36:61Z",
            "2010-08-31T20:36:28.Z", "2010-08-31T20:36:28,5Z", "2010-08-31T20:36:28.5", "2010-08-31T20:36:28+0200",
            "2010-08-31T20:36:28+02", "2010-08-31T20:36:28+24:00", "2010-08-31T20:36:28+02:60",
            "2010-08-31T20:36:28 Z", "2010-08-31T20:36:28ZZ", "2010-08-31T20:36:28Z ", " 2010-08-31T20:36:28Z",
            "2010-08-31T20:36:28Z\0", "2010/08/31T20:36:28Z", "2010-08-31_20:36:28Z", "20100831T203628Z",
            "２０１０-08-31T20:36:28Z", "2010-08-31T20:36:2٨Z", "2010-08-31T20:36:28\u{2212}02:00", "now",
            "Tue, 31 Aug 2010 20:36:28 +0000",
            // A year that has no four digits once the offset is taken away.
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        ]
    )
    func `what is not RFC 3339 is refused`(_ text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test(
        arguments: [
            "", "Tue", "Tue,", "Tue, 31 Aug 2010", "Tue, 31 Aug 2010 20:36:28", "Tue, 31 Aug 20:36:28 +0000",
            "Mon, 31 Aug 2010 20:36:28 +0000", "Wed, 31 Aug 2010 22:36:28 +0200", "Tue, 31 Feb 2010 20:36:28 +0000",
            "31 Feb 2010 20:36:28 +0000", "31 Apr 2010 20:36:28 +0000", "29 Feb 2011 20:36:28 +0000",
            "29 Feb 1900 20:36:28 +0000", "0 Aug 2010 20:36:28 +0000", "00 Aug 2010 20:36:28 +0000",
            "32 Aug 2010 20:36:28 +0000", "Tue, 031 Aug 2010 20:36:28 +0000", "tue, 31 Aug 2010 20:36:28 +0000",
            "TUE, 31 Aug 2010 20:36:28 +0000", "Tue, 31 aug 2010 20:36:28 +0000", "Tue, 31 AUG 2010 20:36:28 +0000",
            "Tuesday, 31 Aug 2010 20:36:28 +0000", "Tue, 31 August 2010 20:36:28 +0000",
            "Tue 31 Aug 2010 20:36:28 +0000", "Tue,31 Aug 2010 20:36:28 +0000", "Tue,  31 Aug 2010 20:36:28 +0000",
            "Tue, 31-Aug-2010 20:36:28 +0000", "Tue, 31 Aug 10 20:36:28 +0000", "Tue, 31 Aug 20100 20:36:28 +0000",
            "Tue, 31 Aug 2010 24:00:00 +0000", "Tue, 31 Aug 2010 20:60:28 +0000", "Tue, 31 Aug 2010 20:36:61 +0000",
            "Tue, 31 Aug 2010 2:36:28 +0000", "Tue, 31 Aug 2010 20:36: +0000", "Tue, 31 Aug 2010 20:36:28+0000",
            "Tue, 31 Aug 2010 20:36:28 +00:00", "Tue, 31 Aug 2010 20:36:28 +00", "Tue, 31 Aug 2010 20:36:28 +2400",
            "Tue, 31 Aug 2010 20:36:28 +0060", "Tue, 31 Aug 2010 20:36:28 Z", "Tue, 31 Aug 2010 20:36:28 gmt",
            "Tue, 31 Aug 2010 20:36:28 PST", "Tue, 31 Aug 2010 20:36:28 +0000 ", " Tue, 31 Aug 2010 20:36:28 +0000",
            "Tue, 31 Aug 2010 20:36:28 +0000 (UTC)", "Tue, ٣١ Aug 2010 20:36:28 +0000",
            "Tue, 31 Aug ２０１０ 20:36:28 +0000", "2010-08-31T20:36:28Z",
            "Sat, 01 Jan 0000 00:00:00 +0001", "Fri, 31 Dec 9999 23:59:59 -0001",
        ]
    )
    func `what is not RFC 2822 is refused`(_ text: String) {
        #expect(Instant(rfc2822: text) == nil)
    }

    // MARK: Arithmetic

    private static let first = Instant(milliseconds: .min)
    private static let last = Instant(milliseconds: .max)

    @Test func `instants are held to the years of four digits`() {
        #expect(Self.first.rfc3339 == "0000-01-01T00:00:00.000Z")
        #expect(Self.last.rfc3339 == "9999-12-31T23:59:59.999Z")
        #expect(Self.first < Self.last)
    }

    @Test(
        arguments: [
            (0, 0, 0), (0, 5, 5000), (0, -5, -5000), (7, 1, 1007), (0, .max, last.milliseconds),
            (0, .min, first.milliseconds), (last.milliseconds, 1, last.milliseconds),
            (first.milliseconds, -1, first.milliseconds), (0, 9_223_372_036_854_776, last.milliseconds),
        ] as [(Int64, Int64, Int64)]
    )
    func `moving by seconds never leaves the range`(_ start: Int64, _ seconds: Int64, _ end: Int64) {
        #expect(Instant(milliseconds: start).advanced(bySeconds: seconds).milliseconds == end)
    }

    @Test(
        arguments: [
            (0, 5, 5), (-3, 2, -1), (0, .max, last.milliseconds), (0, .min, first.milliseconds),
            (last.milliseconds, .max, last.milliseconds), (first.milliseconds, .min, first.milliseconds),
        ] as [(Int64, Int64, Int64)]
    )
    func `moving by milliseconds never leaves the range`(_ start: Int64, _ delta: Int64, _ end: Int64) {
        #expect(Instant(milliseconds: start).advanced(byMilliseconds: delta).milliseconds == end)
    }

    @Test(
        arguments: [
            (0, 0, 0), (0, 999, 0), (0, 1000, 1), (0, 1999, 1), (-1500, 500, 2), (-500, 499, 0), (1000, 0, 0),
            (1, 0, 0), (first.milliseconds, last.milliseconds, 315_569_519_999),
        ] as [(Int64, Int64, Int64)]
    )
    func `whole seconds are rounded down and never negative`(_ start: Int64, _ end: Int64, _ seconds: Int64) {
        #expect(Instant(milliseconds: start).wholeSeconds(until: Instant(milliseconds: end)) == seconds)
    }
}
