/// An element of an XML document, read strictly: what the emulator writes, and nothing looser.
///
/// It knows what the API's answers hold: one declaration, elements, attributes in double quotes, text, the five
/// entities of XML 1.0 and decimal references.
struct XMLElement: Equatable, Sendable {
    /// What is wrong with a document, and where.
    struct Malformed: Error, Equatable {
        var problem: String
        var offset: Int
    }

    /// The declaration that live answers begin with.
    static let declaration = "<?xml version='1.0' encoding='UTF-8'?>\n"

    var name: String
    var attributes: [Attribute] = []
    var text = ""
    var children: [XMLElement] = []

    /// A name and a value.
    struct Attribute: Equatable, Sendable {
        var name: String
        var value: String
    }

    /// Reads a whole document.
    init(parsing document: String) throws(Malformed) {
        guard document.hasPrefix(Self.declaration) else { throw Malformed(problem: "declaration", offset: 0) }
        var scanner = Scanner(scalars: Array(document.unicodeScalars), index: Self.declaration.unicodeScalars.count)
        self = try scanner.element()
        guard scanner.index == scanner.scalars.count else { throw scanner.malformed("text behind the element") }
    }

    fileprivate init(name: String) {
        self.name = name
    }

    /// The first child of a name, which may lie deeper: `Calls/Call/Sid`.
    subscript(_ path: String) -> XMLElement? {
        var element: XMLElement? = self
        for name in path.split(separator: "/") { element = element?.children.first { $0.name == name } }
        return element
    }

    /// The value of an attribute.
    func attribute(_ name: String) -> String? {
        attributes.first { $0.name == name }?.value
    }
}

/// A place in a document.
private struct Scanner {
    let scalars: [Unicode.Scalar]
    var index: Int

    func malformed(_ problem: String) -> XMLElement.Malformed {
        XMLElement.Malformed(problem: problem, offset: index)
    }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func element() throws(XMLElement.Malformed) -> XMLElement {
        try expect("<")
        var element = XMLElement(name: try name())
        while next == " " {
            index += 1
            let attribute = try name()
            try expect("=\"")
            element.attributes.append(XMLElement.Attribute(name: attribute, value: try text(until: "\"")))
            try expect("\"")
        }
        if next == "/" {
            try expect("/>")
            return element
        }
        try expect(">")
        while true {
            element.text += try text(until: "<")
            if index + 1 < scalars.count, scalars[index + 1] == "/" { break }
            element.children.append(try self.element())
        }
        try expect("</\(element.name)>")
        return element
    }

    private mutating func expect(_ text: String) throws(XMLElement.Malformed) {
        for scalar in text.unicodeScalars {
            guard next == scalar else { throw malformed("expected \(text)") }
            index += 1
        }
    }

    private mutating func name() throws(XMLElement.Malformed) -> String {
        var name = String.UnicodeScalarView()
        while let scalar = next, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
            name.append(scalar)
            index += 1
        }
        guard !name.isEmpty else { throw malformed("a name") }
        return String(name)
    }

    private mutating func text(until end: Unicode.Scalar) throws(XMLElement.Malformed) -> String {
        var text = String.UnicodeScalarView()
        while let scalar = next, scalar != end {
            // XML 1.0, section 2.2: the characters that a document may hold, and 2.4: the ones it must escape.
            guard scalar != "<", scalar != ">", scalar != "\"", scalar != "\r",
                scalar.value >= 0x20 || scalar == "\t"
                    || scalar == "\n", scalar.value != 0xFFFE, scalar.value != 0xFFFF
            else { throw malformed("a character that must not stand here") }
            text.append(scalar == "&" ? try entity() : scalar)
            index += 1
        }
        guard next != nil else { throw malformed("the end") }
        return String(text)
    }

    /// Reads an entity, and stops at its semicolon.
    private mutating func entity() throws(XMLElement.Malformed) -> Unicode.Scalar {
        index += 1
        var name = ""
        while let scalar = next, scalar != ";" {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#"), let number = UInt32(name.dropFirst()), let scalar = Unicode.Scalar(number) else {
                throw malformed("an entity")
            }
            return scalar
        }
    }
}
