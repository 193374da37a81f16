internal import FoundationEssentials
private import Glibc
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
            guard unsafe access(path, R_OK | X_OK) == 0 else { throw Self.unreadable(path) }
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

    private init(reading path: String) throws(StartError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe Glibc.read(descriptor, &block, block.count)
            guard count >= 0 else { throw Self.unreadable(path) }
            guard count > 0 else { break }
            content += block[..<count]
        }
        self.init(name: path, content: content)
    }

    /// What the system says of the call that has just failed.
    private static func unreadable(_ path: String) -> StartError {
        StartError(.seed, "\(path): it cannot be read: \(unsafe String(cString: strerror(errno)))")
    }
}
