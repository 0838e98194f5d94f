"""What dating ticks from the history of a document did."""

from __future__ import annotations

from vaultsync.models.reports import PushReport
from vaultsync.models.structs import Frozen, Struct, field


class DatedItem(Frozen):
    """An item that got the day of its tick; `ticked` where the tick itself came with the document."""

    item: str
    text: str
    note: str
    date: str
    ticked: bool = False


class Dated(Struct):
    """One roadmap and the document whose history was read.

    `versions` is how many versions it had, `items` what got a date, `known` how many ticks had one before, `undated`
    how many still have none.
    """

    roadmap: str
    title: str
    document: str
    versions: int = 0
    items: list[DatedItem] = field(default_factory=list)
    known: int = 0
    undated: int = 0

    @property
    def ticked(self) -> int:
        """How many ticks the document brought."""
        return sum(item.ticked for item in self.items)


class ImportReport(Struct):
    """What was dated, after the learner's own changes were committed (`study`)."""

    dated: list[Dated] = field(default_factory=list)
    study: PushReport | None = None
    commit: str = ""
    subject: str = ""
    warnings: list[str] = field(default_factory=list)
    dry_run: bool = False
