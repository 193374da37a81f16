package import Calls
import Glibc

/// The machine's own time.
package enum WallClock {
    /// Now, as the machine's calendar clock says.
    package static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Microseconds on a clock that never goes back, for durations.
    package static var microseconds: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}

extension WorldClock {
    /// This world's time.
    var now: Instant {
        switch self {
        case .real: WallClock.now
        case .manual(let now): now
        }
    }
}
