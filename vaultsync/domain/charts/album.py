"""All pictures of a summary, with their names and what they say in words."""

from __future__ import annotations

from collections.abc import Iterator

from vaultsync.domain.charts.burnup import burn_up
from vaultsync.domain.charts.heatmap import heat_map
from vaultsync.domain.charts.sections import section_bars
from vaultsync.domain.charts.weeks import week_bars
from vaultsync.markdown.names import told_apart
from vaultsync.markdown.patterns import regex
from vaultsync.models.structs import Frozen
from vaultsync.models.summary import RoadmapSummary, Summary

ALBUM = "Charts"
# A tool that commits its conflicts puts a marker in front.
_OURS = regex(rb'(?:<<<<<<<[^\n]*\n)?<svg xmlns="http://www\.w3\.org/2000/svg" id="vaultsync-')


class Picture(Frozen):
    """One file: its name without folder, what it shows in words, and its content."""

    name: str
    words: str
    svg: str


def is_ours(data: bytes) -> bool:
    """Whether a file is a picture that vaultsync made."""
    return _OURS.match(data) is not None


def pictures(summary: Summary) -> Iterator[Picture]:
    """The pictures there are to show: none before the first tick or entry."""
    if not summary.days:
        return
    for made in (heat_map(summary), week_bars(summary)):
        yield Picture(f"{made.name}.svg", f"{made.title}. {made.words}", made.svg())
    titles = told_apart({roadmap.progress.name: roadmap.progress.title for roadmap in summary.roadmaps})
    for roadmap in summary.roadmaps:
        yield from of_roadmap(roadmap, titles[roadmap.progress.name])


def of_roadmap(roadmap: RoadmapSummary, called: str) -> Iterator[Picture]:
    """The pictures of one roadmap, which is `called` so on them."""
    for made in (burn_up(roadmap, called), section_bars(roadmap, called)):
        if made is not None:
            yield Picture(f"{made.name}.svg", f"{made.title}. {made.words}", made.svg())
