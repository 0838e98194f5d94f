"""`vaultsync.toml`: its model, reading it, and editing its text.

This package costs an import of pydantic: use cases import it where they need it.
"""

from vaultsync.edges.settings.editing import add_roadmap, initial, remove_roadmap, source_for
from vaultsync.edges.settings.model import (
    Folders,
    Git,
    Journal,
    RoadmapSettings,
    Settings,
    Watch,
    roadmap_name,
)
from vaultsync.edges.settings.reading import line_of, load, mended, parse

__all__ = [
    "Folders",
    "Git",
    "Journal",
    "RoadmapSettings",
    "Settings",
    "Watch",
    "add_roadmap",
    "initial",
    "line_of",
    "load",
    "mended",
    "parse",
    "remove_roadmap",
    "roadmap_name",
    "source_for",
]
