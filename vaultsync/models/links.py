"""Links of documents."""

from __future__ import annotations

from vaultsync.models.structs import Frozen


class Link(Frozen):
    """A link of the document: its visible words and its address."""

    title: str
    url: str
