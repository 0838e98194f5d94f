"""Which version of a roadmap's document is used where two devices have different ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.domain.devices.threeway import merge_rows
from vaultsync.edges import state as states
from vaultsync.edges.repo import Repo
from vaultsync.edges.repo.trees import commit_time
from vaultsync.usecases.merge.joined import OLD, OURS, THEIRS
from vaultsync.usecases.merge.lists import text_of

Sides = Sequence[Mapping[str, bytes]]


def newer(repo: Repo, commits: Sequence[str], sides: Sides, name: str) -> int | None:
    """The side whose version of the document of roadmap `name` is used; None if both sides have the same.

    `commits` are the common ancestor and both sides, `sides` the files of each that differ anywhere.
    """
    path = states.document_path(name)
    old, ours, theirs = (side.get(path) for side in sides)
    if ours == theirs:
        return None
    if old is not None and ours is None:
        return OURS  # removed on that side: so it stays removed
    if old is not None and theirs is None:
        return THEIRS
    marks = [states.version_of(text_of(data)) for data in (old, ours, theirs)]
    held, *_ = _held(sides, name)
    undone = [
        mark in held for mark in marks
    ]  # a version undone on one device loses, even if the other has pulled it meanwhile
    if undone[OURS] != undone[THEIRS]:
        return THEIRS if undone[OURS] else OURS
    if ours == old:
        return THEIRS
    if theirs == old:
        return OURS
    back = went_back(sides, name)  # one side has undone the common version, the other has pulled a new one
    if back[OURS] != back[THEIRS]:
        return THEIRS if back[OURS] else OURS
    # For commits of the same second the text decides: so all devices agree, in whatever order they merge.
    one, other = ((commit_time(repo, commits[side], [path]), marks[side]) for side in (OURS, THEIRS))
    return OURS if one > other else THEIRS


def went_back(sides: Sides, name: str) -> list[bool]:
    """Whether the version of the common ancestor was undone: by either side, by ours, by theirs."""
    old = states.version_of(text_of(sides[OLD].get(states.document_path(name))))
    return [old in held for held in _held(sides, name)]


def both_have(sides: Sides, name: str) -> bool:
    """Whether both sides have the roadmap's document."""
    path = states.document_path(name)
    return all(path in sides[side] for side in (OURS, THEIRS))


def _held(sides: Sides, name: str) -> list[set[str]]:
    """The versions that were undone: what both sides come to, then what each of them says."""
    texts = [text_of(side.get(states.held_path(name))) for side in sides]
    return [set(merge_rows(*texts).split()), *(set(text.split()) for text in texts[1:])]
