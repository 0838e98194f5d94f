"""Ticks of a checklist that was kept in git get the days on which they were made."""

from __future__ import annotations

import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study import NOON, Study

from vaultsync.domain.marks.ticked import Edition, read_boxes, ticked_since
from vaultsync.edges.statelists import parse_marks
from vaultsync.errors import VaultError
from vaultsync.usecases.importing import date_ticks
from vaultsync.usecases.init import init
from vaultsync.usecases.log import log

FIRST = """\
# Knots

## Loops
- [ ] Bowline
- [ ] Figure eight, tied on the bight
- [ ] Practice

## Hitches
- [ ] Clove hitch
- [ ] Rolling hitch
- [ ] Practice
"""


class Fork:
    """A repository with a checklist, and the learner's hand in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = "README.md"
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, day: str = "2026-01-01") -> str:
        when = f"{day}T23:30:00-0800"
        env = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments], check=True, capture_output=True, text=True, env=env
        )
        return done.stdout

    @property
    def path(self) -> Path:
        return self.folder / self.name

    def edit(self, day: str, *pairs: tuple[str, str], text: str = "") -> None:
        text = text or self.path.read_text("utf-8")
        for old, new in pairs:
            assert old in text, (old, text)
            text = text.replace(old, new, 1)
        self.path.write_text(text, "utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "wip", day=day)

    def tick(self, day: str, *words: str) -> None:
        self.edit(day, *((f"- [ ] {word}", f"- [x] {word}") for word in words))


@pytest.fixture
def fork(tmp_path) -> Fork:
    fork = Fork(tmp_path / "fork")
    fork.edit("2019-01-05", text=FIRST)
    return fork


def vault_of(fork: Fork, tmp_path: Path) -> Study:
    study = Study(tmp_path / "vault", fork.path, NOON)
    init(study.vault, roadmaps=[fork.path], context=study.context)
    return study


def dates(study: Study) -> dict[str, str]:
    """Item → day, of all tasks that are done."""
    (path,) = (study.vault / ".vaultsync/marks").glob("*.tsv")
    marks = parse_marks(path.read_text("utf-8"), "")[0]
    return {item.partition("#^")[2]: mark.date for item, mark in marks.items() if "#^" in item}


def test_a_forked_checklist_becomes_a_vault_with_its_dates(fork, tmp_path):
    fork.tick("2019-02-01", "Bowline")
    fork.tick("2021-06-30", "Clove hitch", "Rolling hitch")
    study = vault_of(fork, tmp_path)
    assert set(dates(study).values()) == {""}
    report = date_ticks(study.context)
    assert dates(study) == {"bowline": "2019-02-01", "clove-hitch": "2021-06-30", "rolling-hitch": "2021-06-30"}
    assert study.line("Loops", "Bowline") == "- [x] Bowline ✅ 2019-02-01 ^bowline"
    (dated,) = report.dated
    assert (dated.roadmap, dated.versions, dated.known, dated.undated) == (fork.folder.name, 3, 0, 0)
    assert report.subject == "Dates: 3 ticks of Knots from their history"
    assert '"last": "2021-06-30"' in study.read("progress.json")
    assert [(page.day, page.ticked) for page in log(study.context).diary.days if page.roadmaps] == [
        ("2021-06-30", 2),
        ("2019-02-01", 1),
    ]
    commits = study.subjects()
    assert date_ticks(study.context).commit == ""  # nothing is left to date
    assert not study.push().commit
    study.pull()
    assert study.subjects() == commits


def test_a_dry_run_writes_nothing(fork, tmp_path):
    fork.tick("2019-02-01", "Bowline")
    study = vault_of(fork, tmp_path)
    before = study.files()
    report = date_ticks(study.context, dry_run=True)
    assert [(item.text, item.date) for item in report.dated[0].items] == [("Bowline", "2019-02-01")]
    assert study.files() == before


def test_unticked_and_ticked_again_counts_from_then(fork, tmp_path):
    fork.tick("2019-02-01", "Bowline")
    fork.edit("2019-03-01", ("- [x] Bowline", "- [ ] Bowline"))
    fork.tick("2019-04-01", "Bowline")
    study = vault_of(fork, tmp_path)
    date_ticks(study.context)
    assert dates(study) == {"bowline": "2019-04-01"}


def test_moved_and_reworded_lines_keep_their_day(fork, tmp_path):
    fork.tick("2019-02-01", "Bowline", "Figure eight")
    fork.edit("2019-03-01", ("- [x] Bowline\n", ""), ("- [ ] Clove hitch", "- [ ] Clove hitch\n- [x] Bowline"))
    fork.edit("2019-04-01", ("Figure eight, tied on the bight", "Figure eight, tied on a bight"))
    fork.edit("2019-05-01", ("## Loops", "## Eyes and loops"), ("- [ ] Rolling hitch", "- [ ] Rolling hitch, twice"))
    fork.edit("2019-06-01", ("Figure eight", "[Figure eight](https://knots.example/8)"))
    study = vault_of(fork, tmp_path)
    date_ticks(study.context)
    assert dates(study) == {"bowline": "2019-02-01", "figure-eight-tied-on-a": "2019-02-01"}


def test_equal_words_under_two_headings(fork, tmp_path):
    text = fork.path.read_text("utf-8")
    head, _, tail = text.rpartition("- [ ] Practice")
    fork.edit("2019-02-01", text=f"{head}- [x] Practice{tail}")
    fork.tick("2020-02-01", "Practice")
    study = vault_of(fork, tmp_path)
    report = date_ticks(study.context)
    found = {item.note.rsplit("/", 1)[-1]: item.date for item in report.dated[0].items}
    assert sorted(found.values()) == ["2019-02-01", "2020-02-01"]
    assert next(day for name, day in found.items() if "Loops" in name) == "2020-02-01"


def test_a_renamed_file(fork, tmp_path):
    fork.tick("2019-02-01", "Bowline")
    (fork.folder / "docs").mkdir()
    fork.git("mv", "README.md", "docs/my knots.md")
    fork.git("commit", "-q", "-m", "mv", day="2019-03-01")
    fork.name = "docs/my knots.md"
    fork.tick("2020-02-01", "Clove hitch")
    study = vault_of(fork, tmp_path)
    date_ticks(study.context)
    assert dates(study) == {"bowline": "2019-02-01", "clove-hitch": "2020-02-01"}


def test_merges(fork, tmp_path):
    """Two branches with their own ticks, and one tick that both have: the earliest day is its day."""
    fork.git("branch", "upstream")
    fork.tick("2019-02-01", "Bowline")
    fork.tick("2019-05-01", "Clove hitch")
    fork.git("switch", "-q", "upstream")
    fork.tick("2019-03-01", "Clove hitch")
    fork.edit("2019-04-01", ("- [ ] Rolling hitch", "- [ ] Rolling hitch\n- [ ] Taut-line hitch"))
    fork.git("switch", "-q", "main")
    fork.git("merge", "-q", "--no-edit", "-X", "ours", "upstream", day="2019-06-01")
    fork.tick("2019-07-01", "Taut-line hitch")
    study = vault_of(fork, tmp_path)
    date_ticks(study.context)
    assert dates(study) == {"bowline": "2019-02-01", "clove-hitch": "2019-03-01", "taut-line-hitch": "2019-07-01"}


def test_a_file_that_was_away_for_a_while(fork, tmp_path):
    fork.tick("2019-02-01", "Bowline")
    text = fork.path.read_text("utf-8")
    fork.git("rm", "-q", "README.md")
    fork.git("commit", "-q", "-m", "oops", day="2019-03-01")
    fork.edit("2019-03-02", text=text)
    study = vault_of(fork, tmp_path)
    date_ticks(study.context)
    assert dates(study) == {"bowline": "2019-02-01"}


def test_a_date_that_is_there_is_never_changed(fork, tmp_path):
    study = vault_of(fork, tmp_path)
    study.mark("Loops", "Bowline")
    study.edit("Loops", "Bowline ^", "Bowline ✅ 2026-11-20 ^")
    study.push()
    fork.tick("2019-02-01", "Bowline")
    report = date_ticks(study.context, fork.path)
    assert (report.dated[0].items, report.dated[0].known, report.commit) == ([], 1, "")
    assert dates(study) == {"bowline": "2026-11-20"}


def test_another_document_of_the_same_tasks_brings_its_ticks(fork, tmp_path):
    """The vault was made from the original; the fork with the ticks lies elsewhere."""
    original = tmp_path / "knots.md"
    original.write_text(FIRST, "utf-8")
    study = Study(tmp_path / "vault", original, NOON)
    init(study.vault, roadmaps=[original], context=study.context)
    study.mark("Hitches", "Clove hitch", "-")
    study.push()
    fork.tick("2019-02-01", "Bowline", "Clove hitch")
    report = date_ticks(study.context, fork.path)
    assert [(item.text, item.ticked) for item in report.dated[0].items] == [("Bowline", True)]
    assert dates(study) == {"bowline": "2019-02-01", "clove-hitch": ""}  # what the learner skipped stays skipped
    assert study.line("Loops", "Bowline") == "- [x] Bowline ✅ 2019-02-01 ^bowline"


def test_a_finished_note_is_completed_on_the_day_of_its_last_tick(fork, tmp_path):
    fork.edit("2019-02-01", *((f"- [ ] {word}", f"- [x] {word}") for word in ("Bowline", "Figure", "Practice")))
    study = vault_of(fork, tmp_path)
    date_ticks(study.context)
    assert "\ncompleted: 2019-02-01\n" in study.read(study.note("Loops"))
    assert "\ndone: true\n" in study.read(study.note("Loops"))


def test_without_stamps_the_notes_stay_as_they_are(fork, tmp_path):
    fork.tick("2019-02-01", "Bowline")
    study = vault_of(fork, tmp_path)
    settings = study.read("vaultsync.toml")
    assert 'stamp = "tasks"' in settings
    study.write("vaultsync.toml", settings.replace('stamp = "tasks"', 'stamp = "none"'))
    date_ticks(study.context)
    assert dates(study) == {"bowline": "2019-02-01"}
    assert study.line("Loops", "Bowline") == "- [x] Bowline ^bowline"


def test_what_has_no_history_is_told(fork, tmp_path):
    loose = tmp_path / "loose.md"
    loose.write_text(FIRST, "utf-8")
    study = Study(tmp_path / "vault", loose, NOON)
    init(study.vault, roadmaps=[loose], context=study.context)
    with pytest.raises(VaultError, match="no document of these roadmaps has a history"):
        date_ticks(study.context)
    with pytest.raises(VaultError, match="no git repository"):
        date_ticks(study.context, loose)
    with pytest.raises(VaultError, match="no such file"):
        date_ticks(study.context, tmp_path / "nowhere.md")
    (fork.folder / "other.md").write_text("# Ropes\n- [x] Manila\n- [x] Sisal\n", "utf-8")
    fork.git("add", "-A")
    fork.git("commit", "-q", "-m", "other")
    with pytest.raises(VaultError, match="no roadmap of this vault has most of its tasks"):
        date_ticks(study.context, fork.folder / "other.md")


WORDS = ["Bowline", "Clove hitch", "Rolling hitch", "Sheet bend", "Fisherman's knot", "Prusik loop"]


@given(
    st.lists(st.tuples(st.permutations(WORDS), st.sets(st.sampled_from(WORDS)), st.booleans()), min_size=1, max_size=12)
)
def test_days_are_those_of_a_plain_replay(history):
    """Against a model that knows each item by name: shuffled lines, any ticks and unticks, a file that goes away."""
    editions, since, day = [], {}, date(2019, 12, 25)
    for n, (order, ticked, there) in enumerate(history):
        day += timedelta(days=3)
        if there:
            since = {word: since.get(word, day.isoformat()) for word in order if word in ticked}
        text = "# Knots\n\n" + "".join(f"- [{'x' if word in ticked else ' '}] {word}\n" for word in order)
        boxes = read_boxes(text) if there else None
        editions.append(Edition(str(n), (str(n - 1),), day.isoformat(), boxes))
    last = next((edition.boxes for edition in reversed(editions) if edition.boxes is not None), [])
    words = {box.line: box.words for box in last or []}
    assert {words[line]: day for line, day in ticked_since(editions).items()} == {
        word.casefold(): day for word, day in since.items()
    }
