"""A learning journal made up, and its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from made_reports import CHANGES, LENSES, SKY, STARS

from vaultsync.cli.printing.importing import print_import
from vaultsync.cli.printing.log import print_log
from vaultsync.models.diary import (
    Diary,
    DiaryDay,
    DiaryEntry,
    DiaryItem,
    DiaryNote,
    DiaryRoadmap,
    LogReport,
    RoadmapDiary,
)
from vaultsync.models.importing import Dated, DatedItem, ImportReport
from vaultsync.models.marks import Mark
from vaultsync.models.structs import replace


def log(by: str = "day") -> LogReport:
    """A journal of three days, and of one roadmap or two."""

    def item(text: str, day: str, mark: Mark = Mark.DONE, **more: Any) -> DiaryItem:
        return DiaryItem(f"lenses#^{text[:5]}", text, mark, day, **more)

    saturday = [
        DiaryNote(
            "1.2 Lenses, Mirrors and Everything Between Them",
            LENSES,
            [item(change.text, "2026-11-21", change.to) for change in CHANGES[:3]],
            "2026-11-21",
        ),
        DiaryNote("2.1 Stars", STARS, [item("2.1 Stars", "2026-11-21", tasks=26)]),
    ]
    friday = [DiaryNote("3.1 月", f"{SKY}/3 Moon/3.1 月.md", [item("Gezeiten · 潮汐", "2026-11-20", Mark.TODO)])]
    long = [item(f"Map {n}, drawn by hand", "2026-11-14", known=n == 3) for n in range(40)]
    diary = Diary(
        [
            DiaryDay(
                "2026-11-21",
                [DiaryRoadmap("sky", "The Night Sky", 41, 478, saturday)],
                [
                    DiaryEntry("A lens is a prism that could not make up its mind, and a mirror is one that did.", 75),
                    DiaryEntry("Short.", 0, ["2.1 Stars"]),
                ],
                ["3.1 月"],
                ["The Night Sky: 2 new, 3 changed"],
                ["2f3a1c9d0"],
            ),
            DiaryDay("2026-11-20", [DiaryRoadmap("sky", "The Night Sky", 13, 478, friday)]),
            DiaryDay("2026-11-14", [DiaryRoadmap("maps", "Star Maps", 40, 310, [DiaryNote("Maps", "m.md", long)])]),
        ],
        "2026-11-13",
    )
    if by == "day":
        return LogReport("/vault", "day", diary)
    written = [replace(entry, day="2026-11-21") for entry in diary.days[0].entries]
    sky = RoadmapDiary("sky", "The Night Sky", 41, 478, [*saturday, *friday], written)
    return LogReport("/vault", by, diary, [sky, RoadmapDiary("", "", entries=[DiaryEntry("", 20, day="2026-11-20")])])


DATED = Dated(
    "sky",
    "The Night Sky",
    "/home/learner/somewhere/deep/down/in/folders/of/an/old/disk/sky.md",
    69,
    [
        DatedItem("lenses#^focus", "Focal length", LENSES, "2019-03-01"),
        DatedItem("lenses#^mirrors", "Mirrors", LENSES, "2019-12-31", ticked=True),
        DatedItem("stars", "Stars", STARS, "2026-01-01"),
    ],
    1,
    2,
)


def pages() -> Iterator[tuple[str, Any, Any, dict[str, Any]]]:
    """Name, function that prints, report, options."""
    yield "log", print_log, log(), {}
    one = log()
    one.diary.days.pop()
    yield "log-one", print_log, one, {}
    yield "log-by-roadmap", print_log, log("roadmap"), {}
    yield "log-import", print_import, ImportReport([DATED], commit="2f3a1c9d0", subject="Dates: 3 ticks"), {}
    nothing = Dated("maps", "Star Maps", "/home/learner/maps.md", 1)
    yield "log-import-dry-run", print_import, ImportReport([DATED, nothing], dry_run=True), {}
    yield "log-nothing", print_log, LogReport("/vault", "day", Diary()), {}
