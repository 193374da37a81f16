import Calls
import Testing

@testable import Emulator

/// Dates in the queries of lists, in every form that SDKs and the official examples send.
@Suite struct DateFilterTests {
    private func bounds(_ pairs: (String, String)...) throws -> TimeBounds {
        let query = pairs.map { "\($0.0.formEncoded)=\($0.1.formEncoded)" }.joined(separator: "&")
        return try DateFilter("D").bounds(Form(query.utf8))
    }

    @Test(
        arguments: [
            ("2019-06-11", 1_560_211_200_000),
            ("2019-06-11T22:05:25Z", 1_560_290_725_000),
            ("2019-06-11T22:05:25", 1_560_290_725_000),
            ("2019-06-11 22:05:25.000", 1_560_290_725_000),
            ("2019-06-11T22:05:25+02:00", 1_560_283_525_000),
            ("06/11/2019 22:05:25 MST", 1_560_315_925_000),
            ("06/11/2019 22:05:25 pdt", 1_560_315_925_000),
            ("06/11/2019 22:05:25 UTC", 1_560_290_725_000),
            ("06/11/2019 22:05:25 XYZ", 1_560_290_725_000),
            ("06/11/2019 22:05:25", 1_560_290_725_000),
        ] as [(String, Int64)]
    )
    func `a date bounds from below or from above`(_ text: String, instant: Int64) throws {
        #expect(try bounds(("D<", text)) == TimeBounds(before: instant))
        #expect(try bounds(("D>", text)) == TimeBounds(from: instant))
        let day = instant - instant % 86_400_000
        #expect(try bounds(("D", text)) == TimeBounds(from: day, before: day + 86_400_000))
    }

    @Test(arguments: [
        "now", "2019-6-11", "2019-02-29", "2019-06-11T25:00:00Z", "06-11-2019", "13/11/2019 22:05:25", "2019", " ",
        "06/11/2019 22:05:25 MST x", "1560290725",
    ])
    func `what is no date is refused`(_ text: String) {
        for name in ["D", "D<", "D>"] {
            #expect(throws: APIError.invalidDate(name, text)) { try bounds((name, text)) }
        }
    }

    @Test func `bounds hold together, and empty ones are none`() throws {
        #expect(
            try bounds(("D>", "2019-06-11"), ("D<", "2019-06-12T12:00:00Z"), ("D", "2019-06-12"))
                == TimeBounds(from: 1_560_297_600_000, before: 1_560_340_800_000)
        )
        #expect(try bounds(("D", ""), ("D<", ""), ("D>", "")) == TimeBounds())
    }
}
