import Dispatch
import Glibc
import HTTPListener
import Locking

/// Hands values from the handler's threads to the test.
final class Mailbox<Value: Sendable>: Sendable {
    private let values = Locked<[Value]>([])
    private let arrivals = DispatchSemaphore(value: 0)

    func put(_ value: Value) {
        values.withLock { $0.append(value) }
        arrivals.signal()
    }

    /// Waits for the next value; `nil` when none comes for so long that the test must fail.
    func take() -> Value? {
        guard arrivals.wait(timeout: .now() + .seconds(30)) == .success else { return nil }
        return values.withLock { $0.removeFirst() }
    }

    var all: [Value] { values.withLock { $0 } }
}

/// A listener on a free port with what a test changes of the configuration.
func listen(
    _ change: (inout ListenerConfiguration) -> Void = { _ in },
    handler: @escaping @Sendable (Request) -> Response = echo
) throws -> Listener {
    var configuration = ListenerConfiguration()
    configuration.threads = 2
    configuration.refusal = { _, refusal in
        switch refusal {
        case .headTooLarge(let limit): Response(status: 431, body: Array("head over \(limit)".utf8))
        case .bodyTooLarge(let limit): Response(status: 413, body: Array("body over \(limit)".utf8))
        }
    }
    change(&configuration)
    return try Listener(configuration, handler: handler)
}

/// A listener that differs only in what it answers.
func serve(_ handler: @escaping @Sendable (Request) -> Response) throws -> Listener {
    try listen({ _ in }, handler: handler)
}

/// Answers with what it was sent, one thing a line.
func echo(_ request: Request) -> Response {
    let lines = [
        request.method, request.path, request.query.map { "?\($0)" } ?? "-",
        request.headers.values("X-Test").joined(separator: "|"),
        String(decoding: request.body, as: UTF8.self),
    ]
    return Response(
        status: 200,
        headers: [.init(name: "Content-Type", value: "text/plain")],
        body: Array(lines.joined(separator: "\n").utf8)
    )
}

/// Text as a complete response.
func text(_ text: String, status: Int = 200) -> Response { Response(status: status, body: Array(text.utf8)) }

/// Runs a piece of work on so many threads of its own, and waits for all.
func inParallel(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        // A thread each: a queue would run only as many as there are cores.
        let job = unsafe Unmanaged.passRetained(
            Job {
                work(index); group.leave()
            }
        )  // taken over by runJob
        var thread = pthread_t()
        guard unsafe pthread_create(&thread, nil, runJob, job.toOpaque()) == 0 else {
            unsafe job.takeRetainedValue().run()
            continue
        }
        pthread_detach(thread)
    }
    group.wait()
}

private final class Job: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runJob(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context { unsafe Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}
