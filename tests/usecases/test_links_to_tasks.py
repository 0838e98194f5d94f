"""Links to tasks in the learner's own words follow when a new version of the roadmap has the tasks in other notes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin
from test_devices import both_synced, pair

from vaultsync.usecases.check import check
from vaultsync.usecases.undo import undo

LOOPS = "Roadmaps/Knots/1 Basics/1.1 Loops"
HITCHES = "Roadmaps/Knots/1 Basics/1.2 Hitches"
MOVED = DOCUMENT.replace("- [ ] 1.1.2 Figure eight\n", "").replace(
    "- [ ] 1.2.2 Rolling", "- [ ] 1.1.2 Figure eight\n- [ ] 1.2.2 Rolling"
)
DAY = f"""---
about: "[[{LOOPS}#^figure-eight]]"
---
See [[{LOOPS}#^figure-eight|it]], ![[1.1 Loops#^Figure-Eight]], [[{LOOPS}#^bowline]] and [[{LOOPS}]].
[a](../Roadmaps/Knots/1%20Basics/1.1%20Loops.md#^figure-eight) [b](<../{LOOPS}.md#^figure-eight>)\r
`[[{LOOPS}#^figure-eight]]` | [[{LOOPS}#^figure-eight\\|so]] |"""
FOLLOWED = f"""---
about: "[[{HITCHES}#^figure-eight]]"
---
See [[{HITCHES}#^figure-eight|it]], ![[1.2 Hitches#^figure-eight]], [[{LOOPS}#^bowline]] and [[{LOOPS}]].
[a](../Roadmaps/Knots/1%20Basics/1.2%20Hitches.md#^figure-eight) [b](<../{HITCHES}.md#^figure-eight>)\r
`[[{LOOPS}#^figure-eight]]` | [[{HITCHES}#^figure-eight\\|so]] |"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def canvas(path: str) -> str:
    nodes = [
        {"type": "file", "file": f"{path}.md", "subpath": "#^figure-eight"},
        {"type": "text", "text": f"as {{in}} [[{path}#^figure-eight|é]]"},
    ]
    return json.dumps({"nodes": nodes}, indent="\t")


def broken(study: Study) -> list[str]:
    return [found.what for found in check(study.context).findings]


def test_a_pull_that_moves_a_task_takes_links_to_it_along(study: Study) -> None:
    study.write("Diary/One day.md", DAY)
    study.write("Board.canvas", canvas(LOOPS))
    study.write("Journal/2026-11-20.md", f"## Study\n- 20m: [[{LOOPS}#^figure-eight]]\n")
    study.edit("1.1", "## Notes\n", "## Notes\n\nLike [[#^figure-eight]], not [[#^bowline]].\n")
    study.edit("2 Rope", "## Notes\n", f"## Notes\n\nFor ![[{LOOPS}#^figure-eight]].\n")
    study.pull()
    study.document.write_text(MOVED, "utf-8")
    foreseen = study.pull(dry_run=True)
    assert study.read("Diary/One day.md") == DAY
    report = study.pull()
    assert [str(one) for one in report.notes] == [str(one) for one in foreseen.notes]
    assert study.read("Diary/One day.md") == FOLLOWED
    assert study.read("Board.canvas") == canvas(HITCHES)
    assert study.read("Journal/2026-11-20.md") == f"## Study\n- 20m: [[{HITCHES}#^figure-eight]]\n"
    assert f"\nLike [[{HITCHES}#^figure-eight]], not [[#^bowline]].\n" in study.read(study.note("1.1"))
    assert f"\nFor ![[{HITCHES}#^figure-eight]].\n" in study.read(study.note("2 Rope"))
    assert study.git("status", "--porcelain") == ""
    assert broken(study) == []
    assert not study.pull().changed
    undo(study.context)
    assert study.read("Diary/One day.md") == DAY
    assert study.read("Board.canvas") == canvas(LOOPS)


def test_links_follow_into_a_note_that_is_new(study: Study) -> None:
    study.write("Mine.md", "So ![[1.1 Loops#^figure-eight]] and [[1.1 Loops#^bowline]].\n")
    study.pull()
    new = MOVED.replace("- [ ] 1.1.2 Figure eight\n", "") + "\n## 3. Stoppers\n- [ ] 1.1.2 Figure eight\n"
    study.document.write_text(new, "utf-8")
    study.pull()
    assert study.read("Mine.md") == "So ![[3 Stoppers#^figure-eight]] and [[1.1 Loops#^bowline]].\n"
    assert broken(study) == []


def test_a_link_that_the_other_device_wrote_meanwhile_follows_in_the_merge(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    two.push()
    for study in (one, two):
        study.document.write_text(MOVED, "utf-8")
    one.pull(), one.push()
    two.write("Mine.md", f"So [[{LOOPS}#^figure-eight|it]].\n")
    two.edit("1.1", "## Notes\n", "## Notes\n\nLike [[#^figure-eight]].\n")
    two.git("add", "-A"), two.git("commit", "-qm", "phone")
    both_synced(one, two)
    assert one.read("Mine.md") == f"So [[{HITCHES}#^figure-eight|it]].\n"
    assert f"\nLike [[{HITCHES}#^figure-eight]].\n" in one.read(one.note("1.1"))
    assert broken(one) == []


def test_check_mends_a_link_that_was_written_later(study: Study) -> None:
    study.document.write_text(MOVED.replace("- [ ] 2.1 Whipping\n", ""), "utf-8")
    study.pull()
    text = f"See [[{LOOPS}#^figure-eight|it]], [so](<1.1 Loops.md#^figure-eight>) and [[2 Rope care#^rolling-hitch]].\n"
    study.write("Mine.md", text)
    study.edit("1.1", "## Notes\n", "## Notes\n\nLike [[#^figure-eight]].\n")
    assert check(study.context, fix=True, dry_run=True).fixed == [
        "Roadmaps/Knots/1 Basics/1.1 Loops.md: links to moved tasks",
        "Mine.md: links to moved tasks",
    ]
    assert len(check(study.context, fix=True).fixed) == 2
    mended = text.replace(f"{LOOPS}#^f", f"{HITCHES}#^f").replace(
        "<1.1 Loops.md", "<Roadmaps/Knots/1 Basics/1.2 Hitches.md"
    )
    assert study.read("Mine.md") == mended, "the last was never so"
    assert f"\nLike [[{HITCHES}#^figure-eight]].\n" in study.read(study.note("1.1"))
    assert broken(study) == ["links to block ^rolling-hitch of 2 Rope care, which has none of that name"]
