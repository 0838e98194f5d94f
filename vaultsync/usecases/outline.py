"""Outline: show what the parser understood of a document."""

from __future__ import annotations

from pathlib import Path

from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.models.outline import Outline


def read_outline(path: Path | str, *, tasks_from: str = "auto") -> Outline:
    """Read and parse one roadmap document. Raises RoadmapError where it cannot be read."""
    from vaultsync.edges.settings.model import roadmap_name
    from vaultsync.edges.sources import read_source

    source = read_source(path)
    return parse_outline(source.text, roadmap_name(source.stem), tasks_from=tasks_from)
