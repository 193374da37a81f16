internal import FoundationEssentials
import SeedData

/// The text of a seed document, and the name that messages give it.
package struct SeedFile: Sendable {
    let name: String
    let content: [UInt8]

    /// Makes a document from text.
    package init(name: String, content: [UInt8]) {
        self.name = name
        self.content = content
    }

    /// The program's own two worlds.
    static let builtIn = SeedData.documents.map { SeedFile(name: $0.name, content: $0.content) }

    /// Reads a file, or every `*.json` of a folder in the order of their names.
    ///
    /// - Throws: ``StartError`` when there is nothing to read.
    package static func read(_ path: String) throws(StartError) -> [SeedFile] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw StartError(.seed, "\(path): there is no such file or folder")
        }
        do {
            guard isFolder else { return [try SeedFile(reading: path)] }
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
                .filter { $0.hasSuffix(".json") }.sorted()
            guard !names.isEmpty else { throw StartError(.seed, "\(path): the folder holds no *.json") }
            return try names.map { try SeedFile(reading: "\(path)/\($0)") }
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError(.seed, "\(path): it cannot be read: \(error)")
        }
    }

    private init(reading path: String) throws {
        self.init(name: path, content: Array(try Data(contentsOf: URL(filePath: path))))
    }
}
