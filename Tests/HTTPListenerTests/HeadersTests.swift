import HTTPListener
import Testing

@Suite struct HeadersTests {
    private let headers = Headers([("Host", "a"), ("X-One", "1"), ("x-one", "2"), ("Empty", ""), ("Ümlaut", "ü")])

    @Test(arguments: [("host", "a"), ("HOST", "a"), ("X-ONE", "1"), ("Empty", ""), ("Ümlaut", "ü")])
    func `the first value is found whatever the case`(_ name: String, _ value: String) {
        #expect(headers[name] == value)
    }

    @Test(arguments: ["", "Hos", "Hosts", "@ost", "ümlaut"])
    func `a name that was not sent has no value`(_ name: String) {
        #expect(headers[name] == nil)
        #expect(headers.values(name) == [])
    }

    @Test func `repeats are kept in order`() {
        #expect(headers.values("X-One") == ["1", "2"])
        #expect(
            headers.pairs.map { "\($0.name)=\($0.value)" } == ["Host=a", "X-One=1", "x-one=2", "Empty=", "Ümlaut=ü"]
        )
    }
}
