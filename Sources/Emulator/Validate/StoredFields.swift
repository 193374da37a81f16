import Calls
import JSON

/// The values of a resource's stored fields, by the table of the resource.
struct StoredFields: Sendable {
    /// The fields that there are.
    let table: [StoredField]
    private var values: [String: JSONValue]

    /// Takes values over; those of no field are dropped, and so are nulls.
    init(_ table: [StoredField], _ members: [JSONMember] = []) {
        self.table = table
        values = [:]
        for field in table {
            let name = field.name.description
            guard let member = members.last(where: { $0.name == name }), member.value != .null else { continue }
            values[name] = member.value
        }
    }

    /// Reads values as a row holds them.
    ///
    /// - Throws: ``StoredValueError`` when the text is no JSON object.
    init(_ table: [StoredField], json: String, in storage: String) throws {
        guard case .object(let members)? = try? JSONValue(parsing: Array(json.utf8)) else {
            throw StoredValueError("fields that are no JSON object", in: storage)
        }
        self.init(table, members)
    }

    /// The values that were given, as a JSON object.
    var json: String {
        var writer = JSONWriter()
        writer.value(
            .object(
                table.compactMap { field in
                    values[field.name.description].map { JSONMember(field.name.description, $0) }
                }
            )
        )
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A field that is a text; nil where it is null or empty.
    subscript(_ name: String) -> String? {
        guard case .string(let text) = value(name), !text.isEmpty else { return nil }
        return text
    }

    /// A field that is a flag.
    func flag(_ name: String) -> Bool {
        value(name) == .bool(true)
    }

    /// A webhook of a URL and its method; nil while there is no URL.
    func webhook(_ url: String, _ method: String) -> Webhook? {
        self[url].map { Webhook(url: $0, method: self[method].flatMap { WebhookMethod(rawValue: $0) } ?? .post) }
    }

    private func value(_ name: String) -> JSONValue {
        if let value = values[name] { return value }
        guard let field = table.first(where: { $0.name.description == name }) else {
            preconditionFailure("there is no field \(name)")
        }
        return field.fallback
    }

    // MARK: The API

    /// Takes over what a form sets.
    ///
    /// - Throws: the error of the first parameter that is wrong, in the order of the table.
    mutating func read(_ form: Form) throws(APIError) {
        for field in table {
            guard let value = try form.value(field.parameter) else { continue }
            values[field.name.description] = value == .null ? nil : value
        }
    }

    /// Takes back what was set.
    mutating func clear(_ name: String) {
        values[name] = nil
    }

    /// Writes fields of a resource.
    func write<Writer: ResourceWriter>(_ names: StaticString..., to writer: inout Writer) {
        for name in names {
            let text = name.description
            guard case .bool(let flag) = value(text) else {
                writer.string(name, self[text])
                continue
            }
            writer.bool(name, flag)
        }
    }
}
