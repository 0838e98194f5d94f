"""What left a roadmap, and what is remembered of it so that it is recognised if it comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from vaultsync.domain.identity.recalling import nearest
from vaultsync.domain.identity.wording import bare, same_words
from vaultsync.domain.pull.moves import moved_marks
from vaultsync.domain.roadmaps.roadmap import MADE, new_tasks
from vaultsync.models.marks import KnownMark
from vaultsync.models.matching import NewTask
from vaultsync.models.roadmap import Gone, KnownNote, KnownRoadmap, Roadmap, item_id


def remember_gone(
    gone: Mapping[str, Gone],
    before: Roadmap | None,
    after: Roadmap,
    marks: Mapping[str, KnownMark],
    archived: Container[str] = (),
) -> dict[str, Gone]:
    """`gone` with what left the roadmap now: what has a mark or is `archived`, and whatever tells it from that.

    Both are by item id. Of twins, one without a mark is remembered as well: if it comes back it must not be taken for
    one that was ticked. And what left one note comes back together, maybe into a note of another name: each tells where
    the others are.
    """
    there = _ids(after)
    kept = {item: one for item, one in gone.items() if item not in there and item not in after.moved}
    went = set() if before is None else _ids(before) - there - after.moved.keys()
    if before is None or not went:
        return kept
    owners = {item.partition("#^")[0] for item in went}
    left = {item: one for item, one in _items(before, owners).items() if item in went}
    studied = {item.partition("#^")[0] for item in marks}
    untouched: dict[str, Gone] = {}
    for item, one in left.items():
        node, _, block = item.partition("#^")
        if (item in marks if block else node in studied) or item in archived:
            kept[item] = one
        elif block:
            untouched[item] = one
    if untouched:
        said = [task.source for node in before.root.walk() for task in node.tasks()]
        said += [one.words for item, one in kept.items() if "#^" in item and item not in left]
        counts = Counter(bare(same_words(words)) for words in said)
        together = {item.partition("#^")[0] for item in left if "#^" in item and item in kept}
        for item, one in untouched.items():
            if item.partition("#^")[0] in together or counts[bare(same_words(one.words))] > 1:
                kept[item] = Gone(one.words, one.under, one.behind, kept=False)
    return kept


def remember_waiting(
    gone: Mapping[str, Gone],
    before: Roadmap | None,
    after: Roadmap,
    marks: Mapping[str, KnownMark],
    waiting: Container[str],
) -> dict[str, Gone]:
    """`gone` with the marked tasks that moved to notes (node ids) that could not be written yet."""
    if not waiting:
        return dict(gone)
    there = {} if before is None else _items(before)
    moved = moved_marks(marks, after.moved)
    came = {item: one for item, one in _items(after).items() if item in moved and item not in there}
    return {**gone, **{item: one for item, one in came.items() if item.partition("#^")[0] in waiting}}


def remember_all(known: KnownRoadmap, marks: Mapping[str, KnownMark], archived: Container[str] = ()) -> dict[str, Gone]:
    """The same for a roadmap that leaves as a whole."""
    kept = dict(known.gone)
    studied = {item.partition("#^")[0] for item in marks}
    for node, note in known.notes.items():
        if node and (node in studied or node in archived):
            kept[node] = Gone(note.title)
        kept |= {item: one for item, one in _of_note(note).items() if item in marks}
    return kept


def _ids(roadmap: Roadmap) -> set[str]:
    """The item ids of all notes and tasks."""
    nodes = list(roadmap.root.walk())
    return {node.id for node in nodes if node.id} | {
        item_id(node.id, task.id) for node in nodes for task in node.tasks()
    }


def _items(roadmap: Roadmap, owners: Container[str] | None = None) -> dict[str, Gone]:
    """All notes and tasks as they would be remembered, by item id; where `owners` are given, those of these notes."""
    found: dict[str, Gone] = {}
    for node in roadmap.root.walk():
        if owners is None or node.id in owners:
            if node.id:
                found[node.id] = Gone(node.title)
            rows = ((task.id, task.source, new, task.counted) for task, new in new_tasks(node))
            found |= _standing(node.id, rows)
    return found


def _of_note(note: KnownNote) -> dict[str, Gone]:
    rows = (
        (
            task.id,
            task.text,
            NewTask(
                note.id, "", same_words(task.text), task.url, -1,
                tuple(map(same_words, task.above)), tuple(map(same_words, task.headings)),
            ),
            True,
        )
        for task in note.tasks
    )  # fmt: skip
    return _standing(note.id, rows)


def _standing(node: str, tasks: Iterable[tuple[str, str, NewTask, bool]]) -> dict[str, Gone]:
    """The tasks of a note, given by id, words and whether they are counted, in its order."""
    found: dict[str, Gone] = {}
    last: dict[str, str] = {}
    for id_, text, task, counted in tasks:
        under = nearest(task, MADE)
        found[item_id(node, id_)] = Gone(text, under, last.get(under, ""), counted=counted)
        last[under] = task.words
    return found
