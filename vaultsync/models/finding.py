"""What a learner may mean by a few words: notes and tasks, and questions where that is not sure."""

from __future__ import annotations

from vaultsync.models.marks import Mark
from vaultsync.models.structs import Frozen, field


class Candidate(Frozen):
    """A note or a task of a roadmap.

    `item` is its id within the roadmap named `roadmap`, `text` its words, `unit` the title of its note (and of the
    roadmap's, for a note), `path` the vault path of its note, `is_note` whether it is the note itself; `under` are the
    words of the task that a task stands under.
    """

    roadmap: str
    item: str
    text: str
    unit: str
    path: str
    is_note: bool
    mark: Mark = Mark.TODO
    under: str = ""


class Unsure(Frozen):
    """Words that mean nothing, or could mean several things: the likeliest `candidates` first, out of `of`.

    With `near` they are merely alike: nothing has the words.
    """

    query: str
    candidates: tuple[Candidate, ...] = field(default_factory=tuple)
    of: int = 0
    near: bool = False
