/// Rows of cells, read as RFC 4180 has them: lines end in CRLF, cells with a comma, a quote or a line break stand in
/// quotes.
struct CSVTable: Equatable, Sendable {
    let rows: [[String]]

    /// Reads a table; nil when it is none.
    init?(parsing text: String) {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        var wasQuoted = false
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            if isQuoted {
                guard scalar == "\"" else {
                    cell.append(scalar)
                    continue
                }
                if rest.first == "\"" {
                    cell.append("\"")
                    rest.removeFirst()
                } else {
                    isQuoted = false
                }
                continue
            }
            switch scalar {
            case "\"":
                guard cell.isEmpty, !wasQuoted else { return nil }
                isQuoted = true
                wasQuoted = true
            case ",":
                row.append(String(cell))
                cell = String.UnicodeScalarView()
                wasQuoted = false
            case "\r":
                guard rest.popFirst() == "\n" else { return nil }
                rows.append(row + [String(cell)])
                row = []
                cell = String.UnicodeScalarView()
                wasQuoted = false
            case "\n": return nil
            default:
                guard !wasQuoted else { return nil }
                cell.append(scalar)
            }
        }
        guard !isQuoted, row.isEmpty, cell.isEmpty else { return nil }
        self.rows = rows
    }

    /// The cells below a name of the first row.
    func column(_ name: String) -> [String] {
        guard let index = rows.first?.firstIndex(of: name) else { return [] }
        return rows.dropFirst().map { index < $0.count ? $0[index] : "" }
    }
}
