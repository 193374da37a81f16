private import Glibc

/// A value that one thread at a time may touch.
///
/// The C library's lock rather than `Synchronization.Mutex`: on Linux that one spins long and hands over through the
/// kernel when threads meet, and the thread sanitizer does not see it and reports races that are none.
///
/// @unchecked Sendable: the value is touched only between lock and unlock of `mutex`.
@safe package final class Locked<Value: Sendable & ~Copyable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    /// A lock around a value.
    package init(_ value: consuming Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// How often a lock that is taken is asked for again before the thread lies down.
    ///
    /// What is done under a lock here takes microseconds; to be put to sleep and woken costs more than that, on both
    /// sides. Others run meanwhile.
    private static var patience: Int { 100 }

    private func lock() {
        for _ in 0..<Self.patience {
            if unsafe pthread_mutex_trylock(mutex) == 0 { return }
            sched_yield()
        }
        unsafe pthread_mutex_lock(mutex)
    }

    /// Runs a piece of work that has the value for itself.
    ///
    /// It must not lock the same value again.
    package func withLock<Result, Failure>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        lock()
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
