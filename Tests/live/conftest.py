"""What the live tests share: one server, reset before each test, and servers of their own for those in need."""

import contextlib
import os
import re
import socket

import pytest
from ringback import ACCOUNT, BINARY, TOKEN, Ringback
from sdk import pointed_at

# They would send the SDK to other hosts than it is told to.
for name in ("TWILIO_EDGE", "TWILIO_REGION"):
    os.environ.pop(name, None)


def pytest_sessionstart():
    """Says at once what is missing, instead of failing in each test."""
    if not BINARY.is_file():
        pytest.exit(f"There is no program at {BINARY}: `swift build` makes it, RINGBACK_BINARY names another.", 4)


@pytest.fixture
def launch(tmp_path):
    """Makes servers that belong to one test; those that still run at its end are killed."""
    servers = []

    def make(name="server"):
        server = Ringback(tmp_path / name)
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.kill()


@pytest.fixture
def start(launch):
    """Starts servers that belong to one test, and returns each when it is ready."""
    return lambda *arguments, name="server", **options: launch(name).start(*arguments, **options)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory):
    """The server that most tests share."""
    server = Ringback(tmp_path_factory.mktemp("shared")).start()
    yield server
    assert server.is_running, "the server died in a test"
    answered = re.findall(r"^\S+ info (.* 5\d\d \d+ µs)$", server.log, re.MULTILINE)
    assert server.stop() == 0
    server.kill()
    assert answered == [], "a request was answered with a server error"


@pytest.fixture
def server(shared_server):
    """The shared server as it was at its start."""
    assert shared_server.is_running, f"the server has ended:\n{shared_server.log[-2000:]}"
    shared_server.reset()
    return shared_server


@pytest.fixture
def make_client(server):
    """Makes clients of the official SDK that talk to the shared server."""
    return lambda *credentials, **options: pointed_at(server, *credentials, **options)


@pytest.fixture
def client(make_client):
    """The official SDK with the documentation's account."""
    return make_client(ACCOUNT, TOKEN)


@pytest.fixture
def point_client():
    """Makes clients of the official SDK that talk to a given server."""
    return pointed_at


@pytest.fixture
def free_port():
    """A port that nobody else gets during the test, and that a server can still take.

    Bound, but not listening: the system gives it to no one who asks for any port, while SO_REUSEADDR on both sides lets
    a server bind it by its number.
    """
    with contextlib.closing(socket.socket()) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]
