"""vaultsync as a process of its own: what it loads, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

PLAY = [sys.executable, str(Path(__file__).with_name("playing.py"))]


def run(command: list[str | bytes], **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, env={**os.environ, **env}, capture_output=True, timeout=60)


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["pull", "--help"], ["init", "--help"], ["frobnicate"]])
def test_what_is_not_loaded(words):
    told = run([*PLAY, *words], PLAY="modules")
    loaded = {name.partition(".")[0] for name in told.stderr.decode().split()}
    assert "click" in loaded
    heavy = {"pydantic", "git", "jinja2", "rich", "mistune", "frontmatter", "yaml", "tomlkit", "ftfy", "rapidfuzz"}
    assert not loaded & (heavy | {"watchdog", "filelock", "asyncio", "subprocess"})


def test_help_loads_no_command():
    told = run([*PLAY, "--help"], PLAY="modules")
    ours = {name for name in told.stderr.decode().split() if name.startswith("vaultsync")}
    assert ours == {
        "vaultsync",
        "vaultsync.cli",
        "vaultsync.cli.main",
        "vaultsync.cli.commands",
        "vaultsync.cli.terminal",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be sent Ctrl-C alone")
def test_interrupt():
    env = {**os.environ, "PLAY": "sleep"}
    listens = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # whatever the tests were started by
    process = subprocess.Popen(
        [*PLAY, "push"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=listens
    )
    try:
        assert process.stdout.readline() == b"at work\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert (out, err) == (b"", b"vaultsync: interrupted. Every file is whole; run it again to finish\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be sent Ctrl-C alone")
@pytest.mark.parametrize("milliseconds", [1, 5, 10, 15, 20, 30, 40, 60, 80, 120])
def test_interrupt_at_any_moment(milliseconds):
    # Python itself reports an interrupt inside one of its own callbacks as "Exception ignored": a rare moment.
    for _ in range(3):
        told = run([*PLAY, "outline", __file__], PLAY=str(milliseconds))
        if b"Exception ignored" not in told.stderr:
            break
    assert told.returncode in (0, 1, 130)
    assert b"Traceback" not in told.stderr


def test_a_bug_leaves_no_traceback(tmp_path):
    told = run([*PLAY, "push"], PLAY="bug", XDG_STATE_HOME=str(tmp_path))
    assert told.returncode == 1
    assert told.stderr.startswith(b"vaultsync: error: this is a bug in vaultsync: KeyError: ")
    assert told.stderr.count(b"\n") == 1
    (file,) = tmp_path.glob("vaultsync/bug-*.txt")
    assert b"Traceback" in file.read_bytes()


def test_a_bug_deep_down(tmp_path):
    told = run([*PLAY, "push"], PLAY="deep", XDG_STATE_HOME=str(tmp_path))
    assert told.returncode == 1
    assert told.stderr.startswith(b"vaultsync: error: this is a bug in vaultsync: RecursionError")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [["outline", "sky.md"], ["outline", "sky.md", "--json"], ["--help"]])
def test_standard_output_is_full(words):
    with open("/dev/full", "wb") as full:
        told = subprocess.run([*PLAY, *words], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert told.returncode == 1
    assert told.stderr.startswith(b"vaultsync: error: ")
    assert told.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are told otherwise there")
@pytest.mark.parametrize("words", [["outline", "sky.md"], ["outline", "sky.md", "--json"], ["--help"]])
def test_nobody_reads_standard_output(words):
    read, write = os.pipe()
    os.close(read)
    try:
        told = subprocess.run([*PLAY, *words], stdout=write, stderr=subprocess.PIPE, timeout=60)
    finally:
        os.close(write)
    assert (told.returncode, told.stderr) == (1, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_outputs_that_are_closed(closed):
    for words, code in ((["outline", "sky.md"], 0), (["outline", "--json"], 2), (["--help"], 0)):
        told = run(["sh", "-c", f'"$@" {closed}', "sh", *PLAY, *words])
        assert told.returncode == code
        assert b"Traceback" not in told.stderr


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "utf-16"},
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=str,
)
def test_outputs_that_cannot_say_everything(env):
    names = [os.fsdecode("𝄞 ü".encode())] if sys.platform == "win32" else ["𝄞 ü".encode(), b"no \xff text"]
    encoding = env.get("PYTHONIOENCODING", "utf-8")
    for name in names:
        told = run([*PLAY, "outline", name], **env)
        assert (told.returncode, told.stderr) == (0, b"")
        assert "Phase 1: Seeing" in told.stdout.decode(encoding, "replace")
        told = run([*PLAY, "outline", name, "--json"], **env)
        assert (told.returncode, told.stderr) == (0, b"")
        title = json.loads(told.stdout.decode(encoding))["title"]
        assert title.startswith("Wünsche … ")
        if "LC_ALL" not in env:
            assert title == f"Wünsche … {os.fsdecode(name)}"
        told = run([*PLAY, name], **env)
        assert told.returncode == 2
        assert told.stderr.decode(encoding, "replace").startswith("vaultsync: error: there is no command")


@pytest.mark.skipif(sys.platform == "win32", reason="file names are text there")
def test_a_file_name_that_is_no_text():
    told = run([*PLAY, "outline", b"no \xff text"])
    assert told.stdout.startswith("Wünsche … no \\xff text\n".encode())
