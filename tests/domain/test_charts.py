"""The pictures: what stands where, readable whatever the titles, the figures and the font."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_vault import note, plan, task

from vaultsync.domain.charts import Picture, is_ours, pictures
from vaultsync.domain.charts.canvas import COLOURS, WIDTH, width_of, wrapped
from vaultsync.domain.charts.gantt import BARS
from vaultsync.domain.charts.heatmap import level_of
from vaultsync.domain.summary.rollup import sum_up
from vaultsync.models.journal import StudyTime
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.outline import Duration
from vaultsync.models.schedule import ActiveDay, Forecast, PlanSettings
from vaultsync.models.summary import Summary

GOLDEN = Path(__file__).with_name("pictures")
SVG = "{http://www.w3.org/2000/svg}"
NASTY = 'A <b>"title"</b> & more; 100% \x00\x1b of ]]> it, with ﷽ 日本語のとても長いタイトル and Supercalifragilisticexpialidocious'


def studied(
    day: str = "2026-11-20", days: int = 60, *, title: str = "The Night Sky", minutes: int = 45, each: int = 1
) -> Summary:
    """A roadmap of four sections, `each` task a third day for so many days up to `day`."""
    last = date.fromisoformat(day)
    sections = []
    for number in range(4):
        made = note(f"s{number}", *(task(f"t{number}-{n}") for n in range(10)), title=f"{number}. {title} {number}")
        made.duration = Duration("3 weeks", weeks=(3, 3)) if number < 3 else Duration("Ongoing", ongoing=True)
        sections.append(made)
    roadmap = plan(*sections, name="sky", title=title)
    dates = [(last - timedelta(days=back)).isoformat() for back in range(days - 1, -1, -1) if back % 3 == 0]
    marks = {}
    for n, when in enumerate(dates[: 30 // each]):
        for m in range(each):
            number, at = divmod(n * each + m, 10)
            marks[f"s{number}#^t{number}-{at}"] = KnownMark(Mark.DONE, when)
    spent = dict.fromkeys(dates, minutes)
    study = StudyTime(sum(spent.values()), spent, {"sky": spent})
    return sum_up(
        [roadmap], {"sky": marks}, today=day, plans={"sky": PlanSettings(dates[0] if dates else "")}, study=study
    )


def drawn(summary: Summary) -> dict[str, Picture]:
    return {picture.name: picture for picture in pictures(summary)}


@dataclass(frozen=True)
class Words:
    """A text with the box it may take at most."""

    text: str
    left: float
    right: float
    top: float
    base: float

    def overlaps(self, other: Words) -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.base and other.top < self.base


def texts(svg: str) -> Iterator[Words]:
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size = float(element.get("font-size", "14"))
        words = element.text or ""
        wide = width_of(words, size, bold=element.get("class") in ("b", "h"))
        x, y = float(element.get("x", "")), float(element.get("y", ""))
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[element.get("text-anchor", "start")]
        yield Words(words, left, left + wide, y - size * 0.8, y + size * 0.2)


def check_layout(picture: Picture) -> None:
    """Well-formed, every text within the card, and no text on another."""
    root = ElementTree.fromstring(picture.svg)
    height = float(root.get("height", ""))
    found = list(texts(picture.svg))
    assert found
    for words in found:
        assert 0 <= words.left < words.right <= WIDTH, words
        assert 0 <= words.top < words.base <= height, words
    for number, words in enumerate(found):
        for other in found[number + 1 :]:
            assert not words.overlaps(other), (picture.name, words, other)
    for element in root.iter():
        for name in ("x", "y", "width", "height"):
            value = element.get(name)
            assert value is None or float(value) >= 0


@pytest.mark.parametrize("name", ["activity", "weeks", "sky-burn-up", "sky-sections"])
def test_a_picture(name: str) -> None:
    """`python tests/domain/test_charts.py` draws what is expected anew: look at it in a browser."""
    assert drawn(studied())[f"{name}.svg"].svg == (GOLDEN / f"{name}.svg").read_text("utf-8")


@pytest.mark.parametrize("days", [1, 2, 9, 30, 60, 200, 400, 1500])
@pytest.mark.parametrize("title", ["The Night Sky", NASTY])
def test_nothing_is_cut_and_nothing_overlaps(days: int, title: str) -> None:
    for picture in drawn(studied(days=days, title=title)).values():
        check_layout(picture)


@given(title=st.text(min_size=1, max_size=60), days=st.integers(1, 120), minutes=st.integers(0, 900))
def test_any_title(title: str, days: int, minutes: int) -> None:
    for picture in pictures(studied(days=days, title=f"x{title}", minutes=minutes)):
        check_layout(picture)


@given(day=st.dates(date(1999, 12, 1), date(2040, 1, 31)), days=st.integers(1, 800), each=st.sampled_from([1, 3, 10]))
def test_any_day(day: date, days: int, each: int) -> None:
    for picture in pictures(studied(day.isoformat(), days, each=each)):
        check_layout(picture)


def test_no_pictures_before_the_first_day() -> None:
    assert drawn(sum_up([plan(note("a", task("b")))], {}, today="2026-11-21")) == {}


def test_a_year_has_a_square_for_each_day() -> None:
    half = ElementTree.fromstring(drawn(studied(days=60))["activity.svg"].svg)
    year = ElementTree.fromstring(drawn(studied(days=300))["activity.svg"].svg)
    for root, days in ((half, 25 * 7 + 5), (year, 51 * 7 + 5)):  # up to a Friday
        boxes = [element.get("class") for element in root.iter(f"{SVG}rect")]
        tracks = sum(kind == "track" for kind in boxes)
        full = sum(kind == "l4" for kind in boxes)
        assert tracks + full == days + 4  # the legend has a square for each level


def test_more_is_larger_and_darker() -> None:
    assert [level_of(day) for day in (None, ActiveDay(1, 0), ActiveDay(0, 30), ActiveDay(6, 5), ActiveDay(1, 121))] == [
        *(0, 1, 2, 3, 4),
    ]
    root = ElementTree.fromstring(drawn(studied())["activity.svg"].svg)
    sides = {f"l{level}": set() for level in range(1, 5)}
    for element in root.iter(f"{SVG}rect"):
        if element.get("class") in sides:
            sides[str(element.get("class"))].add(element.get("width"))
    assert [sides[f"l{level}"] for level in range(1, 5)] == [{"5"}, {"8"}, {"11"}, {"14"}]


@pytest.mark.parametrize(
    ("day", "weeks"),
    [
        ("2027-01-03", ["W50", "W51", "W52", "W53"]),
        ("2027-01-04", ["W51", "W52", "W53", "W01"]),
        ("2026-12-31", ["W50", "W51", "W52", "W53"]),
        ("2025-12-30", ["W50", "W51", "W52", "W01"]),
        ("2026-03-29", ["W10", "W11", "W12", "W13"]),
    ],
)
def test_iso_weeks_around_new_year(day: str, weeks: list[str]) -> None:
    svg = drawn(studied(day))["weeks.svg"].svg
    assert [words.text for words in texts(svg) if re.fullmatch(r"W\d\d", words.text)][-4:] == weeks


def test_figures_of_the_weeks_are_those_of_the_days() -> None:
    summary = studied(days=60, each=3)
    found = list(texts(drawn(summary)["weeks.svg"].svg))
    numbers = [int(words.text) for words in found if words.text.isdigit() and words.base < 190]
    monday = date(2026, 9, 14)
    assert sum(numbers[:10]) == sum(what.tasks for day, what in summary.days.items() if day >= monday.isoformat())


@pytest.mark.parametrize(
    ("likely", "late", "whole"),
    [
        ("2027-02-01", "2027-05-01", True),
        ("2026-11-25", "2026-11-28", True),
        ("2028-11-01", "2029-06-01", True),
        ("2027-02-01", "2046-05-01", False),
        ("2027-02-01", "", False),
    ],
)
def test_the_burn_up_holds_plan_forecast_and_range(likely: str, late: str, whole: bool) -> None:
    summary = studied()
    outlook = summary.roadmaps[0].outlook
    outlook.forecast = Forecast("2026-11-24", likely, late)
    root = ElementTree.fromstring(drawn(summary)["sky-burn-up.svg"].svg)
    area = next(_points(shape) for shape in root.iter(f"{SVG}polygon") if shape.get("class") == "haze")
    top = min(y for line in root.iter(f"{SVG}polyline") for _, y in _points(line))
    ends = [
        points[-1]
        for line in root.iter(f"{SVG}polyline")
        if line.get("class") in ("ahead-line", "plan-line") and (points := _points(line))[0][1] != points[-1][1]
    ]
    assert len(ends) == 2
    assert {y for _, y in ends} == {top}  # both reach all tasks
    assert all(x < WIDTH for x, _ in [*ends, *area])
    assert (area[-1][1] == top) == whole


def _points(shape: ElementTree.Element) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in shape.get("points", "").split()]  # type: ignore[misc]


def test_weeks_over_a_new_year_with_a_week_53() -> None:
    root = ElementTree.fromstring(drawn(studied("2027-01-05"))["weeks.svg"].svg)
    words = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert [word for word in words if re.fullmatch(r"W\d\d", word)][-4:] == ["W51", "W52", "W53", "W01"]


def test_a_short_time_has_dates_below() -> None:
    root = ElementTree.fromstring(drawn(studied(days=5))["sky-burn-up.svg"].svg)
    words = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert any(re.fullmatch(r"\d+ [A-Z][a-z]{2}|[A-Z][a-z]{2} \d{4}", word) for word in words)


def test_the_burn_up_says_in_words_what_it_draws() -> None:
    picture = drawn(studied())["sky-burn-up.svg"]
    assert picture.words == (
        "Of the 30 tasks with a date, 20 are done. done: 20 of 30 on 2026-11-20. plan: all on 2026-11-25. "
        "at your pace: 2026-12-18 (2026-12-14 to 2026-12-25)."
    )


def test_only_our_own_pictures_are_ours() -> None:
    for picture in drawn(studied()).values():
        assert is_ours(picture.svg.encode("utf-8"))
        assert is_ours(f"<<<<<<< HEAD\n{picture.svg}".encode())
    assert not is_ours(b'<svg xmlns="http://www.w3.org/2000/svg" width="3"/>')
    assert not is_ours(b"")


def test_a_picture_stays_small_however_long_the_study() -> None:
    sections = [note(f"s{n}", task(f"t{n}"), title=f"Unit {n}") for n in range(3000)]
    for made in sections:
        made.duration = Duration("1 week", weeks=(1, 1))
    first = date(2001, 1, 1)
    marks = {f"s{n}#^t{n}": KnownMark(Mark.DONE, (first + timedelta(days=3 * n)).isoformat()) for n in range(2500)}
    found = drawn(sum_up([plan(*sections, name="sky")], {"sky": marks}, today="2026-11-21"))
    assert sorted(found) == ["activity.svg", "sky-burn-up.svg", "weeks.svg"]
    assert all(len(picture.svg) < 60_000 for picture in found.values())
    for picture in found.values():
        check_layout(picture)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrasts(scheme: int) -> None:
    colours = {name: pair[scheme] for name, pair in COLOURS.items()}
    for name in ("text", "soft"):
        assert contrast(colours[name], colours["card"]) >= 4.5
    for name in ("done", "plan", "ahead", "l1", "l2", "l3", "l4"):
        assert contrast(colours[name], colours["card"]) >= 3, name
    for name in ("l1", "l2", "l3", "l4", "done", "plan"):
        assert contrast(colours[name], colours["track"]) >= 3, name
    levels = [contrast(colours[f"l{level}"], colours["track"]) for level in range(1, 5)]
    assert levels == sorted(levels)


@pytest.mark.parametrize(("page", "band"), [("#ffffff", "#e6e6e6"), ("#1e1e1e", "#323232")], ids=["light", "dark"])
def test_contrasts_of_the_gantt(page: str, band: str) -> None:
    for fill, edge in BARS.values():
        for ground in (page, band):
            assert max(contrast(fill, ground), contrast(edge, ground)) >= 3


def test_long_words_are_broken_and_none_is_lost() -> None:
    lines = wrapped("a " + "W" * 90 + " b", 100)
    assert all(width_of(line) <= 100 for line in lines)
    assert "".join(lines).replace(" ", "") == "a" + "W" * 90 + "b"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for made in pictures(studied()):
        (GOLDEN / made.name).write_text(made.svg, "utf-8", newline="\n")
