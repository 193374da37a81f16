import HTTPListener
import JSON

/// The served surface as an OpenAPI 3.1 document, made from the tables that route, validate and encode.
enum OpenAPIDescription {
    /// The document as JSON; `version` is the program's.
    static func json(version: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 256 * 1024)
        writer.object { document in
            document.member("openapi", "3.1.0")
            document.name("info")
            document.object { info in
                info.member("title", "Ringback")
                info.member("version", version)
                info.member(
                    "description",
                    "What this server answers of Twilio's API (2010-04-01), as JSON; without an extension or with .xml "
                        + "the same as XML, with .csv as CSV. Below /_twilio are the server's own endpoints."
                )
            }
            document.name("paths")
            document.object { paths in
                writeTwilioPaths(to: &paths)
                writeControlPaths(to: &paths)
            }
            document.name("components")
            document.object { components in
                components.name("schemas")
                components.object(writeSchemas)
                components.name("securitySchemes")
                components.object { schemes in
                    schemes.name("accountSid_authToken")
                    schemes.object { scheme in
                        scheme.member("type", "http")
                        scheme.member("scheme", "basic")
                    }
                    schemes.name("control_token")
                    schemes.object { scheme in
                        scheme.member("type", "http")
                        scheme.member("scheme", "bearer")
                    }
                }
            }
        }
        return writer.bytes
    }

    // MARK: Twilio's paths

    private static func writeTwilioPaths(to paths: inout JSONWriter) {
        for (path, operations) in grouped(APIOperation.all, by: \.path) {
            paths.name(path + ".json")
            paths.object { item in
                for operation in operations {
                    item.name(operation.method.lowercased())
                    item.object { write(operation, to: &$0) }
                }
            }
        }
    }

    private static func write(_ operation: APIOperation, to writer: inout JSONWriter) {
        let isForm = operation.method == "POST"
        writer.member("operationId", operation.id)
        writer.name("security")
        writer.array {
            $0.object { scheme in
                scheme.name("accountSid_authToken")
                scheme.array { _ in }
            }
        }
        writer.name("parameters")
        writer.array { list in
            for name in captures(of: operation.path) {
                list.object {
                    writeParameter(ParameterSummary(name: name, type: "string").required, in: "path", to: &$0)
                }
            }
            guard !isForm else { return }
            for parameter in operation.parameters {
                list.object { writeParameter(parameter, in: "query", to: &$0) }
            }
        }
        if isForm, !operation.parameters.isEmpty {
            writer.name("requestBody")
            writer.object { body in
                body.name("content")
                body.object { content in
                    content.name("application/x-www-form-urlencoded")
                    content.object { form in
                        form.name("schema")
                        form.object { writeForm(operation.parameters, to: &$0) }
                    }
                }
            }
        }
        writer.name("responses")
        writer.object { responses in
            for status in [operation.status] + operation.otherStatuses {
                responses.name(String(status))
                responses.object { response in
                    response.member("description", operation.shows == nil ? "Done; no body." : "What was asked for.")
                    if let schema = operation.shows {
                        writeContent("application/json", to: &response) { write(schema, to: &$0) }
                    }
                }
            }
            responses.name("default")
            responses.object { response in
                response.member("description", "A refusal, with Twilio's code and message.")
                writeContent("application/json", to: &response) { $0.member("$ref", "#/components/schemas/Error") }
            }
        }
    }

    private static func writeParameter(_ parameter: ParameterSummary, in place: String, to writer: inout JSONWriter) {
        writer.member("name", parameter.name)
        writer.member("in", place)
        writer.name("required")
        writer.bool(parameter.isRequired)
        writer.name("schema")
        writer.object { writeType(parameter, to: &$0) }
    }

    private static func writeForm(_ parameters: [ParameterSummary], to writer: inout JSONWriter) {
        writer.member("type", "object")
        writer.name("properties")
        writer.object { properties in
            for parameter in parameters {
                properties.name(parameter.name)
                properties.object { writeType(parameter, to: &$0) }
            }
        }
        let required = parameters.filter(\.isRequired)
        guard !required.isEmpty else { return }
        writer.name("required")
        writer.array { list in for parameter in required { list.string(parameter.name) } }
    }

    private static func writeType(_ parameter: ParameterSummary, to writer: inout JSONWriter) {
        writer.member("type", parameter.type)
        guard parameter.type == "array" else { return write(words: parameter.words, to: &writer) }
        writer.name("items")
        writer.object { items in
            items.member("type", "string")
            write(words: parameter.words, to: &items)
        }
    }

    private static func write(words: [String], to writer: inout JSONWriter) {
        guard !words.isEmpty else { return }
        writer.name("enum")
        writer.array { list in for word in words { list.string(word) } }
    }

    private static func writeContent(
        _ type: StaticString,
        to response: inout JSONWriter,
        _ schema: (inout JSONWriter) -> Void
    ) {
        response.name("content")
        response.object { content in
            content.name(type)
            content.object { media in
                media.name("schema")
                media.object(schema)
            }
        }
    }

    // MARK: Our own paths

    private static func writeControlPaths(to paths: inout JSONWriter) {
        for (path, entries) in grouped(ControlOperation.entries, by: \.pattern) {
            paths.name(path)
            paths.object { item in
                for entry in entries {
                    item.name(entry.method.lowercased())
                    item.object { writer in
                        writer.member("operationId", String(describing: entry.operation))
                        if !entry.operation.isOpen {
                            writer.name("security")
                            writer.array {
                                $0.object { scheme in
                                    scheme.name("control_token")
                                    scheme.array { _ in }
                                }
                            }
                        }
                        writer.name("parameters")
                        writer.array { list in
                            for name in captures(of: path) {
                                let parameter = ParameterSummary(name: name, type: "string").required
                                list.object { writeParameter(parameter, in: "path", to: &$0) }
                            }
                        }
                        writer.name("responses")
                        writer.object { responses in
                            responses.name("default")
                            responses.object { response in
                                response.member("description", "The answer, or a problem that says what was wrong.")
                                writeContent("application/problem+json", to: &response) {
                                    $0.member("$ref", "#/components/schemas/Problem")
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: Schemas

    private static func write(_ schema: ResourceSchema, to writer: inout JSONWriter) {
        let reference = "#/components/schemas/\(schema.name)"
        guard let key = schema.listKey else { return writer.member("$ref", reference) }
        writer.member("type", "object")
        writer.name("properties")
        writer.object { properties in
            properties.name(key)
            properties.object { list in
                list.member("type", "array")
                list.name("items")
                list.object { $0.member("$ref", reference) }
            }
            for (name, type) in envelope {
                properties.name(name)
                properties.object { writeType(type, to: &$0) }
            }
        }
    }

    private static let envelope = [
        ("end", "integer"), ("first_page_uri", "uri"), ("next_page_uri", "uri"), ("page", "integer"),
        ("page_size", "integer"), ("previous_page_uri", "uri"), ("start", "integer"), ("uri", "uri"),
    ]

    private static func writeSchemas(to schemas: inout JSONWriter) {
        var written: Set<String> = []
        for schema in APIOperation.all.compactMap(\.shows) where written.insert(schema.name).inserted {
            schemas.name(schema.name)
            schemas.object { writeFields(schema.fields(), to: &$0) }
        }
        schemas.name("Error")
        schemas.object { error in
            let names = [("code", "integer"), ("message", "string"), ("more_info", "string"), ("status", "integer")]
            writeFields(names.map { FieldDescription(name: $0.0, type: $0.1) }, to: &error)
        }
        schemas.name("Problem")
        schemas.object { problem in
            let names = [
                ("type", "string"), ("title", "string"), ("status", "integer"), ("detail", "string"),
                ("where", "string"),
            ]
            writeFields(names.map { FieldDescription(name: $0.0, type: $0.1) }, to: &problem)
        }
    }

    private static func writeFields(_ fields: [FieldDescription], to writer: inout JSONWriter) {
        writer.member("type", "object")
        writer.name("properties")
        writer.object { properties in
            for field in fields {
                properties.name(field.name)
                properties.object { property in
                    guard !field.words.isEmpty else { return writeType(field.type, to: &property) }
                    property.member("type", field.type)
                    write(words: field.words, to: &property)
                }
            }
        }
    }

    /// A field's type: every field may be null, as in Twilio's own description.
    private static func writeType(_ type: String, to writer: inout JSONWriter) {
        let (plain, format): (String, String?) =
            switch type {
            case "date": ("string", "date-time-rfc-2822")
            case "uri": ("string", "uri-reference")
            default: (type, nil)
            }
        writer.name("type")
        writer.array { types in
            types.string(plain)
            types.string("null")
        }
        if let format { writer.member("format", format) }
    }

    // MARK: Paths

    private static func captures(of path: String) -> [String] {
        path.split(separator: "/").filter { $0.first == "{" }.map { String($0.dropFirst().dropLast()) }
    }

    /// The elements by a key, keys in the order of their first element.
    private static func grouped<Element>(_ elements: [Element], by key: (Element) -> String) -> [(String, [Element])] {
        var groups: [(String, [Element])] = []
        for element in elements {
            if let index = groups.firstIndex(where: { $0.0 == key(element) }) {
                groups[index].1.append(element)
            } else {
                groups.append((key(element), [element]))
            }
        }
        return groups
    }
}
