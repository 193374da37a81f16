"""What a reply said is on disk: servers killed right after it, started again on the same file, and asked."""

import contextlib
import json
import random
import resource
import sqlite3
import threading

import pytest
from ringback import ACCOUNT, COMPLETED, IN_PROGRESS, QUEUED, RINGING, basic, call_path, run, seeded_call
from wire import Wire, request

HELLO = "<Response><Say>Hello</Say></Response>"


@pytest.fixture
def database(tmp_path):
    """Where the worlds are kept."""
    return tmp_path / "calls.db"


def update(server, sid, form, account=ACCOUNT, auth=basic()):
    """Updates a call; the resource that the reply shows."""
    reply = server.ask("POST", call_path(sid, account), form, auth=auth)
    assert reply.status == 200, reply
    return reply.json


def stored(path, query, *values):
    """Rows of a database that no server has open, as dicts."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(query, values)]


def effects(path, sid):
    """What waits to be done for a call, as kind and payload, in order."""
    rows = stored(path, "SELECT kind, payload FROM effects WHERE call_sid = ? ORDER BY id", sid)
    return [(row["kind"], json.loads(row["payload"])) for row in rows]


# Killed right after the reply


@pytest.mark.parametrize(
    ("sid", "form", "status"),
    [
        (IN_PROGRESS, "Status=completed", "completed"),
        (QUEUED, "Status=canceled", "canceled"),
        (RINGING, "Status=completed", "canceled"),
        (IN_PROGRESS, "Url=https%3A%2F%2Fexample.com%2Fvoice&Method=GET", "in-progress"),
        (IN_PROGRESS, "Twiml=%3CResponse%2F%3E", "in-progress"),
    ],
)
def test_an_update_outlives_a_crash(start, database, sid, form, status):
    server = start("--database", database)
    replied = update(server, sid, form)
    server.kill()
    assert replied["status"] == status
    assert start("--database", database).call(sid) == replied


def test_thirty_crashes_lose_no_update(start, database, tmp_path):
    account, secret = "AC" + "7" * 32, "secret"
    auth = basic(account, secret)
    chance = random.Random(30)
    statuses = ["in-progress", "queued", "ringing"]
    calls = [seeded_call(f"CA{number:032x}", statuses[number % 3]) for number in range(60)]
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"accounts": [{"sid": account, "auth_token": secret, "calls": calls}]}))
    options = ("--database", database, "--seed", seed)
    replied = {}
    ends = ["Status=completed", "Status=canceled", "Status=completed&Url=https://example.com"]
    steers = ["Url=https://example.com/next", "Twiml=%3CResponse%2F%3E", "TimeLimit=90", ""]
    server = start(*options)
    for _ in range(30):
        for call in chance.sample(calls, chance.randint(1, 3)):
            sid = call["sid"]
            now = replied.get(sid) or server.call(sid, account, auth)
            live = now["status"] in statuses
            form = chance.choice(ends + steers) if live and now["status"] == "in-progress" else chance.choice(ends)
            reply = server.ask("POST", call_path(sid, account), form, auth=auth)
            assert reply.status == (200 if live else 400), (now, form, reply)
            replied[sid] = reply.json if live else now
        server.kill()
        server = start(*options)
        assert {sid: server.call(sid, account, auth) for sid in replied} == replied
    assert server.stop() == 0
    assert stored(database, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert len({call["status"] for call in replied.values()}) >= 2


def test_a_crash_under_load_loses_nothing_that_was_answered(start, database):
    """Calls are ended one after the other, on several connections, until the server dies somewhere in between."""
    account, auth, count = "AC" + "8" * 32, basic("AC" + "8" * 32, "secret"), 1200
    sids = [f"CA{number:032x}" for number in range(count)]
    server = start("--database", database)
    server.seed(sid=account, auth_token="secret", calls=[seeded_call(sid) for sid in sids])
    answered, enough = {}, threading.Event()

    def end(part):
        with contextlib.suppress(OSError), Wire(server.port) as wire:
            for sid in part:
                reply = wire.ask("POST", call_path(sid, account), b"Status=completed", auth=auth)
                assert reply.status == 200
                answered[sid] = reply.json
                if len(answered) >= count // 4:
                    enough.set()

    threads = [threading.Thread(target=end, args=(sids[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    assert enough.wait(timeout=20)
    server.kill()
    for thread in threads:
        thread.join()
    assert count // 4 <= len(answered)
    server = start("--database", database)
    with Wire(server.port) as wire:
        for sid, call in answered.items():
            assert wire.ask("GET", call_path(sid, account), auth=auth).json == call


def test_a_crash_in_the_middle_of_a_request_changes_nothing(start, database):
    server = start("--database", database)
    before = server.call(IN_PROGRESS)
    with Wire(server.port) as wire:
        wire.send(request("POST", call_path(IN_PROGRESS), b"Status=completed")[:-1])
        assert server.call(IN_PROGRESS) == before
        server.kill()
    assert start("--database", database).call(IN_PROGRESS) == before


# A disk without room: a limit on the size of files stands in for it


def limit_files(server, size):
    """Lets the server's files grow to this size and no further."""
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, hard))


def test_a_commit_that_fails_changes_nothing_and_the_server_goes_on(start, database):
    server = start("--database", database)
    before = server.call(IN_PROGRESS)
    limit_files(server, 8192)
    for _ in range(3):
        reply = server.ask("POST", call_path(IN_PROGRESS), "Status=completed")
        assert (reply.status, reply.json["code"], reply.json["status"]) == (503, 20503, 503)
        assert server.call(IN_PROGRESS) == before
    problem = server.control("POST", "/_twilio/simulate/call-status", {"CallSid": IN_PROGRESS, "Status": "completed"})
    assert (problem.status, problem.headers["Content-Type"]) == (503, "application/problem+json")
    for method, path in [("POST", "/_twilio/reset"), ("PUT", "/_twilio/worlds/AC" + "3" * 32)]:
        assert server.control(method, path, {}).status == 503
    assert server.control("GET", "/_twilio/worlds/AC" + "3" * 32).status == 404
    assert " error POST " in server.log
    limit_files(server, resource.RLIM_INFINITY)
    ended = update(server, IN_PROGRESS, "Status=completed")
    server.kill()
    assert start("--database", database).call(IN_PROGRESS) == ended


def test_a_start_without_room_ends_with_74(database):
    done = run("--port", 0, "--database", database, wrapper=("prlimit", "--fsize=4096"))
    assert done.returncode == 74
    assert str(database) in done.stderr
    assert len(done.stderr.splitlines()) == 1


# Recorded effects


def test_ending_a_call_records_what_must_happen(start, database):
    server = start("--database", database)
    # A redirect names the status callback that hears of the end.
    update(server, IN_PROGRESS, "Url=https%3A%2F%2Fexample.com%2Fa&StatusCallback=https%3A%2F%2Fexample.com%2Fstatus")
    update(server, IN_PROGRESS, "Status=completed")
    assert server.stop() == 0
    recorded = effects(database, IN_PROGRESS)
    kinds = [kind for kind, _ in recorded]
    # The call is over: its document is dropped, and not fetched any more.
    assert "run_document" not in kinds
    assert {"drop_document", "hang_up", "end_child_legs"} <= set(kinds)
    callbacks = [payload for kind, payload in recorded if kind == "status_callback"]
    assert callbacks == [
        {
            "url": "https://example.com/status",
            "method": "POST",
            "event": "completed",
            "status": "completed",
            "sequence_number": 0,
        }
    ]
    assert not any(kind.startswith("timer:") for kind in kinds)


def test_canceling_a_queued_call_sends_no_callback(start, database):
    server = start("--database", database)
    update(server, QUEUED, "Status=canceled&Url=https%3A%2F%2Fexample.com&StatusCallback=https%3A%2F%2Fexample.com")
    assert server.stop() == 0
    assert {kind for kind, _ in effects(database, QUEUED)}.isdisjoint({"status_callback", "run_document", "hang_up"})


def test_a_redirect_records_the_document_to_fetch_and_only_the_last(start, database):
    server = start("--database", database)
    for path in "abc":
        form = f"Url=https%3A%2F%2Fexample.com%2F{path}&Method=GET&FallbackUrl=https%3A%2F%2Fexample.com%2Ff"
        update(server, IN_PROGRESS, form)
    assert server.stop() == 0
    assert effects(database, IN_PROGRESS) == [
        ("drop_document", {}),
        (
            "run_document",
            {
                "url": "https://example.com/c",
                "method": "GET",
                "fallback_url": "https://example.com/f",
                "fallback_method": "POST",
            },
        ),
    ]


def test_inline_twiml_and_a_time_limit_are_recorded(start, database):
    server = start("--database", database, "--clock", "manual")
    update(server, IN_PROGRESS, "Twiml=%3CResponse%3E%3CSay%3EHello%3C%2FSay%3E%3C%2FResponse%3E&TimeLimit=600")
    assert server.stop() == 0
    recorded = dict(effects(database, IN_PROGRESS))
    assert recorded["run_document"] == {"twiml": HELLO}
    answered = stored(database, "SELECT answered FROM calls WHERE sid = ?", IN_PROGRESS)[0]["answered"]
    assert recorded["timer:time_limit"] == {"due": answered + 600_000}
    assert stored(database, "SELECT time_limit FROM calls WHERE sid = ?", IN_PROGRESS) == [{"time_limit": 600}]


@pytest.mark.parametrize(
    ("form", "code", "words"),
    [
        ("Url=https%3A%2F%2Fexample.com&Twiml=%3CResponse%2F%3E", 32019, "Url is used"),
        ("Url=https%3A%2F%2Fexample.com&StatusCallback=https%3A%2F%2Fa_b.example.com", 21609, "a_b.example.com"),
    ],
)
def test_what_is_accepted_with_a_warning_is_recorded(start, database, form, code, words):
    server = start("--database", database)
    update(server, IN_PROGRESS, form)
    assert server.stop() == 0
    (notification,) = stored(database, "SELECT * FROM notifications WHERE call_sid = ?", IN_PROGRESS)
    assert (notification["code"], notification["level"]) == (code, "1")
    assert words in notification["message"]


@pytest.mark.parametrize("form", ["Status=completed", "Url=no", "Url=https%3A%2F%2Fexample.com"])
def test_a_refused_update_records_nothing(start, database, form):
    server = start("--database", database)
    assert server.ask("POST", call_path(COMPLETED), form).status == 400
    assert server.stop() == 0
    assert effects(database, COMPLETED) == []


# Restarts and resets


def test_a_restart_does_not_seed_over_what_changed(start, database, tmp_path):
    seed = tmp_path / "seed.json"
    mine = "CA" + "5" * 32
    seed.write_text(json.dumps({"accounts": [{"sid": ACCOUNT, "calls": [seeded_call(mine)]}]}))
    server = start("--database", database, "--seed", seed)
    changed = {sid: update(server, sid, "Status=completed") for sid in (IN_PROGRESS, QUEUED, mine)}
    assert server.stop() == 0
    server = start("--database", database, "--seed", seed)
    assert {sid: server.call(sid) for sid in changed} == changed
    # A reset is what brings them back, and it is as durable as an update.
    server.reset()
    server.kill()
    server = start("--database", database, "--seed", seed)
    assert {sid: server.call(sid)["status"] for sid in changed} == {
        IN_PROGRESS: "in-progress",
        QUEUED: "queued",
        mine: "in-progress",
    }


def test_worlds_tokens_and_clocks_outlive_a_crash(start, database):
    server = start("--database", database)
    made, welcome = "AC" + "6" * 32, "AC" + "9" * 32
    settings = {"auth_token": "secret", "friendly_name": "Six", "clock": "manual", "queue_seconds": 1.5}
    assert server.control("PUT", f"/_twilio/worlds/{made}", settings).status == 201
    assert server.control("POST", "/_twilio/clock/advance", {"AccountSid": made, "seconds": 3600}).status == 200
    assert server.ask("GET", call_path(QUEUED, welcome), auth=basic(welcome, "chosen")).status == 404
    paths = ["/_twilio/worlds", f"/_twilio/clock?AccountSid={made}"]
    before = {path: server.control("GET", path).json for path in paths}
    server.kill()
    server = start("--database", database)
    assert {path: server.control("GET", path).json for path in before} == before
    assert server.ask("GET", call_path(QUEUED, welcome), auth=basic(welcome, "other")).status == 401
    # What was deleted stays deleted, crash or not.
    assert server.control("DELETE", f"/_twilio/worlds/{made}").status == 204
    server.kill()
    assert start("--database", database).control("GET", f"/_twilio/worlds/{made}").status == 404


def test_in_memory_nothing_is_left(start, tmp_path):
    server = start()
    update(server, IN_PROGRESS, "Status=completed")
    assert server.stop() == 0
    assert start().call(IN_PROGRESS)["status"] == "in-progress"
    assert list(tmp_path.rglob("*.db*")) == []
