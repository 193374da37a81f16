/// What a payment charges: a decimal of at least 0 and below 1,000,000, where 0 means that nothing is charged and the
/// payment method becomes a token.
struct ChargeAmount: Equatable, Sendable {
    /// How many digits stand behind the point.
    let decimals: Int

    /// Reads digits with a point among or behind them; nil for anything else.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isDigit) }),
            parts[0].drop(while: { $0 == UInt8(ascii: "0") }).count <= 6
        else { return nil }
        decimals = parts.count == 2 ? parts[1].count : 0
    }

    /// Whether the currency has coins this small (ISO 4217, minor units).
    func fits(_ currency: String) -> Bool {
        let digits =
            if Self.withoutDecimals.contains(currency) {
                0
            } else if Self.withThreeDecimals.contains(currency) {
                3
            } else {
                2
            }
        return decimals <= digits
    }

    private static let withoutDecimals: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    ]
    private static let withThreeDecimals: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
