/// The name among `known` that somebody who wrote `name` most likely meant; nil when none is near.
///
/// Near means: the same but for case, underscores and hyphens, or at most a third of its letters inserted, left out,
/// changed or swapped (optimal string alignment distance).
func nearestName(to name: String, among known: [String]) -> String? {
    guard name.utf8.count <= 64 else { return nil }
    let folded = fold(name)
    var best: (name: String, distance: Int)?
    for candidate in known {
        let other = fold(candidate)
        let distance = distance(folded, other)
        guard distance <= max(1, max(folded.count, other.count) / 3), distance < best?.distance ?? .max else {
            continue
        }
        best = (candidate, distance)
    }
    return best?.name
}

private func fold(_ name: String) -> [UInt8] {
    Array(name.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") })
}

private func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
        var row = [i + 1]
        for j in right.indices {
            var cost = min(last[j] + (left[i] == right[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                cost = min(cost, beforeLast[j - 1] + 1)
            }
            row.append(cost)
        }
        (beforeLast, last) = (last, row)
    }
    return last[right.count]
}
