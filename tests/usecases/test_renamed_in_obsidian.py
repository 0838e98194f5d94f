"""Notes and folders that the learner renames and moves in Obsidian, which writes the links to them anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import Study, begin

from vaultsync.usecases.check import check


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def rename(study: Study, new: str, *, links: str) -> None:
    """Move the note 1.2 as Obsidian does; `links` is its setting for new links."""
    old = study.note("1.2")
    (study.vault / new).parent.mkdir(parents=True, exist_ok=True)
    (study.vault / old).rename(study.vault / new)
    before, after = (path.removesuffix(".md") for path in (old, new))
    written = {"full": after, "shortest": after.rpartition("/")[2], "left": before}[links]
    for path in (study.vault / "Roadmaps").rglob("*.md"):
        text = path.read_text("utf-8")
        path.write_text(text.replace(f"[[{before}|", f"[[{written}|"), "utf-8")


def settled(study: Study) -> None:
    files = study.files()
    assert not study.pull().changed
    assert study.push().commit == ""
    assert study.files() == files


@pytest.mark.parametrize("links", ["full", "shortest", "left"])
@pytest.mark.parametrize("new", ["Roadmaps/Knots/1 Basics/Hitches of mine.md", "Mine/Sea/Hitches of mine.md"])
def test_a_renamed_note_is_found_and_its_links_are_right(study: Study, new: str, links: str) -> None:
    rename(study, new, links=links)
    study.mark("Hitches of mine", "Clove")
    study.push()
    assert study.status().figures["done"] == 1
    study.mark("1 Basics", "Hitches")
    study.push()
    assert study.status().figures["done"] == 2, "its index line is still its"
    report = study.pull()
    assert report.review == []
    assert not (study.vault / "Roadmaps/Knots/1 Basics/1.2 Hitches.md").exists()
    target = "Hitches of mine" if links == "shortest" else new.removesuffix(".md")
    assert study.line("1 Basics", "Hitches") == f"- [x] [[{target}|1.2 Hitches]] ✅ 2026-11-21 ^hitches"
    assert f'next: "[[{target}|1.2 Hitches]]"\n' in study.read(study.note("1.1"))
    assert f'prev: "[[{target}|1.2 Hitches]]"\n' in study.read(study.note("2 Rope"))
    assert "warning" not in study.read(study.note("1 Basics"))
    settled(study)


def test_a_moved_index_takes_the_roadmap_nowhere(study: Study) -> None:
    (study.vault / "Mine").mkdir()
    (study.vault / "Roadmaps/Knots/Knots.md").rename(study.vault / "Mine/All about knots.md")
    study.pull()
    text = study.document.read_text("utf-8")
    study.document.write_text(
        text.replace("## 2. Rope care", "### 1.3 Bends\n- [ ] Sheet bend\n\n## 2. Rope care"), "utf-8"
    )
    study.pull()
    assert study.note("1.3 Bends") == "Roadmaps/Knots/1 Basics/1.3 Bends.md"
    study.edit("1.2", "Clove hitch", "Clove hitch, PRECIOUS")
    study.document.write_text(text.partition("### 1.2")[0] + "## 2. Rope care\n- [ ] 2.1 Whipping\n", "utf-8")
    study.pull(yes=True)
    assert (study.vault / "Archive/Knots/1.2 Hitches.md").is_file()
    settled(study)


@pytest.mark.parametrize("links", ["full", "shortest", "left"])
def test_a_renamed_note_that_is_retitled_later_stays_where_it_is(study: Study, links: str) -> None:
    rename(study, "Mine/Hitches of mine.md", links=links)
    study.pull()
    text = study.document.read_text("utf-8").replace("### 1.2 Hitches", "### 1.2 Hitches for posts")
    study.document.write_text(text.replace("\n## 2.", "- [ ] 1.2.3 Half hitch\n\n## 2."), "utf-8")
    report = study.pull()
    assert report.review == []
    note = study.read("Mine/Hitches of mine.md")
    assert "title: 1.2 Hitches for posts\n" in note
    assert "1.2.3 Half hitch ^half-hitch\n" in note
    assert study.line("1 Basics", "for posts") == "- [ ] [[Mine/Hitches of mine|1.2 Hitches for posts]] ^hitches"
    assert not list(study.vault.rglob("1.2 Hitches*"))
    settled(study)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Roadmaps/Knots/1 Basics", "Roadmaps/Knots/First things"),
        ("Roadmaps/Knots", "Roadmaps/My knots"),
        ("Roadmaps", "Study/Roadmaps"),
    ],
)
def test_a_renamed_folder_is_followed(study: Study, old: str, new: str) -> None:
    (study.vault / new).parent.mkdir(exist_ok=True)
    (study.vault / old).rename(study.vault / new)

    def note(stem: str) -> str:
        return next(p.relative_to(study.vault).as_posix() for p in study.vault.rglob("*.md") if stem in p.stem)

    path = note("1.2")
    study.write(path, study.read(path).replace("[ ] 1.2.1", "[x] 1.2.1"))
    study.push()
    assert study.status().figures["done"] == 1
    findings = check(study.context).findings
    links = [one.remedy for one in findings if "which is now" in one.what]
    assert not [one for one in findings if "which is not there" in one.what]
    assert bool(links) is (old != "Roadmaps")  # there the names alone still lead to the notes
    assert {remedy.partition(",")[0] for remedy in links} <= {"The next pull corrects all links to it"}
    study.pull()
    assert f"[[{path.removesuffix('.md')}|1.2 Hitches]]" in study.read(note("1 Basics"))
    text = study.document.read_text("utf-8").replace("\n## 2.", "\n### 1.3 Bends\n- [ ] 1.3.1 Sheet bend\n\n## 2.")
    study.document.write_text(text, "utf-8")
    study.pull()
    assert Path(note("1.3")).parent == Path(path).parent, "what comes new stands beside the others"
    assert not (study.vault / old).exists()
    settled(study)
