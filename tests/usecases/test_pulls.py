"""What a pull does when the roadmap changed, and what it never does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from study import DOCUMENT, Study, begin

from vaultsync.cli.commands import commands
from vaultsync.cli.faults import failure_of
from vaultsync.errors import LossError, SettingsError, UsageError, VaultsyncError
from vaultsync.models.structs import replace
from vaultsync.usecases.check import check
from vaultsync.usecases.init import init
from vaultsync.usecases.pull import pull
from vaultsync.usecases.roadmaps import add, remove
from vaultsync.usecases.undo import undo


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def deeds(study: Study, **options: object) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for note in study.pull(**options).notes:
        found.setdefault(str(note.deed), []).append(note.note.rsplit("/", 1)[-1])
    return found


def test_a_new_task_is_spliced_in_where_the_roadmap_has_it(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2"), "utf-8")
    assert "1.2 Hitches.md" in deeds(study)["update"]
    lines = [line for line in study.read(study.note("1.2")).split("\n") if line.startswith("- [")]
    assert lines[0] == "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch"
    assert lines[1] == "- [ ] 1.2.9 Half hitch ^half-hitch"
    assert study.status().figures["total"] == 8


def test_known_ids_stay_when_numbers_and_case_change(study: Study) -> None:
    study.mark("1.2", "Rolling")
    study.push()
    study.document.write_text(DOCUMENT.replace("1.2.2 Rolling hitch", "1.2.3 ROLLING hitch"), "utf-8")
    study.pull()
    assert study.line("1.2", "ROLLING") == "- [x] 1.2.3 ROLLING hitch ✅ 2026-11-21 ^rolling-hitch"


def test_a_finished_note_reopens_when_it_gains_a_task(study: Study) -> None:
    study.edit("1.2", "done: false", "done: true")
    study.push()
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2"), "utf-8")
    report = study.pull()
    assert "done: false" in study.read(study.note("1.2"))
    assert study.line("1.2", "Clove").startswith("- [x] ")
    assert any("Hitches" in change.text for change in report.reopened)


def test_an_edited_note_keeps_what_the_learner_wrote_and_gets_the_news(study: Study) -> None:
    path = study.edit("1.2", "## Notes\n", "## Notes\n\nMine.\n")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - my own bullet\n")
    before = study.read(path)
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2"), "utf-8")
    assert deeds(study)["merge"] == ["1.2 Hitches.md"]
    assert study.read(path) == before.replace(
        "  - my own bullet\n", "  - my own bullet\n- [ ] 1.2.9 Half hitch ^half-hitch\n"
    )
    assert not study.pull().changed


def test_where_both_changed_the_same_words_both_stand(study: Study) -> None:
    study.edit("1.2", "1.2.1 Clove hitch", "Clove hitch, slippery")
    study.document.write_text(DOCUMENT.replace("1.2.1 Clove hitch", "1.2.1 Clove hitches"), "utf-8")
    report = study.pull()
    text = study.read(study.note("1.2"))
    assert (
        "- [ ] Clove hitch, slippery ^clove-hitch\n  > [!warning] The roadmap now says\n  > 1.2.1 Clove hitches\n"
        in text
    )
    assert [review.note for review in report.review] == [study.note("1.2")]
    assert not study.pull().changed


def test_a_studied_task_that_goes_is_archived_with_the_words_under_it(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - slips on wet rope\n")
    study.push()
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", ""), "utf-8")
    study.pull()
    kept = study.read("Archive/Knots/1.2 Hitches.md")
    assert "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch\n  - slips on wet rope\n" in kept
    assert "slips" not in study.read("Roadmaps/Knots/1 Basics/1.2 Hitches.md")


def test_a_task_that_moves_takes_its_tick_and_its_words_along(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - slips on wet rope\n")
    study.push()
    moved = DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", "") + "- [ ] 2.3 Clove hitch\n"
    study.document.write_text(moved, "utf-8")
    study.pull()
    text = study.read(study.note("2 Rope"))
    assert "- [x] 2.3 Clove hitch ✅ 2026-11-21 ^clove-hitch\n  - slips on wet rope\n" in text
    assert not (study.vault / "Archive").exists()
    assert study.status().figures["done"] == 1
    assert not study.pull().changed


def test_a_close_rewording_keeps_its_tick_and_another_thing_does_not(study: Study) -> None:
    study.mark("1.1", "Left-handed")
    study.mark("2 Rope", "Whipping")
    study.push()
    text = DOCUMENT.replace("1.2.2 Rolling hitch", "1.2.2 The rolling hitch").replace("2.1 Whipping", "2.1 Whippings")
    text = text.replace("1.1.1.1 Left-handed", "1.1.1.1 Right-footed")
    study.document.write_text(text, "utf-8")
    study.pull()
    assert study.line("2 Rope", "Whippings").startswith("- [x] ")
    assert study.line("1.1", "Right-footed").startswith("- [ ] ")
    assert study.line("1.2", "rolling").endswith("^rolling-hitch")


def test_a_retitled_section_keeps_its_file_and_ticks(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    study.document.write_text(DOCUMENT.replace("### 1.2 Hitches", "### 1.2 Tying to a post"), "utf-8")
    study.pull()
    text = study.read(study.note("1.2 Hitches"))
    assert "# 1.2 Tying to a post" in text
    assert "- [x] 1.2.1 Clove hitch" in text
    assert study.status().figures["done"] == 1


def test_the_learners_changes_are_committed_before_the_roadmaps(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.document.write_text(DOCUMENT + "\n- [ ] 2.3 Coiling\n", "utf-8")
    study.pull()
    first, second = study.subjects()[:2]
    assert first.startswith("Pull: ")
    assert second.startswith("Study: ")


def test_ticks_of_the_document_arrive_without_a_date(tmp_path: Path) -> None:
    study = begin(tmp_path, DOCUMENT.replace("- [ ] 2.1", "- [x] 2.1"))
    assert study.line("2 Rope", "Whipping") == "- [x] 2.1 Whipping ^whipping"
    study.document.write_text(DOCUMENT.replace("- [ ] 2.2", "- [x] 2.2"), "utf-8")
    assert study.pull().arrived == 1
    assert study.status().figures["done"] == 2


def test_a_deleted_note_stays_deleted(study: Study) -> None:
    path = study.note("1.2")
    (study.vault / path).unlink()
    study.push()
    study.document.write_text(DOCUMENT + "\n- [ ] 2.3 Coiling\n", "utf-8")
    study.pull()
    assert not (study.vault / path).exists()


def test_a_section_that_goes_takes_an_untouched_note_and_archives_a_studied_one(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    study.document.write_text(DOCUMENT[: DOCUMENT.index("### 1.2")] + DOCUMENT[DOCUMENT.index("## 2.") :], "utf-8")
    found = deeds(study)
    assert found["archive"] == ["1.2 Hitches.md"]
    assert "- [x] 1.2.1 Clove hitch" in study.read("Archive/Knots/1.2 Hitches.md")
    assert study.status().figures["total"] == 5


def test_losing_most_of_a_roadmap_wants_a_yes(study: Study) -> None:
    before = study.files()
    study.document.write_text("# Knots\n\n## 2. Rope care\n\n- [ ] 2.1 Whipping\n", "utf-8")
    with pytest.raises(VaultsyncError, match="would go"):
        study.pull()
    assert study.files() == before
    study.pull(yes=True)
    assert study.status().figures["total"] == 1


def test_a_source_that_is_gone_or_empty_leaves_everything(study: Study) -> None:
    before = study.files()
    study.document.write_text("", "utf-8")
    with pytest.raises(LossError, match="it is empty, and all notes of knots would go"):
        study.pull()
    assert study.pull(dry_run=True).warnings
    study.document.unlink()
    assert study.pull().warnings
    assert study.files() == before


def test_a_foreign_file_is_never_touched(study: Study) -> None:
    study.write("Roadmaps/Knots/3 splices.md", "my own")
    study.document.write_text(DOCUMENT + "\n## 3. Splices\n\n- [ ] 3.1 Eye splice\n", "utf-8")
    study.pull()
    assert study.read("Roadmaps/Knots/3 splices.md") == "my own"
    assert "Eye splice" in study.read("Roadmaps/Knots/3 Splices 2.md")
    assert "[[Roadmaps/Knots/3 Splices 2|3. Splices]]" in study.read("Roadmaps/Knots/Knots.md")


def test_a_learners_own_home_stays_theirs(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Home.md").write_text("My home.\n", "utf-8")
    study = begin(tmp_path)
    assert study.read("Home.md") == "My home.\n"
    assert "Knots" in study.read("Roadmaps/Home.md")
    assert study.git("show", "HEAD~1:Home.md") == "My home.\n"


def test_settings_that_are_empty_for_a_moment_take_no_roadmap_away(study: Study) -> None:
    settings, before = study.read("vaultsync.toml"), study.files()
    study.write("vaultsync.toml", "\n")
    for call in (study.pull, study.push, study.status):
        with pytest.raises(SettingsError, match="it is empty, though this vault has roadmaps"):
            call()
    study.write("vaultsync.toml", settings)
    study.pull()
    assert study.files() == before


def test_a_name_that_cannot_be_is_told_as_such(study: Study) -> None:
    with pytest.raises(UsageError) as told:
        add(study.context, study.document, name="Rope Work!")
    assert str(told.value) == (
        '--name: "Rope Work!" cannot be the name of a roadmap. '
        "Wanted: small letters, digits and dashes, such as rope-work"
    )


def test_add_and_remove(study: Study, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text("# Knots\n\n## Steps\n\n- [ ] One\n- [ ] Two\n", "utf-8")
    add(study.context, other)
    assert study.status().figures["total"] == 9
    assert (study.vault / "Roadmaps/Knots (other)").is_dir()
    study.mark("01 Steps", "One")
    remove(study.context, "other", yes=True)
    assert study.status().figures["total"] == 7
    assert "- [x] One" in study.read("Archive/Knots (other)/01 Steps.md")
    assert 'name = "other"' not in study.read("vaultsync.toml")


def test_a_dry_run_tells_what_a_pull_does(study: Study) -> None:
    study.document.write_text(DOCUMENT + "\n## 3. Splices\n\n- [ ] 3.1 Eye splice\n", "utf-8")
    before = study.files()
    dry = study.pull(dry_run=True)
    assert study.files() == before
    assert dry.notes == study.pull().notes


def test_a_dry_run_counts_what_the_learner_did_first_as_a_pull_does(study: Study) -> None:
    study.push()
    study.edit("1 Basics", "- [ ] [[Roadmaps/Knots/1 Basics/1.2", "- [x] [[Roadmaps/Knots/1 Basics/1.2")
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.1 Clove hitch\n", "- [ ] 1.2.9 Rolling hitch\n"), "utf-8")
    before = study.files()
    dry = study.pull(dry_run=True)
    assert study.files() == before
    real = study.pull()
    assert dry.study is not None
    assert real.study is not None
    assert (dry.study.subject, dry.study.changes) == (real.study.subject, real.study.changes)
    assert (dry.notes, dry.tasks, dry.reopened) == (real.notes, real.tasks, real.reopened)
    assert [task.archive for task in real.tasks if task.deed == "left"] == ["Archive/Knots/1.2 Hitches.md"]
    assert real.reopened
    assert dry.roadmaps == real.roadmaps
    assert dry.review == real.review


def test_a_dry_run_tells_what_would_be_refused(study: Study) -> None:
    study.git("switch", "--quiet", "--detach")
    for report, name in ((study.pull(dry_run=True), "pull"), (study.push(dry_run=True), "push")):
        assert any(f"a real {name} would stop here: HEAD is detached" in warning for warning in report.warnings)


def test_a_dry_run_tells_of_words_that_would_be_committed(study: Study) -> None:
    study.push()
    study.edit("1.1", "## Notes", "## Notes\n\nSome words.")
    dry = study.push(dry_run=True)
    pulled = study.pull(dry_run=True)
    assert pulled.study is not None
    assert dry.subject == pulled.study.subject == study.push().subject
    assert study.push(dry_run=True).subject == ""


def test_one_broken_note_does_not_stop_the_rest(study: Study) -> None:
    study.edit("1.1", "done: false", "done: false\n\t- : [")
    (study.vault / "broken.md").write_bytes(b"\xff\xfe\x00 vaultsync: knots/x")
    study.mark("1.2", "Clove")
    report = study.push()
    assert report.commit
    assert any("broken.md" in warning for warning in report.warnings)
    assert study.status().figures["done"] == 1


def test_a_dry_run_shows_what_the_guard_would_stop(tmp_path: Path) -> None:
    study = begin(tmp_path)
    study.mark("Loops", "Bowline")
    study.push()
    study.document.write_text("# Knots\n\n## 1. Basics\n\n### 1.2 Hitches\n- [ ] 1.2.1 Clove hitch\n", "utf-8")
    report = study.pull(dry_run=True)
    assert any("a real pull would stop here" in warning for warning in report.warnings)
    assert report.count("archive", "delete")
    with pytest.raises(VaultsyncError, match="dry-run"):
        study.pull()


def test_a_refused_pull_says_that_the_work_was_committed_and_how_the_other_roadmaps_come(tmp_path: Path) -> None:
    study = begin(tmp_path)
    stars = tmp_path / "stars.md"
    stars.write_text("# Stars\n\n## One\n- [ ] Mizar\n\n## Two\n- [ ] Alcor\n", "utf-8")
    add(study.context, stars)
    study.mark("1.1", "Figure")
    study.document.write_text("", "utf-8")
    with pytest.raises(LossError) as told:
        study.pull()
    done = f"Your work was committed before: {study.git('rev-parse', 'HEAD')[:9]} “{study.subjects()[0]}”"
    assert told.value.done == done
    assert failure_of(told.value).line().endswith(f'"vaultsync pull --yes". {done}')
    assert study.subjects()[0].startswith("Study: 1 done")
    stars.write_text(stars.read_text("utf-8") + "- [ ] Altair\n", "utf-8")
    with pytest.raises(LossError) as told:
        study.pull()
    assert told.value.next_step.endswith('. Meanwhile "vaultsync pull --roadmap stars" brings in what else is new')
    assert told.value.done == ""
    assert study.pull(roadmaps=["stars"]).tasks
    with pytest.raises(LossError, match="all notes of knots would go"):
        study.pull()


def test_headings_that_become_bold_lines_take_no_notes_away_that_anyone_would_miss(tmp_path: Path) -> None:
    days = "".join(f"### Day {n}\n- [ ] Tie knot {n}\n- [ ] Untie knot {n}\n\n" for n in range(1, 7))
    study = begin(tmp_path, f"# Knots\n\n## Week 1\n\n{days}")
    study.mark("Day 2", "Tie knot 2")
    bold = re.sub(r"### (.*)\n", r"**\1**\n\n", days)
    study.document.write_text(f"# Knots\n\n## Week 1\n\n{bold}", "utf-8")
    study.pull()
    assert "- [x]" in study.line("Week 1", "Tie knot 2")


def test_who_would_open_again_most_of_what_is_done_is_asked_first(tmp_path: Path) -> None:
    study = begin(tmp_path)
    for stem in ("1.1", "1.2", "2 Rope"):
        study.edit(stem, "done: false", "done: true")
    study.push()
    before, commits = study.files(), study.subjects()
    most = DOCUMENT.replace("- [ ] 1.2.2 Rolling hitch\n", "- [ ] 1.2.2 Rolling hitch\n- [ ] 1.2.3 Half hitch\n")
    most = most.replace("- [ ] 2.2 Drying\n", "- [ ] 2.2 Drying\n- [ ] 2.3 Coiling\n")
    study.document.write_text(most, "utf-8")
    report = study.pull(dry_run=True)
    assert any("would stop here" in warning and "3 of the 5 notes" in warning for warning in report.warnings)
    with pytest.raises(LossError, match="3 of the 5 notes of this roadmap would be open again") as told:
        study.pull()
    assert "vaultsync pull --yes" in told.value.next_step
    assert study.files() == before
    assert study.subjects() == commits
    assert len(study.pull(yes=True).reopened) == 3


def test_the_commit_counts_the_notes_that_are_told_as_the_roadmaps_own(tmp_path: Path) -> None:
    text = DOCUMENT.replace("- [ ] 1.2.1", '**Resources:**\n- Book: "The Ashley Book of Knots"\n\n- [ ] 1.2.1')
    study = Study(tmp_path / "vault", tmp_path / "knots.md")
    study.document.write_text(text, "utf-8")
    pulled = init(study.vault, roadmaps=[study.document], context=study.context).pull
    own = [change.note for change in pulled.notes if not change.shared]
    assert all(path.startswith("Roadmaps/") for path in own)
    assert len(own) < len(pulled.notes)
    assert pulled.subject == f"Pull: Knots ({len(own)} notes)"


def test_an_empty_document_is_taken_with_a_yes_and_one_undo_brings_all_back(tmp_path: Path) -> None:
    study = begin(tmp_path, DOCUMENT.replace("# Knots", "# Knots & C*"), "knots")
    study.mark("1.1", "Figure eight")
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.push()
    before = study.files()
    study.document.write_text(" \n", "utf-8")
    with pytest.raises(LossError, match="vaultsync pull --yes"):
        study.pull()
    assert study.files() == before
    assert study.pull(yes=True, dry_run=True).notes
    assert study.files() == before
    study.pull(yes=True)
    folder = study.note("Knots & C").split("/")[1]
    archive = {path: data.decode("utf-8") for path, data in study.files().items() if path.startswith("Archive/")}
    assert "[x] 1.1.2 Figure eight ✅ 2026-11-21" in archive[f"Archive/{folder}/1.1 Loops.md"]
    assert "PRECIOUS" in archive[f"Archive/{folder}/1.2 Hitches.md"]
    notes = [path for path in study.files() if path.startswith("Roadmaps/")]
    assert notes == [study.note("Knots & C")]
    assert "title: Knots & C*\n" in study.read(notes[0])
    assert study.status().figures["total"] == 0
    assert study.git("ls-files", ".vaultsync/marks").strip()
    after = study.files()
    for act in (study.pull, study.push, study.pull):
        report = act()
        assert not report.warnings
        assert not report.commit
    assert study.files() == after
    assert check(study.context).findings == []
    undo(study.context, "pull")
    same = study.files()
    assert same.pop(".vaultsync/held/knots.tsv")
    assert same == before
    assert not study.pull(yes=True).commit  # the empty version was undone


def test_a_watch_takes_no_empty_document(study: Study) -> None:
    before = study.files()
    study.document.write_text("", "utf-8")
    told = pull(replace(study.context, untouched=2.0), yes=True)
    assert "Until then the copy of the last pull is used" in told.warnings[0]
    assert study.files() == before


def test_what_an_empty_document_took_away_comes_back_with_it(study: Study) -> None:
    study.mark("1.1", "Figure eight")
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.document.write_text("", "utf-8")
    study.pull(yes=True)
    study.document.write_text(DOCUMENT, "utf-8")
    study.pull()
    assert "[x] 1.1.2 Figure eight ✅ 2026-11-21" in study.read(study.note("1.1"))
    assert "PRECIOUS" in study.read(study.note("1.2"))
    assert not study.pull().changed


def test_an_empty_document_on_the_command_line(study: Study) -> None:
    study.edit("1.2", "## Notes\n", "## Notes\n\nPRECIOUS\n")
    study.document.write_text("", "utf-8")

    def vaultsync(*words: str, code: int = 0) -> Result:
        told = CliRunner().invoke(commands, ["-C", str(study.vault), *words])
        assert told.exit_code == code, told.output
        return told

    assert "vaultsync pull --yes" in vaultsync("pull", code=1).output
    assert study.subjects()[0] == "Study: notes in Hitches"  # what the learner did is committed all the same
    assert len(list(study.vault.glob("Roadmaps/**/*.md"))) == 5
    assert "archived" in vaultsync("pull", "--yes").output
    assert len(list(study.vault.glob("Roadmaps/**/*.md"))) == 1
    summary = study.read("PROGRESS.md")
    assert "There are no tasks.\n" in summary
    assert "\nNo tasks.\n" in summary
    vaultsync("status")
    vaultsync("undo", "--yes")
    assert "PRECIOUS" in study.read(study.note("1.2"))


def test_a_template_that_ends_without_a_line_end_makes_whole_notes(study: Study) -> None:
    (study.vault / ".vaultsync/templates").mkdir()
    template = (Path(__file__).parents[2] / "templates/study.md.j2").read_text("utf-8").rstrip("\n")
    study.write(".vaultsync/templates/study.md.j2", f"{template} as you like")
    study.pull()
    study.mark("1.2", "Clove")
    assert study.push().commit
    for report in (study.pull(), study.push(), study.pull()):
        assert report.warnings == []
        assert not report.commit
