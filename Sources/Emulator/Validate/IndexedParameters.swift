/// `Parameter1.Name`, `Parameter1.Value` to `Parameter99.Name`, `Parameter99.Value`: what a stream or a SIPREC session
/// tells the other side when it starts.
///
/// Other indexes (`Parameter0`, `Parameter01`, `Parameter100`) are unknown names like any other.
enum IndexedParameters {
    private static let indexes = 1...99

    /// All 198 names, for descriptions and strict mode.
    static let catalogue: [ParameterSummary] = indexes.flatMap { index in
        [
            ParameterSummary(name: nameKey(index), type: "string"),
            ParameterSummary(name: valueKey(index), type: "string"),
        ]
    }

    /// The names and values that were sent, by index; a name without a value has an empty one.
    ///
    /// - Throws: 20001 for a value without a name.
    static func read(_ form: Form) throws(APIError) -> [(name: String, value: String)] {
        guard form.pairs.contains(where: { $0.name.utf8.starts(with: "Parameter".utf8) }) else { return [] }
        var parameters: [(name: String, value: String)] = []
        for index in indexes {
            let value = form[valueKey(index)]
            guard let name = form.text(nameKey(index)) else {
                guard value ?? "" == "" else { throw .unnamedParameter(index) }
                continue
            }
            parameters.append((name, value ?? ""))
        }
        return parameters
    }

    private static func nameKey(_ index: Int) -> String { "Parameter\(index).Name" }
    private static func valueKey(_ index: Int) -> String { "Parameter\(index).Value" }
}
