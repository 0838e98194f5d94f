"""The message of a commit: what was studied or pulled, honest and short (DESIGN, section 8).

Words of learners and documents never begin a line: they stand after `Study: `, after `Done in ` or in a list
item, on one line each. So none of them can pass for a trailer, a comment or a line of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from vaultsync.markdown.entrylines import duration
from vaultsync.markdown.inline import read_inline
from vaultsync.models.agreement import Change, ChangeKind
from vaultsync.models.marks import Mark
from vaultsync.models.progress import Progress, PullNews, RoadmapProgress

TRAILERS = "Vaultsync-"  # so begins every trailer of vaultsync's
TRAILER = f"{TRAILERS}Progress"
MERGE_TRAILER = f"{TRAILERS}Merge"
UNDO_TRAILER = f"{TRAILERS}Undo"
# What became of an item, in the order in which a message tells it.
_WORDS = {Mark.DONE: "done", Mark.DOING: "doing", Mark.SKIPPED: "skipped", Mark.TODO: "reopened"}
_LONGEST = 100
# Fewer letters of a title than these tell nothing.
_NAMING = 16
_LISTED = 40
_LONGEST_ENTRY = 200
_BEFORE = "known before"
_DECORATION = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]+")
_GENERIC = re.compile(r"\s+(?:learning\s+|study\s+)?(?:roadmap|path|curriculum|plan)$", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)+\.?|\d+[.)])\s+(?=\S)")


def study_message(
    changes: Sequence[Change],
    progress: Progress,
    journal: Sequence[str] = (),
    notes: Sequence[str] = (),
    days: Sequence[str] = (),
) -> str:
    """The message of a commit of the learner's changes.

    `changes` are those of all roadmaps, `journal` lines of journal entries, `notes` the titles of notes whose
    words changed (told where nothing was marked), `days` the ISO days whose daily notes have new entries (told where
    there is nothing else). The subject has at most 100 characters.
    """
    names = list(dict.fromkeys(change.roadmap for change in changes))
    roadmaps = [roadmap for roadmap in progress.roadmaps if roadmap.name in names]
    if changes:
        subject = _study_subject(changes, _figures(roadmaps))
    elif days and not notes:
        subject = f"Study: journal of {days[0] if len(days) == 1 else f'{len(days)} days'}"
    else:
        subject = _notes_subject(notes)
    body = _lists([change for change in changes if not change.by], _unheard(changes))
    if journal:
        body += ["", "Journal", *_cut([f"- {_one_line(entry)}" for entry in journal])]
    return _message(subject, body, roadmaps)


def check_message(mended: Sequence[str]) -> str:
    """The message of a commit of what `check --fix` mended: `mended` are sentences."""
    return _message(f"Check: {len(mended)} mended", ["", *(f"- {_one_line(sentence)}" for sentence in mended)], [])


def copies_message(paths: Sequence[str]) -> str:
    """The message of a commit that keeps copies in the history before `check --fix` takes them away."""
    named = "1 copy" if len(paths) == 1 else f"{len(paths)} copies"
    return _message(f"Check: {named} kept in the history", ["", *(f"- {_one_line(path)}" for path in paths)], [])


def journal_line(day: str, text: str, minutes: int | None) -> str:
    """A journal entry as a commit tells it, on one line and cut where it is long: `2026-11-21: SVD at last. (45m)`."""
    words, time = _plain(text), f" ({duration(minutes)})" if minutes else ""
    return _fit(f"{day}: {words}", time, _LONGEST_ENTRY) if words else f"{day}:{time}"


def _unheard(changes: Sequence[Change]) -> set[tuple[str, str]]:
    """What was known from before, by roadmap and item: done, and neither it nor what followed it has a date."""
    dated = {(change.roadmap, change.by) for change in changes if change.by and change.date}
    return {
        (change.roadmap, change.item)
        for change in changes
        if change.to is Mark.DONE and not change.date and (change.roadmap, change.item) not in dated
    }


def _study_subject(changes: Sequence[Change], figures: str) -> str:
    """`Study: 3 done in Mathematics Fundamentals (Complete AI Engineer 41/478)`."""
    tasks: Counter[Mark] = Counter()
    resources = before = 0
    unheard = _unheard(changes)
    for change in changes:
        if (change.roadmap, change.item) in unheard:
            before += change.kind is not ChangeKind.WHOLE or not change.tasks
        elif change.kind is ChangeKind.RESOURCE and "#^" in change.item and change.to is Mark.DONE:
            resources += 1
        elif change.kind is not ChangeKind.WHOLE or not change.tasks:
            tasks[change.to] += 1
    told = [f"{tasks[mark]} {word}" for mark, word in _WORDS.items() if tasks[mark]]
    if resources:
        told.append(f"{resources} {'resource' if resources == 1 else 'resources'}{'' if told else ' done'}")
    if before:
        told.append(f"{before} {_BEFORE}")
    what = f"Study: {', '.join(told)}"
    units = list(dict.fromkeys(_unit(change.unit) for change in changes if not change.by))
    if len(what + figures) > _LONGEST:
        return _clip(what + figures, _LONGEST)
    room = _LONGEST - len(what + figures) - len(" in ")
    if len(units) == 2 and len(units[0] + units[1]) + len(" and ") <= room:
        where = f"{units[0]} and {units[1]}"
    else:
        where = units[0] if len(units) == 1 else f"{len(units)} notes"
    if len(where) > room:
        where = _clip(where, room) if room >= _NAMING else ""
    return f"{what} in {where}{figures}" if where else what + figures


def _notes_subject(notes: Sequence[str]) -> str:
    titles = list(dict.fromkeys(_unit(title) for title in notes))
    if not titles:
        return "Study: notes"
    named = f"Study: notes in {' and '.join(titles)}"
    if len(titles) > 2 or (len(titles) == 2 and len(named) > _LONGEST):
        return f"Study: notes in {len(titles)} units"
    return _clip(named, _LONGEST)


def _figures(roadmaps: Sequence[RoadmapProgress]) -> str:
    """` (Complete AI Engineer 41/478)`; two roadmaps of one title are told by name."""
    if not roadmaps:
        return ""
    short = [short_title(roadmap.title) for roadmap in roadmaps]
    told = [
        f"{title if short.count(title) == 1 else _plain(roadmap.name)} {_figure(roadmap)}"
        for title, roadmap in zip(short[:2], roadmaps, strict=False)
    ]
    more = f" and {len(roadmaps) - 2} more" if len(roadmaps) > 2 else ""
    return f" ({', '.join(told)}{more})"


def _lists(own: Sequence[Change], unheard: Collection[tuple[str, str]] = ()) -> list[str]:
    """What the learner marked, verbatim; by note where it is more than one. What was known before stands last."""
    several = len({(change.roadmap, change.unit) for change in own}) > 1
    lists: dict[tuple[int, str], list[str]] = {}
    words = [*_WORDS.values(), _BEFORE]
    for change in own:
        inside = several and "#^" in change.item
        heading = f" in {_unit(change.unit)}" if inside else ""
        before = (change.roadmap, change.item) in unheard
        word = words.index(_BEFORE if before else _WORDS[change.to])
        lists.setdefault((word, heading), []).append(_line(change))
    body: list[str] = []
    for (word, heading), lines in sorted(lists.items(), key=lambda pair: (pair[0][0], bool(pair[0][1]))):
        body += ["", f"{words[word].capitalize()}{heading}", *lines]
    return body


def _line(change: Change) -> str:
    """A change as a list item; a section marked as a whole tells how many tasks followed it."""
    text = f"- {_plain(change.text)}"
    if change.kind is not ChangeKind.WHOLE or not change.tasks:
        return text
    some = f" of {change.of}" if change.tasks < change.of else ""
    return f"{text} ({change.tasks}{some} {'task' if (change.of or change.tasks) == 1 else 'tasks'})"


def dates_message(dated: Sequence[tuple[str, int]], progress: Progress) -> str:
    """The message of a commit that dates ticks from a history: titles of roadmaps, and how many ticks of each."""
    told = ", ".join(f"{ticks} {'tick' if ticks == 1 else 'ticks'} of {short_title(title)}" for title, ticks in dated)
    return _message(_fit(f"Dates: {told}", " from their history", _LONGEST), [], progress.roadmaps)


def pull_message(news: Sequence[PullNews], progress: Progress, *, arrived: int = 0) -> str:
    """The message of a commit of what a pull wrote.

    `news` for every roadmap that brought something; `arrived` is how many ticks the documents brought.
    """
    titles = {roadmap.name: short_title(roadmap.title) for roadmap in progress.roadmaps}
    told = [item for item in news if _counts(item)]
    first = [item for item in told if item.first]
    if told and len(first) == len(told):
        names = [titles.get(item.roadmap) or _plain(item.roadmap) for item in first]
        notes = sum(len(item.created) for item in first)
        subject = _fit(f"Pull: {_and(names)}", f" ({notes} {'note' if notes == 1 else 'notes'})", _LONGEST)
    elif told:
        parts = [f"{titles.get(item.roadmap) or _plain(item.roadmap)}: {_counts(item)}" for item in told]
        subject = _fit(f"Pull: {'; '.join(parts)}", "", _LONGEST)
    elif arrived:
        subject = f"Pull: {arrived} {'tick' if arrived == 1 else 'ticks'} of the documents"
    else:
        subject = "Pull: settings and summary"
    body: list[str] = []
    for item in told:
        if item.first:
            continue
        for word in ("created", "restored", "renamed", "changed", "archived", "deleted", "reopened"):
            lines = [f"- {_plain(title)}" for title in getattr(item, word)]
            if lines:
                title = titles.get(item.roadmap) or _plain(item.roadmap)
                body += ["", f"{word.capitalize()} in {title}", *_cut(lines)]
    concerned = {item.roadmap for item in told}
    return _message(subject, body, [roadmap for roadmap in progress.roadmaps if roadmap.name in concerned])


def merge_message(remote: str, notes: Sequence[str], changes: Sequence[Change], progress: Progress) -> str:
    """The message of a merge of two devices.

    `notes` are the titles of what came from `remote`, `changes` the marks that were not counted on either device yet.
    """
    names = list(dict.fromkeys(_unit(title) for title in notes))
    what = _and_notes(names) if names else "what both devices did"
    figures = _figures(progress.roadmaps)
    subject = _fit(f"Merge: {what} from {_one_line(remote)}" if names else f"Merge: {what}", figures, _LONGEST)
    body = _lists([change for change in changes if not change.by])
    message = _message(subject, body, progress.roadmaps)
    return f"{message.rstrip()}\n{'' if progress.roadmaps else chr(10)}{MERGE_TRAILER}: {_one_line(remote)}\n"


def _and_notes(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) <= 2 else f"{len(names)} notes"


def undo_message(subject: str, commit: str, progress: Progress, *, redo: bool = False) -> str:
    """The message of a commit that takes back the one with this subject and id; `redo`: that was an undo itself."""
    what = _one_line(subject)
    if redo:
        what = what.removeprefix("Undo: ")
    head = _clip(f"{'Redo' if redo else 'Undo'}: {what}", _LONGEST)
    message = _message(head, (), progress.roadmaps)
    return f"{message.rstrip()}\n{'' if progress.roadmaps else chr(10)}{UNDO_TRAILER}: {commit}\n"


def _counts(item: PullNews) -> str:
    """`2 new, 3 changed`: what a pull did to the notes of a roadmap."""
    counted = [
        (word, len(titles))
        for word, titles in (
            ("new", item.created),
            ("restored", item.restored),
            ("renamed", item.renamed),
            ("changed", item.changed),
            ("archived", item.archived),
            ("deleted", item.deleted),
            ("reopened", item.reopened),
        )
        if titles
    ]
    return ", ".join(f"{number} {word}" for word, number in counted)


def short_title(title: str) -> str:
    """A roadmap's title for a subject line: without emoji and words that every roadmap has."""
    whole = _plain(title)
    plain = " ".join(_DECORATION.sub(" ", whole).split())
    plain = plain.split(": ")[0] if len(plain) > 40 else plain
    short = _GENERIC.sub("", plain)
    return _clip(short or plain or whole, 40)


def _unit(title: str) -> str:
    """A note's title for a subject line: without its number."""
    return _NUMBER.sub("", _plain(title))


def _figure(roadmap: RoadmapProgress) -> str:
    return f"{roadmap.tally.done}/{roadmap.tally.total}"


def _cut(lines: list[str]) -> list[str]:
    if len(lines) <= _LISTED:
        return lines
    return [*lines[:_LISTED], f"- and {len(lines) - _LISTED} more"]


def _message(subject: str, body: Iterable[str], roadmaps: Iterable[RoadmapProgress]) -> str:
    """Subject, body and trailers. The trailers are a paragraph of their own, and the last one."""
    trailers = [f"{TRAILER}: {_one_line(roadmap.name)} {_figure(roadmap)}" for roadmap in roadmaps]
    return "\n".join([subject, *body, *(["", *trailers] if trailers else [])]) + "\n"


def _plain(text: str) -> str:
    """The visible words of a line, on one line."""
    return _one_line(read_inline(_one_line(text))[0]) or _one_line(text)


def _one_line(text: str) -> str:
    """The text without line ends, and without control characters: git takes no NUL, a terminal obeys others."""
    if not text.isprintable():
        text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs"))
    return " ".join(text.split())


def _and(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more roadmaps"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _fit(text: str, tail: str, longest: int) -> str:
    """`text` and `tail` in at most `longest` characters; `text` gives way."""
    if len(text) + len(tail) <= longest:
        return text + tail
    if len(tail) > longest // 2:
        return _clip(text + tail, longest)
    return _clip(text, longest - len(tail)) + tail


def _clip(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    cut = text[: longest - 1].rstrip()
    word = cut.rpartition(" ")[0]
    return (word if len(word) > longest // 2 else cut).rstrip(" ,;:-(") + "…"
