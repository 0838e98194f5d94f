"""What the parser understood of a roadmap document: sections, items, what was dropped."""

from __future__ import annotations

from vaultsync.models.links import Link
from vaultsync.models.structs import Frozen, Struct, field


class Duration(Frozen):
    """A span as the document says it.

    `weeks` and `hours` are inclusive (low, high) ranges or None; `ongoing` marks work without an
    end. At least one of the three says something.
    """

    text: str
    weeks: tuple[float, float] | None = None
    hours: tuple[float, float] | None = None
    ongoing: bool = False


class Item(Struct):
    """A list item, plan-table row or the like.

    `source` is its Markdown without marker and checkbox, number included; `text` the visible words
    of it. `checked` is None where the document has no checkbox. A `task` is tickable and counts
    towards completion; an item of kind resource or paper with `task` false is tickable too, but is
    tallied apart. `type` is what the document says a resource is (video, reading, …). A `source`
    with line breaks is a block (code, table), not a bullet.
    """

    text: str
    source: str
    kind: str
    line: int
    task: bool = False
    checked: bool | None = None
    duration: Duration | None = None
    type: str = ""
    block_id: str = ""
    prose: bool = False  # words between items rather than an item
    links: list[Link] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


class Section(Struct):
    """A heading with what stands under it.

    `kind` is one of SECTION_KINDS; `label` tells what its items are where the heading says so
    (topic, exercise, resource, …). `text` is the section's prose as Markdown.
    """

    title: str
    number: str
    kind: str
    line: int
    level: int
    text: str = ""
    label: str = ""
    duration: Duration | None = None
    links: list[Link] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


# Kinds of section. `phase` to `part` are nodes of the plan, `unit` a childless one that holds study;
# `group` a labelled block in a unit; the rest is not study: it is kept, and never counted unless it
# has checkboxes.
PLAN_KINDS = ("phase", "module", "month", "week", "day", "part")
SECTION_KINDS = (
    *PLAN_KINDS,
    "unit",
    "group",
    "checklist",
    "milestones",
    "routine",
    "resources",
    "reference",
)

RESOURCE_KINDS = frozenset({"resource", "paper"})


class Dropped(Frozen):
    """Words of the document that stand in no note, and why."""

    line: int
    text: str
    why: str


class Warning(Frozen):
    """Something about the document that a person should look at."""

    line: int
    text: str


class Outline(Struct):
    """A whole document. `text` is the prose before the first section; `properties` its frontmatter."""

    title: str
    name: str
    text: str = ""
    sections: list[Section] = field(default_factory=list)
    properties: dict[str, object] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
