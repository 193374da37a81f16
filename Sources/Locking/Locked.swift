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
        // It turns on the spot for a moment before it asks the kernel: what is done under a lock here is short.
        var attributes = pthread_mutexattr_t()
        unsafe pthread_mutexattr_init(&attributes)
        unsafe pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ADAPTIVE_NP))
        unsafe pthread_mutex_init(mutex, &attributes)
        unsafe pthread_mutexattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs a piece of work that has the value for itself.
    ///
    /// It must not lock the same value again.
    package func withLock<Result, Failure>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
