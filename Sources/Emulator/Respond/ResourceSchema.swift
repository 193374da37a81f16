import Calls

/// Collects the names and types that a resource writes: so a description shows what the encoder does.
struct SchemaFields: ResourceWriter {
    private(set) var fields: [FieldDescription] = []

    mutating func string(_ name: StaticString, _ value: String?) { add(name, "string") }
    mutating func word<Word: RawRepresentable & CaseIterable>(_ name: StaticString, _ value: Word)
    where Word.RawValue == String {
        fields.append(
            FieldDescription(name: name.description, type: "string", words: Word.allCases.map(\.rawValue))
        )
    }
    mutating func string(named name: String, _ value: String?) {}
    mutating func date(_ name: StaticString, _ value: Instant?) { add(name, "date") }
    mutating func integer(_ name: StaticString, _ value: Int64?) { add(name, "integer") }
    mutating func bool(_ name: StaticString, _ value: Bool?) { add(name, "boolean") }
    mutating func uri(_ name: StaticString, _ path: [UInt8], _ tail: StaticString) { add(name, "uri") }
    mutating func object(_ name: StaticString, _ body: (inout SchemaFields) -> Void) { add(name, "object") }

    private mutating func add(_ name: StaticString, _ type: String) {
        fields.append(FieldDescription(name: name.description, type: type))
    }
}

extension Resource {
    /// The description of one such resource, as a sample writes it.
    static func schema(of sample: @escaping @autoclosure @Sendable () -> Self) -> ResourceSchema {
        ResourceSchema(
            fields: {
                var writer = SchemaFields()
                sample().write(to: &writer)
                return writer.fields
            },
            name: element.description,
            listKey: nil
        )
    }

    /// The description of a list of such resources.
    static func listSchema(of sample: @escaping @autoclosure @Sendable () -> Self) -> ResourceSchema {
        let one = schema(of: sample())
        return ResourceSchema(fields: one.fields, name: one.name, listKey: listKey.description)
    }
}
