import HTTPListener
import Testing

@testable import Emulator

/// Paths and methods of the Twilio surface: what is found, what is not, and how that is told.
@Suite struct RouteTests {
    private static let base = "/2010-04-01/Accounts/\(Paths.account)/Calls"
    private static let call = Sids.call("a")

    // MARK: 404

    @Test(arguments: [
        "/2010-04-01", "/2010-04-01/", "/2010-04-01/Accounts.json/", "/2010-04-01/Accounts/\(Paths.account).json/",
        "/2010-04-01/.json", "\(base).json/", "\(base).JSON", "\(base).html", "\(base)//", "\(base)/\(call)/Nothing",
        "\(base)/\(call).html", "\(base)/\(call).JSON", "\(base)/\(call).Json", "\(base)/\(call).jsonx",
        "\(base)/\(call).json.json", "\(base)/\(call)json", "\(base)/.json", "\(base)//\(call).json",
        "/\(base)/\(call).json",
        "\(base)/\(call).json/", "\(base)/\(call).json//", "\(base)/\(call).json/Events/x.json",
        "/2010-04-01/accounts/\(Paths.account)/Calls/\(call).json",
        "/2010-04-01/Accounts/\(Paths.account)/calls/\(call).json",
        "/2008-08-01/Accounts/\(Paths.account)/Calls/\(call).json", "/Accounts/\(Paths.account)/Calls/\(call).json",
        "\(base)%2F\(call).json", "\(base)/%2F\(call).json", "\(base)/\(call).json%2F", "\(base)/CA.json",
        "\(base)/CA1.json",
        "\(base)/ca\(call.dropFirst(2)).json", "\(base)/\(call)0.json", "\(base)/\(call.dropLast()).json",
        "\(base)/AC\(call.dropFirst(2)).json", "\(base)/CA\(String(repeating: "g", count: 32)).json",
        "\(base)/\(Sids.call("9")).json", "\(base)/%20\(call).json", "\(base)/\(call)%00.json", "\(base)/..",
        "\(base)/../Calls/\(call).json", "\(base)/./\(call).json", "/nowhere", "/%", "/%zz", "/\u{E9}", "//",
        "/favicon.ico",
        "/2010-04-01/Accounts/null/Calls/\(call).json", "/2010-04-01/Accounts//Calls/\(call).json",
        "/livez/x", "/readyzz", "/_twiliox", "/_Twilio/health", "nowhere", "*", "",
        "http://api.twilio.com\(base)/\(call).json", "\(base)/\(call).json;x=1", "\(base)/\(call).json#x",
        "\(base)/\(call.uppercased()).json", "/\(String(repeating: "x", count: 20_000))",
    ])
    func `a path that leads nowhere is 20404 with the path as it was asked`(_ path: String) throws {
        let harness = try Harness()
        for method in ["GET", "POST", "HEAD"] {
            let answer = harness.send(
                method,
                path,
                query: "PageSize=1&x=%2F",
                headers: [("Authorization", Credentials.documentation)]
            )
            #expect(answer.status == 404)
            #expect(answer.error == "20404 The requested resource \(path) was not found")
            #expect(answer.moreInfo == "https://www.twilio.com/docs/errors/20404")
            let isJSON = path.hasPrefix("/") && (path.hasSuffix(".json") || path.hasSuffix(".json/"))
            #expect(answer.header("Content-Type") == (isJSON ? "application/json" : "application/xml"))
        }
    }

    @Test(arguments: [
        "\(base)/\(call).json", "\(base)/%43A%61\(call.dropFirst(3)).json", "\(base)/\(call)%2Ejson",
        "\(base)/\(call).jso%6e",
        "/2010%2D04%2D01/Accounts/\(Paths.account)/Calls/\(call).json",
    ])
    func `a path is the same with its letters escaped`(_ path: String) throws {
        let answer = try Harness().send(
            "GET",
            path,
            query: "x=1",
            headers: [("Authorization", Credentials.documentation)]
        )
        #expect(answer.status == 200)
        #expect(answer.string("uri") == Paths.call(Self.call))
    }

    // MARK: 405, HEAD, OPTIONS

    @Test(arguments: ["PUT", "PATCH", "TRACE", "CONNECT", "get", "post", "BREW", ""])
    func `another method on a known path is 405 with those that are known`(_ method: String) throws {
        let harness = try Harness()
        for sid in [Self.call, Sids.call("9")] {
            let answer = harness.request(method, Paths.call(sid), form: "Status=completed")
            #expect(answer.status == 405)
            #expect(answer.error == "20004 Method not allowed")
            #expect(answer.header("Allow") == "GET, POST, DELETE, HEAD, OPTIONS")
            #expect(answer.string("more_info") == "https://www.twilio.com/docs/errors/20004")
        }
        #expect(harness.fetch(Self.call).string("status") == "in-progress")
    }

    @Test(arguments: [
        ("DELETE", "", "GET, POST, HEAD, OPTIONS"), ("PUT", ".json", "GET, POST, HEAD, OPTIONS"),
        ("POST", "/\(call)/Events", "GET, HEAD, OPTIONS"), ("GET", "/\(call)/Streams.json", "POST, OPTIONS"),
        ("GET", "/\(call)/UserDefinedMessages.csv", "POST, OPTIONS"),
        ("PUT", "/\(call)/Recordings/\(call).xml", "GET, POST, DELETE, HEAD, OPTIONS"),
    ])
    func `each path knows its own methods`(_ method: String, tail: String, allow: String) throws {
        let answer = try Harness().request(method, Self.base + tail)
        #expect(answer.status == 405)
        #expect(answer.error == "20004 Method not allowed")
        #expect(answer.header("Allow") == allow)
    }

    @Test func `HEAD is answered as GET is`() throws {
        let harness = try Harness()
        let head = harness.request("HEAD", Paths.call(Self.call))
        let get = harness.fetch(Self.call)
        #expect(head.status == 200)
        // The listener leaves the body out and keeps its length.
        #expect(head.text == get.text)
        #expect(head.headers.map(\.name) == get.headers.map(\.name))
    }

    @Test(arguments: [base, "\(base)/\(call).json", "/nowhere", "/", "*", "/_twilio/health"])
    func `a preflight needs no credentials`(_ path: String) throws {
        let headers = [("Origin", "http://localhost:3000"), ("Access-Control-Request-Method", "POST")]
        let answer = try Harness().send("OPTIONS", path, headers: headers)
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
        #expect(answer.header("Content-Type") == nil)
        #expect(
            answer.header("Access-Control-Allow-Origin")
                == (ControlOperation.owns(path) ? "http://localhost:3000" : "*")
        )
        #expect(answer.header("Access-Control-Allow-Methods")?.contains("POST") == true)
        #expect(answer.header("Access-Control-Allow-Headers")?.contains("Authorization") == true)
    }

    // MARK: The table itself

    private static let table = RouteTable<Int>([
        RouteEntry("GET", "/", 0), RouteEntry("GET", "/a", 1), RouteEntry("POST", "/a", 2),
        RouteEntry("GET", "/a/{X}", 3), RouteEntry("GET", "/a/{X}/b", 4), RouteEntry("PUT", "/b/{X}/{Y}", 5),
    ])

    @Test(arguments: [
        ("GET", "/", "0"), ("HEAD", "/", "0"), ("GET", "/a", "1"), ("GET", "/a/", "1"), ("POST", "/a", "2"),
        ("HEAD", "/a", "1"), ("PUT", "/a", "GET,POST"), ("DELETE", "/", "GET"), ("GET", "/a/x", "3 x"),
        ("GET", "/a/x.json", "3 x.json"), ("GET", "/a/x/", "3 x"), ("GET", "/a/x/c", "-"), ("GET", "/a//b", "-"),
        ("GET", "/a/x/b", "4 x"), ("GET", "/a/x%2Fy/b", "4 x/y"), ("PUT", "/b/x/y", "5 x y"),
        ("PUT", "/b//y", "-"), ("GET", "/b/x/y", "PUT"), ("GET", "/b/x", "-"), ("GET", "/a/b/b", "4 b"),
        ("GET", "//", "-"), ("GET", "/A", "-"),
        ("GET", "/a/x/b/c", "-"), ("GET", "", "-"), ("GET", "a", "-"), ("GET", "/%61", "1"), ("GET", "/a//", "-"),
        ("GET", "/a/x/b/", "4 x"),
    ])
    func `a table finds the operation and what its captures caught`(_ method: String, path: String, found: String) {
        let told: String =
            switch PathSegments.split(path).map({ Self.table.match(method, $0) }) {
            case .found(let operation, let captures): ([String(operation)] + captures).joined(separator: " ")
            case .methodNotAllowed(let allowed): allowed.joined(separator: ",")
            case .notFound, nil: "-"
            }
        #expect(told == found)
    }

    @Test func `every operation has a line in its table`() throws {
        for operation in APIOperation.all {
            let path = operation.path.replacing("{", with: "").replacing("}", with: "")
            let segments = try #require(PathSegments.split(path))
            guard case .found(let found, _) = APIOperation.routes.match(operation.method, segments) else {
                Issue.record("no line for \(operation.method) \(operation.path)")
                continue
            }
            #expect(found.id == operation.id)
        }
        #expect(Set(APIOperation.all.map(\.id)).count == APIOperation.all.count)
        for operation in ControlOperation.allCases {
            #expect(ControlOperation.entries.contains { $0.operation == operation })
        }
        for entry in ControlOperation.entries { #expect(ControlOperation.owns(entry.pattern)) }
        for operation in APIOperation.all { #expect(!ControlOperation.owns(operation.path)) }
    }

    // MARK: Browsers

    /// Headers, and whether they pass; the second column is a server that listens beyond loopback.
    private static let browsers = """
        -                                                        yes yes
        Host=localhost                                           yes yes
        Host=localhost:2010                                      yes yes
        Host=LOCALHOST:2010                                      yes yes
        Host=localhost.                                          yes yes
        Host=app.localhost:80                                    yes yes
        Host=127.0.0.1:2010                                      yes yes
        Host=127.8.9.10                                          yes yes
        Host=[::1]:2010                                          yes yes
        Host=[::1]                                               yes yes
        Host=api.twilio.com                                      yes yes
        Host=api.ie1.twilio.com                                  yes yes
        Host=api.dublin.ie1.twilio.com:443                       yes yes
        Host=api.a.b.c.twilio.com                                no  no
        Host=twilio.com                                          no  no
        Host=api..twilio.com                                     no  no
        Host=api.twilio.com.evil.example                         no  no
        Host=apitwilio.com                                       no  no
        Host=evil.example                                        no  no
        Host=evil.example:2010                                   no  no
        Host=localhost.evil.example                              no  no
        Host=evillocalhost                                       no  no
        Host=127.0.0.1.evil.example                              no  no
        Host=127.evil.example                                    no  no
        Host=127.0.0.256                                         no  no
        Host=192.168.1.5:2010                                    no  yes
        Host=[fe80::1]:2010                                      no  yes
        Host=0.0.0.0                                             no  yes
        Host=1.2.3                                               no  no
        Host=                                                    no  no
        Host=ringback                                            yes yes
        Host=RingBack:2010                                       yes yes
        Host=ringback.                                           yes yes
        Host=ringback2                                           no  no
        Origin=http://localhost:3000                             yes yes
        Origin=http://localhost                                  yes yes
        Origin=https://127.0.0.1:8443                            yes yes
        Origin=http://[::1]:3000                                 yes yes
        Origin=http://app.localhost:3000                         yes yes
        Origin=HTTP://LOCALHOST:3000                             yes yes
        Origin=null                                              no  no
        Origin=                                                  no  no
        Origin=https://evil.example                              no  no
        Origin=http://localhost.evil.example                     no  no
        Origin=ftp://localhost                                   no  no
        Origin=localhost:3000                                    no  no
        Origin=http://192.168.1.5                                no  no
        Origin=https://app.example                               yes yes
        Origin=https://app.example/                              yes yes
        Origin=https://APP.example                               yes yes
        Origin=http://app.example                                no  no
        Origin=https://app.example:8443                          no  no
        Sec-Fetch-Site=cross-site                                no  no
        Sec-Fetch-Site=Cross-Site                                no  no
        Sec-Fetch-Site=same-origin                               yes yes
        Sec-Fetch-Site=same-site                                 yes yes
        Sec-Fetch-Site=none                                      yes yes
        Origin=http://localhost:3000,Sec-Fetch-Site=cross-site   yes yes
        Host=localhost,Origin=https://evil.example               no  no
        Host=evil.example,Origin=http://localhost                no  no
        """

    @Test(arguments: browsers.split(separator: "\n").map { $0.split(separator: " ").map(String.init) })
    func `what a strange page sends is refused`(_ row: [String]) throws {
        let headers = row[0].split(separator: ",").compactMap { pair -> (String, String)? in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        for (isLoopbackOnly, passes) in [(true, row[1] == "yes"), (false, row[2] == "yes")] {
            let harness = try Harness {
                $0.isLoopbackOnly = isLoopbackOnly
                $0.allowedHosts = ["Ringback"]
                $0.allowedOrigins = ["https://app.example/"]
            }
            for method in ["GET", "OPTIONS", "POST"] {
                let twilio = harness.request(method, Paths.call(Self.call), headers: headers)
                let control = harness.send(method, "/_twilio/health", headers: headers)
                #expect((twilio.status != 403) == passes, "\(twilio)")
                #expect((control.status != 403) == passes, "\(control)")
                if !passes {
                    #expect(twilio.error.hasPrefix("20403 This server does not answer "))
                    #expect(control.problem.hasPrefix("- This server does not answer "))
                }
            }
        }
    }

    @Test func `a refusal says how to allow it`() throws {
        let harness = try Harness()
        let host = harness.request("GET", "/", headers: [("Host", "evil.example:1")])
        #expect(host.problem.hasSuffix("Start it with --allowed-host evil.example to allow it."))
        let origin = harness.request("GET", Paths.call(Self.call), headers: [("Origin", "https://evil.example")])
        #expect(origin.error.hasSuffix("Start it with --allowed-origin https://evil.example to allow them."))
    }

    @Test func `a page that may call is told so by our own endpoints`() throws {
        let harness = try Harness { $0.allowedOrigins = ["https://app.example"] }
        for path in ["/_twilio/health", "/_twilio/nowhere", "/"] {
            let answer = harness.send("GET", path, headers: [("Origin", "https://app.example")])
            #expect(answer.header("Access-Control-Allow-Origin") == "https://app.example")
            #expect(answer.header("Access-Control-Allow-Methods") == "GET, POST, PUT, DELETE, OPTIONS")
            #expect(answer.header("Vary") == "Origin")
            #expect(harness.send("GET", path).header("Access-Control-Allow-Origin") == nil)
        }
    }

    // MARK: What the listener refuses by itself

    @Test func `a request that is too large is told so in the words of its surface`() throws {
        let emulator = try Harness().emulator
        let twilio = Request(method: "POST", path: Paths.call(Self.call))
        let control = Request(method: "POST", path: "/_twilio/reset")
        let body = Answer(emulator.refusal(twilio, .bodyTooLarge(limit: 65_536)))
        #expect(body.status == 413)
        #expect(body.error == "20413 Request entity too large: the body may have 65536 bytes at the most")
        #expect(body.header("X-Powered-By") == "AT-5000")
        let head = Answer(emulator.refusal(twilio, .headTooLarge(limit: 32_768)))
        #expect(head.status == 431)
        #expect(head.error.hasPrefix("20431 "))
        for name in ["Twilio-Request-Id", "Twilio-Request-Duration", "Twilio-Concurrent-Requests"] {
            #expect(body.header(name) != nil && head.header(name) != nil)
        }
        let ours = Answer(emulator.refusal(control, .bodyTooLarge(limit: 65_536)))
        #expect(ours.status == 413)
        #expect(ours.header("Twilio-Request-Id") == nil)
        #expect(ours.problem == "- The body may have 65536 bytes at the most.")
        #expect(Answer(emulator.refusal(control, .headTooLarge(limit: 9))).status == 431)
    }

    @Test(arguments: [
        ("/_twilio/seed", 64 << 20), ("/_twilio/reset", 64 << 10), ("/_twilio/seed/", 64 << 10), ("/", 64 << 10),
        (Paths.call(call), 64 << 10),
    ])
    func `only seeds may be large`(_ path: String, limit: Int) {
        #expect(Emulator.bodyLimit(method: "POST", path: path) == limit)
    }
}
