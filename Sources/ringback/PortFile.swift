import Glibc

/// The file that tells the bound port: there when the server is ready, whole at any time, gone at exit.
struct PortFile {
    private let path: String

    /// Removes what a server that was killed may have left, so that nobody takes its port for the new one.
    init(_ path: String) {
        self.path = path
        unsafe unlink(path)
    }

    /// Writes the port, under another name that then becomes the file's.
    ///
    /// - Throws: ``Failure`` when the file cannot be written.
    func write(_ port: UInt16) throws(Failure) {
        let draft = "\(path).\(getpid())"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
        let text = Array("\(port)\n".utf8)
        let isWritten = unsafe Glibc.write(descriptor, text, text.count) == text.count
        guard isWritten, close(descriptor) == 0, unsafe rename(draft, path) == 0 else {
            let failure = failure()
            if !isWritten { close(descriptor) }
            unsafe unlink(draft)
            throw failure
        }
    }

    /// Removes the file; one that is gone already is as good.
    func remove() {
        unsafe unlink(path)
    }

    private func failure() -> Failure {
        Failure(.general, "cannot write the port file '\(path)': \(Machine.lastError)")
    }
}
