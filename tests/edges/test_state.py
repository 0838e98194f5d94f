"""`.vaultsync/`: what is remembered survives any reader, writer and merge."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.edges import inmemory, state
from vaultsync.edges.files import filetimes
from vaultsync.edges.files.writes import ChangedMeanwhileError
from vaultsync.edges.state import base_path, load, names, save
from vaultsync.edges.statelists import format_gone, format_marks, format_paths, parse_gone, parse_marks, parse_paths
from vaultsync.models.marks import KnownMark, Mark, united
from vaultsync.models.roadmap import Gone

DONE = KnownMark(Mark.DONE, "2026-11-21")
IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,4})?(#\^[a-z0-9-]{1,8})?", fullmatch=True)
DATES = st.one_of(st.just(""), st.dates().map(lambda day: day.isoformat()))
MARKS = st.builds(
    KnownMark,
    st.sampled_from([Mark.DONE, Mark.DOING, Mark.SKIPPED]),
    DATES,
    st.one_of(st.just(""), IDS),
    st.booleans(),
)
PATHS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), min_size=1, max_size=12).filter(
    lambda name: name not in {".", ".."}
)


def test_marks_as_text():
    marks = {
        "unit#^b": KnownMark(Mark.DONE, "2026-11-20"),
        "unit": KnownMark(Mark.DOING),
        "#^a": KnownMark(Mark.DONE, "", "unit"),
        "#^b": KnownMark(Mark.SKIPPED, "", "unit", begun=True),
        "other": KnownMark(Mark.TODO),
    }
    text = "#^a\tdone\t\tunit\n#^b\tskipped\t\tunit\tbegun\nunit\tdoing\nunit#^b\tdone\t2026-11-20\n"
    assert format_marks(marks) == text
    del marks["other"]
    assert parse_marks(text, "f") == (marks, [])
    assert parse_marks("\ufeff" + text.replace("\n", "\r\n"), "f") == (marks, [])


def test_bad_lines_are_told_and_left_out():
    text = (
        "a\tdone\t2026-11-21\n<<<<<<< HEAD\nb\tdone\n=======\nb\tfinished\n>>>>>>> x\n"
        "\tdone\nc\tdone\tyesterday\nd\tdone\t\t\t\t\ne\ttodo\n\n"
    )
    marks, problems = parse_marks(text, "marks.tsv")
    assert marks == {"a": DONE, "b": KnownMark(Mark.DONE), "c": KnownMark(Mark.DONE)}
    assert [problem.split(" ")[0] for problem in problems] == [f"marks.tsv:{n}:" for n in (2, 4, 5, 6, 7, 8, 9)]


def test_twice_on_one_item():
    marks, problems = parse_marks("a\tdoing\na\tdone\t2026-11-22\tunit\na\tdone\t2026-11-21\n", "f")
    assert marks == {"a": DONE}
    assert len(problems) == 2
    assert parse_marks("a\tdone\na\tdone\n", "f") == ({"a": KnownMark(Mark.DONE)}, [])


@given(st.dictionaries(IDS, MARKS))
def test_marks_round_trip(marks):
    assert parse_marks(format_marks(marks), "f") == (marks, [])


@given(MARKS, MARKS, MARKS)
def test_agreeing_needs_no_order(one, two, three):
    assert united(one, one) == one
    assert united(one, two) == united(two, one)
    assert united(united(one, two), three) == united(one, united(two, three))
    if Mark.DONE in (one.mark, two.mark):
        assert united(one, two).mark is Mark.DONE


@given(st.dictionaries(IDS, MARKS, max_size=5), st.dictionaries(IDS, MARKS, max_size=5))
def test_a_union_of_two_files_loses_no_mark(ours, theirs):
    marks, _ = parse_marks(format_marks(ours) + format_marks(theirs), "f")
    swapped, _ = parse_marks(format_marks(theirs) + format_marks(ours), "f")
    assert marks == swapped
    assert marks.keys() == ours.keys() | theirs.keys()


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    marks, _ = parse_marks(text, "f")
    assert parse_marks(format_marks(marks), "f") == (marks, [])
    paths, _ = parse_paths(text, "f")
    assert parse_paths(format_paths(paths), "f") == (paths, [])


@given(st.dictionaries(st.one_of(st.just(""), IDS), st.lists(PATHS, min_size=1, max_size=3).map("/".join)))
def test_paths_round_trip(paths):
    assert parse_paths(format_paths(paths), "f") == (paths, [])


def test_paths_as_text():
    paths = {"": "Roadmaps/A/A.md", "unit": "Roadmaps/A/1\\2\t3.md"}
    assert format_paths(paths) == ".\tRoadmaps/A/A.md\nunit\tRoadmaps/A/1\\\\2\\t3.md\n"
    found, problems = parse_paths("a\t../x.md\nb\nc\t/x.md\nd\ty.md\nd\tx.md\n\tz.md\n", "f")
    assert found == {"d": "x.md"}
    assert len(problems) == 5


LEFT = st.builds(Gone, st.text(), st.text(), st.text(), st.booleans())


@given(st.dictionaries(IDS, LEFT))
def test_what_left_round_trips(left):
    assert parse_gone(format_gone(left), "f") == (left, [])


def test_what_left_as_text():
    left = {"b#^quiz": Gone("Quiz", "", "reef"), "a": Gone("Loops"), "b#^x": Gone("X", kept=False)}
    left["b#^y"] = Gone("Y", counted=False)
    text = format_gone(left)
    assert text == "a\tLoops\nb#^quiz\tQuiz\t\treef\nb#^x\tX\t\t\t-\nb#^y\tY\t\t\tresource\n"
    assert parse_gone(text, "f") == (left, [])
    assert parse_gone("a\tB\na\tA\nb\n", "f") == ({"a": Gone("A")}, ["f:3: not understood, left out: 'b'"])


def filled(root: Path) -> state.State:
    one = load(root, "plan")
    one.bases = {"": "# Index\n", "unit": "# Unit\r\n\r\n", "con": "# Con\n"}
    one.marks = {"unit#^a": DONE}
    one.paths = {"": "Roadmaps/Plan/Plan.md", "unit": "Roadmaps/Plan/Unit.md"}
    one.document = "# Plan\n"
    return one


def test_save_and_load(tmp_path):
    assert load(tmp_path, "plan").changes() == []
    one = filled(tmp_path)
    assert save(tmp_path, one) == [
        ".vaultsync/base/plan.md",
        ".vaultsync/base/plan/unit.md",
        ".vaultsync/base/plan/con-.md",
        ".vaultsync/marks/plan.tsv",
        ".vaultsync/paths/plan.tsv",
        ".vaultsync/roadmaps/plan.md",
    ]
    again = load(tmp_path, "plan")
    assert (again.bases, again.marks, again.paths, again.document) == (one.bases, one.marks, one.paths, one.document)
    assert again.problems == []
    assert again.changes() == []
    assert save(tmp_path, one) == []
    assert names(tmp_path) == ["plan"]


def test_only_what_changed_is_written(tmp_path):
    save(tmp_path, filled(tmp_path))
    one = load(tmp_path, "plan")
    one.marks["unit#^b"] = DONE
    del one.bases["con"]
    one.bases["unit"] = "# Unit\n"
    assert save(tmp_path, one) == [
        ".vaultsync/base/plan/unit.md",
        ".vaultsync/marks/plan.tsv",
        ".vaultsync/base/plan/con-.md",
    ]
    assert not (tmp_path / base_path("plan", "con")).exists()


def test_what_was_not_loaded_stays(tmp_path):
    save(tmp_path, filled(tmp_path))
    one = load(tmp_path, "plan", bases=False, document=False)
    assert (one.bases, one.document) == ({}, None)
    one.marks.clear()
    assert save(tmp_path, one) == [".vaultsync/marks/plan.tsv"]
    again = load(tmp_path, "plan")
    assert again.marks == {}
    assert again.document == "# Plan\n"
    assert len(again.bases) == 3


def test_forgetting_a_roadmap(tmp_path):
    save(tmp_path, filled(tmp_path))
    one = load(tmp_path, "plan")
    one.bases, one.marks, one.paths, one.document = {}, {}, {}, None
    save(tmp_path, one)
    assert names(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_two_roadmaps_do_not_mix(tmp_path):
    save(tmp_path, filled(tmp_path))
    other = load(tmp_path, "plan-b")
    assert other.bases == {}
    other.bases = {"": "x"}
    save(tmp_path, other)
    assert names(tmp_path) == ["plan", "plan-b"]
    assert set(load(tmp_path, "plan").bases) == {"", "unit", "con"}


def test_a_spoilt_file_counts_as_lost(tmp_path):
    save(tmp_path, filled(tmp_path))
    (tmp_path / base_path("plan", "unit")).write_bytes(b"\xff\xfe")
    (tmp_path / ".vaultsync/marks/plan.tsv").write_bytes(b"a\0b")
    (tmp_path / ".vaultsync/paths/plan.tsv").unlink()
    (tmp_path / ".vaultsync/paths/plan.tsv").mkdir()
    one = load(tmp_path, "plan")
    assert set(one.bases) == {"", "con"}
    assert (one.marks, one.paths) == ({}, {})
    assert len(one.problems) == 3
    one.bases["unit"] = "# Unit\n"
    assert base_path("plan", "unit") in save(tmp_path, one)
    assert load(tmp_path, "plan").bases["unit"] == "# Unit\n"


def test_somebody_else_wrote(tmp_path):
    one = filled(tmp_path)
    save(tmp_path, one)
    (tmp_path / ".vaultsync/marks/plan.tsv").write_text("x\tdone\n")
    one.marks["y"] = DONE
    with pytest.raises(ChangedMeanwhileError):
        save(tmp_path, one)
    assert "x" in load(tmp_path, "plan").marks


def test_git_merges_marks_as_a_union(tmp_path):
    def git(*args: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *args], check=True, capture_output=True)

    def study(items: dict[str, KnownMark], message: str) -> None:
        one = load(tmp_path, "plan")
        one.marks |= items
        save(tmp_path, one)
        git("add", "-A")
        git("commit", "-qm", message)

    git("init", "-q", "-b", "main")
    (tmp_path / ".gitattributes").write_text(".vaultsync/** -text merge=union\n")
    study({"m": DONE}, "start")
    git("branch", "phone")
    study({"a": DONE, "same": KnownMark(Mark.DONE, "2026-11-22")}, "laptop")
    git("switch", "-q", "phone")
    study({"b": DONE, "same": KnownMark(Mark.DONE, "2026-11-20"), "z": KnownMark(Mark.SKIPPED)}, "phone")
    git("merge", "-q", "main", "-m", "merge")
    one = load(tmp_path, "plan")
    assert one.marks == {
        "a": DONE,
        "b": DONE,
        "m": DONE,
        "same": KnownMark(Mark.DONE, "2026-11-20"),
        "z": KnownMark(Mark.SKIPPED),
    }
    assert len(one.problems) == 1
    save(tmp_path, one)
    assert load(tmp_path, "plan").problems == []


@pytest.fixture
def goes_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that holds in memory what it read, and a clock by which no file is young."""
    monkeypatch.setattr(filetimes, "YOUNG", 0)
    with inmemory.holding():
        yield


def test_a_state_in_memory_is_what_the_files_say(tmp_path: Path, goes_on: None) -> None:
    known = load(tmp_path, "x")
    known.bases = {"": "index\n", "a": "one\n", "b": "two\n"}
    known.marks, known.document, known.paths = {"a": DONE}, "# One\n", {"a": "a.md"}
    save(tmp_path, known)
    load(tmp_path, "x")
    (tmp_path / base_path("x", "b")).write_text("three\n", "utf-8")
    (tmp_path / ".vaultsync/marks/x.tsv").unlink()
    again = load(tmp_path, "x")
    assert (again.bases, again.marks, again.paths) == ({**known.bases, "b": "three\n"}, {}, {"a": "a.md"})
    assert not again.changes()
    again.bases["a"] = "another\n"  # nobody else's
    assert load(tmp_path, "x").bases["a"] == "one\n"


def test_a_version_that_was_undone_is_held_again_with_another_document(tmp_path: Path, goes_on: None) -> None:
    known = load(tmp_path, "x")
    known.document, known.held = "# One\n", {state.version_of("# Two\n")}
    save(tmp_path, known)
    document = tmp_path / ".vaultsync/roadmaps/x.md"
    document.write_text("# Two\n", "utf-8")
    assert not load(tmp_path, "x").held
    document.write_text("# One\n", "utf-8")
    again = load(tmp_path, "x")
    assert again.held == known.held
    assert not again.changes()


def test_two_files_for_one_base_text(tmp_path: Path, goes_on: None) -> None:
    known = load(tmp_path, "x")
    known.bases = {"a": "one\n"}
    save(tmp_path, known)
    stray = tmp_path / ".vaultsync/base/x/a-.md"
    stray.write_text("stray\n", "utf-8")
    assert load(tmp_path, "x").bases == {"a": "one\n"}
    stray.write_text("strays\n", "utf-8")
    again = load(tmp_path, "x")
    assert again.bases == {"a": "one\n"}
    assert [write.path for write in again.changes()] == [".vaultsync/base/x/a-.md"]
