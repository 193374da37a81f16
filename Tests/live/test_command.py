"""The command: flags and environment, exit codes and sentences, the port file, signals, the health check, the log."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import uuid

import pytest
from ringback import (
    ACCOUNT,
    BINARY,
    DEFAULT_SECRET,
    DEFAULT_TOKEN,
    IN_PROGRESS,
    PATIENCE,
    TOKEN,
    Ringback,
    basic,
    call_path,
    environment,
    run,
    seeded_call,
)
from wire import Wire, request

FLAGS = [
    "host",
    "port",
    "port-file",
    "allowed-host",
    "allowed-origin",
    "database",
    "seed",
    "accounts",
    "clock",
    "sid-seed",
    "control-token",
    "log-level",
    "log-format",
]
STOP_SECONDS = 2
AS_NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")


def explains(done, code, *words):
    """Asserts that the command ended with a code and one sentence for people that has all these words."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    sentence = done.stderr.splitlines()[0] if code == 64 else done.stderr.strip()
    for word in words:
        assert str(word) in sentence
    # Written for people: no dump of a value of the program.
    assert not re.search(r"Failure\(|ringback\.|Emulator\.|code: |Optional\(|Error Domain", done.stderr), done.stderr
    assert len(sentence.splitlines()) == 1, done.stderr


# Flags, environment, help


def test_help_shows_each_flag_and_its_variable():
    overview = run("--help")
    assert {"serve", "healthcheck", "version"} <= set(overview.stdout.split())
    # The name of serve may be left out, so its flags are looked for in both.
    for done in (run("serve", "--help"), overview, run("-h"), run("help")):
        assert (done.returncode, done.stderr) == (0, "")
        text = " ".join(done.stdout.split())
        for flag in [*FLAGS, "strict"]:
            assert f"--{flag} " in text
            assert f"RINGBACK_{flag.upper().replace('-', '_')}" in text
    assert run("healthcheck", "--help").returncode == 0


def test_version_is_a_semantic_version_everywhere(server):
    done = run("version")
    assert done.returncode == 0
    version = re.fullmatch(r"ringback (\d+\.\d+\.\d+)\n", done.stdout).group(1)
    assert run("--version").stdout.strip() == version
    assert server.control("GET", "/_twilio/health").json["version"] == version


def test_ringback_alone_means_serve(launch, free_port):
    server = launch()
    server.folder.mkdir()
    with open(server.log_file, "wb") as log:
        variables = environment(RINGBACK_PORT=str(free_port), RINGBACK_PORT_FILE=str(server.port_file))
        server.process = subprocess.Popen([BINARY], env=variables, stdout=log, stderr=log)
    assert run("healthcheck", "--url", f"http://127.0.0.1:{free_port}", "--wait", PATIENCE).returncode == 0
    assert server.stop() == 0


def test_the_environment_stands_in_for_flags(launch, free_port, tmp_path):
    server = launch()
    database = tmp_path / "calls.db"
    server.start(
        port=None,
        RINGBACK_PORT=str(free_port),
        RINGBACK_DATABASE=str(database),
        RINGBACK_CLOCK="manual",
        RINGBACK_CONTROL_TOKEN="opensesame",
        RINGBACK_LOG_FORMAT="json",
        RINGBACK_ALLOWED_HOST=" first.example , second.example,",
    )
    assert server.port == free_port
    assert database.exists()
    assert server.control("GET", "/_twilio/clock").status == 401
    assert server.control("GET", "/_twilio/clock", token="opensesame").json["default_mode"] == "manual"
    assert json.loads(server.log.splitlines()[0])["level"]
    for host in ("first.example", "second.example"):
        assert server.ask("GET", call_path(IN_PROGRESS), headers={"Host": host}).status == 200


@pytest.mark.parametrize(("value", "status"), [("1", 400), ("true", 400), ("0", 200), ("false", 200)])
def test_strictness_is_switched_by_a_variable(start, value, status):
    server = start(RINGBACK_STRICT=value)
    assert server.ask("POST", call_path(IN_PROGRESS), "Nonsense=1").status == status


def test_flags_win_over_the_environment(start, free_port, tmp_path):
    unused = tmp_path / "unused.db"
    server = start(
        *("--clock", "real", "--log-format", "text", "--accounts", "open", "--database", ":memory:"),
        RINGBACK_PORT=str(free_port),
        RINGBACK_CLOCK="manual",
        RINGBACK_LOG_FORMAT="json",
        RINGBACK_ACCOUNTS="seeded",
        RINGBACK_DATABASE=str(unused),
        RINGBACK_PORT_FILE=str(tmp_path / "unused"),
    )
    assert server.port != free_port
    assert server.control("GET", "/_twilio/clock").json["default_mode"] == "real"
    assert not server.log.startswith("{")
    assert server.ask("GET", call_path(IN_PROGRESS, "AC" + "7" * 32), auth=basic("AC" + "7" * 32, "x")).status == 404
    assert not unused.exists()
    assert not (tmp_path / "unused").exists()


def test_an_empty_variable_is_as_good_as_none(start):
    empty = {f"RINGBACK_{flag.upper().replace('-', '_')}": "" for flag in FLAGS}
    server = start(**empty)
    assert server.control("GET", "/_twilio/clock").json["default_mode"] == "real"


# Exit codes


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--bogus"], ["--bogus"]),
        (["--port", "70000"], ["70000", "--port"]),
        (["--port", "-1"], ["--port"]),
        (["--port"], ["--port"]),
        (["--clock", "fast"], ["fast", "--clock"]),
        (["--accounts", "all"], ["all", "--accounts"]),
        (["--log-level", "loud"], ["loud", "--log-level"]),
        (["--sid-seed", "x"], ["x", "--sid-seed"]),
        (["--control-token", ""], ["--control-token"]),
        (["--database", ""], ["--database"]),
        (["--port-file", ""], ["--port-file"]),
        (["--host", ""], ["--host"]),
        (["nonsense"], ["nonsense"]),
        (["healthcheck", "--url", "ftp://127.0.0.1"], ["ftp://127.0.0.1", "http://"]),
        (["healthcheck", "--wait", "-1"], ["--wait"]),
        (["healthcheck", "--wait", "soon"], ["soon"]),
    ],
    ids=" ".join,
)
def test_bad_usage_ends_with_64(arguments, words):
    explains(run(*arguments), 64, *words)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("PORT", "65536"),
        ("CLOCK", "fast"),
        ("ACCOUNTS", "all"),
        ("SID_SEED", "-1"),
        ("STRICT", "yes"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_variable_ends_with_64_and_is_named(name, value):
    explains(run("serve", **{f"RINGBACK_{name}": value}), 64, f"RINGBACK_{name}", value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", ["$", "JSON"]),
        ("[]", ["$"]),
        ('{"accounts": [{"sid": "AC1"}]}', ["$.accounts[0].sid"]),
        ('{"accounts": [{}]}', ["$.accounts[0]", "sid"]),
        ('{"accounts": [{"sid": "AC%s", "calls": [{"sid": "CA1"}]}]}' % ("3" * 32), ["$.accounts[0].calls[0]"]),
        ('{"accounts": [{"sid": "AC%s", "auth_tokn": "x"}]}' % ("3" * 32), ["auth_tokn", "auth_token"]),
        (
            json.dumps({"accounts": [{"sid": "AC" + "3" * 32, "calls": [seeded_call("CA" + "3" * 32, "ended")]}]}),
            ["$.accounts[0].calls[0].status", "in-progress"],
        ),
    ],
)
def test_a_broken_seed_ends_with_65_naming_file_place_and_expectation(tmp_path, text, words):
    seed = tmp_path / "broken.json"
    seed.write_text(text)
    explains(run("--port", 0, "--seed", seed), 65, seed, *words)
    # In a folder too, where the names tell which file it was.
    (tmp_path / "a.json").write_text('{"accounts": []}')
    explains(run("--port", 0, "--seed", tmp_path), 65, "broken.json", *words)


def test_a_seed_that_is_not_there_ends_with_65(tmp_path):
    explains(run("--port", 0, "--seed", tmp_path / "missing.json"), 65, "missing.json")


def test_a_seed_that_cannot_be_read_ends_with_65():
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "folder.json").mkdir()
        explains(run("--port", 0, "--seed", folder), 65, "folder.json", "Is a directory")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        (pathlib.Path(folder) / "secret.json").touch(0)
        (pathlib.Path(folder) / "closed").mkdir(0)
        binary = shutil.copy(BINARY, folder)
        wrapper = AS_NOBODY if os.geteuid() == 0 else ()
        for name in ("secret.json", "closed"):
            seed = pathlib.Path(folder) / name
            explains(run("--port", 0, "--seed", seed, wrapper=wrapper, binary=binary), 65, seed, "Permission denied")


def test_a_taken_port_ends_with_69_and_says_how_to_choose_another(server):
    explains(run("--port", server.port), 69, server.port, "--port")


def test_a_host_that_is_not_ours_ends_with_1():
    explains(run("--port", 0, "--host", "192.0.2.1"), 1, "192.0.2.1")


def test_a_port_file_that_cannot_be_written_ends_with_1(tmp_path):
    path = tmp_path / "missing" / "port"
    explains(run("--port", 0, "--port-file", path), 1, path, "No such file or directory")
    explains(run("--port", 0, "--port-file", tmp_path), 1, tmp_path, "Is a directory")
    assert os.listdir(tmp_path) == []


def no_database(tmp_path):
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, this is a letter. " * 100)
    return path


def a_directory(tmp_path):
    path = tmp_path / "folder.db"
    path.mkdir()
    return path


def in_a_missing_folder(tmp_path):
    return tmp_path / "nowhere" / "calls.db"


def of_another_program(tmp_path):
    path = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (id)")
    return path


def of_a_newer_version(tmp_path):
    path = tmp_path / "newer.db"
    assert Ringback(tmp_path / "maker").start("--database", path).stop() == 0
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 999")
    return path


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (no_database, "database"),
        (a_directory, "directory"),
        (in_a_missing_folder, "nowhere"),
        (of_another_program, "another program"),
        (of_a_newer_version, "999"),
    ],
)
def test_a_database_that_cannot_be_opened_ends_with_74_untouched(tmp_path, make, word):
    path = make(tmp_path)
    before = path.read_bytes() if path.is_file() else None
    explains(run("--port", 0, "--database", path), 74, path, word)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_database_that_may_not_be_written_ends_with_74(tmp_path):
    # Root may write everything: there, nobody tries it, in a folder that is open to it, with a program that is too.
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        path = pathlib.Path(folder) / "read-only.db"
        assert Ringback(tmp_path / "maker").start("--database", path).stop() == 0
        path.chmod(0o444)
        binary = shutil.copy(BINARY, folder)
        wrapper = AS_NOBODY if os.geteuid() == 0 else ()
        explains(run("--port", 0, "--database", path, wrapper=wrapper, binary=binary), 74, path)


def test_a_second_process_on_the_same_database_ends_with_74(start, tmp_path):
    path = tmp_path / "calls.db"
    server = start("--database", path)
    explains(run("--port", 0, "--database", path), 74, path, "another process")
    assert server.call(IN_PROGRESS)["status"] == "in-progress"


# Port file and signals


def test_the_port_file_is_whole_and_goes_at_exit(launch):
    server = launch()
    server.folder.mkdir()
    server.port_file.write_text("stale")
    # A second name keeps the old file, so that the new one cannot have its number.
    stale = server.folder / "stale"
    stale.hardlink_to(server.port_file)
    server.launch()
    deadline = time.monotonic() + PATIENCE
    text = "stale"
    while text == "stale":
        assert server.process.poll() is None and time.monotonic() < deadline
        # The old one goes before the new one comes.
        with contextlib.suppress(FileNotFoundError):
            text = server.port_file.read_text()
    assert re.fullmatch(r"\d+\n", text)
    # It was written under another name, so that no reader saw half of it, and nothing else was left beside it.
    assert not server.port_file.samefile(stale) and stale.read_text() == "stale"
    stale.unlink()
    assert sorted(os.listdir(server.folder)) == ["log", "port"]
    server.port = int(text)
    # Ready as soon as the file is there.
    assert server.control("GET", "/readyz").status == 200
    assert server.stop() == 0
    assert os.listdir(server.folder) == ["log"]


def test_a_start_that_fails_leaves_no_stale_port_file_but_that_of_another_server(server, tmp_path):
    stale = tmp_path / "port"
    stale.write_text("1\n")
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    assert run("--port", 0, "--port-file", stale, "--seed", broken).returncode == 65
    assert not stale.exists()
    assert run("--port", server.port, "--port-file", server.port_file).returncode == 69
    assert server.port_file.read_text() == f"{server.port}\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("busy", [None, request("GET", "/livez"), request("POST", "/", b"12345")[:-1]])
def test_a_signal_stops_it_within_two_seconds(start, tmp_path, number, busy):
    database = tmp_path / "calls.db"
    server = start("--database", database)
    with contextlib.ExitStack() as stack:
        if busy:
            # A connection that is kept, or whose body never comes.
            wire = stack.enter_context(Wire(server.port))
            wire.send(busy)
            if busy.startswith(b"GET"):
                assert wire.receive().status == 200
        since = time.monotonic()
        assert server.stop(number) == 0
        assert time.monotonic() - since <= STOP_SECONDS
    assert not server.port_file.exists()
    assert number.name in server.log
    # All is in the file: what SQLite keeps beside an open one is gone.
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["calls.db"]


@pytest.mark.parametrize("level", ["trace", "debug", "info", "notice", "warning", "error", "critical"])
def test_it_serves_until_a_signal_whatever_the_log_level(start, level):
    server = start("--log-level", level)
    assert server.call(IN_PROGRESS)["status"] == "in-progress"
    assert server.is_running
    assert server.stop() == 0


def test_a_restart_on_the_same_port_does_not_wait(start, launch):
    first = start(name="first")
    with Wire(first.port) as wire:
        assert wire.ask("GET", call_path(IN_PROGRESS)).status == 200
        assert first.stop() == 0
    second = launch("second").start(port=first.port)
    assert second.port == first.port


# Health check


def test_healthcheck_tells_ready_from_not(server, free_port):
    ready = run("healthcheck", "--url", server.url)
    assert (ready.returncode, ready.stderr) == (0, "")
    explains(run("healthcheck", "--url", f"http://127.0.0.1:{free_port}"), 1, f"http://127.0.0.1:{free_port}")
    explains(run("healthcheck", "--url", f"http://127.0.0.1:{free_port}", "--wait", "0.1"), 1, "not ready")


def test_healthcheck_finds_the_server_by_the_environment(server):
    assert run("healthcheck", RINGBACK_PORT=str(server.port)).returncode == 0
    assert run("healthcheck", RINGBACK_PORT=str(server.port), RINGBACK_HOST="0.0.0.0").returncode == 0
    assert run("healthcheck", RINGBACK_PORT=str(server.port), RINGBACK_HOST="localhost").returncode == 0


def test_healthcheck_waits_for_a_server_that_starts_later(launch, free_port):
    url = f"http://127.0.0.1:{free_port}"
    command = [BINARY, "healthcheck", "--url", url, "--wait", str(PATIENCE)]
    with subprocess.Popen(command, env=environment()) as check:
        assert run("healthcheck", "--url", url).returncode == 1
        assert check.poll() is None
        launch().start(port=free_port)
        assert check.wait(timeout=PATIENCE) == 0


def test_healthcheck_is_not_fooled_by_another_server():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as other:
        url = f"http://127.0.0.1:{other.getsockname()[1]}"
        command = [BINARY, "healthcheck", "--url", url]
        with subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL) as check:
            connection, _ = other.accept()
            with connection:
                assert connection.recv(1024).startswith(b"GET /readyz ")
                connection.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
                assert check.wait(timeout=PATIENCE) == 1


# Log


def test_the_log_is_text_on_standard_error(start):
    server = start()
    server.ask("GET", call_path(IN_PROGRESS))
    assert server.stop() == 0
    line = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (trace|debug|info|notice|warning|error|critical) .+"
    lines = server.log.splitlines()
    assert all(re.fullmatch(line, text) for text in lines), lines
    assert f"listens on {server.url}" in lines[0]
    assert any(re.search(rf" info GET {re.escape(call_path(IN_PROGRESS))} 200 ", text) for text in lines)


def test_the_log_is_json_where_asked_for(start):
    server = start("--log-format", "json")
    server.ask("GET", '/2010-04-01/"quoted"\\')
    assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.splitlines()]
    assert {tuple(line) for line in lines} == {("at", "level", "message")}
    assert any('GET /2010-04-01/"quoted"\\ 404 ' in line["message"] for line in lines)


def test_nothing_is_written_to_standard_output(launch, free_port, tmp_path):
    command = [BINARY, "--port", str(free_port)]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert run("healthcheck", "--url", f"http://127.0.0.1:{free_port}", "--wait", PATIENCE).returncode == 0
        process.terminate()
        assert process.communicate(timeout=PATIENCE)[0] == b""


def test_the_log_level_decides_what_is_written(start):
    for level, has_requests in [("debug", True), ("info", True), ("notice", False)]:
        server = start("--log-level", level, name=level)
        server.ask("GET", call_path(IN_PROGRESS))
        assert server.stop() == 0
        assert (call_path(IN_PROGRESS) in server.log) == has_requests


def test_what_the_listener_refuses_by_itself_is_logged_too(start):
    server = start()
    assert server.ask("POST", call_path(IN_PROGRESS), "x" * 65_537).status == 413
    assert server.ask("GET", call_path(IN_PROGRESS), headers={"X-Filler": "x" * 40_000}).status == 431
    assert server.stop() == 0
    for status in (413, 431):
        assert re.search(rf" {re.escape(call_path(IN_PROGRESS))} {status} ", server.log), server.log


@contextlib.contextmanager
def with_standard_error(tmp_path, *arguments, wrapper=(), stderr=subprocess.PIPE):
    """A server whose standard error is none of the usual files."""
    port_file = tmp_path / "port"
    command = [*wrapper, BINARY, "--port", "0", "--port-file", port_file, *map(str, arguments)]
    with subprocess.Popen(command, env=environment(), stderr=stderr) as process:
        server = Ringback(tmp_path)
        server.process = process
        try:
            server.port = server.await_port()
            yield server
        finally:
            server.kill()


def stops_at_once(server):
    """Asserts that a signal ends the server within two seconds, and tidily."""
    since = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - since <= STOP_SECONDS
    assert not server.port_file.exists()


def flood(server, count):
    """Makes so many lines of the log."""
    with Wire(server.port) as wire:
        for _ in range(count):
            assert wire.ask("GET", "/livez").status == 200


def test_a_log_that_nobody_reads_delays_nothing(tmp_path):
    with with_standard_error(tmp_path) as server:
        flood(server, 2000)
        # Now it is read: what was lost is counted.
        read = os.read(server.process.stderr.fileno(), 1 << 20).decode()
        flood(server, 1)
        read += os.read(server.process.stderr.fileno(), 1 << 20).decode()
        lines = read.splitlines()
        dropped = [int(found.group(1)) for line in lines if (found := re.search(r" warning (\d+) log lines? ", line))]
        assert len(dropped) == 1 and sum(" info GET /livez 200 " in line for line in lines) + dropped[0] == 2001
        flood(server, 2000)
        stops_at_once(server)


def test_a_log_whose_reader_is_gone_harms_nothing(tmp_path):
    with with_standard_error(tmp_path) as server:
        server.process.stderr.close()
        flood(server, 10)
        stops_at_once(server)


def test_a_log_that_is_closed_goes_nowhere_else(tmp_path):
    database = tmp_path / "calls.db"
    wrapper = ("sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh")
    with with_standard_error(tmp_path, "--database", database, wrapper=wrapper, stderr=None) as server:
        flood(server, 10)
        ended = server.ask("POST", call_path(IN_PROGRESS), "Status=completed").json
        stops_at_once(server)
    with with_standard_error(tmp_path, "--database", database) as server:
        assert server.call(IN_PROGRESS) == ended


def test_an_entry_of_the_log_is_one_line_whatever_is_in_it(start):
    server = start()
    with Wire(server.port) as wire:
        wire.send(b"GET /2010-04-01/\x1b[31m\xe2\x80\xa8\x7f HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wire.receive()
        assert wire.ask("GET", "/" + "x" * 20_000 + "/end").status == 404
    assert server.stop() == 0
    assert server.log.isprintable() or set(filter(lambda c: not c.isprintable(), server.log)) == {"\n"}
    assert "/2010-04-01/\\u{1b}[31m\\u{2028}\\u{7f} " in server.log
    (long,) = [line for line in server.log.splitlines() if " info GET /xxx" in line]
    assert re.search(r"x … x+/end 404 \d+ µs$", long) and len(long) < 500


@pytest.mark.parametrize("level", ["info", "trace"])
def test_no_secret_reaches_the_log(start, level):
    token, secret = "token" + uuid.uuid4().hex, "secret" + uuid.uuid4().hex
    userinfo, password = "user" + uuid.uuid4().hex, "password" + uuid.uuid4().hex
    account, key = "AC" + uuid.uuid4().hex, "SK" + uuid.uuid4().hex
    server = start("--log-level", level, "--control-token", "opensesame")
    document = {
        "accounts": [{"sid": account, "auth_token": token, "api_keys": [{"sid": key, "secret": secret}], "nonsense": 1}]
    }
    assert server.control("POST", "/_twilio/seed", document, token="opensesame").status == 400
    del document["accounts"][0]["nonsense"]
    assert server.control("POST", "/_twilio/seed", document, token="opensesame").status == 200
    assert server.control("POST", "/_twilio/seed", document, token=token).status == 401
    update = f"Url=https://{userinfo}:{password}@example.com/&Twiml={secret}"
    for auth in (basic(account, token), basic(key, secret), basic(), basic(account, password), basic(token, secret)):
        server.ask("GET", call_path(IN_PROGRESS, account) + f"?token={token}", auth=auth)
        server.ask("POST", call_path(IN_PROGRESS), update, auth=auth)
    assert server.ask("POST", call_path(IN_PROGRESS), update).status == 200
    with Wire(server.port) as wire:
        wire.send(f"NONSENSE\r\nAuthorization: {basic(account, token)}\r\n\r\n".encode())
    assert server.stop() == 0
    secrets = [token, secret, password, userinfo, "opensesame", TOKEN + " ", DEFAULT_TOKEN, DEFAULT_SECRET]
    secrets += [basic(account, token).split()[1], basic(key, secret).split()[1], basic().split()[1]]
    assert [text for text in secrets if text in server.log] == []


# What each flag does


def test_sids_follow_from_their_seed(start, tmp_path):
    account = {"sid": "AC" + "4" * 32, "numbers": [{"phone_number": f"+1415555010{digit}"} for digit in range(5)]}
    (tmp_path / "seed.json").write_text(json.dumps({"accounts": [account]}))

    def sids(name, seed):
        database = tmp_path / f"{name}.db"
        server = start("--sid-seed", seed, "--seed", tmp_path / "seed.json", "--database", database, name=name)
        requests = [server.ask("GET", call_path(IN_PROGRESS)).headers["Twilio-Request-Id"] for _ in range(3)]
        assert server.stop() == 0
        with contextlib.closing(sqlite3.connect(database)) as db:
            query = "SELECT sid FROM numbers WHERE account_sid = ? ORDER BY phone_number"
            made = [sid for (sid,) in db.execute(query, (account["sid"],))]
        assert all(re.fullmatch("PN[0-9a-f]{32}", sid) for sid in made) and len(set(made)) == 5
        return made, requests

    assert sids("first", 7) == sids("second", 7)
    assert sids("first", 7) != sids("third", 8)


def test_seeded_accounts_lets_no_stranger_in(start):
    server = start("--accounts", "seeded")
    stranger = "AC" + uuid.uuid4().hex
    reply = server.ask("GET", call_path(IN_PROGRESS, stranger), auth=basic(stranger, "secret"))
    assert reply.status == 401
    assert (reply.json["code"], reply.json["message"]) == (20003, "Authentication Error - invalid username")
    assert server.call(IN_PROGRESS)["account_sid"] == ACCOUNT
    assert server.control("PUT", f"/_twilio/worlds/{stranger}", {"auth_token": "secret"}).status == 201
    assert server.ask("GET", call_path(IN_PROGRESS, stranger), auth=basic(stranger, "secret")).status == 404


def test_a_control_token_guards_what_is_not_twilios(start):
    server = start("--control-token", "opensesame")
    guarded = ["GET /_twilio/health", "POST /_twilio/reset", "GET /_twilio/worlds", "GET /", "GET /_twilio/nothing"]
    for method, path in map(str.split, guarded):
        for token in (None, "wrong", "opensesame2", ""):
            reply = server.control(method, path, token=token)
            assert (reply.status, reply.headers["Content-Type"]) == (401, "application/problem+json")
    assert server.control("GET", "/_twilio/health", token="opensesame").status == 200
    assert server.control("POST", "/_twilio/reset", token="opensesame").status == 204
    # Twilio's surface and the probes do not ask for it.
    assert server.call(IN_PROGRESS)["status"] == "in-progress"
    assert server.control("GET", "/readyz").status == server.control("GET", "/livez").status == 200


def test_hosts_and_origins_are_let_in_by_flag(start):
    server = start(
        *("--allowed-host", "phone.test", "--allowed-host", "Other.Test"),
        *("--allowed-origin", "https://app.test", "--allowed-origin", "http://two.test:8080"),
    )
    path = call_path(IN_PROGRESS)
    for headers, status in [
        ({"Host": "phone.test:2010"}, 200),
        ({"Host": "other.test"}, 200),
        ({"Host": "third.test"}, 403),
        ({"Origin": "https://app.test"}, 200),
        ({"Origin": "http://two.test:8080"}, 200),
        ({"Origin": "http://app.test"}, 403),
        ({"Origin": "http://two.test"}, 403),
    ]:
        assert server.ask("GET", path, headers=headers).status == status, headers
        assert server.ask("OPTIONS", path, headers=headers).status == (204 if status == 200 else 403), headers
    shared = server.ask("GET", "/_twilio/health", headers={"Origin": "https://app.test"})
    assert shared.headers["Access-Control-Allow-Origin"] == "https://app.test"
    # The refusal says what to do.
    assert "--allowed-host third.test" in server.ask("GET", path, headers={"Host": "third.test"}).json["message"]


def test_a_manual_clock_moves_only_by_request(start):
    server = start("--clock", "manual")
    clock = server.control("GET", f"/_twilio/clock?AccountSid={ACCOUNT}").json
    assert clock["mode"] == "manual"
    assert server.control("GET", f"/_twilio/clock?AccountSid={ACCOUNT}").json["now"] == clock["now"]
    wound = server.control("POST", "/_twilio/clock/advance", {"AccountSid": ACCOUNT, "seconds": 90.5})
    assert wound.status == 200
    assert server.control("GET", f"/_twilio/clock?AccountSid={ACCOUNT}").json["now"] == wound.json["now"]
    ended = server.ask("POST", call_path(IN_PROGRESS), "Status=completed").json
    assert ended["duration"] == "90"


def test_a_real_clock_cannot_be_wound(server):
    reply = server.control("POST", "/_twilio/clock/advance", {"AccountSid": ACCOUNT, "seconds": 1})
    assert (reply.status, reply.headers["Content-Type"]) == (409, "application/problem+json")
    assert "manual" in reply.json["detail"]


def test_seeds_come_from_files_and_folders_and_come_back_at_reset(start, tmp_path):
    account = "AC" + "5" * 32
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name, sid in [("1.json", "CA" + "5" * 32), ("2.json", "CA" + "6" * 32)]:
        world = {"sid": account, "auth_token": "secret", "calls": [seeded_call(sid)]}
        (folder / name).write_text(json.dumps({"accounts": [world]}))
    (folder / "notes.txt").write_text("not a seed")
    server = start("--seed", folder)
    auth = basic(account, "secret")
    later = "CA" + "8" * 32
    server.seed(sid=account, calls=[seeded_call(later)])
    assert server.ask("POST", call_path("CA" + "5" * 32, account), "Status=completed", auth=auth).status == 200
    server.reset()
    assert server.call("CA" + "5" * 32, account, auth)["status"] == "in-progress"
    assert server.call("CA" + "6" * 32, account, auth)["status"] == "in-progress"
    assert server.ask("GET", call_path(later, account), auth=auth).status == 404
