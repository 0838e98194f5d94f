"""Vaults just before a command that has much to do, and what must be true whatever befalls it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cache
from pathlib import Path

from soaking import soak_seconds
from study import DOCUMENT, Study, begin

from vaultsync.edges.files.batch import TEMP_PREFIX
from vaultsync.usecases.init import init
from vaultsync.usecases.roadmaps import add

SECOND = """\
# Sails

## 1. Points of sail
- [ ] 1.1 Close hauled
- [ ] 1.2 Running

## 2. Trim
- [ ] 2.1 Telltales
"""
# One task moves, one leaves with the learner's words, one section leaves with work and one without, one is new,
# one paragraph changes on both sides, one task gets new words.
NEWS = """\
# Knots

Tie nearly anything to anything.

## 1. Basics

### 1.1 Loops
- [ ] 1.1.1 Bowline
  - [ ] 1.1.1.2 Right-handed
- [ ] 1.1.2 Figure of eight
- [ ] 1.1.3 Alpine butterfly

## 2. Rope care

- [ ] 2.1 Whipping
- [ ] 2.2 Drying
- [ ] 2.3 Clove hitch

## 4. Bends

- [ ] 4.1 Sheet bend
"""
OLD = DOCUMENT + "\n## 3. Splices\n\n- [ ] 3.1 Eye splice\n- [ ] 3.2 Back splice\n"
MINE = ("WORDS ONE", "WORDS TWO", "WORDS THREE", "WORDS FOUR")


@dataclass(frozen=True)
class Scene:
    """`prepare` makes a vault in a folder; `words` is the command; `again` how the work is taken up after a kill.

    `then` is what the learner does next instead, where the command is not to be repeated: afterwards all of it was
    done, or nothing.
    """

    name: str
    prepare: Callable[[Path], None]
    words: tuple[str, ...]
    again: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ("Clove hitch", "Whipping")
    mine: tuple[str, ...] = MINE
    then: tuple[str, ...] = ()
    codes: tuple[int, ...] = (0,)
    comes: tuple[str, ...] = ()  # words that are to be there in the end

    def __str__(self) -> str:
        return self.name


def studied(folder: Path) -> Study:
    """A vault with a roadmap, in which the learner ticked and wrote, all committed; then some more."""
    study = begin(folder, OLD)
    study.mark("1.2", "Clove")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - WORDS ONE\n")
    study.push()
    study.mark("2 Rope", "Whipping")
    study.edit("1.1", "^left-handed\n", "^left-handed\n    - WORDS TWO\n")
    study.edit("1.1", "## Notes\n", "## Notes\n\nWORDS THREE\n")
    study.write("Diary/today.md", "WORDS FOUR\n")
    return study


def _nothing(folder: Path) -> None:
    (folder / "knots.md").write_text(OLD, "utf-8")


def _own_notes(folder: Path) -> None:
    _nothing(folder)
    study = Study(folder / "vault", folder / "knots.md")
    study.write("Home.md", "WORDS ONE\n")
    study.write("Sub/Loops.md", "- [x] Clove hitch\n- [x] Whipping\n\nWORDS TWO [[Home]]\n")
    study.write(".obsidian/app.json", '{"vimMode": true}')
    subprocess.run(["git", "init", "-q", str(study.vault)], check=True)
    study.git("add", "Home.md")
    study.git("commit", "-q", "-m", "WORDS")
    study.write("Home.md", "WORDS ONE\nWORDS THREE WORDS FOUR\n")


def _two_documents(folder: Path) -> None:
    studied(folder)
    (folder / "sails.md").write_text(SECOND, "utf-8")


def _two_roadmaps(folder: Path) -> None:
    study = studied(folder)
    (folder / "sails.md").write_text(SECOND, "utf-8")
    add(study.context, folder / "sails.md")
    study.mark("1 Points", "Running")


def _news(folder: Path) -> None:
    study = studied(folder)
    study.edit("Knots", "Tie anything to anything.", "Tie anything to anything, MYSELF.")
    study.document.write_text(NEWS, "utf-8")


def _much_to_push(folder: Path) -> None:
    study = studied(folder)
    study.edit("2 Rope", "done: false", "done: true")
    study.edit("1.1", " ^bowline", "")
    study.edit("1.2", "vaultsync: knots/hitches\n", "")
    (study.vault / study.note("3 Splices")).unlink()


def _on_two_devices(folder: Path) -> None:
    """The other device has pushed, this one has work that is not committed yet."""
    other = _another_device(folder)
    other.mark("1.2", "Rolling")
    other.edit("1.2", "## Notes\n", "## Notes\n\nWORDS FIVE\n")
    other.edit("2 Rope", "## Notes\n", "## Notes\n\nWORDS SIX\n")
    other.edit("1.1", "WORDS THREE", "WORDS THREE AND MORE")
    (other.vault / other.note("3 Splices")).unlink()
    other.push()
    study = Study(folder / "vault", folder / "knots.md")
    study.mark("1.2", "Clove", "-")
    study.mark("1.2", "Clove")
    study.edit("1.2", "## Notes\n", "## Notes\n\nWORDS SEVEN\n")


def _another_device(folder: Path) -> Study:
    """A vault with a remote, and a clone of it that has all the same."""
    study = studied(folder)
    subprocess.run(["git", "init", "-q", "--bare", str(folder / "remote.git")], check=True)
    study.git("remote", "add", "origin", "../remote.git")
    study.push()
    (folder / "other").mkdir()
    subprocess.run(["git", "clone", "-q", str(folder / "remote.git"), str(folder / "other/vault")], check=True)
    other = Study(folder / "other/vault", folder / "knots.md")
    other.git("remote", "set-url", "origin", str(folder / "remote.git"))
    return other


def _behind(folder: Path) -> None:
    other = _another_device(folder)
    other.mark("1.2", "Rolling")
    other.edit("1.2", "## Notes\n", "## Notes\n\nWORDS FIVE\n")
    other.push()
    other.document.write_text(NEWS, "utf-8")
    other.pull()
    other.push()


def _inside_a_repository(folder: Path) -> None:
    """The vault is a folder of a larger repository, and the other device changed files beside it."""
    (folder / "vault").mkdir()
    subprocess.run(["git", "init", "-q", str(folder / "vault")], check=True)
    (folder / "knots.md").write_text(OLD, "utf-8")
    for name in ("code", "gone"):
        (folder / "vault" / name).write_text("one\n", "utf-8")
    study = Study(folder / "vault/notes", folder / "knots.md")
    init(study.vault, roadmaps=[study.document], context=study.context)
    study.git("add", "-A", "..")
    study.git("commit", "-q", "-m", "beside")
    subprocess.run(["git", "init", "-q", "--bare", str(folder / "remote.git")], check=True)
    study.git("remote", "add", "origin", "../remote.git")
    study.push()
    subprocess.run(["git", "clone", "-q", str(folder / "remote.git"), str(folder / "other")], check=True)
    other = Study(folder / "other/notes", folder / "knots.md")
    other.mark("1.2", "Rolling")
    (folder / "other/code").write_text("two WORDS SIX\n", "utf-8")
    (folder / "other/new").write_text("WORDS FIVE\n", "utf-8")
    (folder / "other/gone").unlink()
    other.git("add", "-A", "..")
    other.git("commit", "-q", "-m", "beside")
    other.push()
    study.mark("1.2", "Clove")
    study.edit("1.2", "## Notes\n", "## Notes\n\nWORDS ONE\n")


def _merged_by_git(folder: Path) -> None:
    _on_two_devices(folder)
    study = Study(folder / "vault", folder / "knots.md")
    study.push(offline=True)
    study.git("fetch", "-q")
    run = subprocess.run(["git", "-C", str(study.vault), "merge", "-q", "-m", "by git", "FETCH_HEAD"])
    if run.returncode:
        study.git("rm", "-q", "--ignore-unmatch", study.git("ls-files", "-u", "--format=%(path)").split("\n")[0])
        study.git("add", "-A")
        study.git("commit", "-q", "-m", "by git")
    study.edit("2 Rope", "## Notes\n", "## Notes\n\nWORDS EIGHT\n")


def _pulled(folder: Path) -> None:
    """News were pulled, and the learner went on."""
    _news(folder)
    study = Study(folder / "vault", folder / "knots.md")
    study.pull()
    study.mark("1.1", "Figure")


def _pushed(folder: Path) -> None:
    study = studied(folder)
    study.push()
    study.edit("1.2", "WORDS ONE", "WORDS ONE WORDS FIVE")


def _retitled(folder: Path) -> None:
    _pulled(folder)
    study = Study(folder / "vault", folder / "knots.md")
    study.write("Diary/links.md", f"WORDS FIVE [[{study.note('1.1')[:-3]}|loops]] [[2 Rope care]] [[Knots]]\n")
    text = (
        NEWS.replace("# Knots", "# Ropework")
        .replace("1.1 Loops", "1.1 Loops and eyes")
        .replace("2. Rope care", "2. rope care")
    )
    study.document.write_text(text, "utf-8")
    study.pull()


def _doubtful(folder: Path) -> None:
    study = studied(folder)
    study.push()
    study.document.write_text(OLD.replace("1.2.1 Clove hitch", "1.2.1 Tying the clove hitch"), "utf-8")
    study.pull()
    study.edit("1.2", "## Notes\n", "## Notes\n\nWORDS FIVE\n")


def _deleted(folder: Path) -> None:
    study = studied(folder)
    study.push()
    for stem in ("1.2", "2 Rope", "3 Splices"):
        (study.vault / study.note(stem)).unlink()
    study.document.write_text(OLD.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2"), "utf-8")
    study.pull()


def _studied(folder: Path) -> None:
    studied(folder)


def _much_to_mend(folder: Path) -> None:
    """A conflict copy, markers, a lost base, a moved note whose links are old, and what git should ignore."""
    study = studied(folder)
    loops, care = study.note("1.1"), study.note("2 Rope")
    study.write(care.replace(".md", " (conflicted copy 2026-11-20).md"), study.read(care) + "WORDS FIVE\n")
    hitches = study.read(study.note("1.2"))
    study.write(study.note("1.2"), hitches + "<<<<<<< ours\nWORDS SIX\n=======\nWORDS SEVEN\n>>>>>>> theirs\n")
    study.write("Diary/links.md", f"WORDS EIGHT [[{loops[:-3]}|loops]]\n")
    study.push()
    (study.vault / "Mine").mkdir()
    (study.vault / loops).rename(study.vault / "Mine/1.1 Loops.md")
    for lost in (study.vault / ".vaultsync/base").glob("*.md"):
        lost.unlink()
        break
    study.write(".obsidian/workspace.json", "{}")
    study.git("add", "-f", ".obsidian/workspace.json")
    study.git("commit", "-q", "-m", "too much")


VAULT = ("-C", "vault")
_COMING = ("WORDS FIVE", "WORDS SIX")
_FIVE = (*MINE, "WORDS FIVE")
_PUSH = (*VAULT, "push", "--offline")
SCENES = [
    Scene("init", _nothing, ("init", "vault", "--roadmap", "knots.md"), (*VAULT, "pull"), (), ()),
    Scene("init-among-notes", _own_notes, ("init", "vault", "--roadmap", "knots.md"), (*VAULT, "pull")),
    Scene("add", _two_documents, (*VAULT, "add", "sails.md"), (*VAULT, "pull")),
    Scene("remove", _two_roadmaps, (*VAULT, "remove", "knots"), (*VAULT, "remove", "knots")),
    Scene("pull", _news, (*VAULT, "pull")),
    Scene("push", _much_to_push, (*VAULT, "push")),
    Scene("merge", _on_two_devices, (*VAULT, "pull"), mine=(*MINE, "WORDS SEVEN"), comes=_COMING),
    Scene("push-behind", _on_two_devices, (*VAULT, "push"), mine=(*MINE, "WORDS SEVEN"), comes=_COMING),
    Scene("forward", _behind, (*VAULT, "pull"), comes=_COMING[:1]),
    Scene(
        "merge-inside",
        _inside_a_repository,
        ("-C", "vault/notes", "pull"),
        ticks=("Clove hitch",),
        mine=MINE[:1],
        comes=_COMING,
    ),
    Scene("redo-merge", _merged_by_git, (*VAULT, "pull"), mine=(*_FIVE, "WORDS SIX", "WORDS SEVEN", "WORDS EIGHT")),
    Scene("undo-pull", _pulled, (*VAULT, "undo"), then=_PUSH),
    Scene("undo-push", _pushed, (*VAULT, "undo", "push"), ticks=("Clove hitch",), mine=_FIVE, then=_PUSH),
    Scene("rename", _retitled, (*VAULT, "pull", "--rename"), mine=_FIVE),
    Scene("settle", _doubtful, (*VAULT, "settle", "1", "same"), ticks=("Whipping",), mine=_FIVE, then=_PUSH),
    Scene("restore", _deleted, (*VAULT, "restore", "--all"), (*VAULT, "pull"), ticks=(), mine=("WORDS FOUR",)),
    Scene("journal", _studied, (*VAULT, "journal", "--date", "2026-11-20", "An entry"), then=_PUSH),
    Scene("journal-on", _studied, (*VAULT, "journal", "--on", "Clove", "An entry"), then=_PUSH),
    Scene("done", _studied, (*VAULT, "done", "Rolling", "Drying"), then=_PUSH),
    Scene("done-already", _studied, (*VAULT, "done", "--already", "1.1 Loops"), then=_PUSH),
    Scene("review", _studied, (*VAULT, "review", "month", "--date", "2026-11-20")),
    Scene(
        "check-fix",
        _much_to_mend,
        (*VAULT, "check", "--fix"),
        mine=(*_FIVE, "WORDS SIX", "WORDS SEVEN", "WORDS EIGHT"),
        codes=(0, 1),  # some of what it finds is the learner's to decide
    ),
]
# What `make test` tries in every way; of the others it tries some steps, and `make soak` tries all.
TRIED = SCENES if soak_seconds else SCENES[:6]


@dataclass
class Told:
    """How a command ended: exit code (negative: the signal), its steps, the versions it gave to files, its words."""

    code: int
    steps: list[str]
    versions: dict[str, set[bytes]]
    out: str
    err: str


@dataclass
class Victims:
    """The process that runs commands with faults."""

    process: subprocess.Popen[str] = field(
        default_factory=lambda: subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("victim.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    )

    def run(
        self, folder: Path, words: tuple[str, ...], fault: Mapping[str, object] | None = None, **more: object
    ) -> Told:
        """Run vaultsync in `folder`, which holds `vault`."""
        assert self.process.stdin
        assert self.process.stdout
        order = {
            "folder": str(folder),
            "vault": str(folder / "vault"),
            "words": words,
            "fault": dict(fault or {}),
            **more,
        }
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        versions: dict[str, set[bytes]] = {}
        for path, data in answer["versions"]:
            versions.setdefault(path, set()).add(_anywhere(bytes.fromhex(data), folder))
        return Told(answer["code"], answer["steps"], versions, answer["out"], answer["err"])

    def close(self) -> None:
        """Let it go."""
        self.process.communicate()


@cache
def victims() -> Victims:
    """The one of this test process."""
    return Victims()


@dataclass(frozen=True)
class Undisturbed:
    """A scene's files after its command, the steps of it, and every version a file had.

    `ends` are the files, with what git says of them, that there may be once the work was taken up after a kill.
    """

    template: Path
    steps: tuple[str, ...]
    after: Mapping[str, bytes]
    versions: Mapping[str, frozenset[bytes]]
    ends: tuple[tuple[Mapping[str, bytes], str], ...]


@cache
def undisturbed(scene: Scene) -> Undisturbed:
    """Prepare a scene once, and run its command with nothing going wrong."""
    template = Path(tempfile.mkdtemp(prefix=f"{scene.name}-")).resolve()
    scene.prepare(template)
    if scene.comes:
        time.sleep(1 - time.time() % 1)  # of two commits in one second no clock says which is the later
    folder = copy(template)
    found = [files(folder / "vault")]
    told = _run(scene, folder, scene.words)
    found.append(files(folder / "vault"))
    after = found[-1]
    ends = [(after, _status(folder / "vault"))]
    versions: dict[str, set[bytes]] = {}
    for path, more in told.versions.items():
        versions.setdefault(path, set()).update(more)
    if scene.then:
        ends.clear()
        untouched = copy(template)
        for place in (folder, untouched):
            for path, more in _run(scene, place, scene.then).versions.items():
                versions.setdefault(path, set()).update(more)
            found.append(files(place / "vault"))
            ends.append((found[-1], _status(place / "vault")))
        shutil.rmtree(untouched)
    for one in found:
        for path, data in one.items():
            versions.setdefault(path, set()).add(data)
    shutil.rmtree(folder)
    known = {path: frozenset(more) for path, more in versions.items()}
    return Undisturbed(template, tuple(told.steps), after, known, tuple(ends))


def _run(scene: Scene, folder: Path, words: tuple[str, ...]) -> Told:
    told = victims().run(folder, words)
    assert told.code in scene.codes, told.err
    return told


def _status(vault: Path) -> str:
    run = subprocess.run(["git", "-C", str(vault), "status", "--porcelain"], capture_output=True, text=True)
    assert (run.stderr, run.returncode) == ("", 0)
    return run.stdout


def copy(template: Path) -> Path:
    """A copy of a prepared folder, to be spoiled."""
    folder = Path(tempfile.mkdtemp(prefix="faults-")).resolve()
    shutil.copytree(template, folder, dirs_exist_ok=True, symlinks=True)
    return folder


def _anywhere(data: bytes, folder: Path) -> bytes:
    """A file's bytes without the path of the folder that everything is in."""
    return data.replace(os.fsencode(folder), b"FOLDER")


def files(vault: Path) -> dict[str, bytes]:
    """Every file outside `.git`, by vault path; where the vault lies is left out of their bytes."""
    found = {}
    for folder, folders, names in os.walk(vault):
        if ".git" in folders:
            folders.remove(".git")
        for name in names:
            path = Path(folder, name)
            found[path.relative_to(vault).as_posix()] = _anywhere(path.read_bytes(), vault.parent)
    return found


def whole(scene: Scene, vault: Path) -> None:
    """Every file has a version that it had, or was to get, in an undisturbed run; and nothing of the learner's is gone."""
    known = undisturbed(scene).versions
    found = {path: data for path, data in files(vault).items() if TEMP_PREFIX not in path}
    for path, data in found.items():
        assert data in known.get(path, ()), f"{path} is broken:\n{data.decode('utf-8', 'replace')}"
    kept(scene, vault)


def kept(scene: Scene, vault: Path) -> None:
    """The learner's words and ticks are in some note."""
    text = "\n".join(
        data.decode("utf-8")
        for path, data in files(vault).items()
        if path.endswith(".md") and not path.startswith(".vaultsync/") and TEMP_PREFIX not in path
    )
    for words in scene.mine:
        assert words in text, words
    for words in scene.ticks:
        assert re.search(rf"- \[x\] .*{words}", text), words


def tidy(vault: Path, status: str = "") -> None:
    """No temporary file, no lock of git's, nothing half-committed: git says `status`."""
    assert [path for path in files(vault) if TEMP_PREFIX in path] == []
    assert [str(path) for path in (vault / ".git").rglob("*.lock") if path.name != "lock"] == []
    assert [str(path) for path in (vault / ".git/vaultsync").glob("index-*")] == []
    found = _status(vault)
    assert found == status, found


def completed(scene: Scene, folder: Path) -> None:
    """The next run completes, and the vault is as after an undisturbed run."""
    told = victims().run(folder, scene.then or scene.words)
    if told.code != 0 and scene.again:
        assert '"vaultsync pull"' in told.err or "is there already" in told.err or "no deleted note" in told.err, (
            told.err
        )
        told = victims().run(folder, scene.again)
    assert told.code in scene.codes, told.err
    found, ends = files(folder / "vault"), undisturbed(scene).ends
    wanted, status = next((end for end in ends if end[0] == found), ends[0])
    assert sorted(found) == sorted(wanted), set(found) ^ set(wanted)
    for path, data in wanted.items():
        assert found[path].decode("utf-8") == data.decode("utf-8"), "".join(
            unified_diff(data.decode("utf-8").splitlines(True), found[path].decode("utf-8").splitlines(True), path)
        )
    kept(scene, folder / "vault")
    for words in scene.comes:
        assert any(words.encode("ascii") in data for data in found.values()), words
    if scene.codes != (0,):
        status = _status(folder / "vault")  # what an interrupted check mended waits for the next push
    tidy(folder / "vault", status)
