"""Tasks as identity sees them: where they stand, what they say, and where they lead."""

from __future__ import annotations

from vaultsync.models.structs import Frozen


class OldTask(Frozen):
    """A known task: the node id of its note, its block id, words, link, and the block id of the task above it.

    What it stands under, the nearest first, in words: `above` are items of its list, `headings` those in its note,
    `trail` titles, its note's and those of the sections above. `mark` is empty where it is todo. Of a task
    that left earlier, `behind` are the words of what it stood right behind.
    """

    node: str
    id: str
    words: str
    url: str
    parent: str
    above: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    mark: str = ""
    behind: str = ""


class NewTask(Frozen):
    """A task of the outline: the node id of its note, the document's own id or empty, words, link.

    `parent` is the position of the task above it in the list of new tasks, or -1; the rest is as for a known one.
    """

    node: str
    own: str
    words: str
    url: str
    parent: int
    above: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
