"""HTTP itself, over raw sockets: what is legal works, what is not is refused, and the server outlives all of it."""

import concurrent.futures
import itertools
import json
import random
import xml.etree.ElementTree

import pytest
from ringback import ACCOUNT, COMPLETED, FORM, IN_PROGRESS, QUEUED, basic, call_path
from wire import Wire, request

BODY_LIMIT = 64 * 1024
HEAD_LIMIT = 32 * 1024
FETCH = ("GET", call_path(IN_PROGRESS))
REDIRECT = ("POST", call_path(IN_PROGRESS), b"Url=https%3A%2F%2Fexample.com")


@pytest.fixture
def wire(server):
    """A connection to the shared server."""
    with Wire(server.port) as wire:
        yield wire


def is_error(reply, status, code):
    """Asserts that a reply is an error in Twilio's shape; its message."""
    assert (reply.status, reply.headers["Content-Type"]) == (status, "application/json")
    error = reply.json
    assert list(error) == ["code", "message", "more_info", "status"]
    assert (error["code"], error["status"]) == (code, status)
    assert error["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    return error["message"]


def is_xml_error(reply, status, code):
    """Asserts that a reply is an error in Twilio's shape as XML; its message."""
    assert (reply.status, reply.headers["Content-Type"]) == (status, "application/xml")
    (error,) = xml.etree.ElementTree.fromstring(reply.body)
    assert error.tag == "RestException"
    fields = {field.tag: field.text for field in error}
    assert list(fields) == ["Code", "Message", "MoreInfo", "Status"]
    assert (fields["Code"], fields["Status"]) == (str(code), str(status))
    assert fields["MoreInfo"] == f"https://www.twilio.com/docs/errors/{code}"
    return fields["Message"]


# Connections


def test_two_requests_are_answered_on_one_connection(wire):
    assert wire.ask(*REDIRECT).status == 200
    reply = wire.ask(*FETCH)
    assert (reply.status, reply.json["sid"]) == (200, IN_PROGRESS)


def test_pipelined_requests_are_answered_in_their_order(wire):
    wire.send(request("POST", call_path(QUEUED), b"Status=canceled") + request("GET", call_path(QUEUED)))
    first, second = wire.receive(), wire.receive()
    assert (first.status, first.json["status"]) == (200, "canceled")
    assert second.json == first.json
    paths = [call_path(f"CA{number:032x}") for number in range(100)]
    wire.send(b"".join(request("GET", path) for path in paths))
    for path in paths:
        assert path in is_error(wire.receive(), 404, 20404)


def test_a_request_may_come_byte_by_byte(wire):
    for byte in request(*REDIRECT):
        wire.send(bytes([byte]))
    assert wire.receive().status == 200


def test_a_thousand_requests_fit_on_one_connection(wire):
    for number in range(1000):
        reply = wire.ask(*(REDIRECT if number % 2 else FETCH))
        assert (reply.status, reply.json["status"]) == (200, "in-progress")


def test_http_1_0_is_answered_and_hung_up(wire):
    wire.send(request(*FETCH, version="1.0", host=None))
    assert wire.receive().json["sid"] == IN_PROGRESS
    assert wire.rest() == b""


def test_connection_close_is_obeyed(wire):
    wire.send(request(*FETCH, Connection="close"))
    reply = wire.receive()
    assert (reply.status, reply.headers["Connection"].lower()) == (200, "close")
    assert wire.rest() == b""


def test_head_is_get_without_a_body(wire):
    head = wire.ask("HEAD", FETCH[1])
    get = wire.ask(*FETCH)
    assert (head.status, head.body) == (200, b"")
    volatile = {"Date", "Twilio-Request-Id", "Twilio-Request-Duration"}
    assert {(n, v) for n, v in head.headers.items() if n not in volatile} == {
        (n, v) for n, v in get.headers.items() if n not in volatile
    }
    missing = wire.ask("HEAD", call_path("CA" + "9" * 32))
    assert (missing.status, missing.body) == (404, b"")


def test_sixty_four_threads_are_answered_at_once(server):
    def talk(number):
        with Wire(server.port) as wire:
            replies = [wire.ask(*(REDIRECT if (number + turn) % 2 else FETCH)) for turn in range(20)]
        return [(reply.status, reply.json["sid"]) for reply in replies]

    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        answered = list(itertools.chain.from_iterable(pool.map(talk, range(64))))
    assert answered == [(200, IN_PROGRESS)] * 64 * 20


def test_only_one_of_many_threads_ends_a_call(server):
    def complete(_):
        with Wire(server.port) as wire:
            return wire.ask("POST", call_path(IN_PROGRESS), b"Status=completed").status

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        statuses = sorted(pool.map(complete, range(32)))
    assert statuses == [200] + [400] * 31


# Headers


def test_answers_carry_the_headers_of_live_ones(wire):
    reply = wire.ask(*FETCH)
    expected = {
        "Content-Type": "application/json",
        "X-Home-Region": "us1",
        "X-API-Domain": "api.twilio.com",
        "X-Powered-By": "AT-5000",
        "X-Shenanigans": "none",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
        "Access-Control-Expose-Headers": "ETag",
        "Twilio-Concurrent-Requests": "1",
    }
    assert {name: reply.headers[name] for name in expected} == expected
    assert int(reply.headers["Twilio-Request-Id"].removeprefix("RQ"), 16) >= 0
    assert len(reply.headers["Twilio-Request-Id"]) == 34
    whole, fraction = reply.headers["Twilio-Request-Duration"].split(".")
    assert whole.isdigit() and fraction.isdigit() and len(fraction) == 3
    assert reply.headers["Date"].endswith(" GMT")
    # Of the HTTPS listener only.
    assert "Strict-Transport-Security" not in reply.headers


def test_each_request_has_an_id_of_its_own(wire):
    ids = {wire.ask(*FETCH).headers["Twilio-Request-Id"] for _ in range(50)}
    assert len(ids) == 50


def test_a_preflight_needs_no_credentials(wire):
    reply = wire.ask("OPTIONS", FETCH[1], auth=None, Origin="http://localhost:3000")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" not in reply.headers
    assert wire.ask(*FETCH).status == 200


@pytest.mark.parametrize("name", ["authorization", "AUTHORIZATION", "aUTHORIZATION"])
def test_names_of_headers_have_no_case(wire, name):
    assert wire.ask(*FETCH, auth=None, **{name: basic()}).status == 200


@pytest.mark.parametrize("size", [HEAD_LIMIT - 1024, HEAD_LIMIT + 1024, 8 * HEAD_LIMIT])
def test_a_head_beyond_its_limit_is_refused(wire, server, size):
    try:
        wire.send(request(*FETCH, X_Filler="x" * size))
    except ConnectionError:
        pass  # Refused before all of it was sent; the reply is there all the same.
    reply = wire.receive()
    assert reply.status == (200 if size < HEAD_LIMIT else 431)
    if size == HEAD_LIMIT + 1024:
        assert str(HEAD_LIMIT) in is_error(reply, 431, 20431)
    assert server.call(IN_PROGRESS)["sid"] == IN_PROGRESS


def test_a_path_beyond_the_heads_limit_is_refused(wire, server):
    wire.send(request("GET", "/" + "x" * (HEAD_LIMIT + 1)))
    assert wire.receive().status in (414, 431)
    assert server.call(IN_PROGRESS)["sid"] == IN_PROGRESS


# Paths


@pytest.mark.parametrize(
    "path",
    [
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls%2F{IN_PROGRESS}.json",
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{IN_PROGRESS}%2Ejson%2F",
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{IN_PROGRESS}.json/",
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{IN_PROGRESS}.yaml",
        f"/2010-04-01/Accounts/{ACCOUNT}//Calls/{IN_PROGRESS}.json",
        f"/2010-04-01/Accounts/{ACCOUNT}/calls/{IN_PROGRESS}.json",
        f"/2008-08-01/Accounts/{ACCOUNT}/Calls/{IN_PROGRESS}.json",
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls/../Calls/{IN_PROGRESS}.json",
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls/%00.json",
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls/%ff%fe.json",
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls/%22%3Cb%3E.json",
        "//",
        "/favicon.ico",
        "/_twilioo",
    ],
)
def test_an_unknown_path_is_echoed_as_it_was_sent(wire, path):
    # Without an extension that it knows, everything is XML.
    check = is_error if path.rstrip("/").endswith(".json") else is_xml_error
    expected = f"The requested resource {path} was not found"
    assert check(wire.ask("GET", path), 404, 20404) == expected
    # Without the query.
    assert check(wire.ask("POST", path + "?a=%2F&b", b"Status=completed"), 404, 20404) == expected


def test_a_path_may_be_escaped_and_have_a_query(wire):
    escaped = call_path(IN_PROGRESS).replace("CA", "%43%41").replace(".json", "%2Ejson")
    assert wire.ask("GET", escaped + "?x=1").json["sid"] == IN_PROGRESS


# Bodies


def test_a_body_at_its_limit_passes_and_one_byte_more_does_not(wire):
    update = b"Status=canceled&Filler="
    reply = wire.ask("POST", call_path(IN_PROGRESS), update.ljust(BODY_LIMIT, b"x"))
    assert (reply.status, reply.json["status"]) == (200, "in-progress")
    reply = wire.ask("POST", call_path(IN_PROGRESS), b"Status=completed&Filler=".ljust(BODY_LIMIT + 1, b"x"))
    assert str(BODY_LIMIT) in is_error(reply, 413, 20413)
    # Whoever refuses, the headers are there.
    assert {"Twilio-Request-Id", "Twilio-Request-Duration", "Twilio-Concurrent-Requests"} <= set(reply.headers)
    # The connection is good for more, and nothing has happened.
    assert wire.ask(*FETCH).json["status"] == "in-progress"


def test_a_large_body_of_our_own_surface_is_a_problem(wire):
    reply = wire.ask("POST", "/_twilio/reset", b"{" + b" " * BODY_LIMIT, Content_Type="application/json")
    assert (reply.status, reply.json["status"]) == (413, 413)
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_expect_100_continue_is_answered_before_the_body(wire):
    method, path, body = REDIRECT
    wire.send(request(method, path, Expect="100-continue", Content_Length=len(body), Content_Type=FORM))
    assert wire.receive().status == 100
    wire.send(body)
    assert wire.receive().json["status"] == "in-progress"


def test_a_large_body_that_is_announced_is_refused_before_it_comes(wire, server):
    wire.send(request("POST", call_path(IN_PROGRESS), Expect="100-continue", Content_Length=BODY_LIMIT + 1))
    is_error(wire.receive(), 413, 20413)
    assert server.call(IN_PROGRESS)["status"] == "in-progress"


def test_a_chunked_body_is_read(wire):
    body = b"7\r\nStatus=\r\n9;name=value\r\ncompleted\r\n0\r\n\r\n"
    reply = wire.ask("POST", call_path(IN_PROGRESS), body, Transfer_Encoding="chunked")
    assert (reply.status, reply.json["status"]) == (200, "completed")
    assert wire.ask(*FETCH).status == 200


def test_a_chunked_body_beyond_its_limit_is_refused(wire, server):
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    wire.send(request("POST", call_path(IN_PROGRESS), chunk * 5 + b"0\r\n\r\n", Transfer_Encoding="chunked"))
    is_error(wire.receive(), 413, 20413)
    assert server.call(IN_PROGRESS)["status"] == "in-progress"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (FORM, b"Status=completed", "completed"),
        (FORM + "; charset=utf-8", b"Status=completed", "completed"),
        (FORM.upper(), b"Status=completed", "completed"),
        (FORM, b"S%74atus=comp%6ceted", "completed"),
        (FORM, b"&&Status=completed&=&&x", "completed"),
        (FORM, b"Status=completed&Status=canceled", "completed"),
        (FORM, b"Status=canceled&Status=completed", "in-progress"),
        (FORM, b"status=completed", "in-progress"),
        (FORM, b"\x00\xff%zz=%", "in-progress"),
        ("application/json", b'{"Status": "completed"}', "in-progress"),
        ("text/plain", b"Status=completed", "in-progress"),
    ],
)
def test_only_a_forms_parameters_are_read(wire, kind, body, status):
    reply = wire.ask("POST", call_path(IN_PROGRESS), body, Content_Type=kind)
    assert (reply.status, reply.json["status"]) == (200, status)


def test_the_query_of_an_update_is_not_read(wire):
    assert wire.ask("POST", call_path(IN_PROGRESS) + "?Status=completed").json["status"] == "in-progress"


@pytest.mark.parametrize("path", ["/_twilio/reset", "/_twilio/seed", "/_twilio/clock", "/_twilio/worlds/" + ACCOUNT])
@pytest.mark.parametrize("body", [b"{", b"[]", b"nul", b'{"a":}', b"\xff", b"[" * 50_000, b'{"Nonsense": 1}'])
def test_a_broken_document_is_a_problem_and_changes_nothing(server, wire, path, body):
    method = "POST" if path in ("/_twilio/reset", "/_twilio/seed") else "PUT"
    before = server.control("GET", "/_twilio/worlds").json
    reply = wire.ask(method, path, body, Content_Type="application/json")
    assert (reply.status, reply.json["status"]) == (400, 400)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json["detail"]
    assert server.control("GET", "/_twilio/worlds").json == before


# Nonsense

COMPLETE = [
    b"GET\r\n\r\n",
    b"GET /\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n: no name\r\n\r\n",
    b"POST /_twilio/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /_twilio/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /_twilio/reset HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /_twilio/reset HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"X" * 1_000_000,
]
INCOMPLETE = [
    b"\x00\x01\x02\r\n\r\n",
    b"\r\n\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),  # the beginning of TLS
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nshort",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nx",
    b"X" * 20_000,
    random.Random(1).randbytes(5000),
]


def name(data):
    """The end of what is sent."""
    return repr(data[-60:])


@pytest.mark.parametrize("data", COMPLETE, ids=name)
def test_what_is_no_request_is_refused_or_dropped(server, wire, data):
    try:
        wire.send(data)
        answer = wire.socket.recv(64)
    except ConnectionError:
        answer = b""  # It hung up on something that it had not read.
    # A request without a Host, or with a header without a name, is none by the letter, and harmless.
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 505", b"HTTP/1.1 200")), answer
    assert server.call(IN_PROGRESS)["status"] == "in-progress"


@pytest.mark.parametrize("data", INCOMPLETE, ids=name)
def test_a_client_that_leaves_in_the_middle_does_no_harm(server, wire, data):
    wire.send(data)
    wire.close()
    assert server.call(IN_PROGRESS)["status"] == "in-progress"


def test_a_client_that_leaves_at_any_byte_does_no_harm(server):
    whole = request(*REDIRECT)
    for length in range(0, len(whole) + 1, 3):
        with Wire(server.port) as wire:
            wire.send(whole[:length])
    assert server.call(IN_PROGRESS)["status"] == "in-progress"
    assert server.control("GET", "/_twilio/health").json["status"] == "ok"


@pytest.mark.parametrize(
    "beginning",
    [b"", request(*FETCH)[:-20], request(*REDIRECT)[:-5]],
    ids=["nothing", "half a head", "half a body"],
)
def test_clients_that_left_are_forgotten_and_take_no_place(start, beginning):
    """More of them than there may be connections at once: a server that keeps them is closed to everybody else."""
    server = start()
    for _ in range(3000):
        with Wire(server.port) as wire:
            wire.send(beginning)
    assert server.ask("GET", "/livez").status == 200


def test_mutated_requests_never_give_a_server_error(server):
    chance = random.Random(20)
    originals = [request(*FETCH), request(*REDIRECT), request("POST", "/_twilio/seed", b'{"accounts":[]}')]
    for _ in range(300):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(data))
            kind = chance.randrange(3)
            if kind == 0:
                data[place] = chance.randrange(256)
            elif kind == 1:
                del data[place : place + chance.randint(1, 8)]
            else:
                data[place:place] = chance.randbytes(chance.randint(1, 8))
        with Wire(server.port) as wire:
            # What completes it, whatever was left open: the end of a head, and a body.
            wire.send(bytes(data) + b"\r\n\r\n" + b"x" * 100)
            try:
                answer = wire.socket.recv(64)
            except ConnectionError:
                continue
        assert not answer.startswith(b"HTTP/1.1 5") or answer.startswith(b"HTTP/1.1 505"), (bytes(data), answer)
    assert server.call(IN_PROGRESS)["sid"] == IN_PROGRESS


# Web pages must not steer the server


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "localhost:2010"}, 200),
        ({"host": "[::1]:2010"}, 200),
        ({"host": "app.localhost"}, 200),
        ({"host": "api.twilio.com"}, 200),
        ({"host": "api.dublin.ie1.twilio.com"}, 200),
        ({"host": "rebound.example"}, 403),
        ({"host": "api.twilio.com.example"}, 403),
        ({"host": "127.0.0.1.example"}, 403),
        ({"Origin": "http://localhost:3000"}, 200),
        ({"Origin": "https://127.0.0.1"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-origin"}, 200),
    ],
    ids=lambda value: str(value),
)
def test_strange_hosts_and_origins_are_refused_on_every_path(wire, headers, status):
    reply = wire.ask(*FETCH, **headers)
    assert reply.status == status
    if status == 403:
        is_error(reply, 403, 20403)
    assert wire.ask("GET", "/_twilio/health", **headers).status == status
    preflight = wire.ask("OPTIONS", FETCH[1], auth=None, **headers)
    assert preflight.status == (204 if status == 200 else 403)


# Memory


def mixed_requests(count):
    """Requests of all kinds, in turns."""
    accounts = itertools.cycle("AC" + f"{number:032x}" for number in range(20))
    kinds = [
        lambda: request(*FETCH),
        lambda: request(*REDIRECT),
        lambda: request("POST", call_path(IN_PROGRESS), b"Twiml=%3CResponse%2F%3E&TimeLimit=600"),
        lambda: request("POST", call_path(COMPLETED), b"Status=completed"),
        lambda: request("POST", call_path(IN_PROGRESS), b"TimeLimit=soon"),
        lambda: request("POST", call_path(IN_PROGRESS), b"Url=https://a.b&StatusCallback=https://a_b.example.com"),
        lambda: request("GET", call_path("CA" + "9" * 32)),
        lambda: request(*FETCH, auth=basic(ACCOUNT, "wrong")),
        lambda: request(*FETCH, auth=basic(next(accounts), "secret")),
        lambda: request("GET", "/_twilio/health"),
    ]
    return [kinds[number % len(kinds)]() for number in range(count)]


def test_memory_does_not_grow_with_requests(start, record_property):
    server = start()

    def load(count):
        for batch in range(count // 500):
            with Wire(server.port) as wire:
                for part in range(10):
                    wire.send(b"".join(mixed_requests(50)))
                    statuses = {wire.receive().status for _ in range(50)}
                    assert statuses == {200, 400, 401, 404}, (batch, part)

    load(2000)
    early = server.resident_memory
    load(18_000)
    late = server.resident_memory
    record_property("rss_after_2000", early)
    record_property("rss_after_20000", late)
    print(f"resident memory: {early >> 10} kB after 2,000 requests, {late >> 10} kB after 20,000")
    assert late <= 1.3 * early
    assert json.loads(server.control("GET", "/_twilio/health").body)["status"] == "ok"
