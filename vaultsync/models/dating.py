"""Values for finding out in the history on which day a tick was made."""

from __future__ import annotations

from vaultsync.models.structs import Frozen


class LineChange(Frozen):
    """The lines that one commit took from a file and put into it. `born`: the file is new in it.

    `day` is the author's, ISO. Lines are without their ends.
    """

    commit: str
    day: str
    path: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    born: bool


class Tick(Frozen):
    """A tick whose day is wanted, in the file `path`.

    It is known by the line's block id, where it has none by its `text`; where that is empty as well it is the
    property `done`.
    """

    path: str
    block_id: str = ""
    text: str = ""
