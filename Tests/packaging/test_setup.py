"""The set-up on machines that this one is not: a PATH of stand-ins plays each of them.

The Makefile and scripts/ are copied into a folder of the test's own, so nothing here builds or installs anything.
"""

import os
import pathlib
import shutil
import signal
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What Debian always has. Everything else comes from the stand-ins.
ORDINARY = "sh true env sed cat make touch mkdir dirname uname grep rm cp ls tr head".split()

BUILD_PACKAGES = "g++ pkg-config libmicrohttpd-dev libsqlite3-dev"


class Machine:
    """A machine made of stand-ins: each says in `log` how it was called, and acts by the files in `state`."""

    def __init__(self, folder):
        self.project = folder / "project"
        self.bin = folder / "bin"
        self.state = folder / "state"
        self.log = folder / "log"
        for made in (self.project, self.bin, self.state):
            made.mkdir()
        self.log.touch()
        shutil.copy(ROOT / "Makefile", self.project)
        shutil.copytree(ROOT / "scripts", self.project / "scripts")
        for tool in ORDINARY:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.tool("id", "echo 0")
        self.tool("swift", "exit 0")
        self.tool("clang", f"[ -e {self.state}/g++ ] && echo /usr/lib/libstdc++.so || echo libstdc++.so")

    def tool(self, name, body):
        """A stand-in; `$state` is the folder of what is installed."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/sh\nstate={self.state}\necho "{name} $*" >>{self.log}\n{body}\n')
        path.chmod(0o755)

    def install(self, packages):
        """Puts packages in place as apt-get would have done earlier."""
        for package in packages.split():
            (self.state / package).touch()
        if "pkg-config" in packages:
            self.tool("pkg-config", PKG_CONFIG)

    def apt(self, *, lists=True, fails=False, too_old=False):
        """An apt-get whose `install` makes each named package's file, and pkg-config when asked for that."""
        if lists:
            (self.state / "lists").touch()
        (self.bin / "pkg-config.off").write_text(
            f'#!/bin/sh\nstate={self.state}\necho "pkg-config $*" >>{self.log}\n{PKG_CONFIG}\n'
        )
        (self.bin / "pkg-config.off").chmod(0o755)
        self.tool("apt-cache", "[ -e $state/lists ]")
        self.tool(
            "apt-get",
            f"""
            echo "frontend=$DEBIAN_FRONTEND" >>{self.log}
            case "$*" in
            *update*) touch $state/lists; exit 0 ;;
            esac
            [ -e $state/lists ] || exit 100
            {"exit 100" if fails else ""}
            while [ "$1" != install ]; do shift; done
            for name do case $name in install | -*) ;; *) touch $state/$name ;; esac; done
            {"rm -f $state/libmicrohttpd-dev" if too_old else ""}
            [ ! -e $state/pkg-config ] || cp {self.bin}/pkg-config.off {self.bin}/pkg-config
            """,
        )

    def run(self, *command, **more):
        """Runs a command on this machine, without a terminal."""
        return subprocess.run(
            command,
            cwd=self.project,
            env={"PATH": str(self.bin), "HOME": str(self.project)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            **more,
        )

    def packages(self, *groups):
        """Runs scripts/system-packages."""
        return self.run("sh", "scripts/system-packages", *groups)

    def calls(self, tool):
        """How a stand-in was called."""
        return [line for line in self.log.read_text().splitlines() if line.split()[0] == tool]


PKG_CONFIG = """
case "$2" in
"libmicrohttpd >= 0.9.71") [ -e $state/libmicrohttpd-dev ] ;;
"sqlite3 >= 3.37") [ -e $state/libsqlite3-dev ] ;;
*) exit 2 ;;
esac
"""


@pytest.fixture
def machine(tmp_path):
    """A root shell with a Swift toolchain and nothing else."""
    return Machine(tmp_path)


def test_nothing_is_said_or_installed_when_all_is_there(machine):
    machine.apt()
    machine.install(BUILD_PACKAGES)
    result = machine.packages("build")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert machine.calls("apt-get") == []
    assert machine.calls("sudo") == []


def test_root_installs_all_that_is_missing_at_once(machine):
    machine.apt()
    result = machine.packages("build")
    assert result.returncode == 0, result.stderr
    (install,) = machine.calls("apt-get")
    assert install.endswith(f"install -q -y --no-install-recommends {BUILD_PACKAGES}")
    assert "frontend=noninteractive" in machine.log.read_text()
    assert machine.packages("build").stderr == ""
    assert len(machine.calls("apt-get")) == 1


@pytest.mark.parametrize("missing", BUILD_PACKAGES.split())
def test_only_what_is_missing_is_installed(machine, missing):
    machine.apt()
    present = [name for name in BUILD_PACKAGES.split() if name != missing]
    machine.install(" ".join(present))
    if missing == "pkg-config":
        (machine.bin / "pkg-config").unlink(missing_ok=True)
    result = machine.packages("build")
    assert result.returncode == 0, result.stderr
    (install,) = machine.calls("apt-get")
    named = install.split("--no-install-recommends ")[1].split()
    # Without pkg-config nothing can be said about the libraries: they are named too, and apt-get leaves them be.
    assert named == (["pkg-config", "libmicrohttpd-dev", "libsqlite3-dev"] if missing == "pkg-config" else [missing])


def test_lists_are_fetched_first_where_there_are_none(machine):
    machine.apt(lists=False)
    result = machine.packages("build")
    assert result.returncode == 0, result.stderr
    first, second = machine.calls("apt-get")
    assert first.endswith("update -q")
    assert "install" in second


def test_a_failed_install_is_tried_again_with_new_lists(machine):
    machine.apt(fails=True)
    result = machine.packages("build")
    assert result.returncode == 1
    kinds = [call.split("-q")[0].split()[-1] for call in machine.calls("apt-get")]
    assert kinds == ["install", "update", "install"]
    assert "apt-get could not install it" in result.stderr
    assert f"    apt-get install {BUILD_PACKAGES}\n" in result.stderr


def test_sudo_is_used_without_asking_where_it_needs_no_password(machine):
    machine.apt()
    machine.tool("id", "echo 1000")
    machine.tool("sudo", '[ "$1" != -n ] || shift; exec "$@"')
    result = machine.packages("build")
    assert result.returncode == 0, result.stderr
    assert all(call.startswith("sudo -n ") for call in machine.calls("sudo"))
    assert len(machine.calls("apt-get")) == 1
    assert "frontend=noninteractive" in machine.log.read_text()


def test_sudo_that_wants_a_password_is_not_tried_without_a_terminal(machine):
    machine.apt()
    machine.tool("id", "echo 1000")
    machine.tool("sudo", "exit 1")
    result = machine.packages("build")
    assert result.returncode == 1
    assert machine.calls("sudo") == ["sudo -n true"]
    assert machine.calls("apt-get") == []
    assert f"    sudo apt-get install {BUILD_PACKAGES}\n" in result.stderr


def test_without_sudo_the_line_for_root_is_shown(machine):
    machine.apt()
    machine.tool("id", "echo 1000")
    result = machine.packages("build")
    assert result.returncode == 1
    assert machine.calls("apt-get") == []
    assert "there is no sudo here" in result.stderr
    assert f"    apt-get install {BUILD_PACKAGES}\n" in result.stderr


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("dnf", "sudo dnf install gcc-c++ pkgconf-pkg-config libmicrohttpd-devel sqlite-devel"),
        ("pacman", "sudo pacman -S gcc pkgconf libmicrohttpd sqlite"),
        ("apk", "sudo apk add g++ pkgconf libmicrohttpd-dev sqlite-dev"),
        ("zypper", "sudo zypper install gcc-c++ pkgconf-pkg-config libmicrohttpd-devel sqlite3-devel"),
        ("brew", "brew install pkgconf libmicrohttpd sqlite"),
    ],
)
def test_other_managers_get_their_own_line(machine, manager, line):
    machine.tool(manager, "exit 99")
    result = machine.packages("build")
    assert result.returncode == 1
    assert f"    {line}\n" in result.stderr
    assert machine.calls(manager) == []


def test_a_machine_of_no_known_kind_gets_all_names(machine):
    result = machine.packages("build", "test")
    assert result.returncode == 1
    for name in ("Debian", "Fedora", "Arch", "Alpine", "openSUSE", "Homebrew"):
        assert f"    {name}" in result.stderr
    assert f"{BUILD_PACKAGES} python3 python3-venv\n" in result.stderr


def test_a_library_that_stays_too_old_is_named_with_the_version_it_takes(machine):
    machine.apt(too_old=True)
    result = machine.packages("build")
    assert result.returncode == 1
    assert "Ringback needs from the system: libmicrohttpd." in result.stderr
    assert "too old" in result.stderr
    assert "libmicrohttpd 0.9.71 or newer" in result.stderr


@pytest.mark.parametrize("target", ["run", "build", "test", "release", "lint", "format", "bench"])
def test_no_target_goes_on_without_swift(machine, target):
    machine.apt()
    machine.install(BUILD_PACKAGES)
    (machine.bin / "swift").unlink()
    result = machine.run("make", target)
    assert result.returncode != 0
    assert "there is no 'swift' on the PATH" in result.stderr
    assert "https://www.swift.org/install/" in result.stderr
    assert machine.calls("apt-get") == []


UNPACKED = """
if [ ! -e $state/libncurses6 ]; then
    echo "swift: error while loading shared libraries: libncurses.so.6: cannot open shared object file" >&2
    exit 127
fi
"""


def test_the_libraries_of_an_unpacked_toolchain_are_installed(machine):
    machine.apt()
    machine.install(BUILD_PACKAGES)
    machine.tool("swift", UNPACKED)
    result = machine.packages("build")
    assert result.returncode == 0, result.stderr
    (install,) = machine.calls("apt-get")
    assert install.endswith("--no-install-recommends libncurses6 libcurl4 libxml2")


def test_a_toolchain_that_still_does_not_run_is_shown_with_its_own_words(machine):
    machine.apt(fails=True)
    machine.install(BUILD_PACKAGES)
    machine.tool("swift", UNPACKED)
    result = machine.packages("swift")
    assert result.returncode == 1
    assert "Swift itself does not run (swift: error while loading shared libraries: libncurses.so.6" in result.stderr
    assert "https://www.swift.org/install/" in result.stderr


def test_a_toolchain_that_has_built_is_not_asked_again(machine):
    machine.install(BUILD_PACKAGES)
    (machine.project / ".build").mkdir()
    assert machine.packages("build").returncode == 0
    assert machine.calls("swift") == []


def test_no_build_is_tried_while_a_library_is_missing(machine):
    result = machine.run("make", "run")
    assert result.returncode != 0
    assert "libmicrohttpd-devel" in result.stderr
    assert machine.calls("swift") == ["swift build --version"]


def test_make_alone_is_the_list_of_targets(machine):
    result = machine.run("make")
    assert result.returncode == 0
    for target in ("run", "test", "build", "release", "lint", "format", "bench", "clean", "help"):
        assert f"  {target} " in result.stdout
    assert machine.calls("swift") == []


def with_program(machine, body):
    """Lets `swift build` make a program that is a shell script."""
    machine.apt()
    machine.install(BUILD_PACKAGES)
    program = machine.project / ".build/debug/ringback"
    machine.tool(
        "swift",
        f"mkdir -p {program.parent}\ncat >{program} <<'END'\n#!/bin/sh\n{body}\nEND\n"
        f'{shutil.which("chmod")} +x {program}',
    )


@pytest.mark.parametrize("code", [0, 69])
def test_make_run_hands_arguments_over_and_the_exit_code_back(machine, code):
    with_program(machine, f'printf "<%s>" "$@"; exit {code}')
    result = machine.run("make", "run", "ARGS=--port 3000 --database 'a b.db'")
    assert result.stdout.endswith("<--port><3000><--database><a b.db>")
    assert (result.returncode == 0) == (code == 0)
    if code:
        assert f"Error {code}" in result.stderr


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_make_run_reaches_the_program(machine, sent):
    ended = machine.state / "ended"
    pause = f"{shutil.which('sleep')} 0.05"
    with_program(machine, f"trap 'echo $$ >{ended}; exit 0' INT TERM\necho ready\nwhile :; do {pause}; done")
    make = subprocess.Popen(
        ["make", "run"],
        cwd=machine.project,
        env={"PATH": str(machine.bin)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        while make.stdout.readline() != "ready\n":
            assert make.poll() is None
        # A terminal sends its signal to the whole group; a supervisor to make alone, which passes SIGTERM on.
        if sent == signal.SIGINT:
            os.killpg(make.pid, sent)
        else:
            os.kill(make.pid, sent)
        make.communicate(timeout=10)
    finally:
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGKILL)
    assert ended.exists()


def test_the_python_environment_is_made_once_and_again_when_its_list_changes(machine):
    with_program(machine, "exit 0")
    needs = machine.project / "Tests/live/requirements.txt"
    needs.parent.mkdir(parents=True)
    needs.write_text("twilio\n")
    machine.tool(
        "python3",
        """
        [ "$2" = venv ] || exit 0
        mkdir -p .venv/bin
        for name in pip pytest; do
            printf '#!/bin/sh\\necho "%s $RINGBACK_BINARY $*" >>""" + str(machine.log) + """\\n' $name >.venv/bin/$name
            """ + shutil.which("chmod") + """ +x .venv/bin/$name
        done
        """,
    )
    for _ in range(2):
        result = machine.run("make", "test")
        assert result.returncode == 0, result.stderr
    assert len(machine.calls("pip")) == 1
    tests = machine.calls("pytest")
    assert len(tests) == 2
    assert str(machine.project / ".build/debug/ringback") in tests[0]

    later = needs.stat().st_mtime + 5
    os.utime(needs, (later, later))
    machine.run("make", "test")
    assert len(machine.calls("pip")) == 2


def test_an_environment_that_failed_half_way_is_not_taken_for_ready(machine):
    with_program(machine, "exit 0")
    needs = machine.project / "Tests/live/requirements.txt"
    needs.parent.mkdir(parents=True)
    needs.write_text("twilio\n")
    machine.tool("python3", '[ "$2" = venv ] || exit 0\nmkdir -p .venv/bin')
    assert machine.run("make", "test").returncode != 0
    assert not (machine.project / ".venv/.ready").exists()
