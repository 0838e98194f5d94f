"""What to study next."""

from __future__ import annotations

from vaultsync.models.structs import Frozen


class Proposal(Frozen):
    """An open task to study next.

    `item` is its id within the roadmap named `roadmap`, `text` its words, `unit` and `path` the title and vault path
    of its note. `doing`: it is begun; `begun`: its unit is. `minutes` is how long it may take, where the roadmap says
    so; `due` the ISO day by which the plan wants its section done, or empty.
    """

    roadmap: str
    item: str
    text: str
    unit: str
    path: str
    doing: bool = False
    begun: bool = False
    minutes: int | None = None
    due: str = ""
