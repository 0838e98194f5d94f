"""Conflict copies of sync tools: whose copy a file is, and one text made of a note and its copy."""

from __future__ import annotations

import re
from collections import Counter

from vaultsync.markdown import note, tasklines
from vaultsync.markdown.merging.reconcile import reconcile
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.markdown.properties.scalars import same
from vaultsync.models.marks import Mark
from vaultsync.models.structs import Frozen

# What the tools put behind a file's name: Syncthing; Dropbox, Nextcloud, ownCloud, Obsidian Sync and Seafile; pCloud;
# Resilio and older ownCloud; Synology.
_COPY = regex(
    r"""(?P<stem>.+?)(?:
      \.sync-conflict-[0-9]{8}-[0-9]{6}(?:-[A-Z0-9]{7})?
    | [ ]?\((?:[^()]*[ ])?(?:conflicted[ ]copy|case[ ]conflict|sfconflict|conflict|konflikt
        |in[ ]konflikt[ ]stehende[ ]kopie
        |copie[ ]en[ ]conflit|copia[ ]en[ ]conflicto|copia[ ]in[ ]conflitto)(?:[ ][^()]*)?\)
    | [ ]?\[conflicted(?:[ ][^\[\]]*)?\]
    | [._-]conflict(?:[-_.][0-9-]+)?
    | _[\w-]+_[A-Z][a-z]{2}-[0-9]{2}-[0-9]{4}(?:-[0-9]{4})?_conflict
    )+""",
    re.VERBOSE | re.IGNORECASE,
)
# What iCloud, Finder, Windows and Google Drive put there, and people as well.
_PERHAPS = regex(r"(?P<stem>.+?)(?: \(?[1-9][0-9]?\)?| copy(?: [1-9])?|-(?:DESKTOP|LAPTOP)-[A-Z0-9]{7})")


class OneText(Frozen):
    """A note and its copy in one text. `doubts` are for the learner; `lost` would be lost with the copy."""

    text: str
    doubts: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether the learner need not look at it."""
        return not self.doubts and not self.lost


def original_of(path: str, *, perhaps: bool = False) -> str:
    """The path of the file of which this is a conflict copy, by its name; empty if the name is not that of a copy.

    `perhaps` also takes names that people give, such as `2026-11-21 2.md`.
    """
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    match = _COPY.fullmatch(stem) or (_PERHAPS.fullmatch(stem) if perhaps else None)
    return f"{folder}{slash}{match['stem']}{dot}{ending}" if match and dot else ""


def one_text(text: str, copy: str) -> OneText:
    """A note and its copy in one text: all words of both, done where either is."""
    made = reconcile(None, text, copy)
    lost = [*missing_from(made.text, text), *missing_from(made.text, copy)]
    return OneText(made.text, tuple(doubt.why for doubt in made.doubts), tuple(lost))


def missing_from(text: str, other: str) -> list[str]:
    """The words, ticks and properties that `other` has and `text` has not."""
    here, there = note.scan("", text).tasks, note.scan("", other).tasks
    done = {key for task in here if task.mark is Mark.DONE for key in (task.block_id, _one_line(task.text))}
    missing = [
        task.text for task in there if task.mark is Mark.DONE and (task.block_id or _one_line(task.text)) not in done
    ]
    lines, words = Counter(_body(text)), _body(text)
    for line, times in Counter(_body(other)).items():
        if lines[line] < times and not any(line in longer for longer in words if longer != line):
            missing.append(line)
    values = frontmatter.read(text).values
    for key, value in frontmatter.read(other).values.items():
        mine = values.get(key)
        if value is None or same(mine, value) or (key == "done" and value is False):
            continue
        if key == "completed" and mine is not None and note.day_in(value):
            continue
        if isinstance(value, list) and isinstance(mine, list) and all(item in mine for item in value):
            continue
        if f"{key}: {value}" not in words and not any(f"{key}: {value}" in line for line in words):
            missing.append(f"{key}: {value}")
    return missing


def _body(text: str) -> list[str]:
    """The words of every line under the properties: of a task without box, stamp and id, of others without blanks."""
    block = frontmatter.split(text)
    words = []
    for line in text[block.end if block else 0 :].split("\n"):
        parts = tasklines.parse(line)
        words.append(_one_line(parts.text if parts is not None else line))
    return [line for line in words if line]


def _one_line(text: str) -> str:
    return " ".join(text.split())
