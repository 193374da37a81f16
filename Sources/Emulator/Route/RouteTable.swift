/// One line of a route table: a method, a path pattern, and what is meant by them.
struct RouteEntry<Operation: Sendable>: Sendable {
    let method: String
    /// Literal segments and `{Name}` captures.
    let pattern: String
    let operation: Operation

    /// Makes a line.
    init(_ method: String, _ pattern: String, _ operation: Operation) {
        self.method = method
        self.pattern = pattern
        self.operation = operation
    }
}

/// What a table says of a request.
enum RouteMatch<Operation: Sendable>: Sendable {
    /// The operation, and what the captures caught, in order.
    case found(Operation, captures: [String])
    /// The path is known; these are its methods.
    case methodNotAllowed(allowed: [String])
    case notFound
}

/// Method and path to operation: all routes of one surface, checked once so that none shadows another.
struct RouteTable<Operation: Sendable>: Sendable {
    private enum Segment: Equatable {
        case literal(String)
        case capture

        init(_ text: Substring) {
            self = text.first == "{" && text.last == "}" ? .capture : .literal(String(text))
        }

        func matches(_ text: String) -> Bool {
            switch self {
            case .literal(let literal): text == literal
            case .capture: !text.isEmpty
            }
        }

        /// Whether some text matches both.
        func overlaps(_ other: Segment) -> Bool {
            switch (self, other) {
            case (.literal(let left), .literal(let right)): left == right
            case (.capture, _), (_, .capture): true
            }
        }
    }

    private struct Path {
        let segments: [Segment]
        var operations: [(method: String, operation: Operation)]
    }

    private let paths: [Path]

    /// Builds the table.
    ///
    /// - Precondition: no two patterns can match one path, and no line stands twice.
    init(_ entries: [RouteEntry<Operation>]) {
        var paths: [Path] = []
        for entry in entries {
            let segments = entry.pattern.split(separator: "/").map { Segment($0) }
            if let index = paths.firstIndex(where: { $0.segments == segments }) {
                precondition(
                    !paths[index].operations.contains { $0.method == entry.method },
                    "\(entry.method) \(entry.pattern) stands twice in the route table"
                )
                paths[index].operations.append((entry.method, entry.operation))
                continue
            }
            for path in paths where path.segments.count == segments.count {
                precondition(
                    !zip(path.segments, segments).allSatisfy { $0.overlaps($1) },
                    "\(entry.pattern) and another pattern of the route table match the same path"
                )
            }
            paths.append(Path(segments: segments, operations: [(entry.method, entry.operation)]))
        }
        self.paths = paths
    }

    /// Looks a request up.
    ///
    /// HEAD is answered as GET is.
    func match(_ method: String, _ segments: [String]) -> RouteMatch<Operation> {
        for path in paths where path.segments.count == segments.count {
            var captures: [String] = []
            let matches = zip(path.segments, segments).allSatisfy { segment, text in
                if segment == .capture { captures.append(text) }
                return segment.matches(text)
            }
            guard matches else { continue }
            let sought = method == "HEAD" ? "GET" : method
            if let found = path.operations.first(where: { $0.method == sought }) {
                return .found(found.operation, captures: captures)
            }
            return .methodNotAllowed(allowed: path.operations.map(\.method))
        }
        return .notFound
    }
}

/// A path cut at its slashes, each part with its percent escapes decoded afterwards: `%2F` never becomes a slash.
enum PathSegments {
    /// Nil unless the path begins with a slash.
    ///
    /// One slash at the end is as good as none; an empty part elsewhere stays an empty part and matches nothing.
    static func split(_ path: String) -> [String]? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var parts: [String] = []
        parts.reserveCapacity(8)
        var rest = path.utf8.dropFirst()
        while let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
            parts.append(decoded(rest[..<slash]))
            rest = rest[rest.index(after: slash)...]
        }
        if !rest.isEmpty { parts.append(decoded(rest)) }
        return parts
    }

    private static func decoded(_ part: Substring.UTF8View) -> String {
        part.contains(UInt8(ascii: "%"))
            ? Array(part).decodedPercentEscapes(plusIsSpace: false) : String(Substring(part))
    }
}
