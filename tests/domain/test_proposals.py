"""What to study next: begun first, then by turns, in the plan's order and in the time at hand."""

from __future__ import annotations

from pathlib import Path

from vaultsync.domain.identity.known import KnownRoadmap
from vaultsync.domain.roadmaps.roadmap import build_roadmap
from vaultsync.domain.schedule.proposals import for_time, proposals
from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.outline import Duration
from vaultsync.models.proposals import Proposal
from vaultsync.models.roadmap import Roadmap

KNOTS = """# Knots
## 1. Basics
### 1.1 Loops (2 hours)
- [ ] Bowline
- [ ] Figure eight
### 1.2 Hitches
- [ ] Clove hitch
- [ ] Rolling hitch
## Daily habits
- [ ] Tie one knot
"""
MAPS = """# Maps
## Reading
- [ ] Contours
- [ ] Scales
"""


def roadmap(text: str, name: str) -> Roadmap:
    outline = parse_outline(text, name)
    return build_roadmap(outline, KnownRoadmap(), folder=outline.title, roadmaps_folder="Roadmaps", occupied=set())


def found(*, marks: dict[str, Mark] | None = None, **more: object) -> list[Proposal]:
    knots, maps = roadmap(KNOTS, "knots"), roadmap(MAPS, "maps")
    known = {item: KnownMark(mark, "2026-11-20") for item, mark in (marks or {}).items()}
    both = {"knots": known, "maps": {}}
    return proposals([knots, maps], both, **more)  # type: ignore[arg-type]


def words(proposed: list[Proposal]) -> list[str]:
    return [one.text for one in proposed]


def test_roadmaps_take_turns_and_habits_never_do() -> None:
    assert words(found()) == ["Bowline", "Contours", "Figure eight", "Scales", "Clove hitch", "Rolling hitch"]


def test_what_is_begun_comes_first() -> None:
    proposed = found(marks={"hitches#^rolling-hitch": Mark.DOING})
    assert words(proposed)[:3] == ["Rolling hitch", "Clove hitch", "Contours"]
    assert (proposed[0].doing, proposed[1].doing, proposed[1].begun) == (True, False, True)


def test_a_note_marked_as_begun_is() -> None:
    assert words(found(marks={"hitches": Mark.DOING}))[:2] == ["Clove hitch", "Rolling hitch"]


def test_done_and_skipped_are_not_proposed() -> None:
    marks = {"loops#^bowline": Mark.DONE, "hitches#^clove-hitch": Mark.SKIPPED}
    assert words(found(marks=marks)) == ["Figure eight", "Contours", "Rolling hitch", "Scales"]


def test_what_is_due_earlier_has_the_first_turn() -> None:
    due = {"maps/reading": "2026-11-22", "knots/loops": "2026-12-24"}
    proposed = found(due=due)
    assert words(proposed)[:2] == ["Contours", "Bowline"]
    assert [one.due for one in proposed[:2]] == ["2026-11-22", "2026-12-24"]
    assert words(found(due={"knots/basics": "2026-11-22"}))[:2] == ["Bowline", "Contours"]


def test_a_roadmap_that_begins_later_waits() -> None:
    assert words(found(later=["knots"])) == ["Contours", "Scales"]
    assert words(found(later=["knots"], marks={"hitches#^rolling-hitch": Mark.DOING}))[0] == "Rolling hitch"


def test_lengths_are_those_the_roadmap_states() -> None:
    assert [(one.text, one.minutes) for one in found()[:2]] == [("Bowline", 60), ("Contours", None)]
    stated = {"knots/loops": Duration("1 hour", hours=(1, 1))}
    assert found(stated=stated)[0].minutes == 30


def test_a_task_that_says_how_long_it_takes_takes_so_long() -> None:
    cook = roadmap(
        """# Cook
## Week 1 – Knife (6 hours)
| Task | Hours |
|---|--:|
| Braise | 4,5 |
| Watch | 0.5 |
| Sharpen | |
""",
        "cook",
    )
    eggs = roadmap(
        """# Eggs
- [ ] Omelette (1-2 hours)
  - [ ] Beat
  - [ ] Fry – 30 min – with care
- [ ] Boil in 5 minutes
- [ ] Read – Level: 3
""",
        "eggs",
    )
    assert [one.minutes for one in proposals([eggs], {})] == [60, 30, None, None]
    proposed = proposals([cook], {})
    assert [one.minutes for one in proposed] == [270, 30, 60]
    assert words(for_time(proposed[:3], 60)) == ["Watch – Hours: 0.5"]
    assert words(for_time(proposed[:3], 120)) == ["Watch – Hours: 0.5", "Sharpen"]


def test_a_span_that_leaves_nothing_for_the_others_is_no_time_of_study() -> None:
    neuro = roadmap(
        """# Neuro
## Week 1 – Stroke (4 hrs)
- Stroke: FAST, window of treatment (3–4.5 hrs)
- Seizures
- Pressure
- Questions
## Week 2 – Kidneys (4 hrs)
- Filter (1 hr)
- Dialysis
- Questions
""",
        "neuro",
    )
    assert [one.minutes for one in proposals([neuro], {})] == [60, 60, 60, 60, 60, 90, 90]


def test_the_time_at_hand() -> None:
    proposed = found()
    assert words(for_time(proposed, 45)) == ["Contours", "Scales", "Clove hitch", "Rolling hitch"]
    assert words(for_time(proposed, 90))[:2] == ["Bowline", "Contours"]
    assert "Figure eight" not in words(for_time(proposed, 90))
    assert words(for_time(proposed[:1], 30)) == ["Bowline"]
    assert words(for_time(found(marks={"loops#^bowline": Mark.DOING}), 30))[0] == "Bowline"
    due = {"knots/loops": "2026-11-22"}  # what runs beside the plan fills no time
    assert words(for_time(found(due=due), 90)) == ["Bowline", "Contours", "Scales"]


def test_notes_where_they_stand() -> None:
    assert found(paths={"knots/loops": "Mine/Loops.md"})[0].path == str(Path("Mine/Loops.md").as_posix())
