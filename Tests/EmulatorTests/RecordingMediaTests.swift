import Calls
import Testing

@testable import Emulator

private typealias World = RecordingHarness

@Suite struct `The media of recordings` {
    @Test(arguments: [("mono", 1), ("dual", 2)])
    func `It is a WAV file as long as the recording, without credentials`(_ word: String, channels: Int) throws {
        let world = try World()
        let sid = world.record("RecordingChannels=\(word)")
        try world.advance(3)
        _ = world.update(sid, "Status=stopped")
        let answer = world.send("GET", "/Recordings/\(sid)", auth: nil)
        #expect(answer.status == 200)
        #expect(answer.type == "audio/x-wav")
        let count = 3 * 8000 * 2 * channels
        let bytes = answer.body
        #expect(bytes.count == 44 + count)
        #expect(Array(bytes[0..<4]) == Array("RIFF".utf8))
        #expect(number(bytes, 4, 4) == 36 + count)
        #expect(Array(bytes[8..<16]) == Array("WAVEfmt ".utf8))
        #expect(number(bytes, 16, 4) == 16)
        #expect(number(bytes, 20, 2) == 1)
        #expect(number(bytes, 22, 2) == channels)
        #expect(number(bytes, 24, 4) == 8000)
        #expect(number(bytes, 28, 4) == 16_000 * channels)
        #expect(number(bytes, 32, 2) == 2 * channels)
        #expect(number(bytes, 34, 2) == 16)
        #expect(Array(bytes[36..<40]) == Array("data".utf8))
        #expect(number(bytes, 40, 4) == count)
        let samples = stride(from: 44, to: bytes.count, by: 2).map { Int16(truncatingIfNeeded: number(bytes, $0, 2)) }
        #expect(samples.allSatisfy { abs(Int($0)) <= 500 })
        #expect(Set(samples).count > 2)
        #expect(world.send("GET", "/Recordings/\(sid).wav", auth: nil).body == bytes)
        #expect(world.send("GET", "/Recordings/\(sid)/", auth: nil).body == bytes)
        #expect(world.send("GET", "/Recordings/\(sid)", auth: World.other).body == bytes)
    }

    @Test(arguments: [("mono", 1, UInt8(0xC0)), ("dual", 2, UInt8(0x00))])
    func `As MP3 it is whole frames of silence`(_ word: String, channels: Int, mode: UInt8) throws {
        let world = try World()
        let sid = world.record("RecordingChannels=\(word)")
        try world.advance(10)
        _ = world.update(sid, "Status=stopped")
        let answer = world.send("GET", "/Recordings/\(sid).mp3", auth: nil)
        #expect(answer.type == "audio/mpeg")
        #expect(answer.body.count == 139 * 72)
        for start in stride(from: 0, to: answer.body.count, by: 72) {
            #expect(Array(answer.body[start..<start + 4]) == [0xFF, 0xE3, 0x18, mode])
        }
    }

    @Test(arguments: [
        ("mono", "", "200 1"), ("mono", "1", "200 1"), ("dual", "1", "200 1"), ("dual", "2", "200 2"),
        ("mono", "2", "400 <Code>16113</Code>"), ("dual", "3", "400 <Code>20001</Code>"),
        ("dual", "0", "400 <Code>20001</Code>"), ("dual", "two", "400 <Code>20001</Code>"),
    ])
    func `RequestedChannels picks how many channels come`(_ word: String, number text: String, expected: String) throws
    {
        let world = try World()
        let sid = world.record("RecordingChannels=\(word)")
        try world.advance(1)
        _ = world.update(sid, "Status=stopped")
        let query = text.isEmpty ? "" : "RequestedChannels=\(text)"
        let answer = world.send("GET", "/Recordings/\(sid).wav", query, auth: nil)
        if answer.status == 200 {
            #expect("200 \(number(answer.body, 22, 2))" == expected)
        } else {
            #expect(
                expected == "400 " + (answer.string.contains("16113") ? "<Code>16113</Code>" : "<Code>20001</Code>")
            )
            #expect(answer.status == 400)
        }
    }

    @Test func `There is none before the end, nor of what is not there`() throws {
        let world = try World()
        let sid = world.record()
        #expect(world.send("GET", "/Recordings/\(sid)", auth: nil).status == 404)
        _ = world.update(sid, "Status=paused")
        #expect(world.send("GET", "/Recordings/\(sid).wav", auth: nil).status == 404)
        let paths = [World.recording, "\(World.recording).mp3", "RE1", "RE1.wav", "\(World.recording).tar.wav"]
        for path in paths {
            let answer = world.send("GET", "/Recordings/\(path)", auth: nil)
            #expect(answer.status == 404)
            #expect(answer.type == "application/xml")
            #expect(answer.string.contains("Recordings/\(path) was not found"))
        }
        _ = world.update(sid, "Status=stopped")
        #expect(world.send("GET", "/Recordings/\(sid)", account: World.other, auth: nil).status == 404)
        #expect(world.send("GET", "/Recordings/\(sid)", account: "AC1", auth: nil).status == 404)
        #expect(world.send("GET", "/Recordings/\(sid)", auth: nil).status == 200)
        _ = try world.keeper.change(#require(AccountSid(World.account))) { $0.status = .suspended }
        #expect(world.send("GET", "/Recordings/\(sid)", auth: nil).status == 404)
    }

    @Test(arguments: [
        ("GET", ".json"), ("GET", ".xml"), ("GET", ".csv"), ("GET", ".flac"), ("DELETE", ""), ("POST", ""),
        ("DELETE", ".wav"),
    ])
    func `Only media needs no credentials`(_ method: String, suffix: String) throws {
        let world = try World()
        let sid = try #require(try world.recordSeveral(1).first)
        #expect(world.send(method, "/Recordings/\(sid)\(suffix)", auth: nil).status == 401)
        #expect(world.send("GET", "/Recordings/\(sid).json").status == 200)
    }

    @Test(arguments: [(-1, 0), (0, 0), (1, 1), (600, 600), (601, 600), (Int64.max, 600)] as [(Int64, Int)])
    func `Its length is held to ten minutes`(_ seconds: Int64, made: Int) {
        #expect(RecordingMedia(seconds: seconds, channels: 1).bytes(.wav).count == 44 + made * 16_000)
        let frames = max(1, (made * 8000 + 575) / 576)
        #expect(RecordingMedia(seconds: seconds, channels: 1).bytes(.mp3).count == frames * 72)
    }

    private func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
        bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
