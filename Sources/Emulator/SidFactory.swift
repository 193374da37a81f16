import Calls
import Synchronization

/// Makes SIDs: from a seed, an account and a count, so that the same order of creation gives the same SIDs under
/// `--sid-seed`; without one, the seed is random.
final class SidFactory: Sendable {
    private let seed: UInt64
    private let requests = Atomic<UInt64>(0)

    /// Makes a factory; nil takes a random seed.
    init(seed: UInt64?) {
        self.seed = seed ?? UInt64.random(in: .min ... .max)
    }

    /// The SID of the `ordinal`th thing made in an account.
    func make<Kind>(_: Kind.Type = Kind.self, in account: AccountSid, ordinal: Int64) -> Sid<Kind> {
        var hash = Self.mixed(seed)
        for byte in account.text.utf8 { hash = Self.mixed(hash ^ UInt64(byte)) }
        hash = Self.mixed(hash ^ UInt64(bitPattern: ordinal))
        return Sid(bits: Self.bits(of: hash))
    }

    /// The SID of the next request.
    func makeRequestSid() -> RequestSid {
        let ordinal = requests.wrappingAdd(1, ordering: .relaxed).newValue
        return Sid(bits: Self.bits(of: Self.mixed(seed &+ 0x5EED) ^ ordinal))
    }

    private static func bits(of hash: UInt64) -> UInt128 {
        UInt128(mixed(hash)) << 64 | UInt128(mixed(hash &+ 0x9E37_79B9_7F4A_7C15))
    }

    /// The finalizer of SplitMix64: every bit of the result depends on every bit of the argument.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
