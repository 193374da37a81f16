import HTTPListener
import Testing

@testable import Emulator

/// Who may come, who may not, and in which words ("Authentication" and error 20003).
@Suite struct AuthenticationTests {
    private static let unknown = "AC" + String(repeating: "9", count: 32)
    private static let token = String(repeating: "a", count: 32)
    private static let noCredentials = "20003 Authentication Error - No credentials provided"
    private static let invalidUsername = "20003 Authentication Error - invalid username"
    private static let authenticate = "20003 Authenticate"

    /// A parent with a key and a call, two subaccounts with a call each, an account of another owner, and one account
    /// of each inactive status.
    private static let family = """
        {"accounts":[
          {"sid":"\(Sids.account("1"))","auth_token":"parent","api_keys":[{"sid":"\(Sids.key("1"))","secret":"key"}],
           "calls":[{"sid":"\(Sids.call("5"))","status":"in-progress","to":"+14155550001","from":"+14155550002"}],
           "subaccounts":[
             {"sid":"\(Sids.account("2"))","auth_token":"sub","api_keys":[{"sid":"\(Sids.key("2"))","secret":"subkey"}],
              "calls":[{"sid":"\(Sids.call("6"))","status":"in-progress","to":"+14155550001","from":"+14155550002"}]},
             {"sid":"\(Sids.account("3"))","auth_token":"sibling"},
             {"sid":"\(Sids.account("4"))","auth_token":"closed","status":"closed"}]},
          {"sid":"\(Sids.account("5"))","auth_token":"stranger"},
          {"sid":"\(Sids.account("6"))","auth_token":"suspended","status":"suspended",
           "api_keys":[{"sid":"\(Sids.key("6"))","secret":"key"}],
           "subaccounts":[{"sid":"\(Sids.account("7"))","auth_token":"orphan"}]}]}
        """

    private static func harness(_ accounts: EmulatorOptions.Accounts = .open) throws -> Harness {
        try Harness(seeds: [SeedFile(name: "family.json", content: Array(family.utf8))]) { $0.accounts = accounts }
    }

    // MARK: The header

    private static func basic(_ raw: String) -> String { "Basic " + Credentials.base64(Array(raw.utf8)) }

    /// Headers that get nobody in, in either mode.
    static let refused: [(header: String?, error: String)] = [
        (nil, noCredentials),
        ("", authenticate),
        ("Bearer abc", authenticate),
        ("Digest username=\"\(Paths.account)\"", authenticate),
        (String(Credentials.documentation.dropFirst(6)), authenticate),
        ("Basic", invalidUsername),
        ("Basic ", invalidUsername),
        ("Basic not*base64", invalidUsername),
        ("Basic QQ", invalidUsername),
        ("Basic \u{E9}", invalidUsername),
        ("Basic ////", invalidUsername),
        (basic(""), invalidUsername),
        (basic(":"), invalidUsername),
        (basic(Paths.account), invalidUsername),
        (basic(":\(token)"), invalidUsername),
        (basic(" \(Paths.account):\(token)"), invalidUsername),
        (basic("\(Paths.account) :\(token)"), invalidUsername),
        (basic("ac\(Paths.account.dropFirst(2)):\(token)"), invalidUsername),
        (basic("AC123:\(token)"), invalidUsername),
        (basic("\(Paths.account)0:\(token)"), invalidUsername),
        (basic("ACgggggggggggggggggggggggggggggggg:\(token)"), invalidUsername),
        (basic("CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:\(token)"), invalidUsername),
        (basic("username:password"), invalidUsername),
        (basic("AC\u{0}:\(token)"), invalidUsername),
        (basic("\(Paths.account):"), authenticate),
        (basic("\(Paths.account):wrong"), authenticate),
        (basic("\(Paths.account):\(token)x"), authenticate),
        (basic("\(Paths.account):\(token.dropLast())"), authenticate),
        (basic("\(Paths.account):\(token.uppercased())"), authenticate),
        (basic("\(Paths.account):\(token)\n"), authenticate),
        (basic("\(Paths.account)::\(token)"), authenticate),
        (basic("\(unknown):"), authenticate),
        (basic("\(Sids.key("1")):wrong"), authenticate),
        (basic("\(Sids.key("1")):"), authenticate),
        (basic("\(Sids.key("1")):parent"), authenticate),
        (basic("\(Sids.key("9")):key"), authenticate),
        (basic("\(Sids.account("6")):suspended"), authenticate),
        (basic("\(Sids.key("6")):key"), authenticate),
        (basic("\(Sids.account("4")):closed"), authenticate),
    ]

    @Test(arguments: refused)
    func `these credentials let nobody in, wherever they go`(_ header: String?, error: String) throws {
        let harness = try Self.harness()
        let targets = [
            ("GET", Paths.call(Sids.call("a"))), ("POST", Paths.call(Sids.call("a"))),
            ("GET", Paths.call(Sids.call("9"))), ("GET", Paths.call("nonsense", in: "null")),
            ("PUT", Paths.call(Sids.call("a"))), ("DELETE", "/nowhere"), ("GET", ""), ("GET", "*"),
        ]
        let before = harness.fetch(Sids.call("a"))
        for (method, path) in targets {
            let answer = harness.request(method, path, form: "Status=completed", auth: header)
            #expect(answer.status == 401)
            #expect(answer.error == error)
            #expect(answer.moreInfo == "https://www.twilio.com/docs/errors/20003")
            #expect(answer.header("WWW-Authenticate") == "Basic realm=\"Twilio API\"")
        }
        #expect(harness.fetch(Sids.call("a")).text == before.text)
        #expect(harness.control("GET", "/_twilio/worlds/\(Self.unknown)").status == 404, "no world was made")
    }

    @Test(arguments: [
        Credentials.documentation, "basic \(Credentials.documentation.dropFirst(6))",
        "BASIC   \(Credentials.documentation.dropFirst(6))",
    ])
    func `the right token opens the account`(_ header: String) throws {
        let answer = try Self.harness(.seeded).request("GET", Paths.call(Sids.call("a")), auth: header)
        #expect(answer.status == 200)
        #expect(answer.header("WWW-Authenticate") == nil)
    }

    @Test func `a token may hold colons and letters of any language`() throws {
        let harness = try Harness()
        _ = harness.control("PUT", "/_twilio/worlds/\(Self.unknown)", #"{"auth_token":"a:b:ü"}"#)
        let path = Paths.call(Sids.call("9"), in: Self.unknown)
        #expect(harness.request("GET", path, auth: Credentials.basic(Self.unknown, "a:b:ü")).status == 404)
        #expect(harness.request("GET", path, auth: Credentials.basic(Self.unknown, "a")).status == 401)
    }

    // MARK: Open and seeded

    @Test func `in open mode an unknown account becomes a world whose token is the secret`() throws {
        let harness = try Self.harness()
        let path = Paths.call(Sids.call("9"), in: Self.unknown)
        let answer = harness.request("GET", path, auth: Credentials.basic(Self.unknown, "secret"))
        #expect(answer.error == "20404 The requested resource \(path) was not found")
        let world = harness.control("GET", "/_twilio/worlds/\(Self.unknown)")
        #expect(world.string("auth_token") == "secret")
        #expect(world.string("clock") == "manual")
        // From now on it is an account like any other.
        #expect(harness.request("GET", path, auth: Credentials.basic(Self.unknown, "other")).error == Self.authenticate)
        #expect(harness.request("GET", path, auth: Credentials.basic(Self.unknown, "secret")).status == 404)
    }

    @Test func `in seeded mode an unknown account is nobody`() throws {
        let harness = try Self.harness(.seeded)
        let path = Paths.call(Sids.call("9"), in: Self.unknown)
        for secret in ["secret", ""] {
            let answer = harness.request("GET", path, auth: Credentials.basic(Self.unknown, secret))
            #expect(answer.status == 401)
            #expect(answer.error == Self.invalidUsername)
        }
        #expect(harness.control("GET", "/_twilio/worlds/\(Self.unknown)").status == 404)
        // But one that a control request made may come.
        _ = harness.control("PUT", "/_twilio/worlds/\(Self.unknown)", #"{"auth_token":"secret"}"#)
        #expect(harness.request("GET", path, auth: Credentials.basic(Self.unknown, "secret")).status == 404)
    }

    @Test func `an account in upper case is another account`() throws {
        let harness = try Self.harness(.seeded)
        let upper = "AC" + Paths.account.dropFirst(2).uppercased()
        let answer = harness.request("GET", Paths.call(Sids.call("a")), auth: Credentials.basic(upper, Self.token))
        #expect(answer.error == Self.invalidUsername)
    }

    // MARK: Whose account

    /// Credentials, the account in the path, and what comes of it: 200 on its call, `found` where the account is reached
    /// but has no such call, 401, or 404 for an account that is none.
    private static let reach = """
        parent   1 5 200
        parent   2 6 200
        parent   3 6 404
        parent   4 6 401
        parent   5 5 401
        parent   7 5 401
        key      1 5 200
        key      2 6 401
        key      3 6 401
        key      5 5 401
        sub      2 6 200
        sub      1 5 401
        sub      3 5 401
        subkey   2 6 200
        subkey   1 5 401
        stranger 5 5 404
        stranger 1 5 401
        stranger 2 6 401
        orphan   7 5 404
        orphan   6 5 401
        parent   null 5 404
        parent   AC1 5 404
        parent   9 5 404
        key      null 5 404
        sub      nonsense 6 404
        parent   \(Sids.key("1")) 5 404
        parent   ac\(String(repeating: "1", count: 32)) 5 404
        """

    @Test(arguments: reach.split(separator: "\n").map { $0.split(separator: " ").map(String.init) })
    func `credentials reach their own account and, with the token, its subaccounts`(_ row: [String]) throws {
        let users = [
            "parent": Sids.account("1"), "key": Sids.key("1"), "sub": Sids.account("2"), "subkey": Sids.key("2"),
            "stranger": Sids.account("5"), "orphan": Sids.account("7"),
        ]
        let auth = Credentials.basic(try #require(users[row[0]]), row[0])
        let account = row[1].count == 1 ? Sids.account(Character(row[1])) : row[1]
        let path = Paths.call(Sids.call(Character(row[2])), in: account)
        for (method, form) in [("GET", nil), ("POST", ""), ("HEAD", nil)] as [(String, String?)] {
            let answer = try Self.harness().request(method, path, form: form, auth: auth)
            #expect(String(answer.status) == row[3])
            switch row[3] {
            case "401":
                #expect(answer.error == Self.authenticate)
                #expect(answer.header("WWW-Authenticate") != nil)
            case "404":
                #expect(answer.error == "20404 The requested resource \(path) was not found")
            default:
                #expect(answer.string("account_sid") == account)
            }
        }
    }

    @Test func `a call is found under its own account only`() throws {
        let harness = try Self.harness()
        let path = Paths.call(Sids.call("6"), in: Sids.account("1"))
        let answer = harness.request(
            "POST",
            path,
            form: "Status=completed",
            auth: Credentials.basic(Sids.account("1"), "parent")
        )
        #expect(answer.error == "20404 The requested resource \(path) was not found")
    }

    @Test func `a changed token counts from the next request on`() throws {
        let harness = try Harness()
        _ = harness.control("PUT", "/_twilio/worlds/\(Paths.account)", #"{"auth_token":"new"}"#)
        #expect(harness.fetch(Sids.call("a")).error == Self.authenticate)
        let auth = Credentials.basic(Paths.account, "new")
        #expect(harness.request("GET", Paths.call(Sids.call("a")), auth: auth).status == 200)
    }

    @Test func `a world that was ended lets nobody in with its old key`() throws {
        let harness = try Self.harness(.seeded)
        #expect(harness.control("DELETE", "/_twilio/worlds/\(Sids.account("1"))").status == 204)
        let path = Paths.call(Sids.call("5"), in: Sids.account("1"))
        let parent = Credentials.basic(Sids.account("1"), "parent")
        #expect(harness.request("GET", path, auth: parent).error == Self.invalidUsername)
        #expect(harness.request("GET", path, auth: Credentials.basic(Sids.key("1"), "key")).error == Self.authenticate)
        let sub = Credentials.basic(Sids.account("2"), "sub")
        #expect(harness.request("GET", path, auth: sub).error == Self.invalidUsername)
    }

    @Test func `the first of several headers counts`() throws {
        let harness = try Harness()
        let wrong = Credentials.basic(Paths.account, "wrong")
        let path = Paths.call(Sids.call("a"))
        for (auth, second, status) in [
            (Credentials.documentation, wrong, 200), (wrong, Credentials.documentation, 401),
        ] {
            let headers = [("Authorization", auth), ("authorization", second)]
            #expect(harness.send("GET", path, headers: headers).status == status)
        }
    }

    @Test(arguments: [
        ("", ""), ("a", "a"), ("abc", "abc"), ("é", "é"),
        (String(repeating: "x", count: 5000), String(repeating: "x", count: 5000)),
    ])
    func `the same secret is the same`(_ left: String, right: String) {
        #expect(isSameSecret(left, right))
    }

    @Test(arguments: [
        ("", "a"), ("a", ""), ("a", "A"), ("abc", "abd"), ("abc", "ab"), ("ab", "abc"), ("abc", "bbc"), ("a", "a\u{0}"),
        ("\u{E9}", "e\u{301}"), ("\u{FF}", "\u{FE}"), ("ab\u{FF}", "ab"),
    ])
    func `another secret is another`(_ left: String, right: String) {
        #expect(!isSameSecret(left, right))
        #expect(!isSameSecret(right, left))
    }
}
