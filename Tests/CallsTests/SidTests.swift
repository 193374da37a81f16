import Calls
import Testing

@Suite struct SidTests {
    @Test(
        arguments: [
            "CA00000000000000000000000000000000", "CAffffffffffffffffffffffffffffffff",
            "CAFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "CA0123456789abcdefABCDEF0123456789",
        ]
    )
    func `a SID is two letters and 32 hexadecimal digits, kept as written`(_ text: String) {
        #expect(CallSid(text)?.text == text)
        #expect(CallSid(text)?.description == text)
    }

    @Test(
        arguments: [
            "", "CA", "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "caaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Caaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaag", "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-",
            "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", " CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\0",
            "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaａ", "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u{301}",
            "CA٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠",
        ]
    )
    func `anything else is no SID`(_ text: String) {
        #expect(CallSid(text) == nil)
    }

    @Test func `each kind reads its own letters alone`() {
        let digits = "0123456789abcdef0123456789abcdef"
        let readers: [(String, @Sendable (String) -> Bool)] = [
            ("AC", { AccountSid($0) != nil }), ("CA", { CallSid($0) != nil }), ("PN", { PhoneNumberSid($0) != nil }),
            ("AP", { ApplicationSid($0) != nil }), ("SK", { KeySid($0) != nil }), ("GP", { GroupSid($0) != nil }),
            ("TK", { TrunkSid($0) != nil }), ("RQ", { RequestSid($0) != nil }),
        ]
        for (prefix, reads) in readers {
            let read = readers.map(\.0).filter { reads($0 + digits) }
            #expect(read == [prefix])
        }
    }

    @Test(
        arguments: [
            (0, "CA00000000000000000000000000000000"), (1, "CA00000000000000000000000000000001"),
            (.max, "CAffffffffffffffffffffffffffffffff"),
            (0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210, "CA0123456789abcdeffedcba9876543210"),
        ] as [(UInt128, String)]
    )
    func `a SID made of bits is in lower case and legal`(_ bits: UInt128, _ text: String) {
        #expect(CallSid(bits: bits).text == text)
        #expect(CallSid(text) == CallSid(bits: bits))
    }

    @Test func `SIDs are compared to the letter`() {
        #expect(CallSid("CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") != CallSid("CAAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))
    }
}
