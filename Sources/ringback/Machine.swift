import Glibc

/// What the machine calls itself.
enum Machine {
    /// The host's own name; in a container, the container's.
    static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// What the last failed call of the system says of itself.
    static var lastError: String { unsafe String(cString: strerror(errno)) }

    /// Sees to it that standard input, output and error are open.
    ///
    /// Else the database would get one of their numbers, and the log would be written into it.
    static func openStandardStreams() {
        var descriptor: Int32 = 0
        // The lowest free number is taken each time.
        repeat { descriptor = unsafe open("/dev/null", O_RDWR) } while descriptor >= 0 && descriptor <= STDERR_FILENO
        if descriptor > STDERR_FILENO { close(descriptor) }
    }
}

/// The signals that stop the server, SIGINT and SIGTERM: blocked in every thread, and waited for by one.
struct StopSignals {
    private let set: sigset_t

    /// Blocks the signals in this thread and in all that it starts from here on.
    ///
    /// Those of a failed write are ignored: SIGPIPE (the reader is gone) and SIGXFSZ (the file may not grow) would end the
    /// program for a line of the log, where the write's own error is enough.
    init() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
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
