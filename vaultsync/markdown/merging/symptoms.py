"""Signs by which a note that other tools damaged is found quickly; `markdown.merging.healing` then decides."""

from __future__ import annotations

import re

from vaultsync.markdown.patterns import regex
from vaultsync.models.marks import NoteScan

_MORE_PROPERTIES = regex(r"^---[ \t]*\r?\n[\w-]+:(?:[ \t]|\r?$)", re.MULTILINE)
_LIKE_HEADING = regex(r"^#{1,6} .*", re.MULTILINE)


def may_be_ill(text: str, scan: NoteScan) -> bool:
    """Whether there may be something to heal; `scan` is the scan of the text."""
    return is_ill_for_sure(text, scan) or repeats_headings(text)


def is_ill_for_sure(text: str, scan: NoteScan) -> bool:
    """Whether there is something to heal, whatever vaultsync last wrote there."""
    if "<<<<<<<" in text or ">>>>>>>" in text or scan.doubled or text.count("\nvaultsync:") > 1:
        return True
    if (not scan.id and "\nvaultsync:" in text) or ("\n---" in text and _MORE_PROPERTIES.search(text, 1)):
        return True  # the properties end too early
    ids = [task.block_id for task in scan.tasks if task.block_id]
    return len(ids) != len(set(ids))


def repeats_headings(text: str) -> bool:
    """Whether lines that look like headings are alike."""
    found = _LIKE_HEADING.findall(text)
    return len(found) > len(set(found))
