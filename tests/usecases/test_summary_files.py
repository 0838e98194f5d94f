"""PROGRESS.md, progress.json and the pictures in a vault: written when they change, the same everywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from study import DOCUMENT, Study, begin

from vaultsync.markdown.linking.anchors import folded_heading
from vaultsync.usecases.init import init
from vaultsync.usecases.roadmaps import add, remove

ROOT = Path(__file__).parents[2]
TIMED = DOCUMENT.replace("## 1. Basics", "## 1. Basics (2 weeks)").replace(
    "## 2. Rope care", "## 2. Rope care (1 week)"
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path, TIMED)


def test_no_pictures_and_a_short_page_before_the_first_tick(study: Study) -> None:
    assert not (study.vault / "Charts").exists()
    text = study.read("PROGRESS.md")
    assert "Nothing ticked yet: 7 tasks" in text
    assert len(text.splitlines()) < 20


def test_pictures_come_with_the_first_tick(study: Study) -> None:
    study.mark("1.2 Hitches", "Clove hitch")
    report = study.push()
    drawn = ["Charts/activity.svg", "Charts/knots-burn-up.svg", "Charts/knots-sections.svg", "Charts/weeks.svg"]
    assert [path for path in report.written if path.startswith("Charts/")] == drawn
    text = study.read("PROGRESS.md")
    assert all(f"]({path})" in text for path in drawn)
    assert "```mermaid" in text
    assert study.git("status", "--porcelain") == ""


def test_a_second_push_changes_nothing(study: Study) -> None:
    study.mark("1.2 Hitches", "Clove hitch")
    study.push()
    files, commits = study.files(), study.subjects()
    study.now += timedelta(days=40)  # the page is as of the newest tick, not of the clock
    assert study.push().written == []
    assert (study.files(), study.subjects()) == (files, commits)


def test_study_time_is_counted_and_shown(study: Study) -> None:
    study.write(
        "Journal/2026-11-20.md", "# Friday\n\n## Study\n\n- [[1.1 Loops]] half an eternity (1h30m)\n- 45m: more\n"
    )
    study.push()
    data = json.loads(study.read("progress.json"))
    assert (data["as_of"], data["minutes"], data["active_days"]) == ("2026-11-20", 135, 1)
    assert data["roadmaps"][0]["minutes"] == 135
    text = study.read("PROGRESS.md")
    assert "Study time: 2 h 15 min." in text
    assert "- [2026-11-20](Journal/2026-11-20.md) (2 h 15 min)\n  - [1.1 Loops](" in text


def test_an_entry_of_tomorrow_counts_nowhere(study: Study) -> None:
    study.write("Journal/2026-11-22.md", "## Study\n\n- tomorrow (9h)\n")
    study.push()
    data = json.loads(study.read("progress.json"))
    assert (data["as_of"], data["minutes"], data["days"]) == ("", 0, [])
    assert "omorrow" not in study.read("PROGRESS.md")


def test_the_figures_add_up(study: Study) -> None:
    study.mark("1.1 Loops", "1.1.1 Bowline")
    study.mark("1.2 Hitches", "Clove hitch", "-")
    study.push()
    study.now += timedelta(days=3)
    study.mark("2 Rope care", "Drying")
    study.push()
    data = json.loads(study.read("progress.json"))
    (roadmap,) = data["roadmaps"]
    assert (data["done"], data["total"], data["skipped"]) == (3, 6, 1)

    def check(node: dict[str, object]) -> None:
        children = node["sections"]
        assert isinstance(children, list)
        for key in ("done", "total", "doing", "skipped"):
            assert not children or sum(child[key] for child in children) == node[key]
        for child in children:
            check(child)

    check(roadmap)
    assert sum(day["tasks"] for day in data["days"]) == 3
    assert sum(item["counted"] and item["mark"] == "done" for item in roadmap["items"]) == 3
    assert roadmap["plan"]["done"] == 3


@pytest.mark.parametrize(
    "title",
    [
        "Plan",
        "progress",
        "Overall",
        "Next up?",
        "C++ & *more*: <a> `b` #1 [x] $y$ ~~z~~ _w_",
        "日本語 🚀 العربية",
        "1. First",
        "A" * 150,
    ],
)
def test_what_is_embedded_has_a_heading_of_its_own(tmp_path: Path, title: str) -> None:
    study = begin(tmp_path, f"# {title}\n\n## Loops (1 week)\n- [ ] Bowline\n- [ ] Figure eight\n")
    study.mark("Loops", "Bowline")
    study.push()
    headings = re.findall(r"^#+ (.*)", study.read("PROGRESS.md"), re.MULTILINE)
    texts = [path.read_text("utf-8") for path in study.vault.rglob("*.md") if ".vaultsync" not in path.parts]
    embedded = re.findall(r"!\[\[PROGRESS#(.*?)\]\]", "\n".join(texts))
    assert len(embedded) == 2
    for heading in embedded:
        assert [folded_heading(one) for one in headings].count(folded_heading(heading)) == 1


def test_titles_that_differ_in_punctuation_alone_have_headings_that_obsidian_tells_apart(tmp_path: Path) -> None:
    study = begin(tmp_path, "# C++\n\n## Loops\n\n- [ ] For\n")
    for name, title in (("sharp", "C#"), ("plain", "C"), ("dotted", "C.")):
        document = tmp_path / f"{name}.md"
        document.write_text(f"# {title}\n\n## Loops\n\n- [ ] For\n", "utf-8")
        add(study.context, str(document))
    study.push()
    headings = re.findall(r"^## (.*)", study.read("PROGRESS.md"), re.MULTILINE)
    assert headings == ["Overall", "C++", "C sharp", "C (plain)", "C (dotted)"]
    embeds = [
        path.read_text("utf-8") for path in (study.vault / "Roadmaps").glob("*/*.md") if path.stem == path.parent.name
    ]
    assert sorted(re.findall(r"!\[\[PROGRESS#(.*?)\]\]", "\n".join(embeds))) == sorted(headings[1:])


def test_a_picture_of_the_learners_stays(study: Study) -> None:
    study.write("Charts/activity.svg", "<svg>mine</svg>")
    study.write("Charts/plan.svg", "<svg>mine too</svg>")
    study.mark("1.2 Hitches", "Clove hitch")
    report = study.push()
    assert study.read("Charts/activity.svg") == "<svg>mine</svg>"
    assert study.read("Charts/plan.svg") == "<svg>mine too</svg>"
    assert (
        "Charts/activity.svg: a file of yours has this name, so it stays, and PROGRESS.md shows it" in report.warnings
    )
    assert (study.vault / "Charts" / "weeks.svg").exists()


def test_a_file_where_the_folder_should_be(study: Study) -> None:
    study.write("Charts", "not a folder")
    study.mark("1.2 Hitches", "Clove hitch")
    report = study.push()
    assert any(warning.startswith("Charts: it is no folder") for warning in report.warnings)
    assert study.read("Charts") == "not a folder"
    assert ".svg" not in study.read("PROGRESS.md")


def test_another_folder_for_the_pictures(study: Study) -> None:
    settings = study.read("vaultsync.toml")
    study.mark("1.2 Hitches", "Clove hitch")
    study.push()
    study.write("vaultsync.toml", settings.replace('charts = "Charts"', 'charts = "My Pictures/Study"'))
    study.push()
    assert "](My%20Pictures/Study/activity.svg)" in study.read("PROGRESS.md")
    assert (study.vault / "My Pictures" / "Study" / "activity.svg").exists()


def test_an_adopted_vault_keeps_its_charts_folder(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "Charts").mkdir(parents=True)
    (vault / "Charts" / "activity.svg").write_text("<svg>theirs</svg>", "utf-8")
    document = tmp_path / "knots.md"
    document.write_text(TIMED, "utf-8")
    study = Study(vault, document)
    init(vault, roadmaps=[document], context=study.context)
    study.mark("1.2 Hitches", "Clove hitch")
    study.push()
    assert study.read("Charts/activity.svg") == "<svg>theirs</svg>"
    assert (vault / "Study charts" / "activity.svg").exists()


def test_the_pictures_of_a_removed_roadmap_go(study: Study, tmp_path: Path) -> None:
    other = tmp_path / "sails.md"
    other.write_text(TIMED.replace("# Knots", "# Sails"), "utf-8")
    add(study.context, other)
    study.write("Charts/mine.svg", "<svg>mine</svg>")
    (note,) = (study.vault / "Roadmaps" / "Sails").rglob("*Hitches.md")
    note.write_text(note.read_text("utf-8").replace("- [ ]", "- [x]"), "utf-8")
    study.push()
    assert (study.vault / "Charts" / "sails-sections.svg").exists()
    remove(study.context, "sails")
    left = sorted(path.name for path in (study.vault / "Charts").iterdir())
    assert left == ["mine.svg"]  # and nothing is studied in the roadmap that stays


def test_words_in_a_picture_are_kept_in_git(study: Study) -> None:
    study.mark("1.2 Hitches", "Clove hitch")
    study.push()
    made = study.read("Charts/weeks.svg")
    study.write("Charts/weeks.svg", made.replace("</svg>", "<!-- mine --></svg>"))
    report = study.push()
    assert study.read("Charts/weeks.svg") == made
    assert any("what was written there is in git now" in warning for warning in report.warnings)
    assert "mine" in study.git("log", "-p", "--", "Charts/weeks.svg")


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/St_Johns", "Europe/Berlin", "Pacific/Apia"])
@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25", "2026-12-31", "2027-01-03"])
def test_the_same_study_is_the_same_bytes_in_every_zone(tmp_path: Path, zone: str, day: str) -> None:
    made = []
    for folder, name in ((tmp_path / "a", "UTC"), (tmp_path / "b", zone)):
        folder.mkdir()
        study = begin(folder, TIMED)
        study.now = datetime.fromisoformat(f"{day}T01:30:00").replace(tzinfo=ZoneInfo(name))
        path = study.mark("1.2 Hitches", "Clove hitch")
        study.write("Journal/2026-11-20.md", "## Study\n\n- 45m: in the dark\n")
        seconds = study.now.timestamp()
        os.utime(study.vault / path, (seconds, seconds))
        study.push()
        files = study.files()
        made.append({path: files[path] for path in files if path.endswith((".svg", ".json", "PROGRESS.md"))})
    assert made[0] == made[1]
    assert json.loads(made[0]["progress.json"])["as_of"] == day


def test_sixty_days_of_study_are_the_same_on_every_run(tmp_path: Path) -> None:
    made = []
    for name, zone in (("one", "UTC"), ("two", "Pacific/Auckland")):
        target = tmp_path / name
        script = ROOT / "docs" / "make_studied.py"
        environment = {**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, str(script), str(target), "14"], check=True, env=environment)
        made.append(
            {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}
        )
    tracked = [path for path in made[0] if not path.startswith(".git/")]
    assert [path for path in tracked if made[0][path] != made[1].get(path)] == []
    assert "Charts/activity.svg" in tracked


def test_a_summary_that_was_deleted_is_made_anew_and_nothing_else_is_told(study: Study) -> None:
    before = study.read("PROGRESS.md")
    (study.vault / "PROGRESS.md").unlink()
    (study.vault / "progress.json").unlink()
    commits = study.subjects()
    assert study.push().warnings == []
    assert study.read("PROGRESS.md") == before
    assert study.subjects() == commits
