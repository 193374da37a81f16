import Glibc
import TestSupport
import Testing

@testable import Database

/// Files and folders that the system does not let us write.
///
/// Tests may run as root, to whom everything may be written: so these run in a process of their own that becomes
/// nobody first. Anybody else stays who they are, and is stopped by the modes as well.
@Suite struct RefusedFileTests {
    private static let nobody: uid_t = 65534

    @Test(arguments: [(0o444, 0o777), (0o666, 0o555)] as [(mode_t, mode_t)])
    func `a file or a folder that may not be written is refused at the start`(
        _ file: mode_t,
        _ folder: mode_t
    ) async throws {
        let temporary = try TemporaryFolder()
        let path = temporary.file("a.db")
        try Database(.file(path), migrations: migrations).add("Ada")
        unsafe chmod(path, file)
        unsafe chmod(temporary.path, folder)
        defer { unsafe chmod(temporary.path, 0o755) }
        let result = try await #require(processExitsWith: .exitCode(74), observing: [\.standardErrorContent]) {
            [path = path as String] in
            seteuid(Self.nobody)
            try reportFailure(path)
        }
        let output = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(
            output.contains("<readOnly> cannot open database '\(path)': the file or its folder cannot be written")
        )
    }

    @Test func `a folder that may not be entered is refused at the start`() async throws {
        let temporary = try TemporaryFolder()
        let path = temporary.file("new.db")
        unsafe chmod(temporary.path, 0o555)
        defer { unsafe chmod(temporary.path, 0o755) }
        let result = try await #require(processExitsWith: .exitCode(74), observing: [\.standardErrorContent]) {
            [path = path as String] in
            seteuid(Self.nobody)
            try reportFailure(path)
        }
        let output = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(output.contains("<cannotOpen> cannot open database '\(path)'"))
        #expect(output.contains("Permission denied"))
    }

    @Test func `a disk that takes no more shows at the start`() async throws {
        let temporary = try TemporaryFolder()
        let path = temporary.file("a.db")
        let result = try await #require(processExitsWith: .exitCode(74), observing: [\.standardErrorContent]) {
            [path = path as String] in
            // The nearest thing to a full disk that needs no mount: files that may not grow. SQLite calls that an error
            // of input and output, since the disk itself has room.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 600, rlim_max: 600)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            try reportFailure(path)
        }
        let output = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(output.contains("<ioError> cannot open database '\(path)': disk I/O error"))
        #expect(try Database(.file(path), migrations: migrations).names == [])
    }

    @Test func `a full disk is called so`() {
        let error = DatabaseError(code: .full, resultCode: 13, message: "database or disk is full")
        #expect(Database.Location.file("/a.db").explanation(of: error) == "the disk is full")
    }
}

/// Ends the process with the error of opening `path` on standard error.
private func reportFailure(_ path: String) throws -> Never {
    let error = try failure { _ = try Database(.file(path), migrations: migrations) }
    let text = "<\(error.code)> \(error)\n"
    unsafe write(STDERR_FILENO, text, text.utf8.count)
    _exit(74)  // not `exit`: the leak checker of an address-sanitized run cannot work once the user has changed
}
