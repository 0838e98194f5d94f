"""Spans of time as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.markdown.words.durations import begins_with_span, place_in, read_duration, split_duration


@pytest.mark.parametrize(
    ("text", "weeks", "hours", "ongoing"),
    [
        ("6-8 weeks", (6, 8), None, False),
        ("3–4 weeks", (3, 4), None, False),
        ("1 week", (1, 1), None, False),
        ("two weeks", (2, 2), None, False),
        ("10 to 12 days", (1.43, 1.71), None, False),
        ("2-3 Months", (8.67, 13), None, False),
        ("1 year", (52, 52), None, False),
        ("5-6 hours", None, (5, 6), False),
        ("~200 hours total", None, (200, 200), False),
        ("1 hour 30 minutes", None, (1.5, 1.5), False),
        ("1h30m", None, (1.5, 1.5), False),
        ("45m", None, (0.75, 0.75), False),
        ("1,5 Stunden", None, (1.5, 1.5), False),
        ("4 weeks, 10 hours/week", (4, 4), None, False),
        ("8-10 weeks (80 hours)", (8, 10), (80, 80), False),
        ("2–3 weeks (then continue ongoing)", (2, 3), None, True),
        ("Ongoing", None, None, True),
        ("Weeks 3-4", (2, 2), None, False),
        ("Week 3", (1, 1), None, False),
        ("Month 2, 10 hours", (4.33, 4.33), (10, 10), False),
        ("Months 1-3", (13, 13), None, False),
        ("2週間", (2, 2), None, False),
        ("3个月", (13, 13), None, False),
        ("两周", (2, 2), None, False),
        ("8주", (8, 8), None, False),
        ("3 недели", (3, 3), None, False),
        ("2 hafta", (2, 2), None, False),
        ("4 semanas", (4, 4), None, False),
        ("8-6 weeks", (6, 8), None, False),
    ],
)
def test_spans(text: str, weeks: tuple[float, float] | None, hours: tuple[float, float] | None, ongoing: bool) -> None:
    found = read_duration(text)
    assert found is not None
    assert (found.text, found.weeks, found.hours, found.ongoing) == (text, weeks, hours, ongoing)


@pytest.mark.parametrize(
    "text",
    ["", "PyTorch in 60 Minutes", "2 hours a day", "5 hours per week", "weekly", "10 projects", "3 wheat loaves", "a week",
     "Sprint 3", "Week 3 Review", "month by month", "twice a month", "2024", "in 2 weeks you will bake " * 3],
)  # fmt: skip
def test_no_spans(text: str) -> None:
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("title", "rest", "span"),
    [
        ("Linear Algebra (3-4 weeks)", "Linear Algebra", "3-4 weeks"),
        ("Linear Algebra (3-4 weeks):", "Linear Algebra:", "3-4 weeks"),
        ("Foundation (Optional: 1-2 weeks)", "Foundation (Optional)", "1-2 weeks"),
        ("JavaScript – 5-7 months", "JavaScript", "5-7 months"),
        ("Week 1 | 6 hours", "Week 1", "6 hours"),
        ("Phase 1 ⏱️ 2-3 weeks", "Phase 1", "2-3 weeks"),
        ("Arrays [2h]", "Arrays", "2h"),
        ("Arrays (⏱️ 3–4 hrs)", "Arrays", "3–4 hrs"),
        ("Arrays (⏳ 3–4 hrs)", "Arrays", "3–4 hrs"),
        ("Arrays (🕓 about 2 hours ⏰)", "Arrays", "about 2 hours"),
        ("Arrays (Optional: 📆 2 weeks)", "Arrays (Optional)", "2 weeks"),
        ("Arrays 🗓️ 2 weeks ⏱️ 20 hours", "Arrays", "2 weeks ⏱️ 20 hours"),
        ("Arrays (⏱️)", "Arrays (⏱️)", ""),
        ("PyTorch in 60 Minutes", "PyTorch in 60 Minutes", ""),
        ("Advanced Projects (Month 12)", "Advanced Projects", "Month 12"),
        ("Phase 2: Core (Months 4-6)", "Phase 2: Core", "Months 4-6"),
        ("Projekt (Woche 3)", "Projekt", "Woche 3"),
        ("Capstone – Week 12", "Capstone", "Week 12"),
        ("Week 3 - Day 1", "Week 3 - Day 1", ""),
        ("Week 1 – Voice ⏱️ 4h", "Week 1 – Voice", "4h"),
        ("Week 1 - Voice - 4 hours", "Week 1 - Voice", "4 hours"),
        ("Voice - 3 - 4 hours", "Voice", "3 - 4 hours"),
        ("Voice · 45 min", "Voice", "45 min"),
        ("Voice ~4 hours", "Voice", "~4 hours"),
        ("Git in ~2 hours", "Git in ~2 hours", ""),
        ("1 - 2 weeks", "1 - 2 weeks", ""),
        ("A (B)", "A (B)", ""),
        ("(2 weeks)", "(2 weeks)", ""),
        ("x" * 300 + " (2 weeks)", "x" * 300, "2 weeks"),
    ],
)
def test_titles(title: str, rest: str, span: str) -> None:
    found = split_duration(title)
    assert found[0] == rest
    assert (found[1].text if found[1] else "") == span


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Months 5-6", ("month", 5, 6)),
        ("Month 5 to Month 6", ("month", 5, 6)),
        ("in month 12", ("month", 12, 12)),
        ("Weeks 3–4 (10 hours)", ("week", 3, 4)),
        ("10 hours, Week 3", ("week", 3, 3)),
        ("Day 5", ("day", 5, 5)),
        ("3rd month", ("month", 3, 3)),
        ("Monate 5-6", ("month", 5, 6)),
        ("3. Woche", ("week", 3, 3)),
        ("Semaines 3 à 4", ("week", 3, 4)),
        ("meses 5-6", ("month", 5, 6)),
        ("Недели 3-4", ("week", 3, 4)),
        ("2-я неделя", ("week", 2, 2)),
        ("第3-4周", ("week", 3, 4)),
        ("第十周", ("week", 10, 10)),
        ("3週目", ("week", 3, 3)),
        ("3주차", ("week", 3, 3)),
        ("2 months", None),
        ("3 months 2 weeks", None),
        ("3 недели", None),
        ("Weeks 6-3", None),
    ],
)
def test_places_in_the_calendar(text: str, place: tuple[str, int, int] | None) -> None:
    assert place_in(text) == place


def test_begins() -> None:
    assert begins_with_span("2 weeks of Python")
    assert not begins_with_span("2 Loops")


@given(st.text(max_size=80))
def test_any_title_keeps_its_words(title: str) -> None:
    rest, span = split_duration(title)
    kept = set(rest + (span.text if span else ""))
    assert {char for char in title if char.isalnum()} <= kept
    if span:
        assert span.weeks or span.hours or span.ongoing
