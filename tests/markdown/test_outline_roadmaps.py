"""The five roadmaps the project exists for, figure by figure, as a careful reader counts them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from vaultsync.markdown.outline import tasks
from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.markdown.words.durations import read_duration
from vaultsync.models.outline import RESOURCE_KINDS, Item, Outline, Section

Read = Callable[[str], Outline]


@pytest.fixture(scope="module")
def read(shared: Path) -> Read:
    known: dict[str, Outline] = {}

    def reading(name: str) -> Outline:
        if name not in known:
            text = (shared / "roadmaps" / f"{name}.md").read_text("utf-8")
            known[name] = parse_outline(text, name)
        return known[name]

    return reading


def leaves(section: Section) -> int:
    return sum(tasks.is_leaf(item) for part in tasks.walk([section]) for item in tasks.walk_items(part.items))


def of_kind(outline: Outline, *kinds: str) -> list[Section]:
    return [section for section in tasks.walk(outline.sections) if section.kind in kinds]


def task_kinds(outline: Outline) -> Counter[str]:
    return Counter(item.kind for item in tasks.all_items(outline) if item.task)


def resources(outline: Outline) -> list[Item]:
    return [item for item in tasks.all_items(outline) if item.kind in RESOURCE_KINDS and not item.task]


def unit_resources(outline: Outline) -> list[Item]:
    return [
        item
        for section in tasks.walk(outline.sections)
        if tasks.is_unit(section, True)
        for item in tasks.own_items(section)
        if item.kind in RESOURCE_KINDS and not item.task
    ]


class TestStudyPlan:
    @pytest.fixture
    def outline(self, read: Read) -> Outline:
        return read("study-plan")

    def test_counts(self, outline: Outline) -> None:
        assert tasks.counts(outline) == {
            "sections": 15, "units": 8, "tasks": 66, "leaves": 66, "resources": 39, "links": 70,
        }  # fmt: skip
        assert len(of_kind(outline, "module")) == 8

    def test_kinds(self, outline: Outline) -> None:
        assert task_kinds(outline) == {"objective": 26, "activity": 27, "project": 5, "milestone": 8}
        assert sum(item.checked is not None for item in tasks.all_items(outline)) == 8

    def test_resources_stand_apart(self, outline: Outline) -> None:
        found = resources(outline)
        assert len(found) == 44
        in_modules = [
            item
            for module in of_kind(outline, "module")
            for item in tasks.own_items(module)
            if item.kind in RESOURCE_KINDS
        ]
        assert [item.kind for item in in_modules] == ["paper"] * 5
        apart = {
            section.title: sum(item.kind in RESOURCE_KINDS for item in tasks.own_items(section))
            for section in outline.sections
            if section.kind == "resources"
        }
        assert sorted(apart.values()) == [4, 13, 22]

    def test_five_papers_stand_twice(self, outline: Outline) -> None:
        seen: set[str] = set()
        twice = []
        for item in resources(outline):
            url = item.links[0].url if len(item.links) == 1 else ""
            keys = tasks.resource_keys(item.text, item.kind, url)
            if not seen.isdisjoint(keys):
                twice.append(item)
            seen.update(keys)
        assert len(twice) == 5
        assert {item.kind for item in twice} == {"paper"}

    def test_glossary(self, outline: Outline) -> None:
        (glossary,) = [section for section in outline.sections if "Glossary" in section.title]
        assert glossary.kind == "reference"
        assert len(glossary.items) == 9
        assert not any(item.task for item in glossary.items)

    def test_the_timeline_agrees_with_the_modules(self, outline: Outline) -> None:
        (timeline,) = [section for section in outline.sections if "Timeline" in section.title]
        rows = [line.strip("| ").split(" | ") for line in timeline.text.split("\n") if line.startswith("|")][2:]
        modules = of_kind(outline, "module")
        assert len(rows) == len(modules) == 8
        for row, module in zip(rows, modules, strict=True):
            said = read_duration(row[1])
            assert row[0].startswith(f"{module.number}.")
            assert module.duration is not None
            assert said is not None
            assert (module.duration.weeks, module.duration.ongoing) == (said.weeks, said.ongoing)

    def test_the_diagram_yields_no_task(self, outline: Outline) -> None:
        assert "```" in "\n".join([outline.text, *(section.text for section in tasks.walk(outline.sections))])


class TestCompleteRoadmap:
    @pytest.fixture
    def outline(self, read: Read) -> Outline:
        return read("complete-roadmap")

    def test_counts(self, outline: Outline) -> None:
        counted = tasks.counts(outline)
        assert (counted["tasks"], counted["leaves"]) == (515, 478)
        assert len(of_kind(outline, "phase")) == 10
        assert sum(len(section.sections) for section in outline.sections) == 63

    def test_per_phase(self, outline: Outline) -> None:
        assert [leaves(phase) for phase in outline.sections[:10]] == [26, 45, 41, 24, 65, 31, 66, 46, 33, 35]
        assert [count for count in map(leaves, outline.sections[10:]) if count] == [27, 20, 13, 6]

    def test_every_task_is_a_checkbox(self, outline: Outline) -> None:
        assert all(item.task == (item.checked is not None) for item in tasks.all_items(outline))

    def test_neither_status_lines_nor_contents_are_tasks(self, outline: Outline) -> None:
        items = list(tasks.all_items(outline))
        status = [item for item in items if item.text.count("[ ]") == 3]
        assert len(status) == 10
        assert not any(item.task for item in status)
        contents = [drop for drop in outline.dropped if drop.why.startswith("table of contents")]
        assert len([drop for drop in contents if "](#" in drop.text]) == 16

    def test_repaired(self, outline: Outline) -> None:
        assert outline.title.startswith("🚀")
        assert [warning.text for warning in outline.warnings] == ["the encoding of 4 lines was repaired"]


class TestReferenced:
    @pytest.fixture
    def outline(self, read: Read) -> Outline:
        return read("learning-path-referenced")

    def test_counts(self, outline: Outline) -> None:
        counted = tasks.counts(outline)
        assert [counted[key] for key in ("units", "tasks", "leaves", "links")] == [31, 192, 191, 133]
        assert len(of_kind(outline, "month")) == 4
        assert len(of_kind(outline, "week")) == 16

    def test_kinds(self, outline: Outline) -> None:
        assert task_kinds(outline) == {"topic": 123, "exercise": 60, "project": 5, "deliverable": 4}

    def test_resources(self, outline: Outline) -> None:
        found = unit_resources(outline)
        assert len(found) == 181
        assert sum(bool(item.links) for item in found) == 124
        assert {"video", "reading", "practical", "paper", "tool", "github"} <= {item.type for item in found}

    def test_redirects_are_unwrapped(self, outline: Outline, shared: Path) -> None:
        raw = (shared / "roadmaps" / "learning-path-referenced.md").read_text("utf-8")
        assert raw.count("google.com/search?q=http") == 54
        assert not any("google.com/search" in link.url for item in tasks.all_items(outline) for link in item.links)

    def test_the_chat_is_dropped(self, outline: Outline) -> None:
        chat = [drop for drop in outline.dropped if "chat" in drop.why]
        assert [drop.line for drop in chat] == [1, 3]
        assert not any(drop.text in outline.text for drop in chat)


class TestMastery:
    @pytest.fixture
    def outline(self, read: Read) -> Outline:
        return read("mastery-roadmap")

    def test_per_phase(self, outline: Outline) -> None:
        assert [section.kind for section in outline.sections] == ["phase"] * 6
        assert [leaves(phase) for phase in outline.sections] == [107, 102, 90, 84, 66, 116]
        assert tasks.counts(outline)["leaves"] == 565

    def test_levels_are_repaired(self, outline: Outline) -> None:
        first = outline.sections[0]
        assert "Mathematical Foundations" in [section.title for section in first.sections]
        (unit,) = [section for section in tasks.walk([first]) if section.title == "Data Structures and Algorithms"]
        assert unit.kind == "unit"
        assert ("Linear Data Structures", "group") in [(child.title, child.kind) for child in unit.sections]

    def test_citation_marks_are_gone(self, outline: Outline) -> None:
        gone = [drop.text for drop in outline.dropped if drop.why.startswith("citation")]
        assert len(re.findall(r"\[\d+\]", "".join(gone))) == 95
        texts = [outline.text, *(section.text for section in tasks.walk(outline.sections))]
        texts += [item.source for item in tasks.all_items(outline)]
        assert not any(re.search(r"\[\d+\]", text) for text in texts)

    def test_durations(self, outline: Outline) -> None:
        assert sum(section.duration is not None for section in tasks.walk(outline.sections)) == 46


class TestComprehensive:
    @pytest.fixture
    def outline(self, read: Read) -> Outline:
        return read("learning-path-comprehensive")

    def test_counts(self, outline: Outline) -> None:
        counted = tasks.counts(outline)
        assert [counted[key] for key in ("units", "tasks", "leaves")] == [34, 267, 260]
        assert len(of_kind(outline, "month")) == 4
        assert len(of_kind(outline, "week")) == 16
        assert len(unit_resources(outline)) == 83

    def test_kinds(self, outline: Outline) -> None:
        assert task_kinds(outline) == {"topic": 176, "exercise": 80, "project": 6, "deliverable": 5}
        nested = [
            below
            for item in tasks.all_items(outline)
            if item.task
            for below in item.items
            if below.task and below.kind == "topic"
        ]
        assert len(nested) == 25

    def test_the_prerequisites_are_study(self, outline: Outline) -> None:
        first = outline.sections[0]
        assert [section.kind for section in first.sections] == ["unit", "unit"]
        assert first.duration is not None
        assert first.duration.weeks == (1, 2)

    def test_the_summary_table_stays_a_table(self, outline: Outline) -> None:
        tables = [
            [line for line in section.text.split("\n") if line.startswith("|")]
            for section in tasks.walk(outline.sections)
        ]
        assert 18 + 2 in map(len, tables)

    def test_frontmatter(self, outline: Outline) -> None:
        assert outline.title == "AI Engineering Learning Path"
        assert outline.properties["tags"] == ["ML", "AI", "Engineering"]
        assert str(outline.properties["description"]) in outline.text


def _outside_fences(change: Callable[[str], str]) -> Callable[[str], str]:
    """Changes the lines of a document that stand in no code fence."""

    def changing(text: str) -> str:
        lines, fenced = [], False
        for line in text.split("\n"):
            fence = re.match(r"\s*(```|~~~)", line)
            fenced = fenced != bool(fence)
            rule = re.match(r"\s*(?:-\s*){3,}$", line)
            lines.append(line if fenced or fence or rule else change(line))
        return "\n".join(lines)

    return changing


_OTHERWISE: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "byte-order mark": lambda text: "\ufeff" + text,
    "asterisks": _outside_fences(lambda line: re.sub(r"^(\s*)- ", r"\1* ", line)),
    "plus signs": _outside_fences(lambda line: re.sub(r"^(\s*)- ", r"\1+ ", line)),
    "bullet characters": _outside_fences(lambda line: re.sub(r"^(\s*)- (?!\[[ x]\])", r"\1• ", line)),
    "numbers": _outside_fences(lambda line: re.sub(r"^(\s*)- (?!\[|\*\*)", r"\g<1>1. ", line)),
    "indentation doubled": _outside_fences(lambda line: re.sub(r"^ +", lambda blanks: blanks.group() * 2, line)),
    "tabs": _outside_fences(lambda line: re.sub(r"^(?:  )+(?=[-*+\d])", lambda two: "\t" * (len(two[0]) // 2), line)),
    "closed headings": _outside_fences(lambda line: re.sub(r"^(#+) (.*)$", r"\1 \2 \1", line)),
    "bold headings": _outside_fences(lambda line: re.sub(r"^(#+) ([^*]+)$", r"\1 **\2**", line)),
    "loose lists": _outside_fences(lambda line: f"\n{line}" if re.match(r"\s*(?:[-*+]|\d+[.)])\s", line) else line),
    "no blank lines above lists": lambda text: re.sub(r"\n\n(?=\s*(?:[-*+]|\d+[.)])\s)", "\n", text),
    "blanks at line ends": lambda text: text.replace("\n", " \n"),
    "non-breaking spaces": _outside_fences(lambda line: re.sub(r"(?<=\w) (?=\w)", "\u00a0", line)),
    "underscores for bold": _outside_fences(lambda line: line.replace("**", "__")),
    "upper-case ticks": _outside_fences(lambda line: line.replace("[x]", "[X]")),
}


@pytest.mark.parametrize("way", _OTHERWISE)
@pytest.mark.parametrize(
    "name",
    ["study-plan", "complete-roadmap", "learning-path-referenced", "mastery-roadmap", "learning-path-comprehensive"],
)
def test_written_otherwise_it_is_the_same_roadmap(read: Read, shared: Path, name: str, way: str) -> None:
    text = (shared / "roadmaps" / f"{name}.md").read_text("utf-8")
    other = parse_outline(_OTHERWISE[way](text), name)
    assert tasks.counts(other) == tasks.counts(read(name))
    assert task_kinds(other) == task_kinds(read(name))
