"""PROGRESS.md and progress.json, read as others read them."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from marked_vault import note, plan, resource, task

from vaultsync.domain.progress import roll_up
from vaultsync.domain.summary import bar, progress_json, progress_md
from vaultsync.domain.summarymodel import SummaryModel
from vaultsync.models.marks import KnownMark, Mark
from vaultsync.models.progress import Progress, Tally
from vaultsync.models.roadmap import Roadmap

TODAY = "2026-11-21"
NASTY = "a|b [c](d) **e** `f` <img src=x> [[g|h]] ![[i]] #tag ^id %%j%% $k$ ==l== & &amp; <!-- m --> ~~n~~ \\"


def roadmap(title: str = "The Plan", words: str = "Vectors", name: str = "plan") -> Roadmap:
    made = plan(
        note(
            "month",
            note("week", note("unit", task("a", text=words), task("b")), title=f"Week {title}"),
            note("week-2", note("other", task("c"), resource("r"))),
            title=title,
        ),
        note("talk", task("d", text=words), title=title),
        name=name,
        title=title,
    )
    made.folder = "The Plan (2)"
    return made


def progress(*roadmaps: Roadmap) -> Progress:
    marks = {
        "unit#^a": KnownMark(Mark.DONE, "2026-11-20"),
        "talk#^d": KnownMark(Mark.DOING),
        "other#^c": KnownMark(Mark.SKIPPED),
        "other#^r": KnownMark(Mark.DONE, "2026-11-19"),
    }
    return roll_up(roadmaps, {one.name: marks for one in roadmaps}, today=TODAY)


def test_what_it_says() -> None:
    text = progress_md(progress(roadmap()))
    assert text == (
        "# Progress\n"
        "\n"
        "## Overall\n"
        "\n"
        "`███████░░░░░░░░░░░░░` **33.3%**: 1 of 3 tasks, as of 2026-11-20. 1 begun."
        " 1 skipped and out of scope; of all 4 tasks, 25% are done. Resources: 1 of 1.\n"
        "\n"
        "## The Plan (2)\n"
        "\n"
        "`███████░░░░░░░░░░░░░` **33.3%**: 1 of 3 tasks. 1 begun."
        " 1 skipped and out of scope; of all 4 tasks, 25% are done. Resources: 1 of 1.\n"
        "\n"
        "| Section | Status | Done | % | Bar |\n"
        "| --- | --- | ---: | ---: | --- |\n"
        "| [The Plan](Roadmaps/Plan/month.md) | In progress | 1/2 | 50% | `█████░░░░░` |\n"
        "| &emsp;[Week The Plan](Roadmaps/Plan/week.md) | In progress | 1/2 | 50% | `█████░░░░░` |\n"
        "| &emsp;[Week 2](Roadmaps/Plan/week-2.md) | Skipped | 0/0 | 0% | `░░░░░░░░░░` |\n"
        "| [The Plan](Roadmaps/Plan/talk.md) | In progress | 0/1 | 0% | `░░░░░░░░░░` |\n"
        "\n"
        "**Finished lately**\n"
        "\n"
        "- 2026-11-20 [Unit](Roadmaps/Plan/unit.md): Vectors\n"
        "\n"
        "**Next up**\n"
        "\n"
        "- Vectors (begun), in [The Plan](Roadmaps/Plan/talk.md)\n"
        "- Words of b, in [Unit](Roadmaps/Plan/unit.md)\n"
    )


def test_several_roadmaps_get_a_table_and_a_heading_each() -> None:
    one, two = roadmap(name="one"), roadmap(name="two")
    two.folder = "Roadmaps/Second"
    text = progress_md(progress(one, two))
    assert re.findall(r"^## (.*)", text, re.MULTILINE) == ["Overall", "The Plan (2)", "Second"]
    assert text.count("| Roadmap | Done |") == 1


def test_nothing_to_tell() -> None:
    assert progress_md(progress()) == "# Progress\n\n## Overall\n\n`░░░░░░░░░░░░░░░░░░░░` **0%**: 0 of 0 tasks.\n"
    assert json.loads(progress_json(progress()))["roadmaps"] == []


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
    text = progress_md(progress(roadmap(title, words), roadmap(f"{title} 2", words, name="second")))
    shown = " ".join(title.split())
    rows = cells(text)
    assert len(rows) == 3 + 2 * 5
    assert {len(row) for row in rows} == {4, 5}
    assert [row[0].strip() for row in rows[1:3]] == [shown, f"{shown} 2"]
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    assert not any(token.type.startswith(("html", "fence", "code_block")) for token in tokens)
    children = [child for token in tokens for child in token.children or []]
    assert not any(child.type in ("html_inline", "image") for child in children)
    links = {unquote(str(child.attrs["href"])) for child in children if child.type == "link_open"}
    assert links <= {
        f"Roadmaps/Plan/{name}.md" for name in ("Plan", "month", "week", "week-2", "talk", "unit", "other")
    }
    headings = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]
    assert headings == ["Progress", "Overall", "The Plan (2)", "The Plan (2)"]
    items = [token for token in tokens if token.type == "list_item_open"]
    assert len(items) == 2 * 3
    for sign in ("[[", "%%", "$$", "=="):
        assert sign not in text


@pytest.mark.parametrize("title", [NASTY, "1. First", "- dash", "> quote", "# heading", "Two\nlines\r\nthree", "---"])
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
    text = progress_json(progress(roadmap("T “ü”", NASTY)))
    data = SummaryModel.model_validate_json(text)
    assert data.version == 1
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


def test_the_same_marks_give_the_same_bytes() -> None:
    assert progress_json(progress(roadmap())) == progress_json(progress(roadmap()))
    assert progress_md(progress(roadmap())) == progress_md(progress(roadmap()))
