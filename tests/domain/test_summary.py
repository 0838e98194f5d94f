"""PROGRESS.md and progress.json, read as others read them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from marked_vault import note, plan, resource, task

from vaultsync.domain.charts import pictures
from vaultsync.domain.charts.gantt import gantt
from vaultsync.domain.journal.entries import study_time
from vaultsync.domain.summary.asjson import progress_json
from vaultsync.domain.summary.model import SummaryModel, schema
from vaultsync.domain.summary.page import bar, progress_md
from vaultsync.domain.summary.rollup import sum_up
from vaultsync.markdown.names import unnumbered
from vaultsync.models.journal import Day, Entry, Journal
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.outline import Duration
from vaultsync.models.progress import Tally
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.schedule import PlanSettings
from vaultsync.models.summary import Summary

TODAY = "2026-11-21"
DOCS = Path(__file__).parents[2] / "docs"
NASTY = "a|b [c](d) **e** `f` <img src=x> [[g|h]] ![[i]] #tag ^id %%j%% $k$ ==l== & &amp; <!-- m --> ~~n~~ \\"


def roadmap(title: str = "The Plan", words: str = "Vectors", name: str = "plan") -> Roadmap:
    made = plan(
        note(
            "month",
            note("week", note("unit", task("a", text=words), task("b")), title=f"About {title}"),
            note("week-2", note("other", task("c"), resource("r")), title="Second"),
            title=title,
        ),
        note("talk", task("d", text=words), title=title),
        name=name,
        title=title,
    )
    made.folder = "The Plan (2)"
    return made


def summary(*roadmaps: Roadmap, journal: Journal | None = None, **options: Any) -> Summary:
    marks = {
        "unit#^a": KnownMark(Mark.DONE, "2026-11-20"),
        "talk#^d": KnownMark(Mark.DOING),
        "other#^c": KnownMark(Mark.SKIPPED),
        "other#^r": KnownMark(Mark.DONE, "2026-11-19"),
    }
    found = journal or Journal()
    study = study_time(found.until(TODAY).days, [one.name for one in roadmaps])
    return sum_up(roadmaps, {one.name: marks for one in roadmaps}, today=TODAY, journal=found, study=study, **options)


def entry(day: str, text: str, minutes: int | None = None, *notes: str) -> Entry:
    return Entry(day, text, minutes, notes=notes, source=f"Journal/{day}.md")


def test_what_it_says() -> None:
    made = roadmap()
    made.root.children[0].children[0].duration = Duration("1 week", weeks=(1, 1))
    text = progress_md(summary(made))
    assert (
        text
        == (
            "# Progress\n"
            "\n"
            "## Overall\n"
            "\n"
            "`███████░░░░░░░░░░░░░` **33.3%**: 1 of 3 tasks, as of 2026-11-20. 1 begun."
            " 1 skipped and out of scope; of all 4 tasks, 25% are done. Resources: 1 of 1.\n"
            "\n"
            "Active on **1 of the last 28 days**. In the week of 2026-11-16: 1 task. In all 1 day of study.\n"
            "\n"
            "## The Plan (2)\n"
            "\n"
            "`███████░░░░░░░░░░░░░` **33.3%**: 1 of 3 tasks. 1 begun."
            " 1 skipped and out of scope; of all 4 tasks, 25% are done. Resources: 1 of 1.\n"
            "\n"
            "Planned until **2026-11-30**: 2 days ahead. It is too early for a forecast: it takes ticks on 3 days.\n"
            "\n"
            "### Next up\n"
            "\n"
            "- [The Plan](Roadmaps/Plan/talk.md): Vectors (begun)\n"
            "- [Unit](Roadmaps/Plan/unit.md): Words of b\n"
            "\n"
            "### Finished lately\n"
            "\n"
            "- 2026-11-20 [Unit](Roadmaps/Plan/unit.md): Vectors\n"
            "\n"
            "### Sections\n"
            "\n"
            "| Section | Status | Done | Progress | Planned until |\n"
            "| --- | --- | ---: | --- | --- |\n"
            "| [The Plan](Roadmaps/Plan/month.md) | In progress | 1/2 | `█████░░░░░` 50% | 2026-11-26 |\n"
            "| &emsp;[About The Plan](Roadmaps/Plan/week.md) | In progress | 1/2 | `█████░░░░░` 50% |"
            " 2026-11-26 |\n"
            "| &emsp;[Second](Roadmaps/Plan/week-2.md) | Skipped | 0/0 | `░░░░░░░░░░` 0% |  |\n"
            "| [The Plan](Roadmaps/Plan/talk.md) | In progress | 0/1 | `░░░░░░░░░░` 0% | 2026-11-30 |\n"
        )
        + text[text.index("\n### Plan\n") :]
    )
    assert re.findall(r"^### (.*)", text, re.MULTILINE) == ["Next up", "Finished lately", "Sections", "Plan"]


def test_links_of_the_journal_are_names() -> None:
    words = "[[Roadmaps/Plan/unit#Topics]], [[Folder/Elsewhere]] and [[#^svd]]"
    days = (Day("2026-11-18", None, (entry("2026-11-18", words, 90, "plan/unit"),)),)
    text = progress_md(summary(roadmap(), journal=Journal(days)))
    assert "\n  - [Unit](Roadmaps/Plan/unit.md), Elsewhere and svd\n" in text


def test_the_journal_and_the_time() -> None:
    days = (
        Day("2026-11-18", None, (entry("2026-11-18", "Read **all** of it.", 90, "plan/unit"),)),
        Day(
            "2026-11-20",
            None,
            (
                entry("2026-11-20", "About [[Roadmaps/Plan/unit]], and [[Elsewhere|another]]!", 30, "plan/unit"),
                entry("2026-11-20", "", 15, "plan/other"),
            ),
        ),
        Day("2026-11-22", None, (entry("2026-11-22", "Tomorrow.", 600),)),
    )
    made = summary(roadmap(), journal=Journal(days))
    text = progress_md(made)
    assert text[text.index("\n## Study time") :] == (
        "\n## Study time\n"
        "\n"
        "2 h 15 min in all, 2 h 15 min in the last 28 days.\n"
        "\n"
        "## Journal\n"
        "\n"
        "- [2026-11-20](Journal/2026-11-20.md) (45 min)\n"
        "  - About [Unit](Roadmaps/Plan/unit.md), and another!\n"
        "- [2026-11-18](Journal/2026-11-18.md) (1 h 30 min)\n"
        "  - Read all of it. ([Unit](Roadmaps/Plan/unit.md))\n"
    )
    assert "Active on **2 of the last 28 days**. In the week of 2026-11-16: 1 task and 2 h 15 min." in text
    assert "Study time: 2 h 15 min." in text
    assert made.as_of == "2026-11-20"
    assert "Tomorrow" not in text


def test_an_entry_makes_the_summary_newer() -> None:
    journal = Journal((Day("2026-11-21", None, (entry("2026-11-21", "Only words."),)),))
    assert summary(roadmap(), journal=journal).as_of == TODAY


def test_time_that_belongs_to_no_roadmap_is_other_study() -> None:
    days = (Day("2026-11-20", None, (entry("2026-11-20", "Words.", 30), entry("2026-11-20", "x", 60, "one/unit"))),)
    text = progress_md(summary(roadmap(name="one"), roadmap(name="two"), journal=Journal(days)))
    rows = [row for row in cells(text) if len(row) == 2]
    assert rows[1:] == [["The Plan (2)", "1 h"], ["The Plan (2)", "0 min"], ["Other study", "30 min"]]


def test_nothing_studied_yet() -> None:
    text = progress_md(sum_up([roadmap()], {}, today=TODAY))
    assert text == (
        "# Progress\n"
        "\n"
        "## Overall\n"
        "\n"
        "Nothing ticked yet: 4 tasks to look forward to. Tick the first one wherever you meet it, then run"
        " `vaultsync push`: figures, dates and pictures appear here.\n"
        "\n"
        "## The Plan (2)\n"
        "\n"
        "4 tasks, 1 resource; not begun yet.\n"
        "\n"
        "### Next up\n"
        "\n"
        "- [Unit](Roadmaps/Plan/unit.md): Vectors; Words of b\n"
        "- [Other](Roadmaps/Plan/other.md): Words of c\n"
    )


def test_all_is_skipped() -> None:
    made = plan(note("unit", task("a"), task("b")))
    marks = {"unit#^a": KnownMark(Mark.SKIPPED), "unit#^b": KnownMark(Mark.SKIPPED)}
    text = progress_md(sum_up([made], {"plan": marks}, today=TODAY))
    assert text.count("All tasks (2) are skipped: nothing is in scope. `vaultsync reopen` takes one up again.") == 2
    assert "Nothing ticked yet" not in text


def test_several_roadmaps_get_a_table_and_a_heading_each() -> None:
    one, two = roadmap(name="one"), roadmap(name="two")
    two.folder = "Roadmaps/Second"
    text = progress_md(summary(one, two))
    assert re.findall(r"^## (.*)", text, re.MULTILINE) == ["Overall", "The Plan (2)", "Second"]
    assert text.count("| Roadmap | Done |") == 1


def test_nothing_to_tell() -> None:
    text = progress_md(summary())
    assert text.startswith("# Progress\n\n## Overall\n\nThere are no tasks.")
    assert json.loads(progress_json(summary()))["roadmaps"] == []


def cells(text: str) -> list[list[str]]:
    """The table rows as a git host shows them: visible text by cell."""
    rows: list[list[str]] = []
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    for n, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            inline = tokens[n + 1].children or []
            rows[-1].append("".join(child.content for child in inline if child.type in ("text", "code_inline")))
    return rows


def check_unbroken(title: str, words: str) -> None:
    first, second = roadmap(title, words), roadmap(f"{title} 2", words, name="second")
    first.root.children[0].duration = Duration(words, weeks=(2, 3))
    goals = note("goals", task("g", kind="milestone", text=words), title=f"3-Month {title}")
    first.root.children.append(goals)
    day = Day("2026-11-20", None, (entry("2026-11-20", words, 30, "plan/unit"),))
    made = summary(first, second, journal=Journal((day,)))
    drawn = list(pictures(made))
    assert len(drawn) == 6
    text = progress_md(made, drawn)
    shown = unnumbered(" ".join(title.split()))
    rows = cells(text)
    assert [len(row) for row in rows] == [6] * 3 + [5] * 8 + [4] * 5 + [2] * 3
    assert [row[0].strip() for row in rows[1:3]] == [shown, unnumbered(f"{' '.join(title.split())} 2")]
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    fences = [token for token in tokens if token.type.startswith(("html", "fence", "code_block"))]
    assert [token.info for token in fences] == ["mermaid"]
    check_gantt(fences[0].content, 3)
    children = [child for token in tokens for child in token.children or []]
    assert not any(child.type == "html_inline" for child in children)
    images = [str(child.attrs["src"]) for child in children if child.type == "image"]
    assert images == [
        f"Charts/{name}.svg"
        for name in ("activity", "plan-burn-up", "plan-sections", "second-burn-up", "second-sections", "weeks")
    ]
    links = {unquote(str(child.attrs["href"])) for child in children if child.type == "link_open"}
    notes = ("Plan", "month", "week", "week-2", "talk", "unit", "other", "goals")
    assert links <= {f"Roadmaps/Plan/{name}.md" for name in notes} | {"Journal/2026-11-20.md"}
    headings = [tokens[n + 1].content for n, token in enumerate(tokens) if token.tag == "h2" and token.nesting == 1]
    assert headings == ["Overall", "The Plan (2)", "The Plan (2)", "Study time", "Journal"]
    items = [token for token in tokens if token.type == "list_item_open"]
    assert len(items) == 3 + 1 + 2 + 1 + 2
    for sign in ("[[", "%%", "$$", "=="):
        assert sign not in text.replace(fences[0].content, "")


def test_rows_of_the_gantt_with_one_name_stay_apart() -> None:
    months = []
    for number in (1, 2):
        week = note(f"w{number}", note(f"u{number}", task(f"t{number}")), title="Week 1")
        week.duration = Duration("1 week", weeks=(1, 1))
        months.append(note(f"m{number}", week, title=f"Month {number}"))
    portfolio = note("portfolio", task("p"), title="Portfolio")
    portfolio.duration = Duration("2 weeks", weeks=(2, 2))
    goal = note("goal", task("g"), title="1-Week Goal")
    made = plan(*months, portfolio, goal, name="plan", title="The Plan")
    found = sum_up([made], {}, today=TODAY, plans={"plan": PlanSettings("2026-11-01")})
    text = "\n".join(gantt(found.roadmaps[0].outlook, found.roadmaps[0].milestones))
    names = re.findall(r"^    section (.*)", text, re.MULTILINE)
    assert len(set(names)) == len(names)
    assert [name.strip("\u200b") for name in names] == [
        f"{name} · 0/1" for name in ("Month 1", "Week 1", "Month 2", "Week 1", "Portfolio", "1-Week Goal")
    ]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Score 60% (end of Week 3)", "2026-11-21"),
        ("Score 60% (by the end of week 3).", "2026-11-21"),
        ("Score 60% – after Phase 1", "2026-11-07"),
        ("Week 3: score 60%", "2026-11-21"),
        ("60% (fin de la semana 3)", "2026-11-21"),  # no section is called so: counted from the beginning
        ("60 %, Ende Woche 3", "2026-11-21"),
        ("Score 60% (end of Week 1)", ""),  # there are two of them
        ("Score 60% (see the notes of Week 3)", ""),
        ("Week 3 review: score 60%", ""),
        ("Score 60% (free, ~20 min)", ""),
    ],
)
def test_a_goal_is_due_when_the_step_it_names_is(words: str, due: str) -> None:
    weeks = []
    for number, title in enumerate(["Phase 1", "Week 2", "Week 3", "Week 1", "Week 1 again"]):
        week = note(f"w{number}", task(f"t{number}"), title=title)
        week.duration = Duration("1 week", weeks=(1, 1))
        weeks.append(week)
    goals = note("goals", task("g", text=words), task("later", text="All (end of Week 9)"), title="Milestones")
    goals.kind = "milestones"
    found = sum_up([plan(*weeks, goals)], {}, today=TODAY, plans={"plan": PlanSettings("2026-11-01")})
    goal = found.roadmaps[0].milestones[0]
    assert goal.due == (due or "2027-01-02")
    assert goal.open == ((words,) if due else ("All (end of Week 9)",))


def test_the_gantt_counts_what_was_known_before_like_the_table_beside_it() -> None:
    week = note("w", task("a"), task("b"), task("c"), title="Week 1")
    week.duration = Duration("1 week", weeks=(1, 1))
    marks = {"plan": {"w#^a": KnownMark(Mark.DONE)}}
    found = sum_up([plan(week)], marks, today=TODAY, plans={"plan": PlanSettings(TODAY)})
    text = progress_md(found)
    assert "| 1/3 |" in text
    assert "section Week 1 · 1/3" in text


def test_pictures_of_roadmaps_of_one_title_are_told_apart() -> None:
    made = summary(roadmap("Talk", "w"), roadmap("Talk", "w", name="second"))
    drawn = {picture.name: picture.svg for picture in pictures(made)}
    assert "(plan)" in drawn["plan-burn-up.svg"]
    assert "(second)" in drawn["second-sections.svg"]
    assert "(second)" not in "".join(svg for name, svg in drawn.items() if not name.startswith("second"))


def test_a_long_gantt_begins_shortly_before_what_is_open() -> None:
    weeks = []
    for number in range(60):
        week = note(f"w{number}", task(f"t{number}"), title=f"Week of {number}: שלום")
        week.duration = Duration("1 week", weeks=(1, 1))
        weeks.append(week)
    marks = {"plan": {f"w{number}#^t{number}": KnownMark(Mark.DONE, TODAY) for number in range(10)}}
    found = sum_up(
        [plan(*weeks, name="plan", title="The Plan")], marks, today=TODAY, plans={"plan": PlanSettings(TODAY)}
    )
    text = "\n".join(gantt(found.roadmaps[0].outlook, found.roadmaps[0].milestones))
    names = re.findall(r"^    section (.*)", text, re.MULTILINE)
    assert len(names) == 40
    assert [name.partition("#58;")[0] for name in names[::39]] == ["Week of 7", "Week of 46"]
    assert names[0].endswith("<br>1/1")  # not before words that go from right to left
    assert "todayMarker off" in text  # ahead of the plan: the day is left of the bars
    assert "todayMarker" not in "\n".join(gantt(summary(roadmap("A", "b")).roadmaps[0].outlook, []))


def check_gantt(text: str, rows: int) -> None:
    """What Mermaid sees: a settings line, five of the chart, and two for each row, none of them from a title."""
    lines = text.rstrip("\n").split("\n")
    assert lines[0].startswith("%%{init: {")
    assert lines[1] == "gantt"
    assert [line.split()[0] for line in lines[2:5]] == ["dateFormat", "axisFormat", "tickInterval"]
    begin = 6 if lines[5] == "    todayMarker off" else 5
    assert len(lines) == begin + 2 * rows
    for name, bar_line in zip(lines[begin::2], lines[begin + 1 :: 2], strict=True):
        assert name.startswith("    section ")
        words = re.sub("<br>|#(?:35|58|59);", " ", name.removeprefix("    section "))
        assert words.strip()
        assert not re.search(r"[<>#:;`\\]|%%", words)
        assert re.fullmatch(
            r"    \u200b :(?:done, |active, )?(?:milestone, )?[sm]\d+, [\d-]{10}, (?:[\d-]{10}|0d)", bar_line
        )


@pytest.mark.parametrize(
    "title", [NASTY, "1. First", "- dash", "> quote", "# heading", "Two\nlines\r\nthree", "---", "end"]
)
def test_text_from_notes_breaks_nothing(title: str) -> None:
    check_unbroken(title, f"{title} {NASTY}")


@given(st.text("ab |[]()*_`<>&#^%$=~\\!-+.1:/\n", min_size=1, max_size=12).filter(lambda text: text.strip()))
def test_no_text_breaks_anything(title: str) -> None:
    check_unbroken(f"x{title}x", f"y{title}y")


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [(0, 9, "░░░░"), (1, 900, "█░░░"), (899, 900, "███░"), (900, 900, "████"), (1, 2, "██░░"), (0, 0, "░░░░")],
)
def test_a_bar_is_full_only_when_all_is_done(done: int, total: int, expected: str) -> None:
    assert bar(Tally(done=done, total=total), 4) == expected


def test_the_json_is_described_by_its_model_and_a_line_for_each_item() -> None:
    text = progress_json(summary(roadmap("T “ü”", NASTY)))
    data = SummaryModel.model_validate_json(text)
    assert data.version == 2
    assert data.as_of == "2026-11-20"
    found = data.roadmaps[0]
    assert [(item.id, item.mark, item.date, item.counted) for item in found.items] == [
        ("unit#^a", "done", "2026-11-20", True),
        ("other#^c", "skipped", "", True),
        ("other#^r", "done", "2026-11-19", False),
        ("talk#^d", "doing", "", True),
    ]
    assert text.endswith("}\n")
    for item in found.items:
        line = next(line for line in text.splitlines() if f'"{item.id}"' in line)
        assert json.loads(line.strip().rstrip(","))["text"] == item.text
    assert "ü" in text
    totals = [section.total for section in found.sections]
    assert sum(totals) == found.total == data.total


def test_the_json_has_the_figures_of_the_page() -> None:
    made = roadmap()
    made.root.children[0].duration = Duration("2 weeks", weeks=(2, 2))
    days = (Day("2026-11-19", None, (entry("2026-11-19", "Read.", 90, "plan/unit"),)),)
    data = SummaryModel.model_validate_json(progress_json(summary(made, journal=Journal(days))))
    (found,) = data.roadmaps
    assert [(day.date, day.tasks, day.minutes) for day in data.days] == [("2026-11-19", 0, 90), ("2026-11-20", 1, 0)]
    assert (data.active_days, data.active_of_last_28_days, data.minutes, found.minutes) == (2, 2, 90, 90)
    assert found.plan is not None
    assert (found.plan.start, found.plan.finish, found.plan.tasks, found.plan.done) == (
        "2026-11-19",
        "2026-12-02",
        3,
        1,
    )
    assert (found.plan.wanted, found.plan.days_ahead) == (0, 3)
    assert found.pace is not None
    assert (found.pace.tasks_per_week, found.pace.hours_per_week) == (1, 1.5)
    assert (found.forecast, found.sections[1].expected) == (None, "")  # ticks on one day are too few
    assert sum(day.tasks for day in data.days) == sum(item.counted and bool(item.date) for item in found.items)
    assert sum(day.minutes for day in data.days) == data.minutes


def test_the_published_schema_is_that_of_the_model() -> None:
    """`python docs/make_schema.py` writes it anew."""
    published = json.loads((DOCS / "progress.schema.json").read_text("utf-8"))
    assert published == schema()


def test_what_is_written_fits_the_published_schema() -> None:
    published = json.loads((DOCS / "progress.schema.json").read_text("utf-8"))
    made = roadmap("T", NASTY)
    made.root.children[0].duration = Duration("2 weeks", weeks=(2, 2))
    for data in (
        summary(),
        summary(made),
        sum_up([made], {}, today=TODAY),
        summary(roadmap(name="a"), roadmap(name="b")),
    ):
        Draft202012Validator(published).validate(json.loads(progress_json(data)))


def test_a_file_of_version_1_still_loads() -> None:
    text = Path(__file__).with_name("progress-v1.json").read_text("utf-8")
    data = SummaryModel.model_validate_json(text)
    assert (data.version, data.as_of, data.done, data.total) == (1, "2026-11-14", 26, 124)
    assert data.roadmaps[0].name == "night-sky"
    assert data.days == []
    assert data.roadmaps[0].plan is None
    assert data.roadmaps[0].sections[0].expected == ""


def test_the_same_marks_give_the_same_bytes() -> None:
    assert progress_json(summary(roadmap())) == progress_json(summary(roadmap()))
    assert progress_md(summary(roadmap())) == progress_md(summary(roadmap()))
    assert list(pictures(summary(roadmap()))) == list(pictures(summary(roadmap())))


def test_after_ticks_on_three_days_there_is_a_forecast() -> None:
    tasks = [task(f"t{n}") for n in range(6)]
    made = plan(note("unit", *tasks))
    made.root.children[0].duration = Duration("3 weeks", weeks=(3, 3))
    marks = {f"unit#^t{n}": KnownMark(Mark.DONE, f"2026-11-{18 + n}") for n in range(3)}
    found = sum_up([made], {made.name: marks}, today=TODAY)
    (one,) = SummaryModel.model_validate_json(progress_json(found)).roadmaps
    assert one.forecast is not None
    assert (one.forecast.likely, one.sections[0].expected) == ("2026-11-27", "2026-11-27")
    text = progress_md(found)
    assert "At your pace (3.0 tasks in an active week) done on **2026-11-27**" in text
    assert "| Planned until | Expected |" in text
