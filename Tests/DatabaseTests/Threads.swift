import Glibc
import Synchronization

/// Runs `body` in `count` threads of their own, waits for all of them, and throws the first error.
///
/// Tasks would not do: there are only as many threads under them as the machine has cores.
func inThreads(_ count: Int, _ body: @escaping @Sendable () throws -> Void) throws {
    let job = Job(body)
    let context = unsafe Unmanaged.passRetained(job)
    defer { unsafe context.release() }  // after the last join
    var threads: [pthread_t] = []
    for _ in 0..<count {
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Job>.fromOpaque(context).takeUnretainedValue().run()
                return nil
            },
            context.toOpaque()
        )
        precondition(result == 0, "no thread to be had")
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
    if let error = job.error.withLock({ $0 }) { throw error }
}

private final class Job: Sendable {
    let error = Mutex<(any Error)?>(nil)
    private let body: @Sendable () throws -> Void

    init(_ body: @escaping @Sendable () throws -> Void) {
        self.body = body
    }

    func run() {
        do {
            try body()
        } catch let failure {
            error.withLock { $0 = $0 ?? failure }
        }
    }
}
