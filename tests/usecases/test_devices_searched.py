"""Two devices and a changing roadmap, at random: what the learner did is there, and both devices come to the same.

The model is what git's own notion of history makes of it: each device has the state at which it last met the remote;
meeting it again is a merge of three states, mark by mark and word by word. What a command decides by itself (which
mark an undo brings back, whose words an answer takes) is looked at afterwards: it may change only what it tells.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hands import BOX, KINDS, WORD, boxes, name_of, newline, on_line_of, read, under_heading, with_comment, write
from hypothesis import note as tell
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from soaking import Searched
from study import Study, begin

from vaultsync.errors import VaultsyncError
from vaultsync.models.marks import CHAR_OF_MARK, Mark
from vaultsync.usecases.check import check
from vaultsync.usecases.mark import mark
from vaultsync.usecases.restore import restore
from vaultsync.usecases.settling import settle_review
from vaultsync.usecases.undo import undo

_NAMES = ["Bowline", "Clove hitch", "Figure eight", "Sheet bend", "Reef knot", "Prusik", "Alpine butterfly"]
_SECTIONS = ["Loops", "Hitches", "Bends"]
_RANK = "x/- "
_HOURS = re.compile(r"^hours_per_week = (\d+)\r?$", re.MULTILINE)

# The box and the id of an index line; the property with that id of the note it leads to.
_INDEXED = re.compile(r"^- \[(.)\] .*\[\[.*\^([a-z0-9-]+)$", re.MULTILINE)
_ID = re.compile(r"""^vaultsync: ["']?knots/([a-z0-9-]+)""", re.MULTILINE)
_DONE = re.compile(r"^done: (true|false)\r?$", re.MULTILINE)

devices = st.integers(0, 1)
names = st.sampled_from(_NAMES)


def called(words: str) -> str:
    """The name of a task, in whatever words a version of the roadmap says it."""
    name = name_of(words)
    return name.removesuffix("s") if name.removesuffix("s") in _NAMES else name


def tasks_of(text: str) -> list[tuple[str, str]]:
    """Name and character of every box of a study note, in order."""
    return [(called(words), char) for words, char in boxes(text)]


def joined(old: str, ours: str, theirs: str) -> str:
    """One mark from two and the one both began with."""
    if ours == theirs or theirs == old:
        return ours
    if ours == old:
        return theirs
    return min(ours, theirs, key=_RANK.index)


@dataclass(frozen=True)
class Known:
    """Marks by name, words, and what hours a week may be: what a vault holds."""

    marks: dict[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset({""})

    def meeting(self, base: Known, other: Known) -> Known:
        marks = {
            name: joined(base.marks.get(name, " "), self.marks.get(name, " "), other.marks.get(name, " "))
            for name in {**self.marks, **other.marks}
        }
        gone = (base.words - self.words) | (base.words - other.words)
        hours = other.hours if self.hours == base.hours else self.hours
        if other.hours not in (base.hours, hours):
            hours |= other.hours
        return Known(marks, (self.words | other.words) - gone, hours)


class Devices(Searched):
    """Two clones, a bare repository between them, and the document of each."""

    @initialize(chosen=st.lists(names, min_size=3, max_size=6, unique=True))
    def start(self, chosen: list[str]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.ends: dict[str, str] = {}  # how the document ends the words of a task that was ever reworded
        self.placed: set[str] = set()  # names that ever were elsewhere, or under another title
        self.sections: dict[str, list[str]] = {"Loops": chosen[::2], "Hitches": chosen[1::2]}
        (self.folder / "0").mkdir()
        one = begin(self.folder / "0", self.document())
        settings_text = one.read("vaultsync.toml")
        one.write("vaultsync.toml", settings_text.replace(str(one.document), f"../{one.document.name}"))
        bare = self.folder / "remote.git"
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True)
        one.git("remote", "add", "origin", str(bare))
        one.push()
        (self.folder / "1").mkdir()
        subprocess.run(["git", "clone", "--quiet", str(bare), str(self.folder / "1" / "vault")], check=True)
        two = Study(self.folder / "1" / "vault", self.folder / "1" / one.document.name)
        two.document.write_text(self.document(), "utf-8")
        self.studies = [one, two]
        self.vaults = [Known(), Known()]
        self.met = [Known(), Known()]  # what each device had when it last met the remote
        self.remote = Known()
        self.merged_by_git = [False, False]
        self.left: set[str] = set()  # names that were out of the roadmap once: their ticks may rest in the archive
        self.beside: set[str] = set()  # words within a task's line: two versions of that line may both hold them
        self.moved: list[set[str]] = [set(), set()]  # words that each device has put into another note
        self.deleted = False  # whether a note was ever deleted
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)

    def document(self) -> str:
        lines = ["# Knots", ""]
        for number, (section, tasks) in enumerate(self.sections.items(), 1):
            lines += [
                f"## {number}. {section}",
                "",
                *(f"- [ ] {number}.{n} {name}{self.ends.get(name, '')}" for n, name in enumerate(tasks, 1)),
                "",
            ]
        return "\n".join(lines)

    # The learner's hands

    def boxes(self, device: int) -> dict[str, list[str]]:
        """Name → characters of the boxes that have it, in the study notes of a device."""
        found: dict[str, list[str]] = {}
        for path in self.notes(device):
            for name, char in tasks_of(read(path)):
                found.setdefault(name, []).append(char)
        return found

    def notes(self, device: int) -> list[Path]:
        vault = self.studies[device].vault
        return sorted([*(vault / "Roadmaps").rglob("*.md"), *(vault / "Mine").rglob("*.md")])

    def units(self, device: int) -> list[Path]:
        """The study notes, as opposed to the roadmap's index."""
        return [path for path in self.notes(device) if re.search(r"^## Notes\r?$", read(path), re.MULTILINE)]

    def at_rest(self, device: int) -> None:
        """A learner's hands go on where vaultsync has put a merge of git's in order."""
        if self.merged_by_git[device]:
            self.push(device)

    def said(self, device: int, name: str) -> str:
        """The words of a task as a device has them."""
        words = {words for path in self.notes(device) for words, _ in boxes(read(path))}
        return f"{name}s" if f"{name}s" in words else name

    def edit(self, device: int, name: str, change: Callable[[str], list[str]]) -> bool:
        self.at_rest(device)
        for path in self.notes(device):
            for words in (name, f"{name}s"):
                text = on_line_of(read(path), words, change)
                if text is not None:
                    write(path, text)
                    return True
        return False

    def word(self, device: int) -> str:
        self.count += 1
        mine = f"word {self.count} of {device}."
        known = self.vaults[device]
        self.vaults[device] = replace(known, words=known.words | {mine})
        return mine

    def marked(self, device: int, marks: dict[str, str]) -> None:
        known = self.vaults[device]
        self.vaults[device] = replace(known, marks={**known.marks, **marks})

    @rule(device=devices, name=names, char=st.sampled_from("xxx/- "))
    def mark(self, device: int, name: str, char: str) -> None:
        def change(line: str) -> list[str]:
            line = re.sub(r"\[.\]", f"[{char}]", line, count=1)
            return [line if char == "x" else re.sub(r" ✅ \d{4}-\d\d-\d\d", "", line)]

        if self.edit(device, name, change):
            self.marked(device, {name: char})

    @rule(device=devices, name=names, to=st.sampled_from(list(Mark)))
    def mark_by_command(self, device: int, name: str, to: Mark) -> None:
        self.at_rest(device)
        if name in self.boxes(device):
            mark(self.studies[device].context, [self.said(device, name)], to)
            self.marked(device, {name: CHAR_OF_MARK[to]})
            self.check(device)

    @rule(device=devices, n=st.integers(0, 5))
    def tick_a_note(self, device: int, n: int) -> None:
        self.push_offline(device)
        found = self.units(device)
        if not found:
            return
        path = found[n % len(found)]
        text = read(path)
        open_ = {name: "x" for name, char in tasks_of(text) if char in " /"}
        if open_:
            write(path, re.sub(r"(?m)^done: false(?=\r?$)", "done: true", text))
            self.marked(device, open_)
            self.push_offline(device)

    @rule(device=devices, name=names, pad=st.sampled_from(["  ", "\t"]))
    def write_under(self, device: int, name: str, pad: str) -> None:
        if name in self.boxes(device):
            self.edit(device, name, lambda line: [line, f"{pad}- {self.word(device)}"])

    @rule(device=devices, name=names)
    def write_beside(self, device: int, name: str) -> None:
        def change(line: str) -> list[str]:
            match = BOX.match(line)
            assert match
            mine = self.word(device)
            self.beside.add(mine)
            return [f"{line[: match.end(3)]} {mine}{match[4]}"]

        if name in self.boxes(device):
            self.edit(device, name, change)

    @rule(device=devices, n=st.integers(0, 5), heading=st.sampled_from(["## Notes", "## Journal"]))
    def write_in_note(self, device: int, n: int, heading: str) -> None:
        self.at_rest(device)
        found = self.units(device)
        if found:
            path = found[n % len(found)]
            text = read(path)
            if heading in text.splitlines():
                write(path, under_heading(text, heading, f"- 2026-11-20: {self.word(device)}"))

    @rule(device=devices, day=st.integers(20, 21))
    def write_journal(self, device: int, day: int) -> None:
        self.at_rest(device)
        path = self.studies[device].vault / f"Journal/2026-11-{day}.md"
        path.parent.mkdir(exist_ok=True)
        old = read(path) if path.exists() else "## Study\n"
        gap = "" if old.endswith("\n") else newline(old)
        write(path, f"{old}{gap}- {self.word(device)}{newline(old)}")

    @rule(device=devices)
    def write_into_the_settings(self, device: int) -> None:
        self.at_rest(device)
        study = self.studies[device]
        study.write("vaultsync.toml", study.read("vaultsync.toml") + f"# {self.word(device)}\n")

    @rule(device=devices, hours=st.integers(1, 3))
    def set_hours(self, device: int, hours: int) -> None:
        self.at_rest(device)
        study, line = self.studies[device], f"hours_per_week = {hours}"
        text = study.read("vaultsync.toml")
        study.write("vaultsync.toml", _HOURS.sub(line, text) if _HOURS.search(text) else f"{text}{line}\n")
        self.vaults[device] = replace(self.vaults[device], hours=frozenset({str(hours)}))

    @rule(device=devices, n=st.integers(0, 30))
    def take_back_a_word(self, device: int, n: int) -> None:
        self.at_rest(device)
        known = self.vaults[device]
        words = sorted(known.words - self.beside)
        if not words:
            return
        mine = words[n % len(words)]
        for path in sorted(self.studies[device].vault.rglob("*.md")):
            text = read(path)
            lines = text.split("\n")
            kept = [line for line in lines if not line.rstrip("\r").endswith(mine)]
            if path.parts[-2] != "Archive" and ".vaultsync" not in path.parts and len(kept) < len(lines):
                write(path, "\n".join(kept))
                self.vaults[device] = replace(known, words=known.words - {mine})
                return

    @rule(device=devices, n=st.integers(0, 9), kind=st.sampled_from(sorted(KINDS)))
    def save_otherwise(self, device: int, n: int, kind: str) -> None:
        """An editor writes the same words in other bytes."""
        self.at_rest(device)
        found = [*self.notes(device), *sorted((self.studies[device].vault / "Journal").glob("*.md"))]
        path = found[n % len(found)]
        write(path, KINDS[kind](read(path)))

    @rule(device=devices, n=st.integers(0, 9))
    def comment_properties(self, device: int, n: int) -> None:
        self.at_rest(device)
        found = self.units(device)
        if found:
            path = found[n % len(found)]
            write(path, with_comment(read(path), self.word(device)))

    @rule(device=devices, n=st.integers(0, 5), folder=st.sampled_from(["Mine", ""]))
    def move_a_note(self, device: int, n: int, folder: str) -> None:
        """Into a folder of the learner's own, or to another name where it is."""
        self.at_rest(device)
        found = self.units(device)
        if found:
            path = found[n % len(found)]
            target = (self.studies[device].vault / folder if folder else path.parent) / f"{device} {path.name}"
            target.parent.mkdir(exist_ok=True)
            if not target.exists():
                path.rename(target)

    @rule(device=devices, n=st.integers(0, 5), to=st.integers(0, 5))
    def exchange_notes(self, device: int, n: int, to: int) -> None:
        """Two notes change places."""
        self.at_rest(device)
        found = self.units(device)
        if found and found[n % len(found)] != found[to % len(found)]:
            one, other = found[n % len(found)], found[to % len(found)]
            aside = one.with_name("aside")
            one.rename(aside)
            other.rename(one)
            aside.rename(other)

    @rule(device=devices, n=st.integers(0, 5), to=st.integers(0, 5))
    def put_words_elsewhere_and_delete(self, device: int, n: int, to: int) -> None:
        """A note is deleted, and what was written under its tasks and headings goes into another."""
        self.push_offline(device)
        found = self.units(device)
        if len(found) < 2:
            return
        path = found[n % len(found)]
        target = [other for other in found if other != path][to % (len(found) - 1)]
        text, there = read(path), read(target)
        # A line that holds nothing else: what stands beside a task or among the properties goes with the note.
        lines = re.findall(rf"(?m)^[ \t]*((?:- )?(?:\d{{4}}-\d\d-\d\d: )?{WORD.pattern})\r?$", text)
        for line in lines:
            there = under_heading(there, "## Notes", line)
        write(target, there)
        path.unlink()
        self.deleted = True
        moved = {mine for line in lines for mine in WORD.findall(line)}
        known = self.vaults[device]
        self.vaults[device] = replace(known, words=known.words - (set(WORD.findall(text)) - moved))
        self.beside |= moved & self.moved[1 - device]  # both put it somewhere
        self.moved[device] |= moved

    @rule(device=devices, n=st.integers(0, 5))
    def delete_a_note(self, device: int, n: int) -> None:
        self.push_offline(device)
        found = self.units(device)
        if found:
            path = found[n % len(found)]
            known = self.vaults[device]
            self.vaults[device] = replace(known, words=known.words - set(WORD.findall(read(path))))
            path.unlink()
            self.deleted = True

    # The roadmap

    @rule(name=names)
    def reword(self, name: str) -> None:
        """A task says the same in other words, where it is: what also moves is nobody's to tell for sure."""
        if name not in self.placed and any(name in tasks for tasks in self.sections.values()):
            self.ends[name] = "" if self.ends.get(name) else "s"

    @rule(name=names, section=st.sampled_from(_SECTIONS), at=st.integers(0, 9))
    def put(self, name: str, section: str, at: int) -> None:
        """The document gains a task, or moves one."""
        if name in self.ends:
            return
        self.placed.add(name)
        for tasks in self.sections.values():
            if name in tasks and len(tasks) > 1:
                tasks.remove(name)
        if not any(name in tasks for tasks in self.sections.values()):
            tasks = self.sections.setdefault(section, [])
            tasks.insert(at % (len(tasks) + 1), name)

    @rule(name=names)
    def drop(self, name: str) -> None:
        if name in self.ends:
            return
        self.placed.add(name)
        for tasks in self.sections.values():
            if name in tasks and len(tasks) > 1:
                tasks.remove(name)
                self.left.add(name)

    @rule(at=st.integers(0, 2))
    def retitle(self, at: int) -> None:
        titles = list(self.sections)
        old = titles[at % len(titles)]
        new = old.removesuffix(" again") if old.endswith(" again") else f"{old} again"
        if new not in titles and not self.ends.keys() & self.sections[old]:
            self.placed.update(self.sections[old])
            self.sections = {new if title == old else title: tasks for title, tasks in self.sections.items()}

    @rule(at=st.integers(0, 2))
    def drop_section(self, at: int) -> None:
        title = list(self.sections)[at % len(self.sections)]
        if len(self.sections) > 1 and not self.ends.keys() & self.sections[title]:
            self.placed.update(self.sections[title])
            self.left.update(self.sections.pop(title))

    # vaultsync, and git

    def meet(self, device: int) -> None:
        """The model of a fetch and merge."""
        self.vaults[device] = self.vaults[device].meeting(self.met[device], self.remote)
        self.met[device] = self.remote

    def heads(self) -> str:
        """The last commit of the remote."""
        bare = ["git", "-C", str(self.folder / "remote.git"), "rev-parse", "main"]
        return subprocess.run(bare, capture_output=True, text=True, check=True).stdout

    @rule(device=devices)
    def push(self, device: int) -> None:
        study = self.studies[device]
        report = study.push()
        assert report.sync is not None
        assert not report.sync.trouble, report.sync.trouble
        met = study.git("rev-parse", "HEAD") == self.heads()  # with nothing to push, the remote is not asked
        if met:
            self.meet(device)
        self.merged_by_git[device] = False
        self.check(device)
        self.check_levels(device)
        if met:
            self.remote = self.met[device] = self.vaults[device]
        assert not study.git("status", "--porcelain")
        assert study.push().commit == ""

    @rule(device=devices)
    def push_offline(self, device: int) -> None:
        self.studies[device].push(offline=True)
        self.merged_by_git[device] = False
        self.check(device)
        self.check_levels(device)

    @rule(device=devices)
    def pull(self, device: int) -> None:
        self.pulled(device, again=True)
        in_document = {name for tasks in self.sections.values() for name in tasks}
        visible = self.boxes(device)
        assert set(visible) <= in_document
        assert len(in_document) - len(visible) == sum(note.tasks for note in self.gone(device))

    @rule(device=devices, rename=st.booleans())
    def pull_otherwise(self, device: int, rename: bool) -> None:
        """Without what was undone; or with files called what they should be called."""
        self.pulled(device, rename=rename)

    def pulled(self, device: int, **options: bool) -> None:
        study = self.studies[device]
        study.document.write_text(self.document(), "utf-8")
        report = study.pull(yes=True, **options)
        assert report.sync is not None
        assert not report.sync.trouble, report.sync.trouble
        self.meet(device)
        self.merged_by_git[device] = False
        self.check(device)
        self.check_levels(device)
        files = study.files()
        assert not study.pull(yes=True, **options).commit
        assert study.files() == files

    @rule(device=devices)
    def undo(self, device: int) -> None:
        """What an undo takes back it tells; words stay."""
        self.at_rest(device)
        try:
            report = undo(self.studies[device].context)
        except VaultsyncError as error:
            tell(f"no undo: {error}")
        else:
            self.look_again(device, {called(change.text): CHAR_OF_MARK[change.to] for change in report.changes})
        self.check(device)

    @rule(device=devices, n=st.integers(0, 5), answer=st.integers(0, 1))
    def settle(self, device: int, n: int, answer: int) -> None:
        """An answer decides one mark, or between the words beside two versions of one task."""
        self.at_rest(device)
        context = self.studies[device].context
        asked = settle_review(context).review
        if not asked:
            return
        one = asked[n % len(asked)]
        settle_review(context, str(asked.index(one) + 1), str(one.choices[answer % len(one.choices)]))
        known = self.vaults[device]
        changed = {name for name, chars in self.boxes(device).items() if chars != [known.marks.get(name, " ")]}
        assert len(changed - self.left) <= (1 if "#^" in one.item else len(_NAMES)), (one, changed)
        self.look_again(device, dict.fromkeys(changed, " "))
        lost = {mine for mine in known.words if mine not in self.everything(device)}
        assert lost <= self.beside, lost
        self.vaults[device] = replace(self.vaults[device], words=known.words - lost)
        self.check(device)

    def look_again(self, device: int, changed: dict[str, str]) -> None:
        """Take over the marks that a command has changed, as they stand in the notes, else as it told them."""
        visible = {name: chars[0] for name, chars in self.boxes(device).items()}
        self.marked(device, {name: visible.get(name, char) for name, char in changed.items() if name in _NAMES})

    @rule(device=devices)
    def restore(self, device: int) -> None:
        self.at_rest(device)
        restore(self.studies[device].context, everything=True)
        assert not self.gone(device)
        everything = self.everything(device)
        back = {mine for mine in WORD.findall(everything) if everything.count(mine) == 1}
        known = self.vaults[device]
        self.vaults[device] = replace(known, words=known.words | back)
        self.check(device)

    @rule(device=devices)
    def mend(self, device: int) -> None:
        self.at_rest(device)
        check(self.studies[device].context, fix=True)
        self.check(device)
        assert not check(self.studies[device].context, fix=True).fixed

    @rule(device=devices)
    def commit_by_git(self, device: int) -> None:
        study = self.studies[device]
        study.git("add", "-A")
        if study.git("status", "--porcelain"):
            study.git("commit", "--quiet", "-m", "vault backup")

    @rule(device=devices)
    def plain_git(self, device: int) -> None:
        """A tool that commits, pulls and pushes without knowing vaultsync; where git stops, it gives up."""
        study = self.studies[device]
        self.commit_by_git(device)
        pulled = subprocess.run(
            ["git", "-C", str(study.vault), "pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main"],
            capture_output=True,
            check=False,
        )
        if pulled.returncode:
            subprocess.run(["git", "-C", str(study.vault), "merge", "--abort"], check=False, capture_output=True)
            return
        study.git("push", "--quiet", "origin", "HEAD:main")
        self.meet(device)
        self.remote = self.met[device] = self.vaults[device]
        self.merged_by_git[device] = True

    @rule(device=devices)
    def plain_rebase(self, device: int) -> None:
        """As `plain_git`, by a rebase, of which no merge remains to be done anew: lines may come twice, none goes."""
        self.at_rest(device)
        study, base = self.studies[device], self.met[device]
        self.commit_by_git(device)
        pull = ["git", "-C", str(study.vault), "pull", "--quiet", "--rebase", "origin", "main"]
        if subprocess.run(pull, capture_output=True, check=False).returncode:
            subprocess.run(["git", "-C", str(study.vault), "rebase", "--abort"], check=False, capture_output=True)
            return
        before = self.vaults[device]
        self.meet(device)
        self.beside |= before.words | self.remote.words
        study.push(offline=True)
        for name, chars in self.boxes(device).items():
            said = {known.marks.get(name, " ") for known in (base, before, self.remote)}
            assert name in self.left or set(chars) <= said, (name, chars, said)
            self.marked(device, {name: chars[0]})
        self.push(device)

    # What must hold

    def gone(self, device: int) -> list:
        """The notes that were deleted and still count."""
        return restore(self.studies[device].context).deleted if self.deleted else []

    def everything(self, device: int) -> str:
        """All words of a vault but for those of vaultsync's own files; every file in one style throughout."""
        texts = []
        for path, data in self.studies[device].files().items():
            if path.endswith((".md", ".toml")) and not path.startswith((".vaultsync", "PROGRESS")):
                text = data.decode("utf-8")
                assert text.count("\r\n") in (0, text.count("\n")), f"{path} has two kinds of line ends"
                assert "\ufeff" not in text[1:], path
                texts.append(text.replace("\r\n", "\n"))
        return "\n".join(texts)

    def check(self, device: int) -> None:
        """No word and no mark of the learner's is gone from a device, and nothing came twice."""
        study, known = self.studies[device], self.vaults[device]
        everything = self.everything(device)
        tell(f"device {device}: {known}")
        for mine in sorted(known.words):
            times = everything.count(mine)
            assert times == 1 or (times and mine in self.beside), (mine, times)
        assert not re.search(r"^(<<<<<<<|=======|>>>>>>>)", everything, re.MULTILINE)
        visible = self.boxes(device)
        for name, chars in visible.items():
            assert len(chars) == 1, (name, chars)
            if name not in self.left:
                assert chars == [known.marks.get(name, " ")], (name, chars)
        figures, gone = study.status().figures, self.gone(device)
        every = [char for chars in visible.values() for char in chars]
        assert figures["done"] == every.count("x") + sum(note.done for note in gone)
        most = len(every) - every.count("-") + sum(note.tasks for note in gone)
        assert most - sum(note.tasks - note.done for note in gone) <= figures["total"] <= most
        found = _HOURS.search(study.read("vaultsync.toml"))
        hours = found[1] if found else ""
        assert hours in known.hours
        self.vaults[device] = replace(self.vaults[device], hours=frozenset({hours}))

    def check_levels(self, device: int) -> None:
        """After a push or pull every note and its index line say what its tasks say."""
        texts = [read(note).replace("\r\n", "\n") for note in self.notes(device)]
        index = {id_: char for text in texts for char, id_ in _INDEXED.findall(text)}
        for path in self.units(device):
            text = read(path)
            chars = {char for _, char in boxes(text)}
            done = bool(chars) and chars <= {"x", "-"} and "x" in chars
            said, id_ = _DONE.search(text), _ID.search(text)
            assert said, path
            assert id_, path
            assert (said[1] == "true") == done, (path, chars, said)
            line = index[id_[1]]
            assert line in ("x" if done else "-" if chars == {"-"} else " /"), (path, chars, line)

    @rule()
    def both_meet(self) -> None:
        """Both devices sync until they have met: they are equal, and nothing is left to do."""
        for device in (0, 1, 0, 1):
            self.pull(device)
            self.push(device)
        self.pull(0)
        first, second = (study.files() for study in self.studies)
        assert sorted(first) == sorted(second)
        assert [path for path in first if first[path] != second[path]] == []
        heads = {study.git("rev-parse", "HEAD") for study in self.studies}
        assert len(heads) == 1
        for device in (0, 1):
            assert not self.studies[device].pull(yes=True, again=True).commit
            assert not self.studies[device].push().commit
        assert heads == {study.git("rev-parse", "HEAD") for study in self.studies}


@pytest.mark.soak(share=24)
def test_two_devices() -> None:
    run_state_machine_as_test(
        Devices,
        settings=settings(
            max_examples=6,
            stateful_step_count=12 if settings.default.max_examples <= 100 else 40,
        ),
    )
