/// How a resource is written: the extension of the request's path alone decides, whatever `Accept` says.
enum Representation: String, CaseIterable, Sendable {
    case json, xml, csv

    /// The value of `Content-Type`.
    var contentType: String {
        switch self {
        case .json: "application/json"
        case .xml: "application/xml"
        case .csv: "text/csv"
        }
    }

    /// What a path ends in that asks for it.
    private var pathSuffix: String {
        switch self {
        case .json: ".json"
        case .xml: ".xml"
        case .csv: ".csv"
        }
    }

    /// What the URIs in a body end in: the extension of the representation, none in XML.
    var uriSuffix: StaticString {
        switch self {
        case .json: ".json"
        case .xml: ""
        case .csv: ".csv"
        }
    }

    /// The representation that a path asks for, and the path's parts without the extension.
    ///
    /// No extension means XML, the default of the 2010 API; one that is none of these stays with its part.
    static func read(_ segments: [String]) -> (representation: Representation, segments: [String]) {
        guard let last = segments.last else { return (.xml, segments) }
        for representation in allCases where last.hasSuffix(representation.pathSuffix) {
            var plain = segments
            plain[plain.count - 1] = String(Substring(last.utf8.dropLast(representation.pathSuffix.utf8.count)))
            return (representation, plain)
        }
        return (.xml, segments)
    }
}
