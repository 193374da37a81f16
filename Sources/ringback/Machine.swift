import FoundationEssentials
import Glibc

/// What the machine calls itself.
enum Machine {
    /// The host's own name; in a container, the container's.
    static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// The signals that stop the server, SIGINT and SIGTERM: blocked in every thread, and waited for by one.
struct StopSignals {
    private let set: sigset_t

    /// Blocks the signals in this thread and in all that it starts from here on.
    init() {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGINT)
        unsafe sigaddset(&set, SIGTERM)
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        self.set = set
    }

    /// Waits for one of the signals and gives its name.
    func wait() -> String {
        var set = set
        var signal: Int32 = 0
        while unsafe sigwait(&set, &signal) != 0 {}
        return signal == SIGINT ? "SIGINT" : "SIGTERM"
    }
}

/// The file that tells the bound port: there when the server is ready, whole at any time, gone at exit.
struct PortFile {
    private let path: String

    /// Writes the port.
    ///
    /// - Throws: ``Failure`` when the file cannot be written.
    init(_ path: String, port: UInt16) throws(Failure) {
        self.path = path
        do {
            try Data("\(port)\n".utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Failure(.general, "cannot write the port file '\(path)': \(error)")
        }
    }

    /// Removes the file; one that is gone already is as good.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
