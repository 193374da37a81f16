import Calls
import Testing

@testable import Emulator

/// Dates in the queries of lists, in every form that SDKs and the official examples send.
@Suite struct DateFilterTests {
    @Test(
        arguments: [
            ("2019-06-11", 1_560_211_200_000, 86_400_000),
            ("2019-06-11T22:05:25Z", 1_560_290_725_000, 1000),
            ("2019-06-11T22:05:25", 1_560_290_725_000, 1000),
            ("2019-06-11 22:05:25.000", 1_560_290_725_000, 1000),
            ("2019-06-11T22:05:25+02:00", 1_560_283_525_000, 1000),
            ("06/11/2019 22:05:25 MST", 1_560_315_925_000, 1000),
            ("06/11/2019 22:05:25 pdt", 1_560_315_925_000, 1000),
            ("06/11/2019 22:05:25 UTC", 1_560_290_725_000, 1000),
            ("06/11/2019 22:05:25 XYZ", 1_560_290_725_000, 1000),
            ("06/11/2019 22:05:25", 1_560_290_725_000, 1000),
            ("Tue, 11 Jun 2019 22:05:25 +0000", 1_560_290_725_000, 1000),
        ] as [(String, Int64, Int64)]
    )
    func `a date is a day or a second`(_ text: String, start: Int64, length: Int64) throws {
        let on = try DateFilter(Form("D=\(text.formEncoded)".utf8), "D")
        #expect(on.from == start)
        #expect(on.until == start + length)
        let before = try DateFilter(Form("D%3C=\(text.formEncoded)".utf8), "D")
        #expect(before.until == start)
        #expect(before.from == .min)
        let since = try DateFilter(Form("D%3E=\(text.formEncoded)".utf8), "D")
        #expect(since.from == start)
        #expect(since.until == .max)
    }

    @Test(arguments: [
        "now", "2019-6-11", "2019-02-29", "2019-06-11T25:00:00Z", "06-11-2019", "13/11/2019 22:05:25", "2019", " ",
        "06/11/2019 22:05:25 MST x", "1560290725",
    ])
    func `what is no date is refused`(_ text: String) {
        for name in ["D", "D<", "D>"] {
            #expect(throws: APIError.invalid(name, text, mustBe: "a date such as 2024-01-31")) {
                try DateFilter(Form("\(name.formEncoded)=\(text.formEncoded)".utf8), "D")
            }
        }
    }

    @Test func `a time is seen in the seconds that the resource shows`() throws {
        let filter = try DateFilter(Form("D=2019-06-11T22:05:25Z".utf8), "D")
        #expect(filter.contains(Instant(milliseconds: 1_560_290_725_000)))
        #expect(filter.contains(Instant(milliseconds: 1_560_290_725_999)))
        #expect(!filter.contains(Instant(milliseconds: 1_560_290_724_999)))
        #expect(!filter.contains(Instant(milliseconds: 1_560_290_726_000)))
        let finer = try DateFilter(Form("D%3E=2019-06-11T22:05:25.001Z".utf8), "D")
        #expect(!finer.contains(Instant(milliseconds: 1_560_290_725_999)))
        #expect(finer.contains(Instant(milliseconds: 1_560_290_726_000)))
    }

    @Test func `bounds hold together, and empty ones are none`() throws {
        let filter = try DateFilter(Form("D%3E=2019-06-11&D%3C=2019-06-13&D=2019-06-12".utf8), "D")
        #expect(filter.from == 1_560_297_600_000)
        #expect(filter.until == 1_560_384_000_000)
        #expect(try DateFilter(Form("D=&D%3C=&D%3E=".utf8), "D") == DateFilter(Form("E=2019-06-12".utf8), "D"))
    }
}
