import FoundationEssentials

/// A folder of one test, removed with it.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes the folder.
    package init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "ringback-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Writes `content` and gives the path.
    package func file(_ name: String, _ content: [UInt8]) throws -> String {
        try Data(content).write(to: URL(filePath: file(name)))
        return file(name)
    }

    /// Copies what a killed process would leave behind: the file and its WAL as they are now.
    package func copy(_ name: String, to copy: String) throws -> String {
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: file(name) + suffix) {
            try FileManager.default.copyItem(atPath: file(name) + suffix, toPath: file(copy) + suffix)
        }
        return file(copy)
    }

    /// The names of the files in it.
    package var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    /// The content of a file in it.
    package func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: file(name))))
    }

    /// Writes text and gives the path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try file(name, Array(text.utf8))
    }
}
