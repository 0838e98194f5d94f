"""Vaults just before a command that has much to do, and what must be true whatever befalls it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from study import DOCUMENT, Study, begin

from vaultsync.edges.writes import TEMP_PREFIX
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
    """`prepare` makes a vault in a folder; `words` is the command; `again` how the work is taken up after a kill."""

    name: str
    prepare: Callable[[Path], None]
    words: tuple[str, ...]
    again: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ("Clove hitch", "Whipping")
    mine: tuple[str, ...] = MINE

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


VAULT = ("-C", "vault")
SCENES = [
    Scene("init", _nothing, ("init", "vault", "--roadmap", "knots.md"), (*VAULT, "pull"), (), ()),
    Scene("init-among-notes", _own_notes, ("init", "vault", "--roadmap", "knots.md"), (*VAULT, "pull")),
    Scene("add", _two_documents, (*VAULT, "add", "sails.md"), (*VAULT, "pull")),
    Scene("remove", _two_roadmaps, (*VAULT, "remove", "knots"), (*VAULT, "remove", "knots")),
    Scene("pull", _news, (*VAULT, "pull")),
    Scene("push", _much_to_push, (*VAULT, "push")),
]


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
    """A scene's files before and after its command, the steps between, and every version a file had."""

    template: Path
    steps: tuple[str, ...]
    after: Mapping[str, bytes]
    versions: Mapping[str, frozenset[bytes]]


@cache
def undisturbed(scene: Scene) -> Undisturbed:
    """Prepare a scene once, and run its command with nothing going wrong."""
    template = Path(tempfile.mkdtemp(prefix=f"{scene.name}-")).resolve()
    scene.prepare(template)
    folder = copy(template)
    before = files(folder / "vault")
    told = victims().run(folder, scene.words)
    assert told.code == 0, told.err
    after = files(folder / "vault")
    versions = {
        path: frozenset(
            data for data in (before.get(path), after.get(path), *told.versions.get(path, ())) if data is not None
        )
        for path in {*before, *after, *told.versions}
    }
    shutil.rmtree(folder)
    return Undisturbed(template, tuple(told.steps), after, versions)


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


def tidy(vault: Path) -> None:
    """No temporary file, no lock of git's, nothing half-committed."""
    assert [path for path in files(vault) if TEMP_PREFIX in path] == []
    assert [str(path) for path in (vault / ".git").rglob("*.lock") if path.name != "lock"] == []
    status = subprocess.run(["git", "-C", str(vault), "status", "--porcelain"], capture_output=True, text=True)
    assert (status.stdout, status.stderr, status.returncode) == ("", "", 0), status.stdout


def completed(scene: Scene, folder: Path) -> None:
    """The next run completes, and the vault is as after an undisturbed run."""
    told = victims().run(folder, scene.words)
    if told.code != 0 and scene.again:
        assert '"vaultsync pull"' in told.err or "is there already" in told.err, told.err
        told = victims().run(folder, scene.again)
    assert told.code == 0, told.err
    found, wanted = files(folder / "vault"), undisturbed(scene).after
    assert sorted(found) == sorted(wanted), set(found) ^ set(wanted)
    for path, data in wanted.items():
        assert found[path].decode("utf-8") == data.decode("utf-8"), path
    kept(scene, folder / "vault")
    tidy(folder / "vault")
