import HTTPListener
import JSON
import Testing

@testable import Emulator

/// Our own endpoints: what each takes, what it answers, and how it says no.
@Suite struct ControlTests {
    private static let unknown = Sids.account("9")

    // MARK: The server

    @Test(arguments: ["/livez", "/readyz"])
    func `liveness and readiness are plain words`(_ path: String) throws {
        let harness = try Harness()
        for method in ["GET", "HEAD"] {
            let answer = harness.send(method, path)
            #expect(answer.status == 200)
            #expect(answer.text == "ok\n")
            #expect(answer.header("Content-Type") == "text/plain; charset=utf-8")
        }
    }

    @Test func `before the seeds are in, only liveness is well`() throws {
        let emulator = try Emulator(EmulatorOptions(), log: Harness.log)
        func answer(_ path: String) -> Answer {
            let headers = Headers([("Authorization", Credentials.documentation)])
            return Answer(emulator.answer(Request(method: "GET", path: path, headers: headers)))
        }
        #expect(answer("/livez").status == 200)
        #expect(answer("/readyz").status == 503)
        #expect(answer("/readyz").text == "starting\n")
        #expect(answer("/_twilio/health").string("status") == "starting")
        let early = answer(Paths.call(Sids.call("a")))
        #expect(early.status == 503)
        #expect(early.error == "20503 The server is starting.")
        try emulator.loadSeeds([])
        #expect(answer("/readyz").status == 200)
        #expect(answer(Paths.call(Sids.call("a"))).status == 200)
    }

    @Test func `health counts worlds and calls`() throws {
        let harness = try Harness()
        var health = harness.control("GET", "/_twilio/health")
        #expect(health.status == 200)
        #expect(health.names == ["status", "version", "uptime_seconds", "worlds", "calls", "pending", "clock_default"])
        #expect(health.string("status") == "ok")
        #expect(health.string("version") == "1.2.3")
        #expect(health.string("clock_default") == "manual")
        #expect(health["worlds"] == .number("2"))
        #expect(health["calls.live"] == .number("3"))
        #expect(health["calls.total"] == .number("8"))
        #expect(health["calls.dropped"] == .number("0"))
        #expect(health["pending.timers"] == .number("0"))
        #expect(health["pending.webhooks"] == .number("0"))
        _ = harness.update(Sids.call("a"), "Status=completed")
        _ = harness.control("PUT", "/_twilio/worlds/\(Self.unknown)")
        health = harness.control("GET", "/_twilio/health")
        #expect(health["worlds"] == .number("3"))
        #expect(health["calls.live"] == .number("2"))
        #expect(health["calls.total"] == .number("8"))
    }

    @Test func `the index lists every route`() throws {
        let answer = try Harness().control("GET", "/")
        #expect(answer.string("name") == "Ringback")
        for entry in ControlOperation.entries { #expect(answer.text.contains("\"\(entry.method) \(entry.pattern)\"")) }
        for operation in APIOperation.all {
            #expect(answer.text.contains("\"\(operation.method) \(operation.path)\""))
        }
    }

    @Test(arguments: [
        ("GET", "/_twilio", 404, "- There is no /_twilio here. GET / lists what there is."),
        ("GET", "/_twilio/", 404, "- There is no /_twilio/ here. GET / lists what there is."),
        ("GET", "/_twilio/nowhere", 404, "- There is no /_twilio/nowhere here. GET / lists what there is."),
        ("GET", "/_twilio//health", 404, "- There is no /_twilio//health here. GET / lists what there is."),
        ("GET", "/metrics", 404, "- There is no /metrics here. GET / lists what there is."),
        ("POST", "/_twilio/health", 405, "- /_twilio/health takes GET."),
        ("GET", "/_twilio/reset", 405, "- /_twilio/reset takes POST."),
        ("DELETE", "/_twilio/clock", 405, "- /_twilio/clock takes GET, PUT."),
        ("POST", "/_twilio/worlds/\(Paths.account)", 405, "- /_twilio/worlds/\(Paths.account) takes GET, PUT, DELETE."),
        ("POST", "/", 405, "- / takes GET."), ("POST", "/livez", 405, "- /livez takes GET."),
    ])
    func `what is not there is a problem`(_ method: String, path: String, status: Int, problem: String) throws {
        let answer = try Harness().control(method, path)
        #expect(answer.status == status)
        #expect(answer.problem == problem)
        #expect(answer.names == ["type", "title", "status", "detail"])
        #expect(answer["status"] == .number(String(status)))
        #expect((answer.header("Allow") != nil) == (status == 405))
    }

    // MARK: The control token

    @Test(
        arguments: [
            (nil, 401), ("", 401), ("Bearer", 401), ("Bearer ", 401), ("Bearer wrong", 401), ("Basic c2VjcmV0", 401),
            ("secret", 401), ("Bearer secrets", 401), ("Bearer secre", 401), ("Bearer  secret", 401),
            ("Bearer secret", 200),
            ("bearer secret", 200), (Credentials.documentation, 401),
        ] as [(String?, Int)]
    )
    func `a control token guards everything of ours but liveness`(_ header: String?, status: Int) throws {
        let harness = try Harness { $0.controlToken = "secret" }
        let headers = header.map { [("Authorization", $0)] } ?? []
        for path in ["/_twilio/health", "/", "/_twilio/worlds", "/_twilio/clock"] {
            let answer = harness.send("GET", path, headers: headers)
            #expect(answer.status == status)
            guard status == 401 else { continue }
            #expect(answer.problem == "Authorization This needs the control token: Authorization: Bearer SECRET.")
            #expect(answer.header("WWW-Authenticate") == "Bearer")
        }
        // What is not there is not told without it either.
        for (method, path) in [("GET", "/_twilio/nowhere"), ("POST", "/livez"), ("DELETE", "/_twilio/reset")] {
            #expect((harness.send(method, path, headers: headers).status == 401) == (status == 401))
        }
        #expect(harness.send("GET", "/livez", headers: headers).status == 200)
        #expect(harness.send("GET", "/readyz", headers: headers).status == 200)
        // The Twilio surface has its own credentials.
        #expect(harness.fetch(Sids.call("a")).status == 200)
    }
}
