"""A device that has an older version of a roadmap catches up with one that has a newer: a pull in memory.

The base texts of the newer device say what every note should be. What the older device's learner did is carried over as
in any pull: merged where the note stays, moved with its task, archived where it left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from vaultsync.domain.pull.leaving import remember_gone
from vaultsync.domain.pull.moves import archived, carry_words, holds_left_of, moved_blocks, moved_marks, place_of_left
from vaultsync.domain.pull.plan import make_plan
from vaultsync.markdown import note
from vaultsync.models.marks import CHAR_OF_MARK, KnownMark, Mark
from vaultsync.models.plan import Action, Deed, FoundNote, WantedNote
from vaultsync.models.roadmap import Gone, Roadmap, item_id
from vaultsync.models.structs import Struct, field

_SPLICED = (Deed.CREATE, Deed.UPDATE, Deed.MERGE)


class Older(Struct):
    """The older device's roadmap: base texts and notes by note id, marks and what is gone by item id.

    `deleted` tells by node id where notes stood that were deleted by hand before their units left the roadmap. `read`
    gives the text of any other file by vault path (None: no file), `beside` that of the newer device's file; `link`
    makes a link from one vault path to another.
    """

    bases: Mapping[str, str]
    notes: Mapping[str, FoundNote]
    marks: Mapping[str, KnownMark]
    gone: Mapping[str, Gone]
    deleted: Mapping[str, str]
    paths: Mapping[str, str]
    read: Callable[[str], str | None]
    beside: Callable[[str], str | None]
    link: Callable[[str, str], str]


class CaughtUp(Struct):
    """The result: vault path → text (None: deleted), the marks under their new ids, and the lists."""

    files: dict[str, str | None] = field(default_factory=dict)
    marks: dict[str, KnownMark] = field(default_factory=dict)
    gone: dict[str, Gone] = field(default_factory=dict)
    deleted: dict[str, str] = field(default_factory=dict)


def moved_to(theirs: Roadmap, ours: Roadmap, known: Iterable[str]) -> dict[str, str]:
    """The ids that the newer device gave to the older device's items (`known`): old id → new id.

    `theirs` is the new document with the older device's ids, `ours` with those of the newer: the same document, so both
    have the same items in the same order. An id that both know is one item, whatever its words.
    """
    there: dict[str, str] = {}
    for node, same in zip(theirs.root.walk(), ours.root.walk(), strict=True):
        for task, twin in zip(node.tasks(), same.tasks(), strict=True):
            there[item_id(node.id, task.id)] = item_id(same.id, twin.id)
    kept = set(there.values())
    found = {}
    for item in known:
        new = there.get(theirs.moved.get(item, item))
        if new is not None and new != item and item not in kept:
            found[item] = new
    return found


def catch_up(older: Older, wanted: list[WantedNote], before: Roadmap | None, after: Roadmap, archive: str) -> CaughtUp:
    """Bring the older device's notes to what is `wanted`. `before` and `after` are the two versions of the roadmap.

    `archive` is the roadmap's folder in the archive.
    """
    there = {want.id for want in wanted if want.id in older.notes or want.id not in older.bases}
    taken = {found.path.casefold() for found in older.notes.values()}

    def place(_: str, path: str, __: str) -> str:
        stem, n = path.rsplit("/", 1)[-1].removesuffix(".md"), 1
        while f"{archive}/{stem}{f' {n}' if n > 1 else ''}.md".casefold() in taken or older.read(
            f"{archive}/{stem}{f' {n}' if n > 1 else ''}.md"
        ):
            n += 1
        target = f"{archive}/{stem}{f' {n}' if n > 1 else ''}.md"
        taken.add(target.casefold())
        return target

    deleted = {f"{after.name}/{node}" if node else after.name for node in older.deleted}
    plan = make_plan(older.bases, older.notes, wanted, taken, place, moved_blocks(after, there), (), deleted)
    carry_words(plan, [after])
    made = CaughtUp(marks=moved_marks(older.marks, after.moved))
    forgotten = {action.id.partition("/")[2] for action in plan.of(Deed.FORGET)}
    made.deleted = {**older.deleted, **{node: path for node, path in older.paths.items() if node in forgotten}}
    made.gone = remember_gone(older.gone, before, after, older.marks, made.deleted)
    for action in plan.actions:
        _carry_out(action, older, archive, made)
    return made


def _carry_out(action: Action, older: Older, archive: str, made: CaughtUp) -> None:
    if action.deed in _SPLICED:
        here = older.notes.get(action.id)
        made.files[action.path] = _marked(action.id, action.text or "", here.text if here else "", made.marks)
    elif action.deed is Deed.DELETE:
        made.files[action.path] = None
    elif action.deed is Deed.ARCHIVE:
        made.files[action.path] = None
        made.files[action.target] = action.text
    if action.left:
        stem = action.path.rsplit("/", 1)[-1].removesuffix(".md")

        def is_free(path: str) -> bool:
            texts = (made.files.get(path) or older.read(path), older.beside(path))
            return all(text is None or holds_left_of(path, text, action.path) for text in texts)

        path = place_of_left(archive, action.path, is_free)
        existing = made.files.get(path)
        made.files[path] = archived(
            existing if existing is not None else older.read(path), stem, action.left, older.link(path, action.path)
        )


def with_known(text: str, node: str, marks: Mapping[str, KnownMark]) -> str:
    """A base text (in which marks are blank) with the known marks set."""
    set_ = {}
    for task in note.scan("", text).tasks:
        known = marks.get(item_id(node, task.block_id)) if task.block_id else None
        if known is not None:
            set_[task.line] = (CHAR_OF_MARK[known.mark], known.date or None)
    return note.with_marks(text, set_) if set_ else text


def _marked(id_: str, text: str, before: str, marks: Mapping[str, KnownMark]) -> str:
    """A note with the known marks on the tasks that came into it: a tick moves with its task."""
    node = id_.partition("/")[2]
    there = {task.block_id for task in note.scan("", before).tasks}
    set_ = {}
    for task in note.scan("", text).tasks:
        known = marks.get(item_id(node, task.block_id)) if task.block_id and task.block_id not in there else None
        if known is not None and task.mark is Mark.TODO:
            set_[task.line] = (CHAR_OF_MARK[known.mark], known.date or None)
    return note.with_marks(text, set_) if set_ else text
