import Calls
import TestSupport
import Testing

@Suite struct `A recording` {
    private static let start = Instant(milliseconds: 1_000_000)

    private func recording() -> Recording {
        Recording(
            sid: RecordingSid(bits: 1),
            accountSid: AccountSid(bits: 2),
            callSid: CallSid(bits: 3),
            source: .startCallRecordingAPI,
            started: Self.start
        )
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `Any sequence of wishes gives the status and length that counting them gives`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var recording = recording()
        var now = Self.start
        // The model: what passes while nothing is skipped is kept.
        var kept: Int64 = 0
        var pausedAs: Recording.PauseBehavior?
        for _ in 0..<20 {
            let passed = Int64.random(in: 0...3000, using: &random)
            now = now.advanced(byMilliseconds: passed)
            if pausedAs != .skip { kept += passed }
            let wish = try #require(Recording.Wish.allCases.randomElement(using: &random))
            let behavior = try #require(Recording.PauseBehavior.allCases.randomElement(using: &random))
            try recording.update(wish, pausing: behavior, at: now)
            switch wish {
            case .inProgress: pausedAs = nil
            case .paused: pausedAs = pausedAs ?? behavior
            case .stopped: break
            }
            if wish == .stopped { break }
            #expect(recording.status == (pausedAs == nil ? .inProgress : .paused))
            #expect(recording.duration == nil)
        }
        if recording.stopped == nil { try recording.update(.stopped, pausing: .silence, at: now) }
        #expect(recording.status == .completed)
        #expect(recording.duration == kept / 1000)
    }

    @Test(arguments: Recording.Wish.allCases)
    func `What has ended refuses each wish and stays as it is`(_ wish: Recording.Wish) throws {
        var recording = recording()
        try recording.update(.stopped, pausing: .silence, at: Self.start)
        let before = recording
        #expect(throws: Recording.Ended.self) {
            try recording.update(wish, pausing: .skip, at: Self.start.advanced(bySeconds: 9))
        }
        #expect(recording == before)
    }

    @Test func `It has no negative length, though its clock was set back`() throws {
        var recording = recording()
        try recording.update(.paused, pausing: .skip, at: Self.start.advanced(bySeconds: 50))
        try recording.update(.stopped, pausing: .silence, at: Self.start.advanced(bySeconds: -100))
        #expect(recording.duration == 0)
    }
}
