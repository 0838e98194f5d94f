"""Makes a vault in which somebody studied for sixty days, the same bytes on every run: for pictures, docs and tests.

`python docs/make_studied.py FOLDER [DAYS]`. Study is made up by rolling dice that always fall the same way: most
evenings and longer weekends, nine days of holidays, a few tasks at a time in the order of the roadmap.
"""

from __future__ import annotations

import os
import random
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from make_sample import WHO

from vaultsync.edges.shipped import bundled_roadmaps
from vaultsync.usecases.init import init
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.push import push

FIRST = date(2026, 9, 19)
HOLIDAYS = (date(2026, 10, 9), date(2026, 10, 17))
WORDS = (
    "Found it at last, after looking on the wrong side of the meridian.",
    "Clouds; read instead, and drew the chart from memory.",
    "The second try was much easier than the first.",
    "Understood why the exit pupil matters: it is about my eye, not about the glass.",
    "Slow evening, but the sketch is good.",
    "Explained it to a friend; the part about epochs still has holes.",
    "Cold hands, clear sky. Worth it.",
    "Went through last week's notes and corrected two of them.",
)
OPEN = re.compile(r"^(\s*)- \[ \] (?!\[\[)(.+) \^[\w-]+$", re.MULTILINE)


def make(target: Path, days: int = 60) -> None:
    """Make the vault in `target`, which must not exist; its git history stays."""
    os.environ.update(WHO)
    dice = random.Random(1610)

    def at(day: date, hour: int = 21) -> Context:
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        os.environ["GIT_AUTHOR_DATE"] = os.environ["GIT_COMMITTER_DATE"] = moment.isoformat()
        return Context(target, target, dict(os.environ), lambda: moment)

    documents = [path for path in bundled_roadmaps() if path.stem in ("night-sky", "two-months-at-the-telescope")]
    init(target, roadmaps=documents, context=at(FIRST, 9))
    settings = target / "vaultsync.toml"
    text = _inside(target, documents, settings.read_text("utf-8"))
    text = text.replace('name = "night-sky"', f'name = "night-sky"\nstart = {FIRST.isoformat()}', 1)
    settings.write_text(text, "utf-8", newline="\n")
    for number in range(days):
        day = FIRST + timedelta(days=number)
        weekend = day.weekday() >= 5
        if HOLIDAYS[0] <= day <= HOLIDAYS[1] or dice.random() > (0.8 if weekend else 0.5):
            continue
        context = at(day)
        folder = "The Night Sky" if number < 14 or dice.random() < 0.6 else "Two Months"
        about = _tick(target, folder, dice.choice((0, 1, 1, 2)) + weekend, context)
        if about:
            minutes = dice.choice((25, 30, 45, 45, 60, 75)) * (2 if weekend else 1)
            _write_journal(target, day, minutes, f"{dice.choice(WORDS)} [[{about}]]", context)
        push(context)


def _inside(target: Path, documents: list[Path], settings: str) -> str:
    """Copy the documents into the vault, so that nothing tells where it was made; the settings that say so."""
    (target / "Documents").mkdir()
    for document in documents:
        (target / "Documents" / document.name).write_bytes(document.read_bytes())
        settings = re.sub(rf'source = "[^"\n]*{document.name}"', f'source = "Documents/{document.name}"', settings)
    return settings


def _tick(target: Path, folder: str, number: int, context: Context) -> str:
    """Tick the next open tasks of a roadmap; the vault path of the note that was studied, without `.md`."""
    about = ""
    for note in sorted((target / "Roadmaps").rglob("*.md"), key=lambda path: path.relative_to(target).as_posix()):
        if folder not in note.as_posix() or note.parent.name == note.stem:
            continue
        text = note.read_text("utf-8").partition("\n## Resources")
        head, rest = text[0], text[1] + text[2]
        while number and (found := _leaf(head)):
            head = head[: found.start()] + found.group().replace("[ ]", "[x]", 1) + head[found.end() :]
            number -= 1
            about = note.relative_to(target).as_posix().removesuffix(".md")
        if head != text[0]:
            _save(note, head + rest, context)
        if not number or _leaf(head):
            break
    return about or (note.relative_to(target).as_posix().removesuffix(".md") if _leaf(head) else "")


def _leaf(text: str) -> re.Match[str] | None:
    """The first open task without open tasks below it."""
    found = list(OPEN.finditer(text))
    for number, match in enumerate(found):
        deeper = number + 1 < len(found) and len(found[number + 1][1]) > len(match[1])
        if not deeper:
            return match
    return None


def _write_journal(target: Path, day: date, minutes: int, words: str, context: Context) -> None:
    note = target / "Journal" / f"{day.isoformat()}.md"
    note.parent.mkdir(exist_ok=True)
    _save(note, f"# {day.isoformat()}\n\n## Study\n\n- {words} ({minutes}m)\n", context)


def _save(note: Path, text: str, context: Context) -> None:
    note.write_text(text, "utf-8", newline="\n")
    seconds = context.now().timestamp()
    os.utime(note, (seconds, seconds))


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 60)
