"""What is called alike in two roadmaps is told apart by their names."""

from __future__ import annotations

from vaultsync.cli.printing.finding import print_unsure
from vaultsync.cli.printing.log import log_markdown, print_log
from vaultsync.cli.printing.page import Page
from vaultsync.cli.printing.parts import Figure, print_figures
from vaultsync.cli.printing.proposals import print_next
from vaultsync.models.deeds import NextReport
from vaultsync.models.diary import Diary, DiaryDay, DiaryEntry, LogReport
from vaultsync.models.finding import Candidate, Unsure
from vaultsync.models.proposals import Proposal
from vaultsync.models.reports import RoadmapCount


def test_candidates() -> None:
    notes = [Candidate(name, "stars", "Stars", "The Sky", f"Roadmaps/The Sky {name}/Stars.md", True) for name in "ab"]
    page = Page(80, False)
    print_unsure(page, [Unsure("stars", (*notes, Candidate("a", "x", "Starlight", "The Sky", "x.md", True)), 3)])
    assert [line.split("  ")[-1] for line in page.text().splitlines() if "  Star" in line] == [
        "a: The Sky a",
        "b: The Sky b",
        "note of The Sky",
    ]


def test_candidates_of_the_same_words_in_one_note() -> None:
    twins = [
        Candidate("doc", f"a#^{block}", "Bread", "A", "Roadmaps/Cook/A.md", False) for block in ("bread", "bread-2")
    ]
    other = Candidate("doc", "b#^bread", "Bread", "B", "Roadmaps/Cook/B.md", False)
    page = Page(80, False)
    print_unsure(page, [Unsure("bread", (*twins, other), 3)])
    told = [line.split("  ")[-1] for line in page.text().splitlines() if "[ ] Bread" in line]
    assert told == ["^bread in A", "^bread-2 in A", "B"]


def test_proposals() -> None:
    proposals = [Proposal(name, "x", "Look up", "Stars", "x.md") for name in "abc"]
    roadmaps = [RoadmapCount(name, title, 0, 1, 0) for name, title in (("a", "Sky"), ("b", "Sky"), ("c", "Sea"))]
    page = Page(80, False)
    print_next(page, NextReport(proposals, "2026-11-21", None, roadmaps))
    assert [line.strip() for line in page.text().splitlines() if "Stars" in line] == [
        "Stars · a",
        "Stars · b",
        "Stars · Sea",
    ]


def test_figures_of_long_titles() -> None:
    page = Page(60, False)
    titles = [f"A path through all of engineering ({name})" for name in ("learning-path", "learning-plan")]
    long = "A path through all of it, and then some more"
    print_figures(page, [Figure(title, 1, 2, 50) for title in (*titles, long)])
    shown = [line.partition("  ")[0] for line in page.text().splitlines()]
    assert shown == [
        "A path through al…ng (learning-path)",
        "A path through al…ng (learning-plan)",
        f"{long[:35].strip()}…",
    ]


def test_an_entry_of_a_time_alone() -> None:
    page = Page(80, False)
    report = LogReport("/vault", "day", Diary([DiaryDay("2026-11-21", entries=[DiaryEntry("", 90)])]))
    print_log(page, report)
    assert "  Studied (1h 30m)" in page.text().splitlines()
    assert "- Studied (1h 30m)" in log_markdown(report).splitlines()
