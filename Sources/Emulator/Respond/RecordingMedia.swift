import HTTPListener

/// The sound of a recording.
///
/// Nobody speaks here, so it is made when it is asked for, from its length alone: a quiet tone as WAV, silence as MP3;
/// the same bytes each time.
struct RecordingMedia: Sendable {
    /// How the sound is written: the extension of the path decides, and none means WAV.
    enum Format: String, Sendable {
        case wav, mp3

        /// The value of `Content-Type`, as Twilio sends it.
        var contentType: String {
            switch self {
            case .wav: "audio/x-wav"
            case .mp3: "audio/mpeg"
            }
        }

        /// The format that a path asks for; nil where it asks for the resource.
        init?(path: String) {
            guard let name = PathSegments.split(path)?.last else { return nil }
            guard let dot = name.lastIndex(of: ".") else {
                self = .wav
                return
            }
            self.init(rawValue: String(name[name.index(after: dot)...]))
        }
    }

    /// Samples in a second and channel.
    static let rate = 8000
    /// The longest sound that is made: 10 minutes, 19 MB of WAV with two channels.
    ///
    /// A manual clock moves hours at once.
    static let secondsLimit: Int64 = 600

    let seconds: Int
    let channels: Int

    /// Makes the sound of a recording of this length.
    init(seconds: Int64, channels: Int) {
        self.seconds = Int(min(max(seconds, 0), Self.secondsLimit))
        self.channels = channels
    }

    /// The answer that carries it.
    func response(_ format: Format) -> Response {
        Response(
            status: 200,
            headers: [Response.Header(name: "Content-Type", value: format.contentType)] + APIResponse.commonHeaders,
            body: bytes(format)
        )
    }

    /// The bytes of the file.
    func bytes(_ format: Format) -> [UInt8] {
        switch format {
        case .wav: wav
        case .mp3: mp3
        }
    }

    // MARK: WAV

    /// RIFF with PCM of 16 bits ("Multimedia Programming Interface and Data Specifications 1.0").
    private var wav: [UInt8] {
        let count = seconds * Self.rate * channels * 2
        var bytes: [UInt8] = []
        bytes.reserveCapacity(44 + count)
        bytes.append(text: "RIFF")
        bytes.append(little: UInt32(36 + count))
        bytes.append(text: "WAVEfmt ")
        bytes.append(little: UInt32(16))
        bytes.append(little: UInt16(1))  // PCM
        bytes.append(little: UInt16(channels))
        bytes.append(little: UInt32(Self.rate))
        bytes.append(little: UInt32(Self.rate * channels * 2))
        bytes.append(little: UInt16(channels * 2))
        bytes.append(little: UInt16(16))
        bytes.append(text: "data")
        bytes.append(little: UInt32(count))
        let period = tone
        while bytes.count < 44 + count { bytes.append(contentsOf: period) }
        return bytes
    }

    /// 10 ms of sound, in which each wave ends where it began: triangles of 400 Hz, and of 500 Hz on the second channel.
    private var tone: [UInt8] {
        var bytes: [UInt8] = []
        for sample in 0..<Self.rate / 100 {
            for channel in 0..<channels {
                let length = channel == 0 ? 20 : 16
                let phase = sample % length
                let height = min(phase, length - phase) * 1000 / (length / 2) - 500
                bytes.append(little: UInt16(bitPattern: Int16(height)))
            }
        }
        return bytes
    }

    // MARK: MP3

    /// Frames of MPEG 2.5 Layer III at 8 kHz and 8 kbit/s (ISO 11172-3, 13818-3): 72 bytes for 576 samples.
    ///
    /// Side information that is all zero says that no coefficient follows, which is silence.
    private var mp3: [UInt8] {
        let header: [UInt8] = [0xFF, 0xE3, 0x18, channels == 1 ? 0xC0 : 0x00]
        let frame = header + [UInt8](repeating: 0, count: 68)
        let count = max(1, (seconds * Self.rate + 575) / 576)  // none would be no MP3
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * frame.count)
        for _ in 0..<count { bytes.append(contentsOf: frame) }
        return bytes
    }
}

extension [UInt8] {
    /// Appends a number, its lowest byte first.
    fileprivate mutating func append(little number: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}
