"""Check: what is not in order is found with file, line and remedy; what can be mended is, and no word goes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.usecases.study import DOCUMENT, Study, begin
from vaultsync.models.check import CheckReport, Finding, Kind
from vaultsync.usecases.check import check

CLOVE = "- [ ] 1.2.1 Clove hitch ^clove-hitch\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def checked(study: Study, **options: bool) -> CheckReport:
    return check(study.context, **options)


def only(study: Study, kind: Kind) -> Finding:
    """The one finding there is, of this kind."""
    findings = checked(study).findings
    assert [finding.kind for finding in findings] == [kind], findings
    return findings[0]


def line_of(study: Study, path: str, words: str) -> int:
    lines = study.read(path).split("\n")
    return 1 + next(n for n, line in enumerate(lines) if words in line)


def fixed(study: Study) -> CheckReport:
    """Mended; and once more, to see that nothing is left to mend and nothing is written."""
    before = study.files()
    planned = checked(study, fix=True, dry_run=True)
    assert study.files() == before
    report = checked(study, fix=True)
    assert bool(planned.fixed) == bool(report.fixed)
    assert len(planned.fixed) == len({*planned.fixed})
    assert not report.commit or report.subject.startswith("Check: ")
    files = study.files()
    again = checked(study, fix=True)
    assert (again.fixed, again.commit) == ([], "")
    assert study.files() == files
    return report


def test_a_fresh_vault_is_in_order(study: Study) -> None:
    assert checked(study).findings == []
    study.mark("1.2", "Clove")
    study.push()
    assert checked(study).findings == []
    assert fixed(study).fixed == []


def test_two_notes_with_one_id(study: Study) -> None:
    path = study.note("1.2")
    study.write("Mine/copied.md", study.read(path).replace("## Notes\n", "## Notes\nonly here\n"))
    finding = only(study, Kind.COPY)
    assert (finding.path, finding.line) == ("Mine/copied.md", 0)
    assert path in finding.what
    assert "--fix" in finding.remedy
    assert fixed(study).fixed == [f"{path}: merged with its copy Mine/copied.md"]
    assert "only here" in study.read(path)
    assert not (study.vault / "Mine").exists()


def test_a_copy_in_the_place_of_a_deleted_note_is_a_copy(study: Study) -> None:
    study.write(study.note("1.2"), study.read(study.note("1.1")))
    assert only(study, Kind.COPY).path == study.note("1.2")


def test_copies_that_say_different_things_are_both_kept(study: Study) -> None:
    path = study.note("1.2")
    text = study.read(path)
    study.write(path, text.replace("done: false\n", "done: false\nmood: good\n").replace("Clove hitch", "Clove, well"))
    study.write(
        path.replace(".md", " (Ann's conflicted copy 2026-11-21).md"),
        text.replace("done: false\n", "done: false\nmood: bad\n").replace(
            "- [ ] 1.2.1 Clove hitch", "- [x] 1.2.1 Clove, ill"
        ),
    )
    assert not study.push().healed
    assert len(fixed(study).fixed) == 1
    text = study.read(path)
    for words in ("mood: good", "mood: bad", "- [x] 1.2.1 Clove, well", "1.2.1 Clove, ill"):
        assert words in text, words


def test_a_copied_folder_is_one_finding_and_stays_until_it_is_mended(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    shutil.copytree(study.vault / "Roadmaps/Knots", study.vault / "Roadmaps/Knots copy")
    own = study.vault / "Roadmaps/Knots copy/2 Rope care.md"
    words = own.read_text("utf-8").replace("- [ ] 2.1", "- [x] 2.1").replace("## Notes\n", "## Notes\nmine\n")
    own.write_text(words, "utf-8")
    notes = {path: data for path, data in study.files().items() if path.startswith("Roadmaps/")}
    finding = only(study, Kind.COPY)
    told = "a copy of Roadmaps/Knots: its 5 notes have the same ids and are not read"
    assert (finding.path, finding.line) == ("Roadmaps/Knots copy", 0)
    assert finding.what == f"{told}; 1 of them says more"
    assert '"vaultsync check --fix" puts what only it says into the notes, and takes it away; git has' in finding.remedy
    assert study.status().warnings == [f"Roadmaps/Knots copy: {told}"]
    for act in (study.push, study.pull, study.push):
        assert act().warnings == [f"Roadmaps/Knots copy: {told}"]
    assert study.status().figures["done"] == 1
    assert {path: data for path, data in study.files().items() if path.startswith("Roadmaps/")} == notes
    assert len(fixed(study).fixed) == 5
    assert not (study.vault / "Roadmaps/Knots copy").exists()
    assert "mine" in study.read(study.note("2 Rope"))
    assert study.line("2 Rope", "2.1").startswith("- [x]")
    assert study.git("show", "HEAD~1:Roadmaps/Knots copy/2 Rope care.md") == words
    study.push()
    assert checked(study).findings == []


def test_a_copied_folder_is_kept_before_it_is_brought_together(study: Study) -> None:
    shutil.copytree(study.vault / "Roadmaps/Knots", study.vault / "Backup/Knots")
    assert only(study, Kind.COPY).remedy.endswith('Else "vaultsync check --fix" takes it away; git has it then')
    assert fixed(study).commit
    assert study.subjects()[1] == "Check: 5 copies kept in the history"


def test_a_copied_folder_that_became_the_learners_own_is_let_be(study: Study) -> None:
    shutil.copytree(study.vault / "Roadmaps/Knots", study.vault / "Backup/Knots")
    for path in (study.vault / "Backup").rglob("*.md"):
        path.write_text(re.sub(r"(?m)^vaultsync: .*\n", "", path.read_text("utf-8")), "utf-8")
    assert checked(study).findings == []
    before = {path: data for path, data in study.files().items() if path.startswith("Backup")}
    assert study.push().warnings == []
    assert {path: data for path, data in study.files().items() if path.startswith("Backup")} == before


@pytest.mark.parametrize(
    "name",
    [
        "2026-11-20.sync-conflict-20261121-101500-ABCDEFG",
        "2026-11-20 (conflicted copy 2026-11-21 101500)",
        "2026-11-20 (Case Conflict)",
        "2026-11-20 2",
        "2026-11-20 (1)",
        "2026-11-20-DESKTOP-AB12CD3",
        "2026-11-20_conflict-20261121-101500",
        "2026-11-20 (Conflicted copy phone 202611211015)",
    ],
)
def test_copies_of_a_daily_note(study: Study, name: str) -> None:
    study.write("Journal/2026-11-20.md", "## Study\n- 45m: mine\n")
    study.write(f"Journal/{name}.md", "## Study\n- 30m: theirs\n")
    finding = only(study, Kind.COPY)
    assert finding.path == f"Journal/{name}.md"
    fixed(study)
    assert study.read("Journal/2026-11-20.md") == "## Study\n- 45m: mine\n- 30m: theirs\n"
    assert not (study.vault / finding.path).exists()


@pytest.mark.parametrize("known", [False, True])
def test_a_copy_of_a_daily_note_is_merged_by_the_next_push(study: Study, known: bool) -> None:
    study.write("Journal/2026-11-20.md", "---\nmood: good\n---\n## Study\n- 45m: mine\n")
    study.push()
    copy = "Journal/2026-11-20.sync-conflict-20261121-101500-ABCDEFG.md"
    study.write(copy, "## Study\n- 45m: mine\n- 30m: theirs\n")
    if known:
        study.git("add", "-A")
        study.git("commit", "-q", "-m", "by the phone")
    assert study.push().healed == [f"Journal/2026-11-20.md: merged with its copy {copy}"]
    assert study.read("Journal/2026-11-20.md").endswith("## Study\n- 45m: mine\n- 30m: theirs\n")
    assert not (study.vault / copy).exists()
    assert "(1 h 15 min)" in study.read("PROGRESS.md")
    study.write(copy, "---\nmood: bad\n---\n## Study\n- 20m: later\n")
    assert study.push().healed == []
    assert (study.vault / copy).exists()


@pytest.mark.parametrize(
    "name", ["Own.sync-conflict-20261129-101010-ABCDEF7.md", "Own (conflicted copy 2026-11-29).md", "Own_conflict.md"]
)
def test_a_copy_of_a_note_of_ones_own_is_told_and_stays(study: Study, name: str) -> None:
    study.write("Mine/Own.md", "one\ntwo\n")
    study.write(f"Mine/{name}", "one\ntwo\nthree\n")
    finding = only(study, Kind.COPY)
    assert finding.path == f"Mine/{name}"
    assert finding.what == "a sync tool's copy of Mine/Own.md; only there: “three”"
    assert finding.remedy == "Put what you want of it into Mine/Own.md, then delete the copy"
    study.write("Mine/Own.md", "one\ntwo\nthree\nfour\n")
    assert only(study, Kind.COPY).remedy == "Delete the copy"
    study.push()
    assert check(study.context, fix=True).fixed == []
    assert study.read(f"Mine/{name}") == "one\ntwo\nthree\n"
    (study.vault / "Mine/Own.md").unlink()
    assert checked(study).findings == []


@pytest.mark.parametrize("name", ["2026-11-20-evening", "2026-11-20 and more", "2026-11-21"])
def test_what_is_no_copy(study: Study, name: str) -> None:
    study.write("Journal/2026-11-20.md", "## Study\n- 45m: mine\n")
    study.write(f"Journal/{name}.md", "diary\n")
    study.write("Mine/Notes 2.md", "mine\n")
    study.write("Mine/Notes.md", "mine\n")
    assert checked(study).findings == []


def test_copies_of_what_vaultsync_makes_go_into_the_history(study: Study) -> None:
    copies = (
        "PROGRESS.sync-conflict-20261121-101500-ABCDEFG.md",
        ".vaultsync/marks/knots.sync-conflict-20261121-101500-ABCDEFG.tsv",
        ".vaultsync/base/knots/hitches (conflicted copy).md",
        ".vaultsync/roadmaps/knots.sync-conflict-20261121-101500-ABCDEFG.md",
    )
    for path in copies:
        study.write(path, "something else\n")
    study.edit("1.1", "## Notes\n", "## Notes\nnot yet\n")
    assert {finding.path for finding in checked(study).findings} == set(copies)
    assert len(fixed(study).fixed) == 4
    assert not any((study.vault / path).exists() for path in copies)
    assert all(study.git("show", f"HEAD~1:{path}") == "something else\n" for path in copies)
    assert study.subjects()[:2] == ["Check: 4 mended", "Check: 4 copies kept in the history"]
    assert study.git("status", "--porcelain") == f' M "{study.note("1.1")}"\n'
    assert not study.pull().changed


def test_copies_that_no_history_takes_stay(study: Study) -> None:
    path = "PROGRESS.sync-conflict-20261121-101500-ABCDEFG.md"
    study.write(path, "something else\n")
    study.write(".gitignore", study.read(".gitignore") + "*sync-conflict*\n")
    study.push()
    assert only(study, Kind.COPY).path == path
    assert fixed(study).fixed == []
    study.write(".gitignore", study.read(".gitignore").replace("*sync-conflict*\n", ""))
    study.write("vaultsync.toml", study.read("vaultsync.toml").replace("commit = true", "commit = false"))
    assert fixed(study).fixed == []
    assert study.read(path) == "something else\n"


def test_a_copy_of_the_settings(study: Study) -> None:
    path, text = "vaultsync (conflicted copy 2026-11-21 101500).toml", study.read("vaultsync.toml")
    study.write("vaultsync.toml", text + "hours_per_week = 5\n# mine\n")
    study.write(path, text)
    assert only(study, Kind.COPY).what == "a sync tool's copy of vaultsync.toml"
    assert len(fixed(study).fixed) == 1
    assert study.git("show", f"HEAD~1:{path}") == text
    theirs = text.replace('heading = "Study"', 'heading = "Learned"')
    study.write(path, theirs + "hours_per_week = 6\n# theirs\n")
    finding = only(study, Kind.COPY)
    assert finding.what == (
        "a sync tool's copy of vaultsync.toml; only there: journal.heading = 'Learned', "
        "roadmaps.knots.hours_per_week = 6, # theirs"
    )
    assert finding.line == line_of(study, path, "Learned")
    assert "vaultsync.toml, then delete" in finding.remedy
    assert fixed(study).fixed == []
    study.write(path, "no = settings = at all\n")
    assert "only there: no = settings = at all" in only(study, Kind.COPY).what


def test_a_block_id_that_stands_twice(study: Study) -> None:
    path = study.edit("1.2", "## Notes\n", "## Notes\n\nToday:\n" + CLOVE.replace("[ ]", "[x]"))
    finding = only(study, Kind.DOUBLED)
    assert (finding.path, finding.line) == (path, line_of(study, path, "Today:") + 1)
    assert "^clove-hitch" in finding.what
    fixed(study)
    text = study.read(path)
    assert text.count("^clove-hitch") == 1
    assert text.count("- [x] 1.2.1 Clove hitch") == 2
    study.push()
    assert study.status().figures["done"] == 1


def test_a_property_that_stands_twice_and_markers(study: Study) -> None:
    path = study.edit("1.2", "done: false\n", "done: false\ndone: true\n")
    finding = only(study, Kind.DOUBLED)
    assert (finding.path, finding.line) == (path, line_of(study, path, "done:"))
    study.edit("1.1", "## Notes\n", "## Notes\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> 0123abc\n")
    assert {found.kind for found in checked(study).findings} == {Kind.DOUBLED, Kind.CONFLICT}
    assert len(fixed(study).fixed) == 2
    assert checked(study).findings == []


@pytest.mark.parametrize("path", [".vaultsync/marks/knots.tsv", "PROGRESS.md", "vaultsync.toml", "Reviews/x.md"])
def test_conflict_markers_are_found_in_every_file(study: Study, path: str) -> None:
    study.mark("1.2", "Clove")
    study.push()
    text = study.read(path) if (study.vault / path).exists() else "text\n"
    study.write(path, f"{text}<<<<<<< HEAD\n=======\n>>>>>>> 0123abc\n")
    found = [finding for finding in checked(study).findings if finding.kind is Kind.CONFLICT]
    assert [(finding.path, finding.line) for finding in found] == [(path, text.count("\n") + 1)]
    checked(study, fix=True)
    study.push()
    assert checked(study).findings == []


def test_conflict_markers_in_a_note_of_ones_own_are_told_and_stay(study: Study) -> None:
    code = "```\n<<<<<<< HEAD\n=======\n>>>>>>> 0123abc\n```\n"
    study.write("Mine/Git.md", code)
    study.write("Mine/Knots.md", f"{code}<<<<<<< HEAD\na\n=======\nb\n>>>>>>> 0123abc\n")
    for fix in (False, True):
        (found,) = checked(study, fix=fix).findings
        assert (found.path, found.line, found.kind) == ("Mine/Knots.md", 6, Kind.CONFLICT)
        assert "delete the markers" in found.remedy
    study.write("Mine/Knots.md", f"{code}a\nb\n")
    assert checked(study).findings == []


def test_notes_that_cannot_be_read(study: Study) -> None:
    path = study.note("1.2")
    whole = study.read(path)
    (study.vault / path).write_bytes(b"---\nvaultsync: knots/hitches\n---\n\xff\xfe\n")
    finding = only(study, Kind.UNREADABLE)
    assert (finding.path, finding.line) == (path, 4)
    study.write(path, whole.replace("title: 1.2 Hitches", "title: a: b"))
    finding = only(study, Kind.UNREADABLE)
    assert (finding.path, finding.line) == (path, 2)
    study.write(path, whole.replace("## Notes\n", "## Notes\n```\ncode\n"))
    finding = only(study, Kind.UNREADABLE)
    assert (finding.path, finding.line) == (path, line_of(study, path, "```"))


def test_unknown_marks(study: Study) -> None:
    path = study.mark("1.2", "Clove", "?")
    finding = only(study, Kind.MARK)
    assert (finding.path, finding.line) == (path, line_of(study, path, "[?]"))
    assert finding.what.startswith("[?] is no mark")
    study.edit("1.1", "## Notes\n", "## Notes\n- [?] a question of my own\n")
    assert len(checked(study).findings) == 1


@pytest.mark.parametrize(
    "link", ["[[Nowhere]]", "[[Roadmaps/Knots/Gone|gone]]", "[gone](gone.md)", "![](../pic%20ture.png)", "![[a.png]]"]
)
def test_links_that_lead_nowhere(study: Study, link: str) -> None:
    path = study.edit("1.2", "## Notes\n", f"## Notes\nSee {link}.\n")
    finding = only(study, Kind.LINK)
    assert (finding.path, finding.line) == (path, line_of(study, path, "See "))


def test_links_that_lead_somewhere(study: Study) -> None:
    study.write("Mine/Note.md", "# Heading\n\n## X\n\nmine ^id\n")
    study.write("Mine/pic ture.PNG", "")
    study.write("Mine/book.pdf", "")
    links = """\
### Own: **heading**
[[Note]] [[note#Heading|n]] [[Mine/Note.md]] [[#Own heading]] ![[pic ture.png]] ![[Mine/pic ture.png|100]]
[[Note#heading#x]] ![[Note#^ID]] [[#^clove-hitch|it]] [[book.pdf#page=3]] [h](#own-heading) [[Note#]]
[a](../../../Mine/Note.md#x) [b](<../../../Mine/pic ture.PNG>) [c](https://example.org/x.md) [d](#Own%20heading)
[e](mailto:a@b.c) [f](obsidian://open?vault=x) `[[in code]]` [[1.1 Loops#^bowline]] [g](Mine/Note.md)
```
[[in a fence]]
```
%%
[[in a comment]]
%%
"""
    study.edit("1.2", "## Notes\n", f"## Notes\n{links}")
    assert checked(study).findings == []


@pytest.mark.parametrize(
    ("link", "what", "remedy"),
    [
        ("[[Note#Heeding]]", "links to heading “Heeding” of Note, which has none of that name", "Perhaps “Heading” is"),
        ("[[Mine/Note#X#Heading|x]]", "links to heading “Heading” of Mine/Note, which", "Perhaps “Heading” is"),
        ("![[Note#^idd]]", "links to block ^idd of Note, which has none", "Perhaps ^id is meant"),
        (
            "[[#Elsewhere]]",
            "links to heading “Elsewhere” of this note, which has",
            "Correct the link, or make the head",
        ),
        ("[[#^elsewhere]]", "links to block ^elsewhere of this note, which has", "Correct the link"),
        ("[a](../../../Mine/Note.md#y)", "links to heading “y” of Mine/Note.md, which has", "Correct the link, or"),
        ("[a](#not%20here)", "links to heading “not here” of this note, which has", "Correct the link, or"),
    ],
)
def test_links_to_places_that_are_not_in_a_note(study: Study, link: str, what: str, remedy: str) -> None:
    study.write("Mine/Note.md", "# Heading\n\n## X\n\nmine ^id\n")
    path = study.edit("1.2", "## Notes\n", f"## Notes\nSee {link}.\n")
    finding = only(study, Kind.LINK)
    assert (finding.path, finding.line) == (path, line_of(study, path, "See "))
    assert finding.what.startswith(what)
    assert finding.remedy.startswith(remedy)


def test_places_that_the_document_links_to_are_its_own(tmp_path: Path) -> None:
    """A heading of the document may be a note of its own here; that is not the learner's to correct."""
    study = begin(
        tmp_path, DOCUMENT.replace("### 1.2 Hitches\n", "### 1.2 Hitches\n\nFirst see [loops](#11-loops).\n\n")
    )
    assert "](#11-loops)" in study.read(study.note("1.2"))
    assert checked(study).findings == []
    study.edit("1.2", "## Notes\n", "## Notes\nMine, see [loops](#11-loops).\n")
    assert only(study, Kind.LINK).what.startswith("links to heading “11-loops” of this note")


def test_files_beside_the_document_are_not_the_learners_to_make(tmp_path: Path) -> None:
    text = DOCUMENT.replace("### 1.2 Hitches\n", "### 1.2 Hitches\n\nSee the [licence](LICENSE) ![](img/a.png).\n\n")
    study = begin(tmp_path, text.replace("- [ ] 1.2.1 Clove hitch\n", "- [ ] 1.2.1 [Clove hitch](img/clove.md)\n"))
    study.mark("1.2", "img/clove")
    study.push()
    assert checked(study).findings == []
    study.edit("1.2", "## Notes\n", "## Notes\nMine, see the [licence](LICENSE).\n")
    assert only(study, Kind.LINK).what.endswith("LICENSE, which is not there")


def test_links_to_a_note_that_was_deleted_say_so(study: Study) -> None:
    study.edit("1.2", "## Notes\n", "## Notes\nSee [[1.1 Loops]].\n")
    study.push()
    gone = study.note("1.1")
    (study.vault / gone).unlink()
    for _ in range(2):
        findings = checked(study).findings
        missing = next(finding for finding in findings if finding.kind is Kind.MISSING)
        assert missing.path == gone
        assert f'vaultsync restore "{gone}"' in missing.remedy
        mine = next(finding for finding in findings if "links to 1.1 Loops" in finding.what)
        assert mine.path == study.note("1.2")
        assert mine.what == "links to 1.1 Loops, which you deleted"
        assert f'vaultsync restore "{gone}"' in mine.remedy
        study.push()


def test_links_into_the_roadmap_from_the_journal(study: Study) -> None:
    text = "## Study\n- [[Roadmaps/Knots/Gone]] and [[a note I will write]]\n"
    study.write("Journal/2026-11-20.md", text)
    finding = only(study, Kind.LINK)
    assert (finding.path, finding.line) == ("Journal/2026-11-20.md", 2)


def test_links_into_the_roadmap_from_notes_of_ones_own(study: Study) -> None:
    """Only what leads into the roadmaps is looked at there: a note that is yet to be written is the learner's plan."""
    study.write("Mine.md", "[[a note I will write]], [[1.2 Hitches#^clove-hitch]]\n\nand [[1.2 Hitches#^bowline]]\n")
    finding = only(study, Kind.LINK)
    assert (finding.path, finding.line) == ("Mine.md", 3)
    assert finding.what == "links to block ^bowline of 1.2 Hitches, which has none of that name"
    assert finding.remedy.startswith(f"It stands in {study.note('1.1')} now: link that note; ")
    assert not check(study.context, fix=True).fixed, "it never stood where the link leads"


def test_moved_notes(study: Study) -> None:
    old = study.note("1.2")
    (study.vault / "Mine").mkdir()
    (study.vault / old).rename(study.vault / "Mine/Hitches.md")
    path = study.edit(
        "1.1", "## Notes\n", "## Notes\nSee [[1.2 Hitches#Notes|that]] and [[../1 Basics/1.2 Hitches]].\n"
    )
    findings = checked(study).findings
    found = [finding for finding in findings if finding.kind is Kind.MOVED]
    assert [(finding.path, finding.line) for finding in found] == [("Mine/Hitches.md", 0)]
    assert old in found[0].what
    links = [finding for finding in findings if finding.kind is Kind.LINK]
    assert len(links) >= 4
    assert all("which is now Mine/Hitches.md" in finding.what for finding in links)
    report = fixed(study)
    assert [finding.kind for finding in report.findings] == [Kind.MOVED]
    assert "See [[Hitches#Notes|that]] and [[../../../Mine/Hitches]]." in study.read(path)
    study.push()
    assert checked(study).findings == []
    study.pull()
    assert checked(study).findings == []
    assert (study.vault / "Mine/Hitches.md").exists()
    assert not (study.vault / old).exists()


def test_dates_in_the_future(study: Study) -> None:
    path = study.edit("1.2", CLOVE, "- [x] 1.2.1 Clove hitch ✅ 2027-01-01 ^clove-hitch\n")
    finding = only(study, Kind.DATE)
    assert (finding.path, finding.line) == (path, line_of(study, path, "Clove"))
    study.write("Journal/2027-02-01.md", "## Study\n- 45m: tomorrow\n")
    study.edit("1.1", "## Journal\n", "## Journal\n- 2027-03-01: the day after\n")
    found = {finding.path: finding.line for finding in checked(study).findings}
    assert found["Journal/2027-02-01.md"] == 2
    assert found[study.note("1.1")] == line_of(study, study.note("1.1"), "the day after")
    study.push()
    assert len(checked(study).findings) == 3


def test_completed_without_done(study: Study) -> None:
    path = study.edit("1.2", "done: false\n", "done: false\ncompleted: 2026-11-20\n")
    finding = only(study, Kind.DATE)
    assert (finding.path, finding.line) == (path, line_of(study, path, "completed"))
    study.edit("1.2", "2026-11-20", "2027-11-20")
    assert "future" in only(study, Kind.DATE).what


@pytest.mark.parametrize(
    ("done", "completed"),
    [("true", "2026-13-45"), ("false", "tomorrow"), ("true", "[last, summer]"), ("false", "2026-11-20 in the rain")],
)
def test_a_completed_that_no_calendar_has(study: Study, done: str, completed: str) -> None:
    path = study.edit("1.2", "done: false\n", f"done: {done}\ncompleted: {completed}\n")
    study.push()
    found = only(study, Kind.DATE)
    assert (found.path, found.line) == (path, line_of(study, path, "completed"))
    assert "is no date of the calendar" in found.what
    assert "Put in the day" in found.remedy
    assert len(checked(study).findings) == 1
    assert f"completed: {completed}\n" in study.read(path)


def test_a_duration_that_is_no_length_of_time(study: Study) -> None:
    path = study.edit("1.2", "done: false\n", "done: false\nduration: when it rains\n")
    finding = only(study, Kind.DURATION)
    assert (finding.path, finding.line) == (path, line_of(study, path, "duration"))
    study.edit("1.2", "when it rains", "2 weeks")
    assert checked(study).findings == []


def test_lost_and_broken_state(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    marks = ".vaultsync/marks/knots.tsv"
    study.write(marks, study.read(marks) + "nonsense\n")
    study.git("commit", "--quiet", "-am", "a bad line")
    finding = only(study, Kind.STATE)
    assert (finding.path, finding.line) == (marks, study.read(marks).count("\n"))
    fixed(study)
    assert "nonsense" not in study.read(marks)
    (study.vault / ".vaultsync/base/knots/hitches.md").unlink()
    finding = only(study, Kind.STATE)
    assert finding.path == ".vaultsync/base/knots/hitches.md"
    assert "pull" in finding.remedy
    study.pull()
    assert checked(study).findings == []


@pytest.mark.parametrize(
    ("path", "left"),
    [*((".vaultsync/base/knots/loops.md", left) for left in (0, 60, 200, 300)), (".vaultsync/roadmaps/knots.md", 0)],
)
def test_what_is_known_and_was_cut_off_counts_as_lost(study: Study, path: str, left: int) -> None:
    def notes() -> dict[str, bytes]:
        return {path: data for path, data in study.files().items() if path.startswith("Roadmaps/")}

    study.mark("Loops", "Bowline")
    study.edit("Loops", "## Notes\n", "## Notes\nMine.\n")
    done = study.push().roadmaps[0].done
    before = notes()
    study.write(path, study.read(path)[:left])
    assert [(one.path, one.kind) for one in check(study.context).findings] == [(path, Kind.STATE)] * 2
    study.push(), study.pull()
    assert notes() == before
    assert not check(study.context).findings
    assert study.pull().roadmaps[0].done == done


def test_a_document_that_is_not_there(study: Study) -> None:
    study.document.unlink()
    finding = only(study, Kind.SOURCE)
    assert (finding.path, finding.line) == ("vaultsync.toml", line_of(study, "vaultsync.toml", "source ="))
    assert "remove" not in finding.remedy
    told = study.pull().warnings[0]
    assert "the document of knots is not on this device. The copy of the last pull is used" in told


def test_files_in_git_that_should_be_ignored(study: Study) -> None:
    for path in (".obsidian/workspace.json", ".DS_Store", "Mine/.DS_Store", ".trash/Old.md"):
        study.write(path, "{}\n")
        study.git("add", "--force", path)
    study.git("commit", "--quiet", "-m", "all of it")
    findings = checked(study).findings
    assert {finding.kind for finding in findings} == {Kind.TRACKED}
    assert len(findings) == 4
    report = fixed(study)
    assert [finding.path for finding in report.findings] == [".trash/Old.md"]
    assert (study.vault / ".obsidian/workspace.json").exists()
    assert study.git("ls-files", ".obsidian/workspace.json", ".DS_Store", "Mine/.DS_Store") == ""
    study.git("rm", "--quiet", "--cached", ".trash/Old.md")
    study.push()
    assert study.git("ls-files", ".trash") == ""
    assert (study.vault / ".trash/Old.md").exists()
    assert checked(study).findings == []


def test_other_work_stays_uncommitted(study: Study) -> None:
    study.edit("1.1", "## Notes\n", "## Notes\nnot yet\n")
    study.edit("1.2", "done: false\n", "done: false\ndone: true\n")
    fixed(study)
    assert study.git("status", "--porcelain") == f' M "{study.note("1.1")}"\n'
    assert study.git("log", "-1", "--format=%B").startswith("Check: 1 mended\n\n- Roadmaps/Knots/")


def test_reading_only_writes_nothing(study: Study) -> None:
    study.edit("1.2", "done: false\n", "done: false\ndone: true\n")
    files, head = study.files(), study.git("rev-parse", "HEAD")
    checked(study)
    checked(study, fix=True, dry_run=True)
    assert study.files() == files
    assert study.git("rev-parse", "HEAD") == head


def test_all_that_is_known_is_gone(study: Study) -> None:
    shutil.rmtree(study.vault / ".vaultsync")
    (found,) = [one for one in check(study.context).findings if one.kind is Kind.STATE]
    assert found.path == ".vaultsync/roadmaps/knots.md"
    assert found.remedy == 'Get it back: git restore .vaultsync. Or run "vaultsync pull": it is made anew'
    study.git("restore", ".vaultsync")
    assert check(study.context).findings == []
    shutil.rmtree(study.vault / ".vaultsync")
    study.pull()
    assert check(study.context).findings == []


def test_what_is_known_comes_back_though_its_loss_was_committed_and_the_document_is_elsewhere(study: Study) -> None:
    study.mark("1.2", "Clove")
    roadmaps = study.push().roadmaps
    (study.vault / ".vaultsync/roadmaps/knots.md").unlink()
    study.document.unlink()
    study.push()
    (found,) = [one for one in check(study.context).findings if one.kind is Kind.STATE]
    command = re.match(r"Get it back: git (restore --source=\S+) \"(\S+)\"\. ", found.remedy)
    assert command, found.remedy
    study.git(*command[1].split(), command[2])
    assert study.push().roadmaps == roadmaps
    assert {one.kind for one in check(study.context).findings} == {Kind.SOURCE}


def test_a_summary_that_is_gone_is_told_once(study: Study) -> None:
    (study.vault / "PROGRESS.md").unlink()
    assert [(one.path, one.remedy) for one in check(study.context).findings] == [
        ("PROGRESS.md", 'The next "vaultsync push" makes it anew')
    ]
    study.push()
    assert check(study.context).findings == []


@pytest.mark.parametrize("stamp", ["✅ 2026-13-45", "✅ 2026-02-30", "[completion:: 2026-13-45]"])
def test_a_date_that_no_calendar_has(study: Study, stamp: str) -> None:
    path = study.edit("1.2", "- [ ] 1.2.1 Clove hitch ^", f"- [x] 1.2.1 Clove hitch {stamp} ^")
    study.push()
    found = [one for one in check(study.context).findings if "no calendar" in one.what]
    assert [(one.path, one.line) for one in found] == [(path, line_of(study, path, "Clove"))]
    assert "Put in the day" in found[0].remedy
    study.edit("1.2", stamp, "✅ 2026-11-20")
    assert not [one for one in check(study.context).findings if "no calendar" in one.what]


def test_a_copy_of_marks_that_has_more_done_is_told_and_stays(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    copy = ".vaultsync/marks/knots.sync-conflict-20261121-101500-ABCDEFG.tsv"
    study.write(copy, study.read(".vaultsync/marks/knots.tsv") + "hitches#^rolling-hitch\tdone\t2026-11-21\n")
    found = only(study, Kind.COPY)
    assert "hitches#^rolling-hitch" in found.what
    assert "clove" not in found.what
    assert not checked(study, fix=True).fixed
    assert (study.vault / copy).exists()
    study.mark("1.2", "Rolling")
    study.push()
    assert checked(study, fix=True).fixed
    assert not (study.vault / copy).exists()
