"""The message of a commit: what was studied or pulled, honest and short (DESIGN, section 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vaultsync.markdown.inline import read_inline
from vaultsync.models.agreement import Change, ChangeKind
from vaultsync.models.marks import Mark
from vaultsync.models.progress import Progress, PullNews, RoadmapProgress

TRAILER = "Vaultsync-Progress"
_LONGEST = 100
_DECORATION = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+")
_GENERIC = re.compile(r"\s+(?:learning\s+)?(?:roadmap|path|curriculum|study plan)$", re.IGNORECASE)
_LISTED = 40


def study_message(changes: Sequence[Change], progress: Progress, journal: Sequence[str] = ()) -> str:
    """The message of a commit of the learner's changes.

    `changes` are those of all roadmaps, `journal` lines of journal entries. The subject has at most 100 characters.
    """
    own = [change for change in changes if not change.by]
    done = [change for change in changes if change.to is Mark.DONE and change.kind is ChangeKind.TASK]
    concerned = {change.roadmap for change in changes}
    body: list[str] = []
    for title, mark in (("Done", Mark.DONE), ("Doing", Mark.DOING), ("Skipped", Mark.SKIPPED), ("Reopened", Mark.TODO)):
        lines = [_line(change) for change in own if change.to is mark]
        if lines:
            body += ["", title, *_cut(lines)]
    if journal:
        body += ["", "Journal", *(f"- {_plain(entry)}" for entry in journal)]
    subject = f"Study: {_told(own, done, progress)}"
    return _message(subject, body, [roadmap for roadmap in progress.roadmaps if roadmap.name in concerned])


def _told(own: Sequence[Change], done: Sequence[Change], progress: Progress) -> str:
    """What the subject says after `Study: `."""
    if not own:
        return "notes"
    counted = [
        (word, len(items))
        for word, items in (
            ("done", done),
            ("doing", [change for change in own if change.to is Mark.DOING]),
            ("skipped", [change for change in own if change.to is Mark.SKIPPED]),
            ("reopened", [change for change in own if change.to is Mark.TODO]),
        )
        if items
    ]
    if not counted:
        resources = sum(change.kind is ChangeKind.RESOURCE for change in own)
        counted = [("resources", resources)] if resources else [("changes", len(own))]
    what = ", ".join(f"{number} {word}" for word, number in counted)
    units = list(dict.fromkeys(change.unit for change in own))
    names = {change.roadmap for change in own}
    roadmaps = [roadmap for roadmap in progress.roadmaps if roadmap.name in names]
    where = f" in {_title(units[0])}" if len(units) == 1 else f" in {len(units)} notes"
    figures = ", ".join(f"{short_title(roadmap.title)} {_figure(roadmap)}" for roadmap in roadmaps[:2])
    more = f" and {len(roadmaps) - 2} more" if len(roadmaps) > 2 else ""
    return _fit(what + where, f" ({figures}{more})" if figures else "", _LONGEST - len("Study: "))


def pull_message(news: Sequence[PullNews], progress: Progress) -> str:
    """The message of a commit of what a pull wrote; `news` for every roadmap that brought something."""
    titles = {roadmap.name: short_title(roadmap.title) for roadmap in progress.roadmaps}
    told = [item for item in news if _counts(item)]
    first = [item for item in told if item.first]
    if told and len(first) == len(told):
        names = [titles.get(item.roadmap, item.roadmap) for item in first]
        notes = sum(len(item.created) for item in first)
        subject = _fit(f"Pull: {_and(names)}", f" ({notes} notes)", _LONGEST)
    elif told:
        parts = [f"{titles.get(item.roadmap, item.roadmap)}: {_counts(item)}" for item in told]
        subject = _fit(f"Pull: {'; '.join(parts)}", "", _LONGEST)
    else:
        subject = "Pull: settings and summary"
    body: list[str] = []
    for item in told:
        if item.first:
            continue
        for word in ("created", "changed", "archived", "deleted", "reopened"):
            lines = [f"- {_title(title)}" for title in getattr(item, word)]
            if lines:
                body += ["", f"{word.capitalize()} in {titles.get(item.roadmap, item.roadmap)}", *_cut(lines)]
    concerned = {item.roadmap for item in told}
    return _message(subject, body, [roadmap for roadmap in progress.roadmaps if roadmap.name in concerned])


def _counts(item: PullNews) -> str:
    """`2 new, 3 changed`: what a pull did to the notes of a roadmap."""
    counted = [
        (word, len(titles))
        for word, titles in (
            ("new", item.created),
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
    plain = " ".join(_DECORATION.sub(" ", _plain(title)).split())
    plain = plain.split(": ")[0] if len(plain) > 40 else plain
    short = _GENERIC.sub("", plain)
    return _clip(short or plain or title, 40)


def _figure(roadmap: RoadmapProgress) -> str:
    return f"{roadmap.tally.done}/{roadmap.tally.total}"


def _line(change: Change) -> str:
    """A change as a list item; a section marked as a whole tells how many tasks followed it."""
    text = f"- {_plain(change.text)}"
    if change.kind is ChangeKind.WHOLE and change.tasks:
        return f"{text} ({change.tasks} {'task' if change.tasks == 1 else 'tasks'})"
    return text


def _cut(lines: list[str]) -> list[str]:
    if len(lines) <= _LISTED:
        return lines
    return [*lines[:_LISTED], f"- and {len(lines) - _LISTED} more"]


def _message(subject: str, body: Iterable[str], roadmaps: Iterable[RoadmapProgress]) -> str:
    """Subject, body and trailers. The trailers are a paragraph of their own, and the last one."""
    trailers = [f"{TRAILER}: {roadmap.name} {_figure(roadmap)}" for roadmap in roadmaps]
    return "\n".join([subject, *body, *(["", *trailers] if trailers else [])]) + "\n"


def _plain(text: str) -> str:
    """The visible words of a line, on one line."""
    return " ".join(read_inline(text)[0].split())


def _title(title: str) -> str:
    return _plain(title)


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
