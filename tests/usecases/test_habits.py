"""Habits of a roadmap stand in the daily template, count as entries once ticked, and are never proposed."""

from __future__ import annotations

import pytest
from study import DOCUMENT, Study, begin

from vaultsync.usecases.journal import journal
from vaultsync.usecases.next import propose
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.journaling import journal_of
from vaultsync.usecases.roadmaps import add

TEMPLATE = "Templates/Journal.md"
HABITS = DOCUMENT + "\n## Daily Habits\n\n- [ ] Tie one knot\n- [ ] Coil the rope\n"


@pytest.fixture
def study(tmp_path) -> Study:
    return begin(tmp_path, HABITS)


def test_the_template_has_them_below_the_entries(study):
    assert study.read(TEMPLATE) == (
        "# {{date:YYYY-MM-DD}}\n\n## Study\n\n- \n\n### Habits\n\n- [ ] Tie one knot\n- [ ] Coil the rope\n"
    )
    journal(study.context, "Bowline.")
    assert study.read("Journal/2026-11-21.md") == (
        "# 2026-11-21\n\n## Study\n\n- 12:00 Bowline.\n\n### Habits\n\n- [ ] Tie one knot\n- [ ] Coil the rope\n"
    )


def test_a_habit_is_an_entry_once_it_is_ticked(study):
    study.write("Journal/2026-11-21.md", "## Study\n\n### Habits\n- [x] Tie one knot 5m\n- [ ] Coil the rope\n")
    workspace = Workspace.open(study.context, writes=False)
    workspace.load()
    (day,) = journal_of(workspace).days
    assert [(entry.text, entry.minutes) for entry in day.entries] == [("Tie one knot", 5)]


def test_they_are_never_proposed(study):
    proposed = [one.text for one in propose(study.context, number=50).proposals]
    assert len(proposed) == 7
    assert "Tie one knot" not in proposed


def test_routines_of_several_sections_stand_apart(tmp_path):
    day = "".join(
        f"## {n}. {name} routine\n\n- [ ] {name} knot\n- [ ] Breathe\n\n"
        for n, name in ((2, "Morning"), (3, "Weekend"))
    )
    study = begin(tmp_path, DOCUMENT.split("## 2.")[0] + day)
    assert study.read(TEMPLATE).endswith(
        "### Habits\n\n#### Morning routine\n\n- [ ] Morning knot\n- [ ] Breathe\n\n"
        "#### Weekend routine\n\n- [ ] Weekend knot\n"
    )
    study.write("Journal/2026-11-21.md", study.read(TEMPLATE).replace("- [ ] Weekend knot", "- [x] Weekend knot (5m)"))
    workspace = Workspace.open(study.context, writes=False)
    workspace.load()
    (found,) = journal_of(workspace).days
    assert [(entry.text, entry.minutes) for entry in found.entries] == [("Weekend knot", 5)]
    other = tmp_path / "splices.md"
    other.write_text("# Splices\n\n## Eyes\n\n- [ ] Eye\n\n## Daily Habits\n\n- [ ] Oil the fid\n", "utf-8")
    add(study.context, other)
    headings = [line for line in study.read(TEMPLATE).split("\n") if line.startswith("####")]
    assert headings == ["#### Knots: Morning routine", "#### Knots: Weekend routine", "#### Splices"]


def test_those_of_another_roadmap_come_into_the_template_unless_somebody_wrote_in_it(study):
    other = study.document.parent / "splices.md"
    other.write_text("# Splices\n\n## Eyes\n\n- [ ] Eye\n\n## Daily Habits\n\n- [ ] Oil the fid\n", "utf-8")
    add(study.context, other)
    assert study.read(TEMPLATE).endswith(
        "### Habits\n\n#### Knots\n\n- [ ] Tie one knot\n- [ ] Coil the rope\n\n#### Splices\n\n- [ ] Oil the fid\n"
    )
    study.write(TEMPLATE, study.read(TEMPLATE) + "mine\n")
    third = study.document.parent / "whips.md"
    third.write_text("# Whips\n\n## Ends\n\n- [ ] End\n\n## Daily Habits\n\n- [ ] Wax the twine\n", "utf-8")
    add(study.context, third)
    assert study.read(TEMPLATE).endswith("- [ ] Oil the fid\nmine\n")


def test_a_template_of_an_earlier_version_is_brought_up_to_date(tmp_path):
    routines = "".join(f"## {name} routine\n\n- [ ] {name} knot\n\n" for name in ("Morning", "Evening"))
    study = begin(tmp_path, DOCUMENT.split("## 2.")[0] + routines)
    flat = "# {{date:YYYY-MM-DD}}\n\n## Study\n\n- \n\n### Habits\n\n- [ ] Morning knot\n- [ ] Evening knot\n"
    study.write(TEMPLATE, flat)  # routines had no names
    for name, found in (("splices", ["Knots: Morning routine", "Knots: Evening routine", "Splices"]), ("whips", [])):
        other = tmp_path / f"{name}.md"
        other.write_text(f"# {name.title()}\n\n## Eyes\n\n- [ ] Eye\n\n## Habits\n\n- [ ] Oil {name}\n", "utf-8")
        add(study.context, other)
        assert [line[5:] for line in study.read(TEMPLATE).split("\n") if line.startswith("####")] == found
        study.write(TEMPLATE, flat + "\n")  # somebody's own


@pytest.mark.parametrize("said", ['{"folder": "Daily", "template": "My templates/Day"}', '{"folder": "Daily"}'])
def test_no_template_is_made_that_obsidian_would_not_use(said, tmp_path):
    (tmp_path / "vault" / ".obsidian").mkdir(parents=True)
    (tmp_path / "vault" / ".obsidian" / "daily-notes.json").write_text(said, "utf-8")
    study = begin(tmp_path, HABITS)
    assert not (study.vault / "Templates").exists()
    assert not study.pull().commit
    journal(study.context, "Bowline.")
    assert "Bowline" in study.read("Daily/2026-11-21.md")
