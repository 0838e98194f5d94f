"""Writing whole files: what an interruption at any step leaves, and what is never overwritten."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.edges.disk import Disk
from vaultsync.edges.files import leftovers, writes
from vaultsync.edges.files.batch import TEMP_PREFIX, Batch
from vaultsync.edges.files.leftovers import sweep
from vaultsync.edges.files.unfinished import finish_batch, write_together
from vaultsync.edges.files.writes import ChangedMeanwhileError, Write, delete, write, write_all
from vaultsync.edges.processwide import DISK
from vaultsync.errors import VaultError

real = DISK.now


class Killed(BaseException):
    """The process is gone: nothing more reaches the disk, cleaning up included."""


class Failing:
    """The disk, on which step `at` goes wrong as `fail` says, half-done where it writes."""

    def __init__(self, at: int, fail: Callable[[], BaseException], *, dead: bool = False) -> None:
        self.at = at
        self.fail = fail
        self.dead = dead
        self.steps: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., object]:
        step = getattr(real, name)

        def run(*args: object) -> object:
            self.steps.append(name)
            now = len(self.steps) - 1
            if now == self.at or (self.dead and now > self.at):
                if name == "write" and now == self.at:
                    handle, data = args
                    os.write(handle, data[: len(data) // 2])
                raise self.fail()
            return step(*args)

        return run


def full() -> BaseException:
    return OSError(errno.ENOSPC, "No space left on device")


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


BEFORE = {"same.md": b"same\n", "old.md": b"old\n" * 50, "sub/gone.md": b"gone\n"}
WRITES = [
    Write("old.md", "new\n" * 80, BEFORE["old.md"]),
    Write("a/b/fresh.md", "fresh\n", None),
    Write("a/other.md", b"other\r\n", None),
    Write("sub/gone.md", None, BEFORE["sub/gone.md"]),
]
AFTER = {
    "same.md": b"same\n",
    "old.md": b"new\n" * 80,
    "a/b/fresh.md": b"fresh\n",
    "a/other.md": b"other\r\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    for path, data in BEFORE.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return root


def steps() -> list[str]:
    """The steps of the batch above, in order."""
    import tempfile

    counter = Failing(-1, full)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for path, data in BEFORE.items():
            place = Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        patch.setattr(DISK, "now", counter)
        write_all(Path(folder), WRITES)
        assert files(Path(folder)) == AFTER
    return counter.steps


STEPS = list(enumerate(steps()))


def is_old_or_new(found: dict[str, bytes]) -> bool:
    """Whether every file is whole: as before or as wanted, and nothing else is there."""
    return all(
        found.get(path) in {BEFORE.get(path), AFTER.get(path)} for path in BEFORE.keys() | AFTER.keys() | found.keys()
    )


def test_write_all(root):
    assert write_all(root, WRITES) == []
    assert files(root) == AFTER
    assert not (root / "sub").exists()


def test_the_batch_has_every_kind_of_step():
    kinds = {name for _, name in STEPS}
    assert kinds >= {"create", "write", "sync", "link", "rename", "unlink", "mkdir", "rmdir"}


@pytest.mark.parametrize(("at", "name"), STEPS)
def test_every_step_may_fail(root, monkeypatch, at, name):
    monkeypatch.setattr(DISK, "now", Failing(at, full))
    first_put = next(number for number, step in STEPS if step in {"link", "rename"})
    if at < first_put:
        with pytest.raises(VaultError, match="disk is full") as caught:
            write_all(root, WRITES)
        assert caught.value.next_step
        assert "\n" not in str(caught.value)
        assert files(root) == BEFORE
        assert {path.name for path in root.iterdir()} == {"same.md", "old.md", "sub"}
    else:
        with suppress(VaultError):
            assert write_all(root, WRITES) == []
    found = files(root)
    # Only where removing the temporary file is itself what failed may it lie about, for the sweep.
    leftovers = [path for path in found if TEMP_PREFIX in path]
    assert len(leftovers) <= (name == "unlink")
    for path in leftovers:
        del found[path]
    assert is_old_or_new(found)


@pytest.mark.parametrize("at", [number for number, _ in STEPS])
def test_killed_at_every_step(root, monkeypatch, at):
    monkeypatch.setattr(DISK, "now", Failing(at, Killed, dead=True))
    with pytest.raises(Killed):
        write_all(root, WRITES)
    found = {path: data for path, data in files(root).items() if TEMP_PREFIX not in path}
    assert is_old_or_new(found)

    monkeypatch.setattr(DISK, "now", real)
    sweep(root)
    again = files(root)
    assert again == found
    rest = [
        Write(wanted.path, wanted.text, again.get(wanted.path))
        for wanted in WRITES
        if again.get(wanted.path) != AFTER.get(wanted.path)
    ]
    assert write_all(root, rest) == []
    assert files(root) == AFTER


@pytest.mark.parametrize("at", [number for number, _ in STEPS])
def test_interrupted_at_every_step_leaves_no_temporary_file(root, monkeypatch, at):
    monkeypatch.setattr(DISK, "now", Failing(at, KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_all(root, WRITES)
    found = files(root)
    if STEPS[at][1] != "unlink":
        assert [path for path in found if TEMP_PREFIX in path] == []
    assert is_old_or_new({path: data for path, data in found.items() if TEMP_PREFIX not in path})


def test_a_file_that_changed_is_left_alone(root):
    (root / "old.md").write_bytes(b"learner\n")
    (root / "a").mkdir()
    (root / "a" / "other.md").write_bytes(b"learner's other\n")
    (root / "sub" / "gone.md").write_bytes(b"learner's third\n")
    assert write_all(root, WRITES) == ["a/other.md", "old.md", "sub/gone.md"]
    assert files(root) == {
        "a/b/fresh.md": b"fresh\n",
        "a/other.md": b"learner's other\n",
        "old.md": b"learner\n",
        "same.md": b"same\n",
        "sub/gone.md": b"learner's third\n",
    }


@pytest.mark.parametrize("step", ["create", "sync", "mkdir"])
def test_a_file_that_changes_in_the_middle_is_left_alone(root, monkeypatch, step):
    class Editor(Failing):
        def __getattr__(self, name: str) -> Callable[..., object]:
            if name == step:
                (root / "old.md").write_bytes(b"saved just now\n")
                if (root / "a").is_dir():
                    (root / "a" / "other.md").write_bytes(b"made just now\n")
            return super().__getattr__(name)

    monkeypatch.setattr(DISK, "now", Editor(-1, full))
    assert "old.md" in write_all(root, WRITES)
    assert (root / "old.md").read_bytes() == b"saved just now\n"


def test_a_file_that_went_is_changed_too(root):
    (root / "old.md").unlink()
    with pytest.raises(ChangedMeanwhileError, match="changed while"):
        write(root, "old.md", "new", b"old")
    assert not (root / "old.md").exists()
    delete(root, "gone.md", b"was")


def test_without_hard_links(root, monkeypatch):
    class Fat(Disk):
        def link(self, source: str, target: str) -> None:
            raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(DISK, "now", Fat())
    assert write_all(root, WRITES) == []
    assert files(root) == AFTER
    with pytest.raises(ChangedMeanwhileError):
        write(root, "same.md", "new", None)


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("step", ["create", "mkdir"])
def test_read_only_vault(root, monkeypatch, code, step):
    class ReadOnly(Disk):
        def __getattribute__(self, name: str) -> object:
            if name == step:
                raise OSError(code, os.strerror(code))
            return super().__getattribute__(name)

    monkeypatch.setattr(DISK, "now", ReadOnly())
    with pytest.raises(VaultError, match="cannot be written") as caught:
        write_all(root, WRITES)
    assert caught.value.next_step
    assert files(root) == BEFORE


def test_mode_is_kept(root):
    (root / "old.md").chmod(0o640)
    write_all(root, WRITES)
    assert (root / "old.md").stat().st_mode & 0o777 == 0o640
    umask = os.umask(0)
    os.umask(umask)
    assert (root / "a/other.md").stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_protected_file_stays(root):
    (root / "old.md").chmod(0o444)
    with pytest.raises(VaultError, match=r"old\.md: it is read-only"):
        write_all(root, WRITES)
    (root / "sub/gone.md").chmod(0o444)
    with pytest.raises(VaultError, match="read-only"):
        delete(root, "sub/gone.md", BEFORE["sub/gone.md"])
    assert files(root) == BEFORE


def test_nothing_is_written_outside(root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"secret")
    (root / "out").symlink_to(outside)
    (root / "link.md").symlink_to(outside / "secret.md")
    for path in ("../x.md", "out/x.md", "out/deep/x.md", "/tmp/x.md", "a/../../x.md", ".git/hooks/x"):
        with pytest.raises(VaultError, match="leads out"):
            write(root, path, "x", None)
        with pytest.raises(VaultError, match="leads out"):
            delete(root, path, b"x")
    with pytest.raises(VaultError, match="symbolic link"):
        write(root, "link.md", "x", b"secret")
    with pytest.raises((VaultError, ChangedMeanwhileError)):
        write(root, "link.md", "x", None)
    assert files(outside) == {"secret.md": b"secret"}
    assert not (tmp_path / "x.md").exists()


def test_a_file_where_a_folder_is_needed(root):
    with pytest.raises(VaultError, match="a file stands where a folder is expected"):
        write(root, "same.md/below.md", "x", None)
    with pytest.raises(VaultError, match="it is a folder"):
        write(root, "sub", "x", None)
    assert files(root) == BEFORE


def test_text_that_cannot_be_written(root):
    with pytest.raises(VaultError, match="characters that cannot be written"):
        write_all(root, [Write("a.md", "fine", None), Write("b.md", "\ud800", None)])
    assert files(root) == BEFORE


def test_many_files_share_one_sync(root, monkeypatch):
    counter = Failing(-1, full)
    monkeypatch.setattr(DISK, "now", counter)
    write_all(root, [Write(f"n/{number}.md", "x", None) for number in range(200)])
    assert len(files(root)) == len(BEFORE) + 200
    if os.uname().sysname == "Linux":
        assert counter.steps.count("sync_everything") == 1
        assert counter.steps.count("sync") == 1


def test_a_missing_vault_folder_is_made(tmp_path):
    write(tmp_path / "new" / "vault", "Home.md", "home", None)
    assert (tmp_path / "new" / "vault" / "Home.md").read_text() == "home"


def test_deleting_keeps_folders_that_hold_something(root):
    (root / "sub" / "kept.txt").write_text("")
    delete(root, "sub/gone.md", BEFORE["sub/gone.md"])
    assert (root / "sub" / "kept.txt").exists()


def test_sweep_takes_only_its_own(root):
    for name in (".~vaultsync-1-ab-0.tmp", ".~lock.md#", "note.tmp", ".~vaultsync-note.md"):
        (root / "sub" / name).write_text("")
    assert sweep(root) == []
    assert not (root / "sub" / ".~vaultsync-1-ab-0.tmp").exists()
    assert len(list((root / "sub").iterdir())) == 4


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=300))
def test_writes_over_what_was_read_and_nothing_else(tmp_path_factory, before, expected, after):
    root = tmp_path_factory.mktemp("v")
    (root / "n.md").write_bytes(before)
    changed = write_all(root, [Write("n.md", after, expected)])
    assert (changed == []) == (before == expected)
    assert (root / "n.md").read_bytes() == (after if before == expected else before)
    assert len(list(root.iterdir())) == 1


def log_of(root: Path) -> Path:
    return root.parent / "git" / "unfinished"


def together_steps(tmp: Path) -> int:
    """How many steps the batch has that is all or nothing."""
    counter = Failing(-1, full)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DISK, "now", counter)
        write_together(tmp, WRITES, log_of(tmp))
    return len(counter.steps)


def test_a_batch_is_all_or_nothing(root, monkeypatch):
    steps = together_steps(root)
    assert files(root) == AFTER
    assert not log_of(root).exists()
    seen = set()
    for at in range(steps):
        shutil.rmtree(root)
        shutil.rmtree(log_of(root).parent, ignore_errors=True)
        for path, data in BEFORE.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        with monkeypatch.context() as patch:
            patch.setattr(DISK, "now", Failing(at, Killed, dead=True))
            with pytest.raises(Killed):
                write_together(root, WRITES, log_of(root))
        finish_batch(root, log_of(root))
        sweep(root)
        found = files(root)
        assert found in (BEFORE, AFTER), at
        assert not log_of(root).exists()
        seen.add(found == AFTER)
    assert seen == {True, False}


def test_what_the_learner_changed_in_an_unfinished_batch_stays_and_takes_along_what_needs_it(root, monkeypatch):
    batch = [
        Write("old.md", "new\n", BEFORE["old.md"]),
        Write("a/fresh.md", "fresh\n", None),
        Write("same.md", "new\n", BEFORE["same.md"], last=True),
    ]

    class Deadly(Disk):
        def exchange(self, source: str, target: str) -> None:
            raise Killed

        def unlink(self, path: str) -> None:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(DISK, "now", Deadly())
        with pytest.raises(Killed):
            write_all(root, batch, log_of(root))
    (root / "old.md").write_bytes(b"learner\n")
    assert finish_batch(root, log_of(root))
    assert (root / "old.md").read_bytes() == b"learner\n"
    assert (root / "same.md").read_bytes() == BEFORE["same.md"]
    assert (root / "a/fresh.md").read_bytes() == b"fresh\n"
    assert [path for path in files(root) if TEMP_PREFIX in path] == []
    assert not finish_batch(root, log_of(root))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[",
        b"{}",
        b'[{"path": "x"}]',
        b'[{"path": "../x", "temporary": "../y", "old": "", "new": "z", "last": false}]',
    ],
)
def test_a_log_that_says_nothing_sensible_is_put_away(root, data):
    log_of(root).parent.mkdir()
    log_of(root).write_bytes(data)
    finish_batch(root, log_of(root))
    assert files(root) == BEFORE
    assert not log_of(root).exists()


class Saving(Disk):
    """Somebody saves a file in the very instant between the last look and the step `when`."""

    def __init__(self, when: str, save: Callable[[], object]) -> None:
        self.when, self.save, self.saved = when, save, False

    def __getattribute__(self, name: str) -> object:
        if name not in ("when", "save", "saved") and name == self.when and not self.saved:
            self.saved = True
            self.save()
        return super().__getattribute__(name)


@pytest.mark.parametrize("how", ["rewrite", "replace"])
@pytest.mark.parametrize("when", ["create", "exchange", "rename", "unlink"])
def test_what_is_saved_in_the_last_instant_is_not_overwritten(root, monkeypatch, when, how):
    def save() -> None:
        for path in ("old.md", "sub/gone.md"):
            if not (root / path).exists():
                continue
            if how == "replace":
                (root / "~").write_bytes(b"saved just now\n")
                (root / "~").replace(root / path)
            else:
                (root / path).write_bytes(b"saved just now\n")

    monkeypatch.setattr(DISK, "now", Saving(when, save))
    changed = write_all(root, WRITES)
    found = files(root)
    assert found["old.md"] == b"saved just now\n"
    if when not in ("unlink",):
        assert "sub/gone.md" in changed
        assert found["sub/gone.md"] == b"saved just now\n"
    if when not in ("rename", "unlink"):  # then our text was there, and theirs came after
        assert "old.md" in changed
    assert [path for path in found if TEMP_PREFIX in path] == []


@pytest.mark.parametrize("stop", [KeyboardInterrupt, Killed])
@pytest.mark.parametrize("logged", [True, False])
@pytest.mark.parametrize("when", ["exchange", "rename"])
def test_what_is_saved_in_the_instant_of_a_write_that_is_broken_off(root, monkeypatch, when, logged, stop):
    """An editor saves between our last look and our write, and before what it saved is seen the process ends."""
    path = {"exchange": "old.md", "rename": "sub/gone.md"}[when]

    class Broken(Disk):
        dead = saved = False

        def __getattribute__(self, name: str) -> object:
            if object.__getattribute__(self, "dead") and not name.startswith("_"):
                raise stop
            return super().__getattribute__(name)

        def _saved_and_over(self, place: str, call: Callable[[], None]) -> None:
            here = os.path.relpath(place, root) == path and not self.saved
            if here:
                self.saved = True
                (root / path).write_bytes(b"saved just now\n")
            call()
            if here:
                self.dead = stop is Killed
                raise stop

        def exchange(self, source: str, target: str) -> None:
            self._saved_and_over(target, lambda: super(Broken, self).exchange(source, target))

        def rename(self, source: str, target: str) -> None:
            self._saved_and_over(source, lambda: super(Broken, self).rename(source, target))

    with monkeypatch.context() as patch:
        patch.setattr(DISK, "now", Broken())
        with pytest.raises(stop):
            write_together(root, WRITES, log_of(root)) if logged else write_all(root, WRITES)
    finish_batch(root, log_of(root))
    sweep(root)
    found = files(root)
    saved = [name for name, data in found.items() if data == b"saved just now\n"]
    assert saved
    assert all(name.startswith((path.removesuffix(".md"), "sub/Saved")) for name in saved)
    assert [name for name in found if TEMP_PREFIX in name] == []


@pytest.mark.parametrize("logged", [True, False])
def test_a_new_file_that_is_written_in_after_a_kill_is_no_second_file(root, monkeypatch, logged):
    """Until it is cleaned up, the temporary file of a new one is the same file by another name."""

    class Deadly(Disk):
        dead = False

        def __getattribute__(self, name: str) -> object:
            if object.__getattribute__(self, "dead") and not name.startswith("_"):
                raise Killed
            return super().__getattribute__(name)

        def link(self, source: str, target: str) -> None:
            super().link(source, target)
            self.dead = True
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(DISK, "now", Deadly())
        with pytest.raises(Killed):
            write_together(root, WRITES, log_of(root)) if logged else write_all(root, WRITES)
    (new,) = [path for path in files(root) if path in AFTER and path not in BEFORE]
    (root / new).write_bytes(b"written in\n")
    finish_batch(root, log_of(root))
    assert sweep(root) == []
    found = files(root)
    assert found[new] == b"written in\n"
    assert [path for path in found if "conflict" in path or TEMP_PREFIX in path] == []


def test_what_was_saved_is_given_back_in_one_go(root, monkeypatch):
    exchanges = []

    class Counting(Saving):
        def exchange(self, source: str, target: str) -> None:
            exchanges.append(os.path.basename(target))
            super().exchange(source, target)

    def save() -> None:
        (root / "old.md").write_bytes(b"saved just now\n")

    monkeypatch.setattr(DISK, "now", Counting("exchange", save))
    assert write_all(root, WRITES) == ["old.md"]
    assert exchanges.count("old.md") == 2


@pytest.mark.parametrize("pipe", [True, False])
def test_what_cannot_be_read_is_not_taken_away(root, monkeypatch, pipe):
    left = root / f"{TEMP_PREFIX}1-2-3-abc-def.tmp"
    left.write_bytes(b"saved just now\n")
    if pipe:
        os.mkfifo(root / "pipe")
        assert len(sweep(root)) == 1
        return

    def unreadable(_: str) -> bytes | None:
        raise OSError(errno.EIO, "input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(leftovers, "content", unreadable)
        assert sweep(root) == []
    assert left.read_bytes() == b"saved just now\n"


def test_what_a_killed_run_left_half_written_is_taken_away(root):
    (root / f"{TEMP_PREFIX}1-2-3-abc-def.part").write_bytes(b"half a no")
    assert sweep(root) == []
    assert files(root) == BEFORE


def test_an_editor_that_writes_into_a_file_that_is_being_displaced(root, monkeypatch):
    with open(root / "old.md", "r+b", buffering=0) as editor:

        class Late(Disk):
            def exchange(self, source: str, target: str) -> None:
                super().exchange(source, target)
                editor.truncate(0)
                editor.seek(0)
                editor.write(b"saved just now\n")

        monkeypatch.setattr(DISK, "now", Late())
        assert write_all(root, WRITES) == ["old.md"]
    assert (root / "old.md").read_bytes() == b"saved just now\n"


def test_without_exchange(root, monkeypatch):
    class Old(Disk):
        def exchange(self, source: str, target: str) -> None:
            raise OSError(errno.EINVAL, "not on this file system")

    monkeypatch.setattr(DISK, "now", Old())
    assert write_all(root, WRITES) == []
    assert files(root) == AFTER


@pytest.mark.parametrize("times", [2, 99])
def test_a_file_that_another_program_holds(root, monkeypatch, times):
    left = [times]

    class Held(Disk):
        def exchange(self, source: str, target: str) -> None:
            left[0] -= 1
            if left[0] >= 0:
                raise PermissionError(errno.EACCES, "used by another process")
            super().exchange(source, target)

    monkeypatch.setattr(DISK, "now", Held())
    if times == 2:
        assert write_all(root, WRITES) == []
        assert files(root) == AFTER
    else:
        with pytest.raises(VaultError, match=r"old\.md: cannot be written: permission denied"):
            write_all(root, WRITES)
        assert is_old_or_new(files(root))
        assert files(root)["old.md"] == BEFORE["old.md"]


@pytest.mark.parametrize(("at", "name"), STEPS)
def test_words_that_go_into_a_new_file_are_in_a_file_at_every_step(root, monkeypatch, at, name):
    moved = [
        Write("old.md", "", BEFORE["old.md"]),
        Write("sub/gone.md", None, BEFORE["sub/gone.md"]),
        Write("new.md", f"{BEFORE['old.md'].decode()}gone\n", None),
    ]
    monkeypatch.setattr(DISK, "now", Failing(at, Killed, dead=True))
    with suppress(Killed):
        write_all(root, moved)
    found = b"".join(data for path, data in files(root).items() if TEMP_PREFIX not in path)
    assert b"old\n" in found
    assert b"gone\n" in found


def test_what_comes_last_goes_by_what_still_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor saves over a file in the moment after it was written: what is taken for written is not noted down."""
    for name in ("gives", "takes"):
        (tmp_path / f"{name}.md").write_bytes(b"old\n")
    put = Batch.put

    def saved_over(self: Batch, wanted: Write, temporary: str) -> bool:
        done = put(self, wanted, temporary)
        if wanted.path == "takes.md":
            (tmp_path / "takes.md").write_bytes(b"an editor's\n")
        return done

    monkeypatch.setattr(Batch, "put", saved_over)
    batch = [Write("takes.md", "with words\n", b"old\n"), Write("gives.md", None, b"old\n", last=True)]
    assert set(writes.write_all(tmp_path, batch)) == {"takes.md", "gives.md"}
    assert (tmp_path / "takes.md").read_bytes() == b"an editor's\n"
    assert (tmp_path / "gives.md").read_bytes() == b"old\n"
