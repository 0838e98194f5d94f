"""Two hands on one note at random, in every kind of file: merged by us, and by git's union and healed."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soaking import count

from tests.usecases.hands import BOX, KINDS, WORD, boxes, on_line_of, under_heading, with_comment
from vaultsync.markdown.merging.healing import heal
from vaultsync.markdown.merging.reconcile import reconcile
from vaultsync.markdown.properties import frontmatter

NOTE = """\
---
title: 1.1 Loops
tags:
  - roadmap/knots
up: "[[A|B]]"
order: 20
done: false
vaultsync: knots/loops
---
# 1.1 Loops

Some words of the document.

## Topics
- [ ] 1.1 Bowline ^bowline
- [ ] 1.2 Clove hitch ^clove-hitch
- [ ] 1.3 Prusik ^prusik
- [ ] 1.4 Reef knot ^reef-knot

## Notes

## Journal
"""
_NAMES = ["Bowline", "Clove hitch", "Prusik", "Reef knot"]


@dataclass
class Hand:
    """A note as one hand has it: its text, its words, and marks by name. `beside` are words within a task's line."""

    text: str
    words: set[str] = field(default_factory=set)
    marks: dict[str, str] = field(default_factory=lambda: dict.fromkeys(_NAMES, " "))
    beside: set[str] = field(default_factory=set)
    deeds: int = 0

    def copy(self) -> Hand:
        return replace(self, words={*self.words}, marks={**self.marks}, beside={*self.beside})

    def edit(self, random: Random, who: int) -> None:
        self.deeds += 1
        name, mine = random.choice(_NAMES), f"word {random.randrange(10**9)}{self.deeds} of {who}."
        deed = random.choice(["mark", "mark", "under", "beside", "note", "comment", "kind", "take back", "swap"])
        if deed == "mark":
            char = random.choice("xx/- ")
            self.on_line(name, lambda line: [re.sub(r"\[.\]", f"[{char}]", line, count=1)])
            self.marks[name] = char
        elif deed == "under":
            self.on_line(name, lambda line: [line, f"{random.choice(['  ', chr(9)])}- {mine}"])
            self.words.add(mine)
        elif deed == "beside":
            self.on_line(name, lambda line: [_beside(line, mine)])
            self.words.add(mine), self.beside.add(mine)
        elif deed == "note":
            self.text = under_heading(self.text, random.choice(["## Notes", "## Journal"]), f"- 2026-11-20: {mine}")
            self.words.add(mine)
        elif deed == "comment":
            self.text = with_comment(self.text, mine)
            self.words.add(mine)
        elif deed == "kind":
            self.text = KINDS[random.choice(sorted(KINDS))](self.text)
        elif deed == "take back" and self.words - self.beside:
            gone = random.choice(sorted(self.words - self.beside))
            lines = self.text.split("\n")
            self.text = "\n".join(line for line in lines if not line.rstrip("\r").endswith(gone))
            self.words.discard(gone)
        elif deed == "swap":
            lines = self.text.split("\n")
            one, other = random.sample([n for n, line in enumerate(lines) if BOX.match(line.rstrip("\r"))], 2)
            lines[one], lines[other] = lines[other], lines[one]
            self.text = "\n".join(lines)

    def on_line(self, name, change) -> None:
        made = on_line_of(self.text, name, change)
        assert made is not None
        self.text = made


def _beside(line: str, mine: str) -> str:
    match = BOX.match(line)
    assert match
    return f"{line[: match.end(3)]} {mine}{match[4]}"


def three(random: Random) -> tuple[Hand, Hand, Hand]:
    """A note, and what each of two hands makes of it."""
    old = Hand(NOTE)
    for _ in range(random.randrange(6)):
        old.edit(random, 0)
    hands = old.copy(), old.copy()
    for who, hand in enumerate(hands, 1):
        for _ in range(random.randrange(1, 5)):
            hand.edit(random, who)
    return old, *hands


def whole(text: str) -> None:
    """One byte-order mark at most, properties that can be read, with every key."""
    assert "\ufeff" not in text[1:]
    read = frontmatter.read(text)
    assert read.problem is None
    assert read.values.keys() == frontmatter.read(NOTE).values.keys()


@settings(max_examples=max(50, settings.default.max_examples // 2))
@given(random=st.randoms(use_true_random=False))
def test_merged(random: Random) -> None:
    old, one, other = three(random)
    words = (one.words | other.words) - (old.words - one.words) - (old.words - other.words)
    for ours, theirs in ((one, other), (other, one)):
        text = reconcile(old.text, ours.text, theirs.text).text
        whole(text)
        assert text.count("\r\n") in (0, text.count("\n"))
        # A line that one hand indented otherwise while the other moved it away stands in both places.
        indented = any(("\t" in hand.text) != ("\t" in old.text) for hand in (ours, theirs))
        for mine in words:
            times = text.count(mine)
            twice = mine in ours.beside | theirs.beside or (indented and mine in old.words)
            assert times == 1 or (times and twice), (mine, times)
        found = boxes(text)
        assert len(found) == len(_NAMES)
        for name, char in found:
            said = {ours.marks[name], theirs.marks[name]}
            changed = said - {old.marks[name]}
            assert char == min(changed or said, key="x/- ".index), name
        assert reconcile(ours.text, text, ours.text).text == text


@pytest.mark.soak(share=4)
@settings(max_examples=25)
@given(random=st.randoms(use_true_random=False))
def test_united_by_git_and_healed(tmp_path_factory: pytest.TempPathFactory, random: Random) -> None:
    """Lines may come twice, and what was taken back may stand there again; nothing goes."""
    count("examples")
    old, one, other = three(random)
    words = (one.words | other.words) - (old.words - one.words) - (old.words - other.words)
    folder = tmp_path_factory.getbasetemp()
    for ours, theirs in ((one, other), (other, one)):
        text = heal(united(folder, old.text, ours.text, theirs.text), NOTE).text
        whole(text)
        assert [mine for mine in words if mine not in text] == []
        lines = [line for line in text.replace("\r\n", "\n").split("\n") if BOX.match(line)]
        known = boxes("\n".join(line for line in lines if re.search(r"\^[a-z-]+$", line)))
        assert sorted(name for name, _ in known) == _NAMES
        assert all(WORD.search(line) for line in lines if not re.search(r"\^[a-z-]+$", line))
        for name, char in known:
            assert char in {old.marks[name], ours.marks[name], theirs.marks[name]}
        assert heal(text, NOTE).text == text


def united(folder: Path, old: str, ours: str, theirs: str) -> str:
    """What `git merge-file --union` makes of three texts."""
    paths = [folder / name for name in ("ours", "old", "theirs")]
    for path, text in zip(paths, (ours, old, theirs), strict=True):
        path.write_bytes(text.encode("utf-8"))
    run = subprocess.run(["git", "merge-file", "-p", "--union", *map(str, paths)], capture_output=True, check=False)
    return run.stdout.decode("utf-8")
