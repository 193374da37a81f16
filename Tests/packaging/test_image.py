"""The Dockerfile, replayed: no container engine is needed to know that the image would start.

Each COPY and RUN line of the build stage is carried out in a folder of its own (.build-image, kept so that a second
run is quick), then the program runs as the image says, from the gathered root directory, as the image's user.
RINGBACK_RELEASE_BINARY, where set, stands in for the build.
"""

import filecmp
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / ".build-image" / "src"
BINARY = ".build/release/ringback"


def instructions(text):
    """The Dockerfile's instructions as (name, rest), continuation lines joined."""
    joined = re.sub(r"\\\n\s*", "", text)
    lines = [line.strip() for line in joined.splitlines()]
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]


DOCKERFILE = instructions((ROOT / "Dockerfile").read_text())
FINAL = len(DOCKERFILE) - 1 - [name for name, _ in reversed(DOCKERFILE)].index("FROM")
BUILD_STAGE = DOCKERFILE[:FINAL]
IMAGE = DOCKERFILE[FINAL:]


def image(name):
    """What the final stage says for an instruction that it holds once."""
    (value,) = [rest for found, rest in IMAGE if found == name]
    return value


def mirror(source, target):
    """Makes target like source; what is the same already is not touched, so that a second build finds it built."""
    if source.is_file():
        if not target.exists() or not filecmp.cmp(source, target):
            shutil.copy2(source, target)
        return
    target.mkdir(parents=True, exist_ok=True)
    wanted = {path.name for path in source.iterdir()} - {"__pycache__"}
    for extra in {path.name for path in target.iterdir()} - wanted:
        path = target / extra
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in wanted:
        mirror(source / name, target / name)


def copy_sources(words):
    """Carries out a COPY of the build stage, leaving out what .dockerignore leaves out."""
    *sources, target = words
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for source in sources:
        name = source.rstrip("/")
        assert f"!{source}" in ignored, f".dockerignore keeps {source} from the build"
        if source.endswith("/"):
            assert target == source
            mirror(ROOT / name, SOURCE / name)
        else:
            assert target == "./"
            mirror(ROOT / name, SOURCE / name)


@pytest.fixture(scope="module")
def rootfs(tmp_path_factory):
    """The image's root directory, made by the Dockerfile's own lines."""
    root = tmp_path_factory.mktemp("image") / "rootfs"
    SOURCE.mkdir(parents=True, exist_ok=True)
    ready_made = os.environ.get("RINGBACK_RELEASE_BINARY")
    for name, rest in BUILD_STAGE:
        if name == "COPY":
            copy_sources(rest.split())
        if name != "RUN":
            continue
        if ready_made and rest.startswith("swift build"):
            (SOURCE / BINARY).parent.mkdir(parents=True, exist_ok=True)
            (SOURCE / BINARY).unlink(missing_ok=True)
            shutil.copy2(ready_made, SOURCE / BINARY)
            continue
        done = subprocess.run(
            ["sh", "-c", rest.replace("/rootfs", str(root))], cwd=SOURCE, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"RUN {rest}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    (root / "proc").mkdir()
    # The folders above are the test's user's alone; the image's user has to get through them to its root.
    for folder in (root, *root.parents):
        if folder.is_relative_to(tmp_path_factory.getbasetemp().parent) or folder == root:
            folder.chmod(folder.stat().st_mode | 0o055)
    return root


def tool(name):
    """Where a tool of the system is: what runs in the image has no PATH."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    return found or pytest.fail(f"there is no {name}(1) here")


def inside(rootfs, *command):
    """The command line that runs one in the image's root as the image's user, or a failure that says why not.

    Like an engine it brings /proc, where Swift's runtime finds the command line; the mount is seen by the program
    alone and goes with it. Every step replaces the one before, so signals reach the program.
    """
    uid, gid = image("USER").split(":")
    unshare = [tool("unshare"), "--mount"]
    if os.getuid() == 0:
        enter = [tool("chroot"), f"--userspec={uid}:{gid}", str(rootfs)]
    else:
        unshare += ["--map-root-user"]
        enter = [tool("unshare"), f"--map-user={uid}", f"--map-group={gid}", f"--root={rootfs}", "--wd=/"]
    bring = '"$0" --rbind /proc "$1" && shift && exec "$@"'
    mount = [*unshare, "/bin/sh", "-c", bring, tool("mount"), f"{rootfs}/proc"]
    tried = subprocess.run([*mount, tool("true")], capture_output=True, text=True, check=False, timeout=10)
    if tried.returncode != 0:
        pytest.fail(f"replaying the image takes root or user namespaces, with the right to mount: {tried.stderr}")
    return [*mount, *enter, *command]


def environment():
    """The image's variables and nothing of this shell's."""
    return dict(rest.split("=", 1) for name, rest in IMAGE if name == "ENV")


class Server:
    """The image's ENTRYPOINT and CMD, on a free port."""

    def __init__(self, rootfs):
        self.rootfs = rootfs
        command = json.loads(image("ENTRYPOINT")) + json.loads(image("CMD"))
        self.port_file = rootfs / "tmp" / "port"
        self.port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            inside(rootfs, *command, "--port", "0", "--port-file", "/tmp/port"),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        deadline = time.monotonic() + 10
        while not self.port_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                pytest.fail(f"the program did not start in the image's root:\n{self.process.communicate()[0]}")
            time.sleep(0.01)
        self.port = int(self.port_file.read_text())
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self):
        """Ends the server as `docker stop` does; the exit code and the seconds it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=10)
        return code, time.monotonic() - started


@pytest.fixture
def server(rootfs):
    """A server running in the image."""
    server = Server(rootfs)
    yield server
    if server.process.poll() is None:
        server.process.kill()
    server.process.communicate()


def healthcheck(rootfs, port):
    """The image's HEALTHCHECK where the server has this port: its exit code."""
    command = json.loads(image("HEALTHCHECK").split("CMD", 1)[1])
    done = subprocess.run(
        inside(rootfs, *command),
        env={**environment(), "RINGBACK_PORT": str(port)},
        capture_output=True,
        timeout=30,
        check=False,
    )
    return done.returncode


def test_the_build_stage_is_made_of_lines_that_a_shell_can_replay():
    kinds = [name for name, _ in BUILD_STAGE]
    assert set(kinds) == {"ARG", "FROM", "WORKDIR", "COPY", "RUN"}
    runs = [rest for name, rest in BUILD_STAGE if name == "RUN"]
    release = re.search(r"^RELEASE_FLAGS := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    assert runs == [
        "scripts/system-packages build",
        f"swift build {release} --product ringback",
        f"scripts/gather-rootfs {BINARY} /rootfs",
    ]


def test_the_image_is_the_gathered_root_and_nothing_else():
    assert image("FROM") == "scratch"
    assert image("COPY") == "--from=build /rootfs/ /"
    assert json.loads(image("ENTRYPOINT")) == ["/ringback"]
    assert json.loads(image("CMD")) == ["serve"]
    assert json.loads(image("HEALTHCHECK").split("CMD", 1)[1]) == ["/ringback", "healthcheck"]
    assert image("USER") == "10001:10001"
    assert image("EXPOSE") == "2010"
    assert environment() == {"RINGBACK_HOST": "0.0.0.0"}


def test_no_architecture_is_named():
    for file in ("Dockerfile", "compose.yaml", "scripts/gather-rootfs", "scripts/system-packages"):
        assert not re.search(r"x86[_-]64|amd64|aarch64|arm64|linux-gnu", (ROOT / file).read_text()), file


def test_the_root_holds_the_program_its_libraries_and_a_user(rootfs):
    files = {path.relative_to(rootfs).as_posix() for path in rootfs.rglob("*") if not path.is_dir()}
    listed = subprocess.run(["ldd", rootfs / "ringback"], capture_output=True, text=True, check=True).stdout
    libraries = {path.lstrip("/") for path in re.findall(r"(?:=> |^\s+)(/\S+) \(0x", listed, re.MULTILINE)}
    assert files == {"ringback", "etc/passwd", "etc/group"} | libraries
    assert any("libmicrohttpd" in name for name in libraries)
    assert not any("swift" in name.lower() or "icu" in name.lower() for name in libraries)
    for folder in ("tmp", "data"):
        assert (rootfs / folder).stat().st_mode & 0o7777 == 0o1777
    assert "ringback:x:10001:10001:" in (rootfs / "etc/passwd").read_text()


def test_the_program_says_its_version_there(rootfs):
    done = subprocess.run(inside(rootfs, "/ringback", "version"), env={}, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d+\.\d+", done.stdout)


def test_it_serves_as_the_image_s_user_and_ends_within_two_seconds(rootfs, server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    if os.getuid() == 0:
        assert re.search(r"^Uid:\s+10001\s+10001\s+10001\s+10001$", status, re.MULTILINE)
    assert healthcheck(rootfs, server.port) == 0

    letters = "a" * 32
    call = f"{server.url}/2010-04-01/Accounts/AC{letters}/Calls/CA{letters}.json"
    passwords = urllib.request.HTTPPasswordMgrWithPriorAuth()
    passwords.add_password(None, server.url, f"AC{letters}", letters, is_authenticated=True)
    client = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
    with client.open(call, timeout=5) as answer:
        assert json.load(answer)["status"] == "in-progress"

    code, seconds = server.stop()
    assert code == 0
    assert seconds < 2
    assert not server.port_file.exists()


def test_the_health_check_fails_where_nothing_listens(rootfs):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: nobody else gets the port, and connecting is refused
        assert healthcheck(rootfs, held.getsockname()[1]) != 0


def test_a_database_can_be_kept_in_the_data_folder(rootfs):
    flags = ["--port", "0", "--port-file", "/tmp/kept", "--database", "/data/kept.db"]
    command = inside(rootfs, "/ringback", "serve", *flags)
    process = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 10
        while not (rootfs / "tmp/kept").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert (rootfs / "data/kept.db").exists()
        process.terminate()
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.communicate()


def test_the_app_of_compose_yaml_ends_a_call(server):
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert services["ringback"]["hostname"] == "ringback"
    assert services["ringback"]["healthcheck"]["test"] == ["CMD", *json.loads(image("HEALTHCHECK").split("CMD", 1)[1])]
    app = services["app"]
    assert app["depends_on"]["ringback"]["condition"] == "service_healthy"
    program = re.search(r"<<'PYTHON'\n(.*)^PYTHON$", app["command"][-1], re.MULTILINE | re.DOTALL)[1]
    variables = {**app["environment"], "TWILIO_API": server.url}
    assert app["environment"]["TWILIO_API"] == "http://ringback:2010"
    done = subprocess.run(
        [sys.executable, "-"],
        input=program,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "CA" + "a" * 32 + " completed\n"
