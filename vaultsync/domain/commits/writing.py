"""The message of a commit: what was studied or pulled, honest and short.

Words of learners and documents never begin a line: they stand after `Study: `, after `Done in ` or in a list
item, on one line each. So none of them can pass for a trailer, a comment or a line of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from vaultsync.domain.commits.counting import BEFORE, count_changes, unheard_of
from vaultsync.domain.commits.reading import MERGE_TRAILER, SETTLED_TRAILER, TRAILER, UNDO_TRAILER
from vaultsync.domain.commits.subjects import (
    LONGEST,
    clip,
    dated,
    handled,
    merged,
    one_line,
    pulled,
    pulled_first,
    short_title,
    studied,
    undone,
    unit_title,
    visible_words,
    written_in,
)
from vaultsync.domain.progress.figures import count
from vaultsync.markdown.journal.entrylines import minutes_written
from vaultsync.markdown.names import told_apart
from vaultsync.models.agreement import Change, ChangeKind
from vaultsync.models.marks import Mark
from vaultsync.models.progress import Handwork, Progress, PullNews, RoadmapProgress

# What became of an item, in the order in which a message tells it.
_WORDS = {Mark.DONE: "done", Mark.DOING: "doing", Mark.SKIPPED: "skipped", Mark.TODO: "reopened"}
_LISTED = 40
_LONGEST_ENTRY = 200


def study_message(
    changes: Sequence[Change],
    progress: Progress,
    journal: Sequence[str] = (),
    notes: Handwork | None = None,
    days: Sequence[str] = (),
) -> str:
    """The message of a commit of the learner's changes.

    `changes` are those of all roadmaps, `journal` lines of journal entries, `notes` the titles of notes that were
    written in (told if nothing was marked), deleted or moved, `days` the ISO days whose daily notes have new entries
    (told if there is nothing else). What the subject abbreviates is complete in the body.
    """
    notes = notes or Handwork()
    names = list(dict.fromkeys(change.roadmap for change in changes))
    roadmaps = [roadmap for roadmap in progress.roadmaps if roadmap.name in names]
    unheard = unheard_of(changes)
    body: list[str] = []
    named = ""  # the list that the subject has whole
    if changes:
        units = list(dict.fromkeys(change.unit for change in changes if not change.by))
        subject, whole = studied(count_changes(changes).told(_WORDS), units, roadmaps)
        body = _lists([change for change in changes if not change.by], unheard, named=whole)
    elif notes.written:
        subject, whole = written_in(notes.written, foreign=notes.foreign)
        body = [] if whole else _titles("Notes", notes.written)
    elif days:
        subject = f"Study: journal of {days[0] if len(days) == 1 else f'{len(days)} days'}"
    else:
        subject, named = handled(notes)
    for heading, titles in (("Deleted", notes.deleted), ("Moved", notes.moved)):
        body += _titles(heading, titles) if heading != named else []
    body += _titles("Waits for its note, which is read-only", notes.waits)
    body += _titles("Waits until its note is left alone", notes.waits_soon)
    if journal:
        body += ["", "Journal", *_cut([f"- {one_line(entry)}" for entry in journal])]
    return _message(subject, body, roadmaps, _settled(notes.settled))


def _titles(heading: str, titles: Iterable[str]) -> list[str]:
    """A list of notes, each once; nothing where there are none."""
    lines = [f"- {title}" for title in dict.fromkeys(unit_title(title) for title in titles)]
    return ["", heading, *_cut(lines)] if lines else []


def check_message(mended: Sequence[str]) -> str:
    """The message of a commit of what `check --fix` mended: `mended` are sentences."""
    return _message(f"Check: {len(mended)} mended", ["", *(f"- {one_line(sentence)}" for sentence in mended)], [])


def copies_message(paths: Sequence[str]) -> str:
    """The message of a commit that keeps copies in the history before `check --fix` deletes them."""
    named = "1 copy" if len(paths) == 1 else f"{len(paths)} copies"
    return _message(f"Check: {named} kept in the history", ["", *(f"- {one_line(path)}" for path in paths)], [])


def journal_line(day: str, text: str, minutes: int | None) -> str:
    """A journal entry as a commit tells it, on one line and cut where it is long: `2026-11-21: SVD at last. (45m)`."""
    words, time = visible_words(text), f" ({minutes_written(minutes)})" if minutes else ""
    return clip(f"{day}: {words}", _LONGEST_ENTRY - len(time)) + time if words else f"{day}:{time}"


def _lists(own: Sequence[Change], unheard: Collection[tuple[str, str]] = (), *, named: bool = True) -> list[str]:
    """What the learner marked, verbatim; by note where it is more than one, or the subject has not `named` it.

    What was known before stands last.
    """
    several = len({(change.roadmap, change.unit) for change in own}) > 1 or not named
    lists: dict[tuple[int, str], list[str]] = {}
    words = [*_WORDS.values(), BEFORE]
    for change in own:
        inside = several and "#^" in change.item
        heading = f" in {unit_title(change.unit)}" if inside else ""
        before = (change.roadmap, change.item) in unheard
        word = words.index(BEFORE if before else _WORDS[change.to])
        lists.setdefault((word, heading), []).append(_line(change))
    body: list[str] = []
    for (word, heading), lines in sorted(lists.items(), key=lambda pair: (pair[0][0], bool(pair[0][1]))):
        body += ["", f"{words[word].capitalize()}{heading}", *lines]
    return body


def _line(change: Change) -> str:
    """A change as a list item; a section marked as a whole tells how many tasks followed it."""
    text = f"- {visible_words(change.text)}"
    if change.kind is not ChangeKind.WHOLE or not change.tasks:
        return text
    some = f" of {change.of}" if change.tasks < change.of else ""
    return f"{text} ({change.tasks}{some} {'task' if (change.of or change.tasks) == 1 else 'tasks'})"


def dates_message(ticks: Sequence[tuple[str, int]], progress: Progress) -> str:
    """The message of a commit that dates ticks from a history.

    `ticks` are titles of roadmaps, each with the number of ticks.
    """
    return _message(dated(ticks), [], progress.roadmaps)


def pull_message(
    news: Sequence[PullNews],
    progress: Progress,
    *,
    arrived: int = 0,
    mended: Sequence[str] = (),
    anew: Sequence[str] = (),
    settings: str = "",
) -> str:
    """The message of a commit of what a pull wrote.

    `news` are the roadmaps that brought something; `arrived` is the number of ticks that documents brought. `mended`
    and `anew` are sentences: what was mended in notes, and what was taken in without changing a note. `settings` says
    which of them were completed.
    """
    apart = told_apart({roadmap.name: roadmap.title for roadmap in progress.roadmaps})
    titles = {name: short_title(title) for name, title in apart.items()}
    told = [item for item in news if _counts(item)]
    first = [item for item in told if item.first and item.created]
    if told and len(first) == len(told):
        names = [titles.get(item.roadmap) or visible_words(item.roadmap) for item in first]
        subject = pulled_first(names, sum(len(item.created) for item in first))
    elif told:
        named = [(titles.get(item.roadmap) or visible_words(item.roadmap), _counts(item)) for item in told]
        subject = pulled(named, _counts(*told))
    elif arrived:
        subject = f"Pull: {count(arrived, 'tick')} of the documents"
    elif mended:
        subject = f"Pull: mended {count(len(mended), 'note')}"
    elif anew:
        subject, anew = clip(f"Pull: {one_line(anew[0])}"), anew[1:] if len(f"Pull: {anew[0]}") <= LONGEST else anew
    else:
        subject = f"Pull: {settings or 'summary'}"
    body: list[str] = []
    for item in told:
        if item in first:
            continue
        for word in ("created", "restored", "renamed", "changed", "archived", "deleted", "reopened"):
            lines = [f"- {visible_words(title)}" for title in getattr(item, word)]
            if lines:
                title = titles.get(item.roadmap) or visible_words(item.roadmap)
                body += ["", f"{word.capitalize()} in {title}", *_cut(lines)]
    for heading, sentences in (("Mended", mended), ("Taken in", anew)):
        body += ["", heading, *_cut([f"- {one_line(one)}" for one in sentences])] if sentences else []
    concerned = {item.roadmap for item in told}
    return _message(subject, body, [roadmap for roadmap in progress.roadmaps if roadmap.name in concerned])


def merge_message(remote: str, notes: Sequence[str], changes: Sequence[Change], progress: Progress) -> str:
    """The message of a merge of two devices.

    `notes` are the titles of notes that came from `remote`, `changes` marks that neither device had counted yet.
    """
    body = _lists([change for change in changes if not change.by])
    message = _message(merged(notes, remote, progress.roadmaps), body, progress.roadmaps)
    return f"{message.rstrip()}\n{'' if progress.roadmaps else chr(10)}{MERGE_TRAILER}: {one_line(remote)}\n"


def undo_message(subject: str, commit: str, progress: Progress, *, redo: bool = False, settled: str = "") -> str:
    """The message of a commit that takes back the one with this subject and id.

    `redo`: that was an undo itself. `settled`: the answer to a question that it held.
    """
    head, whole = undone(subject, redo=redo)
    trailers = [*_settled(settled), f"{UNDO_TRAILER}: {commit}"]
    return _message(head, () if whole else ("", f"- {one_line(subject)}"), progress.roadmaps, trailers)


def _counts(*items: PullNews) -> str:
    """`2 new, 3 changed`: what a pull did to the notes of roadmaps."""
    words = {"created": "new"}
    counted = [
        (words.get(word, word), sum(len(getattr(item, word)) for item in items))
        for word in ("created", "restored", "renamed", "changed", "archived", "deleted", "reopened")
    ]
    return ", ".join(f"{number} {word}" for word, number in counted if number)


def _cut(lines: list[str]) -> list[str]:
    if len(lines) <= _LISTED:
        return lines
    return [*lines[:_LISTED], f"- and {len(lines) - _LISTED} more"]


def _settled(answer: str) -> list[str]:
    """The trailer of a commit that holds nothing but what followed from the answer to a question."""
    return [f"{SETTLED_TRAILER}: {answer}"] if answer else []


def _message(subject: str, body: Iterable[str], roadmaps: Iterable[RoadmapProgress], more: Iterable[str] = ()) -> str:
    """Subject, body and trailers. The trailers are a paragraph of their own, and the last one."""
    trailers = [
        f"{TRAILER}: {one_line(roadmap.name)} {roadmap.tally.done}/{roadmap.tally.total}" for roadmap in roadmaps
    ]
    trailers += more
    return "\n".join([subject, *body, *(["", *trailers] if trailers else [])]) + "\n"
