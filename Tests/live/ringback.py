"""Ringback as a process: started on a free port, asked over HTTP, stopped or killed. And the names its worlds have."""

import base64
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("RINGBACK_BINARY", ROOT / ".build/debug/ringback")).resolve()

# The documentation's world (seed-data/documented-call.json).
ACCOUNT = "AC" + "a" * 32
TOKEN = "a" * 32
IN_PROGRESS, QUEUED, RINGING, COMPLETED = ("CA" + letter * 32 for letter in "abcd")
ENDED = {
    "completed": COMPLETED,
    "busy": "CA" + "e" * 32,
    "failed": "CA" + "f" * 32,
    "no-answer": "CA" + "1" * 32,
    "canceled": "CA" + "2" * 32,
}
CALLS = {"in-progress": IN_PROGRESS, "queued": QUEUED, "ringing": RINGING, **ENDED}

# The world that is there for everybody (seed-data/default.json).
DEFAULT_ACCOUNT = "AC" + "0" * 32
DEFAULT_TOKEN = "twilio_test_auth_token"
DEFAULT_KEY = "SK" + "0" * 32
DEFAULT_SECRET = "twilio_test_api_secret"

FORM = "application/x-www-form-urlencoded"

# Patience with a busy machine, in seconds. Nothing waits this long where all is well.
PATIENCE = 20


def call_path(sid, account=ACCOUNT):
    """The path of a call."""
    return f"/2010-04-01/Accounts/{account}/Calls/{sid}.json"


def seeded_call(sid, status="in-progress", **fields):
    """A call as a seed document has it."""
    return {"sid": sid, "status": status, "to": "+14158675309", "from": "+14158675308", **fields}


def basic(username=ACCOUNT, password=TOKEN):
    """The value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def environment(**variables):
    """This process's environment without what would steer Ringback or the SDK, and with these variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RINGBACK_", "TWILIO_"))}
    return kept | variables


def run(*arguments, timeout=PATIENCE, wrapper=(), binary=BINARY, **variables):
    """Runs the command to its end; for a start that must fail, and for the commands that are no server."""
    return subprocess.run(
        [*wrapper, binary, *map(str, arguments)],
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


class Reply:
    """What came back: the status, the headers, and the body as bytes or JSON."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        """The body as JSON."""
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body!r}>"


class Ringback:
    """One server process, and what it left in its folder: the port file and the log."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port_file = self.folder / "port"
        self.log_file = self.folder / "log"
        self.process = None
        self.port = None

    def launch(self, *arguments, port=0, wrapper=(), **variables):
        """Starts the process and returns at once.

        `port=None` leaves the port to the arguments and the variables; `wrapper` is a command that execs the program.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        chosen = [] if port is None else ["--port", str(port)]
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [*wrapper, BINARY, "serve", *chosen, "--port-file", self.port_file, *map(str, arguments)],
                env=environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self

    def start(self, *arguments, **options):
        """Starts the process, and returns when it is ready."""
        self.port_file.unlink(missing_ok=True)
        self.launch(*arguments, **options)
        self.port = self.await_port()
        ready = run("healthcheck", "--url", self.url, "--wait", PATIENCE, timeout=2 * PATIENCE)
        assert ready.returncode == 0, f"not ready: {ready.stderr}\n{self.log}"
        return self

    def await_port(self):
        """Waits for the port file or the process's end, whichever comes first."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.port_file.exists():
                text = self.port_file.read_text()
                # Written atomically: whoever sees the file sees all of it.
                assert re.fullmatch(r"[1-9]\d*\n", text), f"the port file holds {text!r}"
                return int(text)
            try:
                code = self.process.wait(timeout=0.002)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"Ringback ended with {code} at start:\n{self.log}")
        self.kill()
        raise AssertionError(f"no port file within {PATIENCE} s:\n{self.log}")

    def stop(self, signal_number=signal.SIGTERM):
        """Asks the process to stop; its exit code."""
        self.process.send_signal(signal_number)
        return self.process.wait(timeout=PATIENCE)

    def kill(self):
        """Ends the process as a crash would, with SIGKILL."""
        if self.is_running:
            self.process.kill()
            self.process.wait(timeout=PATIENCE)

    @property
    def is_running(self):
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    @property
    def url(self):
        """The base URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self):
        """What was written to standard error so far."""
        return self.log_file.read_text()

    @property
    def resident_memory(self):
        """VmRSS in bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024

    def ask(self, method, path, body=None, headers=None, auth=basic()):
        """Sends one request over a connection of its own. A dict as body goes out as JSON."""
        headers = dict(headers or {})
        if auth and "Authorization" not in headers:
            headers["Authorization"] = auth
        if isinstance(body, dict):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        elif body is not None:
            headers.setdefault("Content-Type", FORM)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def control(self, method, path, body=None, token=None):
        """Sends a request to Ringback's own endpoints."""
        return self.ask(method, path, body, auth=token and f"Bearer {token}")

    def reset(self):
        """Puts everything back to the seeds."""
        reply = self.control("POST", "/_twilio/reset")
        assert reply.status == 204, reply

    def seed(self, **account):
        """Loads a seed document of one account."""
        reply = self.control("POST", "/_twilio/seed", {"accounts": [account]})
        assert reply.status == 200, reply
        return reply.json

    def call(self, sid, account=ACCOUNT, auth=basic()):
        """Fetches a call's resource."""
        reply = self.ask("GET", call_path(sid, account), auth=auth)
        assert reply.status == 200, reply
        return reply.json
