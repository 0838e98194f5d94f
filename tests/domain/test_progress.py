"""The one counting function."""

from __future__ import annotations

import json

import pytest
from marked_vault import note, plan, resource, task
from msgspec.structs import astuple

from vaultsync.domain.progress.counts import roll_up, status_dict
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.progress import SectionProgress, SectionStatus, percentage
from vaultsync.models.roadmap import Roadmap

TODAY = "2026-11-21"


def marked(**marks: str) -> dict[str, KnownMark]:
    """`unit__a="x 2026-01-01"` → the mark of `unit#^a`."""
    of = {"x": Mark.DONE, "/": Mark.DOING, "-": Mark.SKIPPED}
    return {item.replace("__", "#^"): KnownMark(of[said[0]], said[2:]) for item, said in marks.items()}


@pytest.fixture
def roadmap() -> Roadmap:
    return plan(
        note(
            "phase",
            note("maths", task("vectors", task("add"), task("scale")), task("eigen"), resource("book")),
            note("python", task("numpy"), resource("again", same_as="maths#^book"), resource("site")),
        ),
        note("closing", task("talk"), task("daily", kind="habit")),
        note("glossary", role="reference"),
        note("checks", task("check"), role="reference"),
        task("start"),
    )


def sections(top: SectionProgress) -> dict[str, SectionProgress]:
    found, stack = {}, [top]
    while stack:
        section = stack.pop()
        found[section.id] = section
        stack.extend(section.sections)
    return found


def test_children_add_up_and_twins_count_once(roadmap: Roadmap) -> None:
    marks = marked(maths__add="x", maths__eigen="-", maths__scale="/", maths__book="x", start="x")
    marks["#^start"] = marks.pop("start")
    top = roll_up([roadmap], {"plan": marks}, today=TODAY).roadmaps[0].top
    found = sections(top)
    figures = {id: astuple(section.tally) for id, section in found.items()}
    assert figures == {
        "": (2, 7, 1, 1, 1, 2),
        "phase": (1, 3, 1, 1, 1, 2),
        "maths": (1, 2, 1, 1, 1, 1),
        "python": (0, 1, 0, 0, 0, 1),
        "closing": (0, 2, 0, 0, 0, 0),
        "checks": (0, 1, 0, 0, 0, 0),
    }
    assert "glossary" not in found
    assert found["maths"].tally.percent == 50
    assert found["maths"].tally.coverage == 33.3
    assert [found[id].depth for id in ("", "phase", "maths")] == [0, 1, 2]


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [
        (0, 0, 0), (0, 5, 0), (5, 5, 100), (1, 2, 50), (1, 3, 33.3), (2, 3, 66.7), (41, 478, 8.6),
        (1, 50_000, 0.1), (49_999, 50_000, 99.9), (1999, 2000, 99.9), (1, 8, 12.5), (1, 16, 6.3),
    ],
)  # fmt: skip
def test_percent_is_never_rounded_to_all_or_nothing(done: int, total: int, expected: float) -> None:
    assert percentage(done, total) == expected
    assert repr(percentage(done, total)) == repr(expected)


def test_status() -> None:
    roadmap = plan(
        note("none", task("a")),
        note("begun", task("a")),
        note("some", task("a"), task("b")),
        note("all", task("a"), task("b")),
        note("left-out", task("a")),
        note("said", task("a")),
        note("bare"),
        note("bare-done"),
    )
    marks = marked(
        begun__a="/", some__a="x", all__a="x", all__b="-", said="/"
    ) | {"left-out#^a": KnownMark(Mark.SKIPPED), "bare-done": KnownMark(Mark.DONE)}  # fmt: skip
    found = sections(roll_up([roadmap], {"plan": marks}, today=TODAY).roadmaps[0].top)
    assert {id: str(section.status) for id, section in found.items()} == {
        "": "in progress",
        "none": "not started",
        "begun": "in progress",
        "some": "in progress",
        "all": "completed",
        "left-out": "skipped",
        "said": "in progress",
        "bare": "not started",
        "bare-done": "completed",
    }


def test_units_count_only_where_the_roadmap_has_no_task() -> None:
    marks = {"plan": {"one": KnownMark(Mark.DONE, "2026-01-01")}}
    with_task = plan(note("one"), note("two", task("a")))
    assert roll_up([with_task], marks, today=TODAY).tally.total == 1
    without = plan(note("phase", note("one", resource("r")), note("two")))
    counted = roll_up([without], marks, today=TODAY)
    assert (counted.tally.done, counted.tally.total) == (1, 2)
    assert [found.items for found in counted.roadmaps[0].finished] == [("One",)]
    assert [item.text for item in counted.roadmaps[0].next_up] == ["Two"]


def test_later_dates_count_nowhere_and_undated_ticks_only_as_done(roadmap: Roadmap) -> None:
    marks = marked(
        maths__add="x 2026-11-20", maths__scale="x 2027-01-01", maths__eigen="x", closing__talk="x 2026-10-01"
    )
    progress = roll_up([roadmap], {"plan": marks}, today=TODAY)
    counted = progress.roadmaps[0]
    assert counted.tally.done == 4
    assert progress.as_of == "2026-11-20"
    assert (counted.first, counted.last) == ("2026-10-01", "2026-11-20")
    assert [(found.id, found.date, found.items) for found in counted.finished] == [
        ("maths", "2026-11-20", ("Words of add",)),
        ("closing", "2026-10-01", ("Words of talk",)),
    ]
    assert roll_up([roadmap], {"plan": marks}, today="2026-01-01").as_of == ""


def test_finished_lately_is_told_by_day_and_note_newest_first(roadmap: Roadmap) -> None:
    marks = marked(
        maths__eigen="x 2026-11-02",
        maths__add="x 2026-11-01",
        maths__scale="x 2026-11-02",
        python__numpy="x 2026-11-02",
    )
    counted = roll_up([roadmap], {"plan": marks}, today=TODAY).roadmaps[0]
    assert [(found.id, found.date, found.items, found.completed) for found in counted.finished] == [
        ("maths", "2026-11-02", ("Words of scale", "Words of eigen"), True),
        ("python", "2026-11-02", ("Words of numpy",), True),
        ("maths", "2026-11-01", ("Words of add",), False),
    ]


def test_next_up_is_what_is_begun_then_what_comes_first_and_never_a_habit(roadmap: Roadmap) -> None:
    marks = marked(closing__talk="/", maths__add="x", maths__scale="-")
    counted = roll_up([roadmap], {"plan": marks}, today=TODAY, paths={"plan": {"python": "Moved/python.md"}})
    assert [(item.id, item.unit, item.path, item.doing) for item in counted.roadmaps[0].next_up] == [
        ("closing#^talk", "Closing", "Roadmaps/Plan/closing.md", True),
        ("#^start", "The Plan", "Roadmaps/Plan/Plan.md", False),
        ("maths#^eigen", "Maths", "Roadmaps/Plan/maths.md", False),
        ("python#^numpy", "Python", "Moved/python.md", False),
        ("checks#^check", "Checks", "Roadmaps/Plan/checks.md", False),
    ]


def test_several_roadmaps_add_up() -> None:
    one, two = plan(note("a", task("t")), name="one"), plan(note("a", task("t"), task("u")), name="two")
    progress = roll_up([one, two], {"two": marked(a__t="x 2026-01-01"), "gone": marked(a__t="x")}, today=TODAY)
    assert (progress.tally.done, progress.tally.total, progress.as_of) == (1, 3, "2026-01-01")


def test_the_dict_of_status(roadmap: Roadmap) -> None:
    progress = roll_up([roadmap], {"plan": marked(maths__add="x", maths__eigen="-", maths__book="x")}, today=TODAY)
    data = json.loads(json.dumps(status_dict(progress)))
    assert list(data) == ["roadmaps", "done", "total", "percent", "coverage", "changed", "warnings", "git"]
    top = data["roadmaps"][0]
    assert (top["name"], top["title"], data["done"], data["total"], data["percent"]) == ("plan", "The Plan", 1, 7, 14.3)
    phase = top["sections"][0]
    assert [section["name"] for section in phase["sections"]] == ["maths", "python"]
    assert phase["sections"][0] == {
        "name": "maths", "title": "Maths", "done": 1, "total": 2, "doing": 0, "skipped": 1, "percent": 50,
        "coverage": 33.3, "resources": {"done": 1, "total": 1}, "sections": [],
    }  # fmt: skip
    own = top["total"] - sum(section["total"] for section in top["sections"])
    assert own == 1, "the roadmap's own task"


def test_status_of_enum_is_text() -> None:
    assert str(SectionStatus.IN_PROGRESS) == "in progress"
