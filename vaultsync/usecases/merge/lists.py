"""A roadmap's lists in `.vaultsync/` from two devices, made to fit what was merged beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.domain.devices.threeway import merge_maps, merge_marks, merge_rows
from vaultsync.edges import state as states
from vaultsync.edges import statelists
from vaultsync.edges.questions import format_questions, parse_questions
from vaultsync.markdown import note
from vaultsync.models.marks import KnownMark, Mark, NoteScan
from vaultsync.models.question import Question

Files = Mapping[str, bytes | None]
_TODO = KnownMark(Mark.TODO)


def state_file(path: str, old: bytes | None, ours: bytes | None, theirs: bytes | None) -> bytes | None:
    """One merged file of `.vaultsync/`.

    Marks are merged by item, lists by row; of any other file the version is taken that changed.
    """
    if ours == theirs or theirs == old:
        return ours
    if ours == old:
        return theirs
    if path.endswith(".tsv"):
        texts = [text_of(data) for data in (old, ours, theirs)]
        if path == states.marks_path(states.owner(path)):
            marks = [statelists.parse_marks(text, path)[0] for text in texts]
            merged = statelists.format_marks(merge_marks(*marks))
        else:
            merged = merge_rows(*texts)
        return merged.encode("utf-8") or None
    return ours if ours is not None else theirs


def held_list(merged: bytes | None, document: bytes | None) -> bytes | None:
    """The list of versions that were undone, without the version that is in use now."""
    now = states.version_of(text_of(document))
    return "".join(f"{row}\n" for row in text_of(merged).split() if row != now).encode("utf-8") or None


def review_list(versions: Sequence[bytes | None], marks: Mapping[str, KnownMark]) -> bytes | None:
    """The questions of both devices. Of two about one item the one is kept that asks about its present mark.

    `versions` are those of the common ancestor and of both sides.
    """

    def one_of(mine: Question, other: Question) -> Question:
        mark = str(marks.get(mine.item, _TODO).mark)
        return min(mine, other, key=lambda question: (question.other != mark, question.other, question.why))

    old, ours, theirs = (parse_questions(text_of(data)) for data in versions)
    return format_questions(merge_maps(old, ours, theirs, one_of)).encode("utf-8") or None


def marks_list(name: str, ours: Files, theirs: Files, merged: Files, again: Mapping[str, KnownMark]) -> bytes | None:
    """The merged known marks; those of a note's items come from the device from which the note's `done` comes.

    Otherwise a note that one device reopened would look as if the learner had reopened it just now. Items opened
    `again` keep their old known mark, so that their open box counts as a change, and their parents follow.
    """
    path = states.marks_path(name)
    marks, *known = (statelists.parse_marks(text_of(files.get(path)), path)[0] for files in (merged, ours, theirs))
    sides = [_notes(files, name) for files in (ours, theirs)]
    for node, found in _notes(merged, name).items():
        said = [side[node][0][1].done if node in side else None for side in sides]
        done = found[0][1].done
        if said[0] is not said[1] and done in said:
            mark = known[said.index(done)].get(node, _TODO)
            marks[node] = mark
    return statelists.format_marks({**marks, **again}).encode("utf-8") or None


def path_list(listed: bytes, path: str, name: str, merged: Files) -> bytes:
    """The list of where notes are, with the paths that merged notes have now.

    Notes that exist twice keep their old path.
    """
    paths, _ = statelists.parse_paths(text_of(listed), path)
    for node, found in _notes(merged, name).items():
        if node in paths and len(found) == 1:
            paths[node] = found[0][0]
    return statelists.format_paths(paths).encode("utf-8")


def _notes(files: Files, name: str) -> dict[str, list[tuple[str, NoteScan]]]:
    """Node id → vault paths and scans of a roadmap's notes."""
    notes: dict[str, list[tuple[str, NoteScan]]] = {}
    for path, data in files.items():
        if data is not None and path.endswith(".md") and b"vaultsync:" in data and not path.startswith("."):
            scan = note.scan(path, data.decode("utf-8", "replace"))
            owner, _, node = scan.id.partition("/")
            if owner == name:
                notes.setdefault(node, []).append((path, scan))
    return notes


def text_of(data: bytes | None) -> str:
    """A file of `.vaultsync` as text; empty where there is none."""
    return (data or b"").decode("utf-8", "replace")
