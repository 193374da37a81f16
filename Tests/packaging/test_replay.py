"""What scripts/replay-readme takes from a README, and when it fails."""

import importlib.machinery
import importlib.util
import pathlib
import subprocess

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/replay-readme"


@pytest.fixture(scope="module")
def replay():
    """The script as a module."""
    loader = importlib.machinery.SourceFileLoader("replay_readme", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


README = """
```sh
make run
```

```sh run
name=Ada
```

```sh run
echo "hello $name"
echo not shown in the text
```

```text shows
hello Ada
…
```
"""


def test_only_marked_blocks_are_run_each_with_what_it_must_show(replay):
    assert replay.blocks(README) == [
        ("name=Ada\n", []),
        ('echo "hello $name"\necho not shown in the text\n', ["hello Ada"]),
    ]


def test_blocks_share_one_shell(replay, tmp_path):
    subprocess.run(["bash", "-c", replay.script(replay.blocks(README), tmp_path)], check=True)
    assert (tmp_path / "1").read_text() == "hello Ada\nnot shown in the text\n"


@pytest.mark.parametrize("failing", ["false", "echo $unset", "false | true"])
def test_a_command_that_fails_ends_the_replay(replay, tmp_path, failing):
    text = f"```sh run\n{failing}\necho behind it\n```\n```sh run\necho next\n```\n"
    done = subprocess.run(["bash", "-c", replay.script(replay.blocks(text), tmp_path)], check=False)
    assert done.returncode != 0
    assert "behind it" not in (tmp_path / "0").read_text()
    assert not (tmp_path / "1").exists()


def test_an_expectation_needs_a_block_before_it(replay):
    with pytest.raises(SystemExit):
        replay.blocks("```text shows\nhello\n```\n")
