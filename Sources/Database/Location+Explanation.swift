private import Glibc

extension Database.Location: CustomStringConvertible {
    /// The path in quotes, as errors show it.
    package var description: String {
        switch self {
        case .memory: "in memory"
        case .file(let path): "'\(path)'"
        }
    }

    /// What to hand to SQLite.
    ///
    /// It reads `:memory:` and `file:…` as something else than a path, unless a folder is
    /// in front.
    var name: String {
        switch self {
        case .memory: ":memory:"
        case .file(let path): path.hasPrefix(":") || path.hasPrefix("file:") ? "./\(path)" : path
        }
    }

    /// Why opening failed, for the person who chose the path.
    func explanation(of error: DatabaseError) -> String {
        // With a statement it is a migration that failed, and that has told all there is.
        guard case .file(let path) = self, error.sql == nil else { return error.message }
        return switch error.code {
        case .cannotOpen: obstacle(at: path) ?? error.message
        case .notADatabase: error.message == "file is not a database" ? "it is not a SQLite database" : error.message
        case .readOnly: "the file or its folder cannot be written"
        case .busy: "another process is using it; a database file belongs to one process at a time"
        case .full: "the disk is full"
        case .corrupt: "the file is damaged (\(error.message))"
        default: error.message
        }
    }

    private func obstacle(at path: String) -> String? {
        if path.isEmpty { return "the path is empty" }
        if path.utf8.contains(0) { return "the path holds a NUL" }
        if kind(path) == S_IFDIR { return "it is a directory" }
        let folder =
            switch path.lastIndex(of: "/") {
            case nil: "."
            case path.startIndex: "/"
            case let slash?: String(path[..<slash])
            }
        switch kind(folder) {
        case nil: return "there is no folder '\(folder)'"
        case S_IFDIR: break
        default: return "'\(folder)' is not a folder"
        }
        guard kind(path) == nil, unsafe faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0 else { return nil }
        return "it cannot be made in '\(folder)': \(unsafe String(cString: strerror(errno)))"
    }

    private func kind(_ path: String) -> mode_t? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT
    }
}
