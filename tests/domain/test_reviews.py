"""Reviews: the days of weeks, months and quarters, and the questions that roadmaps ask."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.domain.dates import duration, from_to
from vaultsync.domain.reviews import before, parts_of, period_of, questions
from vaultsync.domain.reviewtext import review_title
from vaultsync.domain.roadmaps.roadmap import build_roadmap
from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.models.review import PeriodKind
from vaultsync.models.roadmap import KnownRoadmap


@pytest.mark.parametrize(
    ("span", "day", "name", "first", "last", "title"),
    [
        ("week", "2026-11-21", "2026-W47", "2026-11-16", "2026-11-22", "Week 47 of 2026"),
        ("week", "2026-12-31", "2026-W53", "2026-12-28", "2027-01-03", "Week 53 of 2026"),
        ("week", "2027-01-03", "2026-W53", "2026-12-28", "2027-01-03", "Week 53 of 2026"),
        ("week", "2027-01-04", "2027-W01", "2027-01-04", "2027-01-10", "Week 1 of 2027"),
        ("week", "2024-12-30", "2025-W01", "2024-12-30", "2025-01-05", "Week 1 of 2025"),
        ("month", "2024-02-29", "2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("month", "2026-12-31", "2026-12", "2026-12-01", "2026-12-31", "December 2026"),
        ("quarter", "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31", "Quarter 4 of 2026"),
        ("quarter", "2027-01-01", "2027-Q1", "2027-01-01", "2027-03-31", "Quarter 1 of 2027"),
    ],
)
def test_periods(span, day, name, first, last, title):
    period = period_of(PeriodKind(span), date.fromisoformat(day))
    assert period == (PeriodKind(span), name, first, last)
    assert review_title(period) == title


@given(st.sampled_from(list(PeriodKind)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_periods_follow_each_other_without_a_gap(span, day):
    period = period_of(span, day)
    assert period.first <= day.isoformat() <= period.last
    assert before(period).last == (date.fromisoformat(period.first) - timedelta(days=1)).isoformat()
    assert period_of(span, date.fromisoformat(period.last)) == period
    for part in parts_of(period):
        assert period.first <= part.last <= period.last


def test_parts():
    quarter = period_of(PeriodKind.QUARTER, date(2026, 11, 21))
    assert [part.name for part in parts_of(quarter)] == ["2026-10", "2026-11", "2026-12"]
    month = period_of(PeriodKind.MONTH, date(2026, 11, 21))
    assert [part.name for part in parts_of(month)] == ["2026-W44", "2026-W45", "2026-W46", "2026-W47", "2026-W48"]


def test_days_in_words():
    assert from_to("2026-11-16", "2026-11-22") == "16 to 22 November 2026"
    assert from_to("2026-10-26", "2026-11-01") == "26 October to 1 November 2026"
    assert from_to("2026-12-28", "2027-01-03") == "28 December 2026 to 3 January 2027"
    assert [duration(minutes) for minutes in (0, 45, 60, 75, 60_000)] == ["0m", "45m", "1h", "1h 15m", "1,000h"]


def asked(text: str, span: PeriodKind) -> list[tuple[str, str]]:
    roadmap = build_roadmap(parse_outline(text, "x"), KnownRoadmap(), folder="x")
    return [(question.text, question.hint) for question in questions(span, [roadmap]) if question.source]


STUDY = "# Knots\n\n## Loops\n- [ ] Bowline\n- [ ] Figure eight\n- [ ] Sheet bend\n\n"


@pytest.mark.parametrize(
    ("text", "span", "found"),
    [
        (
            "## Progress\n### Monthly Review\n- 3.1 **What went well**: ________\n- 3.2 **Next month**: ……\n",
            PeriodKind.MONTH,
            [("What went well", ""), ("Next month", "")],
        ),
        (
            "## Weekly self-assessment\n- **Rope check:** tie each from memory\n- Which one slipped?\n",
            PeriodKind.WEEK,
            [("Rope check", "tie each from memory"), ("Which one slipped?", "")],
        ),
        (
            "## Tracking\n**Quarterly Reflection**\n- What would you teach?\n- What to drop?\n",
            PeriodKind.QUARTER,
            [("What would you teach?", ""), ("What to drop?", "")],
        ),
        (
            "## Wöchentlicher Rückblick\n- Was hielt?\n- Was nicht?\n",
            PeriodKind.WEEK,
            [("Was hielt?", ""), ("Was nicht?", "")],
        ),
        ("## Bilan mensuel\n- Ce qui tient\n", PeriodKind.MONTH, [("Ce qui tient", "")]),
        ("## 每周复盘\n- 学到了什么\n", PeriodKind.WEEK, [("学到了什么", "")]),
        (
            "## Habits\n- Reflect on your knots and recalibrate goals quarterly.\n- Oil the rope monthly.\n",
            PeriodKind.QUARTER,
            [("Reflect on your knots and recalibrate goals quarterly", "")],
        ),
    ],
)
def test_a_roadmap_asks_in_its_own_words(text, span, found):
    assert asked(STUDY + text, span) == found
    for other in PeriodKind:
        if other is not span:
            assert asked(STUDY + text, other) == []


@pytest.mark.parametrize(
    "text",
    [
        "## Monthly portfolio\n- **Month 1:** a knot board\n",
        "## Week 3: Review\n- [ ] Tie all of them again\n",
        "## Rope review\n- What held?\n",
        "## Weekly and monthly review\n- Which is it?\n",
        "## Weekly schedule\n- Monday: bends\n",
        "```\n## Weekly review\n- In code\n```\n",
    ],
)
def test_what_asks_nothing(text):
    assert [asked(STUDY + text, span) for span in (PeriodKind.MONTH, PeriodKind.QUARTER)] == [[], []]


@pytest.mark.parametrize(
    "title",
    [
        "Week 8: Final Review",
        "Woche 4 – Rückblick",
        "Weeks 3-4: review",
        "3rd week: review",
        "Semana 8: revisión",
        "第3周 复盘",
    ],
)
def test_a_week_of_the_plan_asks_nothing_every_week(title):
    assert asked(STUDY + f"## {title}\n- [ ] Tie all of them again\n- [ ] Review: the splices\n", PeriodKind.WEEK) == []


def test_our_own_questions_only_where_nothing_is_asked():
    text = STUDY + "## Habits\n- Reflect on your knots every week\n- Something else\n"
    roadmap = build_roadmap(parse_outline(text, "x"), KnownRoadmap(), folder="x")
    week = [question.text for question in questions(PeriodKind.WEEK, [roadmap])]
    assert week == ["Reflect on your knots every week"]
    quarter = [question.text for question in questions(PeriodKind.QUARTER, [])]
    assert quarter == [
        *("What I learned", "Projects completed", "Challenges", "Knowledge check", "Skills inventory", "Next goals")
    ]


def test_two_roadmaps_that_ask_the_same_ask_once():
    text = STUDY + "## Weekly review\n- **What I learned**: ___\n- Two\n- Three\n"
    roadmaps = [build_roadmap(parse_outline(text, name), KnownRoadmap(), folder=name) for name in "ab"]
    assert [question.text for question in questions(PeriodKind.WEEK, roadmaps)] == ["What I learned", "Two", "Three"]


def test_the_sample_documents(shared):
    """Three of them ask: for a week, for a month, for a quarter."""
    found = {
        (path.stem, span): len(asked(path.read_text("utf-8"), span))
        for path in sorted((shared / "roadmaps").glob("*.md"))
        for span in PeriodKind
    }
    assert {key: number for key, number in found.items() if number} == {
        ("complete-roadmap", PeriodKind.MONTH): 4,
        ("learning-path-comprehensive", PeriodKind.WEEK): 3,
        ("study-plan", PeriodKind.QUARTER): 2,
    }
