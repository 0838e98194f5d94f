"""Every failure is one line and an exit code."""

from __future__ import annotations

import errno
import json
import re

import pytest

from vaultsync.errors import (
    GitError,
    LockedError,
    RoadmapError,
    SettingsError,
    UnsafeRepositoryError,
    UsageError,
    VaultError,
    VaultsyncError,
)

WHERE = {"where": "vaultsync.toml:3", "next_step": "Correct it"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (VaultsyncError, 1),
        (RoadmapError, 1),
        (SettingsError, 1),
        (VaultError, 1),
        (LockedError, 1),
        (GitError, 1),
        (UsageError, 2),
        (UnsafeRepositoryError, 3),
    ],
)
def test_an_error_of_vaultsync(error, code, vaultsync, use_cases):
    use_cases.answer("pull", error("something is wrong", **WHERE))
    told = vaultsync("pull")
    assert told.exit_code == code
    assert told.stdout == ""
    assert told.stderr == "vaultsync: error: vaultsync.toml:3: something is wrong. Correct it\n"


def test_a_long_error_is_broken_at_words_on_a_terminal(vaultsync, use_cases, monkeypatch):
    monkeypatch.setattr("vaultsync.cli.terminal.is_terminal", lambda stream: True)
    place = "/home/learner/my vaults/the second one/Roadmaps/Knots/1.1 Loops.md"
    told = VaultError(
        "the note has been changed by another program meanwhile, more than once",
        where=place,
        next_step="Close what changes it, then say \"vaultsync -C '/home/learner/my vaults' push\" again",
    )
    use_cases.answer("pull", told)
    shown = vaultsync("pull", COLUMNS="80", NO_COLOR="1").stderr
    assert shown == (
        "vaultsync: error:\n"
        f"  {place}: the note\n"
        "  has been changed by another program meanwhile, more than once. Close what\n"
        "  changes it, then say \"vaultsync -C '/home/learner/my vaults' push\" again\n"
    )
    long = "/" + "/".join(["a folder of a long name"] * 5)
    use_cases.answer("pull", VaultError("is gone", where=long))
    assert f"\n  {long}:\n  is gone\n" in vaultsync("pull", COLUMNS="80", NO_COLOR="1").stderr


def test_an_error_in_json(vaultsync, use_cases):
    use_cases.answer("pull", UnsafeRepositoryError("a merge is under way", where="/vault", next_step="Finish it"))
    told = vaultsync("pull", "--json")
    assert told.exit_code == 3
    assert json.loads(told.stdout) == {
        "error": {
            "what": "a merge is under way",
            "where": "/vault",
            "next_step": "Finish it",
            "exit_code": 3,
        }
    }
    assert told.stderr == "vaultsync: error: /vault: a merge is under way. Finish it\n"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (VaultsyncError("no more"), "no more"),
        (VaultsyncError("why?", next_step="Look"), "why? Look"),
        (VaultsyncError("two\n\tlines", where="a\nb"), "a b: two lines"),
        (VaultsyncError("\x1b[31mred\x07", where="\u202egnp.md"), "\ufffdgnp.md: \ufffd[31mred\ufffd"),
    ],
)
def test_one_line_that_does_nothing_to_a_terminal(error, line, vaultsync, use_cases):
    use_cases.answer("pull", error)
    assert vaultsync("pull").stderr == f"vaultsync: error: {line}\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["pul"], 'there is no command "pul" (did you mean "pull"?). See "vaultsync --help"'),
        (["frobnicate"], 'there is no command "frobnicate". See "vaultsync --help"'),
        (["outline"], "missing argument 'FILE'. See \"vaultsync outline --help\""),
        (["--frobnicate"], "no such option"),
        (["push", "--roadmap", "x"], 'See "vaultsync push --help"'),
        (["plan", "--ics"], 'See "vaultsync plan --help"'),
        (["-C", "x", "log", "--since"], 'See "vaultsync log --help"'),
        (["log", "--since", "2026-11-21", "--until", "2026-11-20"], "--until 2026-11-20 is before --since 2026-11-21"),
    ],
)
def test_a_wrong_call(words, line, vaultsync, use_cases):
    told = vaultsync(*words)
    assert (told.exit_code, told.stdout) == (2, "")
    assert re.fullmatch("vaultsync: error: [^\n]+\n", told.stderr)
    assert line in told.stderr


def test_a_wrong_call_in_json(vaultsync, use_cases):
    told = vaultsync("outline", "--json")
    assert json.loads(told.stdout)["error"]["exit_code"] == told.exit_code == 2


def test_json_after_two_dashes_is_a_name(vaultsync, use_cases):
    use_cases.answer("remove", VaultsyncError("there is no such roadmap"))
    assert vaultsync("remove", "--", "--json").stdout == ""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system", "/vault/Home.md"), "/vault/Home.md: cannot be written"),
        (OSError(errno.EAGAIN, "Resource temporarily unavailable", "/vault/Home.md"), "cannot be written"),
        (OSError(errno.EDEADLK, "Resource deadlock avoided", "/vault/Home.md"), "cannot be written"),
        (PermissionError(errno.EACCES, "Permission denied", "/vault"), "/vault: cannot be written: permission"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_what_the_system_has_to_answer_for(error, words, vaultsync, use_cases, isolated):
    use_cases.answer("push", error)
    told = vaultsync("push")
    assert (told.exit_code, told.stdout) == (1, "")
    assert re.fullmatch(r"vaultsync: error: [^\n]+\. [^\n]+\n", told.stderr)
    assert words in told.stderr
    assert "bug" not in told.stderr


@pytest.mark.parametrize(
    "error",
    [
        KeyError("sky"),
        RecursionError("too deep"),
        EOFError(),
        BrokenPipeError(errno.EPIPE, "Broken pipe"),
        FileNotFoundError(errno.ENOENT, "No such file", "x"),
        UnicodeEncodeError("ascii", "\udcff", 0, 1, "no"),
    ],
)
def test_a_bug(error, vaultsync, use_cases, tmp_path):
    use_cases.answer("push", error)
    told = vaultsync("push", "--json", XDG_STATE_HOME=str(tmp_path))
    assert told.exit_code == 1
    assert "Traceback" not in told.stderr
    assert re.fullmatch(r"vaultsync: error: this is a bug in vaultsync: [^\n]+\n", told.stderr)
    (file,) = (tmp_path / "vaultsync").glob("bug-*.txt")
    assert str(file) in told.stderr
    assert str(file) in json.loads(told.stdout)["error"]["next_step"]
    text = file.read_text("utf-8")
    assert "Traceback" in text
    assert type(error).__name__ in text
    assert "'push' '--json'" in text
    assert file.stat().st_mode & 0o077 == 0


def test_bugs_that_cannot_be_written_down(vaultsync, use_cases, tmp_path, monkeypatch):
    use_cases.answer("push", KeyError("sky"))
    (tmp_path / "file").touch()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    told = vaultsync("push", XDG_STATE_HOME=str(tmp_path / "file"))
    assert told.exit_code == 1
    assert "could not be written" in told.stderr


def test_old_bugs_are_forgotten(tmp_path, monkeypatch):
    from vaultsync.cli import bugs

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "vaultsync").mkdir()
    for n in range(30):
        (tmp_path / "vaultsync" / f"bug-20200101-0000{n:02}-1.txt").touch()
    assert "The traceback is in" in bugs.write_down(KeyError("x"), [])
    left = sorted(path.name for path in bugs.folder().iterdir())
    assert len(left) == bugs.KEPT
    assert left[-1] > "bug-2026"


def test_interrupted(vaultsync, use_cases):
    use_cases.answer("pull", KeyboardInterrupt())
    told = vaultsync("pull", "--json")
    assert told.exit_code == 130
    assert told.stderr == "vaultsync: interrupted. Every file is whole; run it again to finish\n"
    assert json.loads(told.stdout)["error"]["exit_code"] == 130


def test_the_current_folder_is_gone(vaultsync, use_cases, monkeypatch):
    monkeypatch.setattr("pathlib.Path.cwd", lambda: (_ for _ in ()).throw(FileNotFoundError(2, "gone")))
    told = vaultsync("status")
    assert told.exit_code == 1
    assert "the current folder is gone" in told.stderr
