"""The lists of tasks in the archive tell what a task stood under, and give back what they took."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vaultsync.markdown.merging.archivedlines import joined, nested, without

NOTE = [
    "## Trees",
    "- [x] Two Sum ^two-sum",
    "    - [x] solve again ^again",
    "      - my words",
    "- [ ] Max Path Sum ^max-path",
    "    - [x] solve again ^again-2",
    "    1. three ways",
    "        - [x] by hand ^by-hand",
    "",
]


def test_tasks_stand_under_what_they_stood_under() -> None:
    left = {
        1: ["- [x] Two Sum ^two-sum"],
        2: ["- [x] solve again ^again", "  - my words"],
        5: ["- [x] solve again ^again-2"],
        7: ["- [x] by hand ^by-hand"],
    }
    assert nested(NOTE, left, {}) == [
        "- [x] Two Sum ^two-sum",
        "  - [x] solve again ^again",
        "    - my words",
        "- Max Path Sum",
        "  - [x] solve again ^again-2",
        "  - three ways",
        "    - [x] by hand ^by-hand",
    ]
    assert nested(NOTE, {2: left[2]}, {}) == ["- Two Sum", "  - [x] solve again ^again", "    - my words"]


def test_what_comes_later_goes_under_the_same_item() -> None:
    old = ["- Two Sum", "  - [x] solve again ^again", "- Other", "  - [x] it ^it"]
    assert joined(old, ["- Two Sum", "  - [x] draw ^draw"]) == [*old[:2], "  - [x] draw ^draw", *old[2:]]
    assert joined(old, old[:2]) == old
    words = ["- [x] it ^it", "  one", "", "  two"]
    assert joined(words, words) == words


def test_a_task_is_taken_out_with_its_words_and_without_the_tasks_below_it() -> None:
    lines = ["- [x] Two Sum ^two-sum", "  - mine", "  - [x] solve again ^again", "    - more", "- Max", "  - [x] s ^s"]
    assert without(lines, 0) == (["- Two Sum", *lines[2:]], ["  - mine"])
    assert without(lines, 2) == ([*lines[:2], *lines[4:]], ["    - more"])
    assert without(lines, 5) == (lines[:4], [])
    deep = ["- A", "  - B", "    - [x] c ^c"]
    assert without(deep, 2) == ([], [])


def test_what_stays_is_told_without_the_learner_s_words() -> None:
    note = ["- [ ] Two Sum (mine) ^two-sum", "  - [x] solve again ^again"]
    made = nested(note, {1: ["- [x] solve again ^again"]}, {0: "- [ ] Two Sum ^two-sum"})
    assert made == ["- Two Sum", "  - [x] solve again ^again"]


def test_words_with_an_empty_line_between_them_go_with_their_task_alone() -> None:
    lines = ["- Parent", "  - [x] A ^a", "    - my words", "", "    - more of them", "", "  - [x] B ^b", "    - on B"]
    rest, theirs = without(lines, 1)
    assert [line.strip() for line in theirs if line] == ["- my words", "- more of them"]
    assert [line for line in rest if line] == ["- Parent", "  - [x] B ^b", "    - on B"]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["task", "words", "blank"])), min_size=1, max_size=12),
    st.data(),
)
def test_taking_a_task_out_loses_and_doubles_nothing(shape: list[tuple[int, str]], data: st.DataObject) -> None:
    lines = ["- [x] top ^top"]
    for n, (depth, kind) in enumerate(shape):
        made = {"task": f"- [x] t{n} ^t{n}", "words": f"- w{n}", "blank": ""}[kind]
        lines.append("  " * depth + made if made else "")
    at = data.draw(st.sampled_from([n for n, line in enumerate(lines) if "^" in line]))
    rest, theirs = without(lines, at)
    left = [line.strip() for line in (*rest, *theirs) if line.strip()]
    assert len(left) == len(set(left))
    gone = {line.strip() for line in lines if line.strip()} - set(left)
    above = {lines[n].strip() for n in range(at)}
    assert gone - {lines[at].strip()} <= {line for line in above if line.startswith("- w")}
