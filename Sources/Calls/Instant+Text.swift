// Dates as text: RFC 2822 (every date of the Calls API) and RFC 3339 (our own endpoints). The calendar arithmetic is
// the proleptic Gregorian one, counted in eras of 400 years from 1 March, so that a leap day ends its year.

/// A date and time of day in UTC.
private struct CivilTime {
    var year: Int64
    var month: Int64
    var day: Int64
    var hour: Int64 = 0
    var minute: Int64 = 0
    var second: Int64 = 0
    var millisecond: Int64 = 0
    /// 0 is Sunday.
    var weekday: Int64 = 0

    init(_ instant: Instant) {
        let (days, time) = Self.floorDivide(instant.milliseconds, 86_400_000)
        let shifted = days + 719_468
        let era = Self.floorDivide(shifted, 146_097).quotient
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = time / 3_600_000
        minute = time / 60_000 % 60
        second = time / 1000 % 60
        millisecond = time % 1000
        weekday = Self.floorDivide(days + 4, 7).remainder
    }

    /// A date as read from text; nil when there is no such day or time of day.
    init?(year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64, millisecond: Int64 = 0) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(inMonth: month, of: year),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.millisecond = millisecond
    }

    var millisecondsSinceEpoch: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Self.floorDivide(shiftedYear, 400).quotient
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + millisecond
    }

    static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

private let weekdayNames: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
private let monthNames: [StaticString] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

extension [UInt8] {
    fileprivate mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe append(contentsOf: $0) }
    }

    /// Appends a number with leading zeros.
    fileprivate mutating func append(_ number: Int64, width: Int) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends the date form of the Calls API: `Tue, 31 Aug 2010 20:36:28 +0000`, always UTC, seconds cut off.
    package mutating func append(rfc2822 instant: Instant) {
        let time = CivilTime(instant)
        append(weekdayNames[Int(time.weekday)])
        append(", ")
        append(time.day, width: 2)
        append(UInt8(ascii: " "))
        append(monthNames[Int(time.month - 1)])
        append(UInt8(ascii: " "))
        append(time.year, width: 4)
        append(UInt8(ascii: " "))
        append(time.hour, width: 2)
        append(UInt8(ascii: ":"))
        append(time.minute, width: 2)
        append(UInt8(ascii: ":"))
        append(time.second, width: 2)
        append(" +0000")
    }
}

extension Instant {
    /// The date form of the Calls API, RFC 2822 in UTC: `Tue, 31 Aug 2010 20:36:28 +0000`.
    package var rfc2822: String {
        var bytes: [UInt8] = []
        bytes.append(rfc2822: self)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The date form of our own endpoints, RFC 3339 in UTC: `2010-08-31T20:36:28.000Z`.
    package var rfc3339: String {
        let time = CivilTime(self)
        var bytes: [UInt8] = []
        bytes.append(time.year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(time.month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(time.day, width: 2)
        bytes.append(UInt8(ascii: "T"))
        bytes.append(time.hour, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(time.minute, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(time.second, width: 2)
        bytes.append(UInt8(ascii: "."))
        bytes.append(time.millisecond, width: 3)
        bytes.append(UInt8(ascii: "Z"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads `2010-08-31T20:36:28Z`, with a fraction of a second and a numeric offset where there are any (RFC 3339).
    ///
    /// Digits beyond the millisecond are cut off. A leap second is read as the second before it. Nil for anything else.
    package init?(rfc3339 text: String) {
        var scanner = Scanner(text)
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2), scanner.skip(":"),
            let second = scanner.digits(2)
        else { return nil }
        var millisecond: Int64 = 0
        if scanner.skip(".") {
            guard let fraction = scanner.fractionInMilliseconds() else { return nil }
            millisecond = fraction
        }
        let offset: Int64
        if scanner.skip("Z") || scanner.skip("z") {
            offset = 0
        } else {
            guard let minutes = scanner.offsetInMinutes(colon: true) else { return nil }
            offset = minutes
        }
        guard scanner.isAtEnd,
            let time = CivilTime(
                year: year,
                month: month,
                day: day,
                hour: hour,
                minute: minute,
                second: second == 60 ? 59 : second,
                millisecond: millisecond
            )
        else { return nil }
        self.init(exactly: time.millisecondsSinceEpoch - offset * 60_000)
    }

    /// Reads `Tue, 31 Aug 2010 20:36:28 +0000` (RFC 2822, section 3.3); the day's name may be left out.
    ///
    /// A day's name that is not that date's is refused. `GMT`, `UT` and `UTC` are read as `+0000`.
    package init?(rfc2822 text: String) {
        var scanner = Scanner(text)
        var weekday: Int?
        if let name = scanner.name(of: weekdayNames) {
            guard scanner.skip(","), scanner.skip(" ") else { return nil }
            weekday = name
        }
        guard let day = scanner.digits(2) ?? scanner.digits(1), scanner.skip(" "),
            let month = scanner.name(of: monthNames), scanner.skip(" "),
            let year = scanner.digits(4), scanner.skip(" "),
            let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2)
        else { return nil }
        var second: Int64 = 0
        if scanner.skip(":") {
            guard let digits = scanner.digits(2) else { return nil }
            second = digits == 60 ? 59 : digits
        }
        guard scanner.skip(" ") else { return nil }
        let offset: Int64
        if let minutes = scanner.offsetInMinutes(colon: false) {
            offset = minutes
        } else {
            guard scanner.skip("GMT") || scanner.skip("UTC") || scanner.skip("UT") else { return nil }
            offset = 0
        }
        guard scanner.isAtEnd,
            let time = CivilTime(
                year: year,
                month: Int64(month + 1),
                day: day,
                hour: hour,
                minute: minute,
                second: second
            )
        else { return nil }
        let local = Instant(milliseconds: time.millisecondsSinceEpoch)
        if let weekday, CivilTime(local).weekday != Int64(weekday) { return nil }
        self.init(exactly: local.milliseconds - offset * 60_000)
    }

    /// Nil where an offset has moved a text's year beyond four digits.
    private init?(exactly milliseconds: Int64) {
        guard Self.range.contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

/// A cursor over ASCII text; every step either succeeds and moves, or leaves the cursor where it was.
private struct Scanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ text: StaticString) -> Bool {
        let matches = text.withUTF8Buffer { unsafe bytes[position...].starts(with: $0) }
        if matches { position += text.utf8CodeUnitCount }
        return matches
    }

    mutating func digits(_ count: Int) -> Int64? {
        guard position + count <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[position..<position + count] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        position += count
        return value
    }

    mutating func fractionInMilliseconds() -> Int64? {
        guard var value = digits(1) else { return nil }
        var count = 1
        while let digit = digits(1) {
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        for _ in min(count, 3)..<3 { value *= 10 }
        return value
    }

    mutating func offsetInMinutes(colon: Bool) -> Int64? {
        let start = position
        let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = digits(2), hours < 24, !colon || skip(":"), let minutes = digits(2), minutes < 60
        else {
            position = start
            return nil
        }
        return sign * (hours * 60 + minutes)
    }

    mutating func name(of names: [StaticString]) -> Int? {
        names.firstIndex { skip($0) }
    }
}
