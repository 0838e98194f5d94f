"""`pull --rename`: files are called what the roadmap calls them, and every link still leads where it led."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from study import DOCUMENT, Study, begin, killed_at

from vaultsync.usecases.check import check
from vaultsync.usecases.log import log
from vaultsync.usecases.restore import restore
from vaultsync.usecases.roadmaps import add
from vaultsync.usecases.undo import undo

RETITLED = (
    DOCUMENT.replace("## 1. Basics", "## 1. The basics")
    .replace("### 1.1 Loops", "### 1.1 Loops and eyes")
    .replace("# Knots\n", "# Ropework\n")
)
LOOPS, HITCHES = "Roadmaps/Knots/1 Basics/1.1 Loops.md", "Roadmaps/Knots/1 Basics/1.2 Hitches.md"
NEW_LOOPS = "Roadmaps/Ropework/1 The basics/1.1 Loops and eyes.md"
MINE = f"""\
---
see: "[[{LOOPS[:-3]}]]"
also: '[[1.1 Loops|it''s]]'
---
[[1.1 Loops]], [[{LOOPS[:-3]}#Topics|loops]], ![[1.1 Loops.md#^bowline]] | [[{LOOPS}\\|l]]
[md](../Roadmaps/Knots/1%20Basics/1.1%20Loops.md#notes) [a](<../Roadmaps/Knots/1 Basics/1.1 Loops.md>)
`[[1.1 Loops]]` [[Somewhere else]] [[#here]] [web](https://example.invalid/1.1%20Loops.md)

```
[[1.1 Loops]]
```

[ref]: ../Roadmaps/Knots/1%20Basics/1.1%20Loops.md
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def rename(study: Study, text: str | None = None):
    if text is not None:
        study.document.write_text(text, "utf-8")
    return study.pull(rename=True)


def test_notes_deleted_before_a_renaming_come_back_among_the_others(study: Study) -> None:
    study.edit("1.2", "## Notes\n", f"## Notes\n\nPRECIOUS [[{LOOPS[:-3]}]]\n")
    study.push()
    for path in (LOOPS, HITCHES):
        (study.vault / path).unlink()
    study.push()
    rename(study, RETITLED)
    report = restore(study.context, everything=True)
    assert [found.note for found in report.restored] == [NEW_LOOPS, "Roadmaps/Ropework/1 The basics/1.2 Hitches.md"]
    assert report.pull is not None
    assert report.pull.review == []
    assert "PRECIOUS" in study.read(study.note("1.2"))
    assert check(study.context).findings == []
    assert not (study.vault / "Roadmaps/Knots").exists()
    settled(study)


def settled(study: Study) -> None:
    files = study.files()
    assert study.pull(rename=True).renaming is None
    assert not study.pull().changed
    assert study.push().commit == ""
    assert study.files() == files
    assert study.git("status", "--porcelain") == ""


def links_are_right(study: Study) -> None:
    """Every full wikilink of vaultsync's folders leads to a file."""
    for path in (study.vault / "Roadmaps").rglob("*.md"):
        for target in re.findall(r"\[\[([^\]|#\\]*/[^\]|#\\]+)", path.read_text("utf-8")):
            assert (study.vault / f"{target}.md").exists(), (path, target)


def test_files_are_called_what_the_roadmap_calls_them_and_every_link_goes_along(study: Study) -> None:
    study.write("Mine/x.md", MINE.replace("\n", "\r\n"))
    study.mark("1.1", "Figure")
    study.write(
        "c.canvas",
        json.dumps({"nodes": [{"type": "file", "file": LOOPS, "subpath": "#x"}, {"text": "[[1.1 Loops]] é"}]}),
    )
    marks = {"items": [{"type": "group", "items": [{"type": "file", "path": LOOPS, "title": "L"}]}]}
    study.write(".obsidian/bookmarks.json", json.dumps(marks, indent="\t"))
    study.write("Roadmaps/Knots/1 Basics/own.md", "[a](1.1%20Loops.md) ![p](../../../p.png)\n")
    study.write("p.png", "picture")
    study.edit("1.1", "## Notes\n", "## Notes\n\n[own](own.md) [[1.2 Hitches]] ![](../../../p.png)\n")
    report = rename(study, RETITLED)
    assert report.renaming is not None
    assert ("rename", LOOPS, NEW_LOOPS) in [(note.deed, note.note, note.target) for note in report.renaming.notes]
    assert study.subjects()[0] == "Pull: Ropework: 5 renamed, 1 changed"
    expected = (
        MINE.replace(f'"[[{LOOPS[:-3]}]]"', f'"[[{NEW_LOOPS[:-3]}]]"')
        .replace("'[[1.1 Loops|", "'[[1.1 Loops and eyes|")
        .replace("\n[[1.1 Loops]], ", "\n[[1.1 Loops and eyes]], ")
        .replace(f"[[{LOOPS[:-3]}#", f"[[{NEW_LOOPS[:-3]}#")
        .replace("![[1.1 Loops.md#", "![[1.1 Loops and eyes.md#")
        .replace(f"[[{LOOPS}\\", f"[[{NEW_LOOPS}\\")
        .replace("Knots/1%20Basics/1.1%20Loops.md", "Ropework/1%20The%20basics/1.1%20Loops%20and%20eyes.md")
        .replace("Knots/1 Basics/1.1 Loops.md>", "Ropework/1 The basics/1.1 Loops and eyes.md>")
    )
    assert study.read("Mine/x.md") == expected.replace("\n", "\r\n")
    assert json.loads(study.read("c.canvas"))["nodes"][0]["file"] == NEW_LOOPS
    assert '"[[1.1 Loops and eyes]] \\u00e9"' in study.read("c.canvas")
    assert study.read(".obsidian/bookmarks.json") == json.dumps(marks, indent="\t").replace(LOOPS, NEW_LOOPS)
    assert 'path:\\"Roadmaps/Ropework\\"' in study.read(".obsidian/graph.json")
    own = study.read("Roadmaps/Knots/1 Basics/own.md")
    assert unquote(own) == "[a](../../Ropework/1 The basics/1.1 Loops and eyes.md) ![p](../../../p.png)\n"
    text = study.read(NEW_LOOPS)
    assert "[own](../../Knots/1%20Basics/own.md) [[1.2 Hitches]] ![](../../../p.png)" in text
    assert study.line("1.1", "Figure").startswith("- [x]")
    assert "Ropework/1%20The%20basics" in study.read("PROGRESS.md")
    links_are_right(study)
    settled(study)


def test_what_the_learner_moved_or_renamed_stays_there(study: Study) -> None:
    (study.vault / "Mine").mkdir()
    (study.vault / LOOPS).rename(study.vault / "Mine/Loops.md")
    (study.vault / HITCHES).rename(study.vault / "Roadmaps/Knots/1 Basics/My hitches.md")
    study.push()
    rename(study, RETITLED.replace("### 1.2 Hitches", "### 1.2 Hitch knots"))
    assert (study.vault / "Mine/Loops.md").exists()
    assert (study.vault / "Roadmaps/Knots/1 Basics/My hitches.md").exists()
    assert (study.vault / "Roadmaps/Ropework/1 The basics/1 The basics.md").exists()
    links_are_right(study)
    settled(study)


def test_new_numbers_and_names_that_change_places(tmp_path: Path) -> None:
    text = "# K\n\n## Alpha\n- [ ] a\n- [ ] b\n\n## Beta\n- [ ] c\n- [ ] d\n\n## Gamma\n- [ ] e\n- [ ] f\n"
    study = begin(tmp_path, text)
    study.mark("01 Alpha", "a")
    swapped = text.replace("Alpha", "X").replace("Beta", "Alpha").replace("X", "Beta")
    rename(study, "# K\n\n## New\n- [ ] n\n\n" + swapped[5:])
    assert sorted(path.name for path in (study.vault / "Roadmaps/K").glob("*.md")) == [
        "01 New.md", "02 Beta.md", "03 Alpha.md", "04 Gamma.md", "K.md",
    ]  # fmt: skip
    assert study.status().figures["done"] == 1
    links_are_right(study)
    settled(study)


def test_names_that_differ_by_case_alone(study: Study) -> None:
    rename(study, DOCUMENT.replace("### 1.1 Loops", "### 1.1 LOOPS"))
    assert (study.vault / LOOPS.replace("Loops", "LOOPS")).exists()
    assert not (study.vault / LOOPS).exists()
    links_are_right(study)
    settled(study)


def test_nothing_is_overwritten(study: Study) -> None:
    study.write("Roadmaps/Knots/1 Basics/1.1 Loops and eyes.md", "mine\n")
    rename(study, DOCUMENT.replace("### 1.1 Loops", "### 1.1 Loops and eyes"))
    assert study.read("Roadmaps/Knots/1 Basics/1.1 Loops and eyes.md") == "mine\n"
    assert "Bowline" in study.read("Roadmaps/Knots/1 Basics/1.1 Loops and eyes 2.md")
    settled(study)


def test_a_dry_run_tells_and_writes_nothing(study: Study) -> None:
    study.document.write_text(RETITLED, "utf-8")
    before = study.files()
    report = study.pull(rename=True, dry_run=True)
    assert (LOOPS, NEW_LOOPS) in [(note.note, note.target) for note in report.notes if note.deed == "rename"]
    assert study.files() == before


@pytest.mark.parametrize("mine", ["", "My own words.\n"])
def test_a_dry_run_tells_all_that_happens(study: Study, mine: str) -> None:
    study.document.write_text(RETITLED, "utf-8")
    study.pull()
    study.edit("Knots", "## Contents\n", f"{mine}## Contents\n")
    study.push()
    told, done = study.pull(rename=True, dry_run=True).notes, study.pull(rename=True).renaming
    assert done is not None
    assert {(note.deed, note.note, note.target) for note in told} == {
        (note.deed, note.note, note.target) for note in done.notes
    }


def test_links_of_other_editors(tmp_path: Path) -> None:
    study = begin(tmp_path)
    study.write("vaultsync.toml", study.read("vaultsync.toml").replace('links = "wiki"', 'links = "markdown"'))
    if 'links = "markdown"' not in study.read("vaultsync.toml"):
        study.write("vaultsync.toml", 'links = "markdown"\n' + study.read("vaultsync.toml"))
    study.pull()
    rename(study, RETITLED)
    for path in (study.vault / "Roadmaps").rglob("*.md"):
        for target in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8")):
            assert (path.parent / unquote(target)).exists(), (path, target)
    settled(study)


def test_a_renaming_is_undone(study: Study) -> None:
    study.write("Mine/x.md", MINE)
    study.document.write_text(RETITLED, "utf-8")
    study.pull()
    before = study.files()
    rename(study)
    study.mark("1.1", "Bowline")
    undo(study.context, "pull")
    assert study.line("1.1", "Bowline").startswith("- [x]")
    study.mark("1.1", "Bowline", " ")
    study.push()
    assert study.files() == before


@pytest.mark.parametrize("step", range(0, 72, 6))
def test_a_kill_at_any_write_is_finished_by_the_next_run(study: Study, step: int) -> None:
    study.write("Mine/x.md", MINE)
    study.document.write_text(RETITLED, "utf-8")
    study.pull()
    with killed_at(step):
        rename(study)
    study.push()
    links_are_right(study)
    rename(study)
    assert sorted(path.name for path in (study.vault / "Roadmaps/Ropework").rglob("*.md")) == [
        "1 The basics.md", "1.1 Loops and eyes.md", "1.2 Hitches.md", "2 Rope care.md", "Ropework.md",
    ]  # fmt: skip
    assert f"[[{NEW_LOOPS[:-3]}#Topics|loops]]" in study.read("Mine/x.md")
    links_are_right(study)
    settled(study)


def minutes(study: Study) -> dict[str, int]:
    return {one["name"]: one["minutes"] for one in json.loads(study.read("progress.json"))["roadmaps"]}


def test_what_left_for_the_archive_under_the_same_name_catches_no_link(tmp_path: Path) -> None:
    study = begin(tmp_path)
    sails = tmp_path / "sails.md"
    sails.write_text("# Sails\n\n## 1. Jib\n\n- [ ] Sheet\n", "utf-8")
    add(study.context, str(sails))
    study.mark("1.1", "Figure")
    study.mark("1.2", "Clove")
    day = f"## Study\n- [[1.1 Loops]] (45m)\n- [[1.2 Hitches]] (30m)\n- [[{HITCHES[:-3]}|H]] (7m)\n- [[1 Jib]] (5m)\n"
    study.write("Journal/2026-11-20.md", day)
    study.push()
    assert minutes(study) == {"knots": 82, "sails": 5}
    left = DOCUMENT.replace("- [ ] 1.1.2 Figure eight\n", "").replace("### 1.1 Loops", "### 1.1 Loops and eyes")
    at, end = left.index("### 1.2"), left.index("## 2.")
    rename(study, left[:at] + left[end:])
    assert sorted(path.name for path in (study.vault / "Archive").rglob("*.md")) == ["1.1 Loops.md", "1.2 Hitches.md"]
    assert study.read("Journal/2026-11-20.md") == day.replace("[[1.1 Loops]]", "[[1.1 Loops and eyes]]")
    study.push()
    assert minutes(study) == {"knots": 82, "sails": 5}  # what left a roadmap was studied for it
    (page,) = [page for page in log(study.context).diary.days if page.day == "2026-11-20"]
    assert [(entry.minutes, entry.notes, entry.roadmaps) for entry in page.entries] == [
        (45, ["1.1 Loops and eyes"], ["knots"]),
        (30, ["Knots"], ["knots"]),
        (7, ["Knots"], ["knots"]),
        (5, ["1. Jib"], ["sails"]),
    ]
    assert [one.what for one in check(study.context).findings if one.path.startswith("Journal")] == [
        f"links to {HITCHES[:-3]}, which is not there"
    ]
