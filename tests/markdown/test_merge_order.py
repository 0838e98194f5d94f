"""A note whose roadmap was put into another order: it follows, and the learner's lines stay with what they stood under."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vaultsync.markdown.merging.merge import CALLOUT, Merged, merge

HEAD = "---\ndone: false\nvaultsync: knots/loops\n---\n"


def note(body: str) -> str:
    return f"{HEAD}# Loops\n\n## Topics\n\n{body}\n## Notes\n\n## Journal\n"


BASE = note("- [ ] A ^a\n  - [ ] A1 ^a1\n  - [ ] A2 ^a2\n- [ ] B ^b\n- [ ] C ^c\n")


def merged(vault: str, wanted: str, base: str = BASE) -> str:
    result = merge(base, vault, wanted)
    assert not result.left
    assert not result.carried
    assert not result.asked
    assert merge(wanted, result.text, wanted).text == result.text
    return result.text


def test_a_note_with_marks_alone_follows() -> None:
    vault = BASE.replace("[ ] B", "[x] B ✅ 2026-11-21").replace("[ ] A2", "[/] A2")
    wanted = note("- [ ] C ^c\n- [ ] B ^b\n- [ ] A ^a\n  - [ ] A2 ^a2\n  - [ ] A1 ^a1\n")
    assert merged(vault, wanted) == wanted.replace("[ ] B", "[x] B ✅ 2026-11-21").replace("[ ] A2", "[/] A2")


def test_lines_under_a_task_go_with_it() -> None:
    vault = BASE.replace("^a2\n", "^a2\n    - mine under A2\n\n      and a paragraph\n").replace(
        "^b\n", "^b\n  mine, of B\n"
    )
    vault = vault.replace("## Notes\n", "## Notes\n\nmy notes\n")
    wanted = note("- [ ] C ^c\n- [ ] B ^b\n- [ ] A ^a\n  - [ ] A2 ^a2\n  - [ ] A1 ^a1\n")
    assert merged(vault, wanted) == note(
        "- [ ] C ^c\n- [ ] B ^b\n  mine, of B\n- [ ] A ^a\n"
        "  - [ ] A2 ^a2\n    - mine under A2\n\n      and a paragraph\n  - [ ] A1 ^a1\n"
    ).replace("## Notes\n", "## Notes\n\nmy notes\n")


def test_items_of_the_learners_between_tasks_go_with_the_one_before_those_at_the_end_stay_there() -> None:
    vault = BASE.replace("^b\n", "^b\n- [x] mine after B\n").replace("^c\n", "^c\n- [ ] mine at the end\n")
    vault = vault.replace("^a2\n", "^a2\n  - of A, behind all its tasks\n")
    wanted = note("- [ ] C ^c\n- [ ] B ^b\n- [ ] A ^a\n  - [ ] A2 ^a2\n  - [ ] A1 ^a1\n")
    assert merged(vault, wanted) == note(
        "- [ ] C ^c\n- [ ] B ^b\n- [x] mine after B\n- [ ] A ^a\n  - [ ] A2 ^a2\n  - [ ] A1 ^a1\n"
        "  - of A, behind all its tasks\n- [ ] mine at the end\n"
    )


def test_a_paragraph_behind_the_list_stays_behind_it() -> None:
    vault = BASE.replace("^c\n", "^c\n\nmine, about all of them\n")
    wanted = note("- [ ] C ^c\n- [ ] B ^b\n- [ ] A ^a\n  - [ ] A1 ^a1\n  - [ ] A2 ^a2\n")
    assert merged(vault, wanted) == wanted.replace("^a2\n", "^a2\n\nmine, about all of them\n")


def test_new_tasks_reworded_ones_and_those_that_left_are_all_in_their_place() -> None:
    vault = BASE.replace("^c\n", "^c\n  - mine\n").replace("[ ] C", "[x] C")
    wanted = note("- [ ] New ^new\n- [ ] The sea ^c\n  - [ ] C1 ^c1\n- [ ] A ^a\n  - [ ] A2 ^a2\n  - [ ] A1 ^a1\n")
    assert merged(vault, wanted) == note(
        "- [ ] New ^new\n- [x] The sea ^c\n  - mine\n  - [ ] C1 ^c1\n- [ ] A ^a\n  - [ ] A2 ^a2\n  - [ ] A1 ^a1\n"
    )


def test_lines_under_a_task_are_indented_with_it() -> None:
    vault = BASE.replace("^b\n", "^b\n  - mine\n    deeper\n\tby tab\n").replace("^a1\n", "^a1\n    of A1\n")
    wanted = note("- [ ] A ^a\n  - [ ] B ^b\n  - [ ] A2 ^a2\n- [ ] A1 ^a1\n- [ ] C ^c\n")
    assert merged(vault, wanted) == note(
        "- [ ] A ^a\n  - [ ] B ^b\n    - mine\n      deeper\n\t  by tab\n  - [ ] A2 ^a2\n- [ ] A1 ^a1\n  of A1\n- [ ] C ^c\n"
    )
    wanted = note("- [ ] A ^a\n  - [ ] A1 ^a1\n  - [ ] A2 ^a2\n  - [ ] B ^b\n- [ ] C ^c\n")
    assert "^a2\n  - [ ] B ^b\n    - mine\n      deeper\n\t  by tab\n- [ ] C ^c\n" in merged(vault, wanted)


def test_an_order_of_the_learners_own_is_kept() -> None:
    vault = BASE.replace("- [ ] B ^b\n- [ ] C ^c\n", "- [ ] C ^c\n- [ ] B ^b\n")
    wanted = note("- [ ] B ^b\n- [ ] A ^a\n  - [ ] A1 ^a1\n  - [ ] A2 ^a2\n- [ ] C ^c\n- [ ] D ^d\n")
    assert merged(vault, wanted) == vault.replace("^b\n", "^b\n", 1).replace("- [ ] C ^c\n", "- [ ] C ^c\n- [ ] D ^d\n")


@pytest.mark.parametrize("old", ["^b\n", "^a1\n"])
def test_a_paragraph_in_the_middle_of_a_list_leaves_the_order_as_it_is(old: str) -> None:
    vault = BASE.replace(old, f"{old}\nmine, in the middle\n\n")
    wanted = note("- [ ] C ^c\n- [ ] B ^b\n- [ ] A ^a\n  - [ ] A2 ^a2\n  - [ ] A1 ^a1\n")
    assert merged(vault, wanted) == vault


@pytest.mark.parametrize("last", ["", "\r\n"])
def test_line_ends_stay(last: str) -> None:
    vault = BASE.replace("^b\n", "^b\n  - mine\n").rstrip("\n").replace("\n", "\r\n") + last
    wanted = note("- [ ] C ^c\n- [ ] N ^n\n- [ ] B ^b\n- [ ] A ^a\n  - [ ] A2 ^a2\n  - [ ] A1 ^a1\n")
    after = merged(vault, wanted)
    assert after == wanted.replace("^b\n", "^b\n  - mine\n").rstrip("\n").replace("\n", "\r\n") + last


# A search: a list of tasks in two levels, put into another order in any way; a learner who writes anywhere.


@dataclass
class Plan:
    """Top-level tasks in order, and the tasks under each."""

    tops: list[str]
    below: dict[str, list[str]] = field(default_factory=dict)

    def text(self) -> str:
        lines = []
        for top in self.tops:
            lines.append(f"- [ ] Task {top} ^{top}")
            lines += [f"  - [ ] Task {one} ^{one}" for one in self.below.get(top, [])]
        return note("".join(f"{line}\n" for line in lines))


NAMES = [f"t{n}" for n in range(9)]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = draw(st.permutations(NAMES[: draw(st.integers(2, 9))]))
    tops = [name for n, name in enumerate(names) if n == 0 or draw(st.booleans())]
    plan = Plan(tops)
    for name in names:
        if name not in tops:
            plan.below.setdefault(draw(st.sampled_from(tops)), []).append(name)
    return plan


WHERE = ["under", "beside", "paragraph", "lazy", "deep", "own task"]


@st.composite
def vaults(draw: st.DrawFn, base: str, where: list[str], *, rude: bool) -> tuple[str, list[str]]:
    """The note with a learner's marks and lines in it, and these lines; a rude one deletes and moves tasks too."""
    lines = base.split("\n")
    mine: list[str] = []
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(4, len(lines) - 1))
        task = re.match(r"( *)- \[.\] Task", lines[at])
        pad = (task[1] if task else "") + "  "
        kind = draw(st.sampled_from(where))
        word = f"mine{len(mine)}"
        new = {
            "under": [f"{pad}- {word}"],
            "deep": [f"{pad}- {word}", f"{pad}  {word}b"],
            "own task": [f"{pad}- [x] {word}"],
            "beside": [f"{pad[2:]}- [ ] {word}"],
            "paragraph": ["", word, ""],
            "lazy": [word],
        }[kind]
        if kind in ("under", "deep", "own task") and not task:
            continue
        mine += [one.strip() for one in new if one]
        lines[at + 1 : at + 1] = new
    for n, line in enumerate(lines):
        if "- [ ] Task" in line and draw(st.booleans()):
            lines[n] = line.replace("[ ]", draw(st.sampled_from(["[x]", "[/]", "[-]"])))
    if rude:
        for _ in range(draw(st.integers(0, 2))):
            tasks = [n for n, line in enumerate(lines) if "] Task" in line]
            if tasks:
                gone = lines.pop(draw(st.sampled_from(tasks)))
                if draw(st.booleans()):
                    lines.insert(draw(st.integers(4, len(lines) - 1)), gone)
    return "\n".join(lines), mine


def ids(text: str) -> list[str]:
    return re.findall(r"\] Task .* \^(\w+)$", text, re.MULTILINE)


def owner(text: str, word: str) -> str:
    """The id of the task that a line stands under, by indentation."""
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if line.strip() == word)
    depth = len(lines[at]) - len(lines[at].lstrip())
    for line in reversed(lines[:at]):
        if line.strip() and len(line) - len(line.lstrip()) < depth:
            depth = len(line) - len(line.lstrip())
            if found := re.search(r"\^(\w+)$", line):
                return found[1]
    return ""


def everything(result: Merged) -> list[str]:
    parts = [result.text, *result.left, *(line for one in result.carried.values() for line in one.lines())]
    return [line.strip() for part in parts for line in part.split("\n")]


@given(st.data(), plans(), plans())
def test_no_line_is_lost_or_doubled(data: st.DataObject, base: Plan, wanted: Plan) -> None:
    vault, mine = data.draw(vaults(base.text(), WHERE, rude=True))
    result = merge(base.text(), vault, wanted.text())
    there = everything(result)
    for line in mine:
        assert there.count(line) == 1, line
    present, asked = ids(result.text), ids(wanted.text())
    assert len(present) == len(set(present))
    assert set(present) == set(asked) - (set(ids(base.text())) - set(ids(vault)))
    assert CALLOUT not in result.text
    again = merge(wanted.text(), result.text, wanted.text())
    assert again.text == result.text
    left = "\n".join(result.left)
    for line in mine:
        if line.startswith("- mine") and line not in left and owner(vault, line) in asked:
            assert owner(result.text, line) == owner(vault, line), line
    for id_ in set(ids(vault)) & set(asked):
        box = re.compile(rf"\[(.)\] Task .* \^{id_}$", re.MULTILINE)
        assert box.findall(result.text) == box.findall(vault), id_


@given(st.data(), plans(), plans())
def test_where_the_learner_only_wrote_under_tasks_the_order_is_that_of_the_roadmap(
    data: st.DataObject, base: Plan, wanted: Plan
) -> None:
    vault, mine = data.draw(vaults(base.text(), ["under", "deep", "own task"], rude=False))
    assume(mine)
    result = merge(base.text(), vault, wanted.text())
    bare = [line for line in result.text.split("\n") if line.strip() not in mine]
    assert [re.sub(r"\[.\]", "[ ]", line) for line in bare] == wanted.text().split("\n")


@pytest.mark.parametrize("moved", [["a", "b", "c", "d", "e"], []])
def test_words_behind_a_deeper_task_are_those_of_the_task_they_stand_under(moved: list[str]) -> None:
    base = note("- [ ] A ^a\n  - [ ] B ^b\n    - [ ] C ^c\n      - [ ] D ^d\n      - [ ] E ^e\n- [ ] F ^f\n")
    vault = base.replace("D ^d\n", "D ^d\n      - under C\n").replace("E ^e\n", "E ^e\n    - under B\n  - under A\n")
    result = merge(base, vault, note("- [ ] F ^f\n"), moved)
    if moved:
        words = {block: [line.strip() for line in carried.lines()] for block, carried in result.carried.items()}
        assert words == {"a": ["- under A"], "b": ["- under B"], "c": ["- under C"]}
    else:
        assert [line.strip() for line in result.left if "- [ ]" not in line] == ["- under A", "- under B", "- under C"]


@pytest.mark.parametrize("mine", ["A1 (mine)", "A1, MINE", "[A1](https://e.org) (mine)"])
@pytest.mark.parametrize("reworded", [False, True])
def test_a_task_with_words_of_the_learner_beside_it_goes_as_deep_as_it_is_wanted(mine: str, reworded: bool) -> None:
    said = "[A1](https://e.org)" if "e.org" in mine else "A1"
    base = BASE.replace("A1 ^a1", f"{said} ^a1")
    vault = base.replace(f"{said} ^a1\n", f"{mine} ^a1\n    - mine under it\n")
    now = f"The {said}" if reworded else said
    wanted = note(f"- [ ] A ^a\n- [ ] {now} ^a1\n- [ ] A2 ^a2\n- [ ] B ^b\n- [ ] C ^c\n")
    result = merge(base, vault, wanted)
    there = result.text[result.text.index("- [ ] A ^a") : result.text.index("## Notes")]
    if not result.asked:
        assert re.sub(r"(?m)^(\s*- \[ \] )[^\n]*\^a1$", r"\1… ^a1", there) == (
            "- [ ] A ^a\n- [ ] … ^a1\n  - mine under it\n- [ ] A2 ^a2\n- [ ] B ^b\n- [ ] C ^c\n\n"
        )
    assert reworded or not result.asked
    assert merge(wanted, result.text, wanted).text == result.text


TWO = note("## Loops\n- [ ] A ^a\n- [ ] B ^b\n\n## Loops\n\nIn short.\n\n- [ ] C ^c\n").replace("## Topics\n\n", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Loops\n- [ ] A", "## LOOPS\n- [ ] A"),
        ("## Loops\n\nIn", "## Bends\n\nIn"),
        ("## Loops\n- [ ] A", "## Bends\n\nTie them.\n\n- [ ] A"),
    ],
)
def test_a_heading_in_other_words_stands_once_where_the_learner_wrote_below_it(old: str, new: str) -> None:
    def mine(text: str) -> str:
        return text.replace("^a\n", "^a\n  - mine\n").replace("^c\n", "^c\n  - mine\n")

    wanted = TWO.replace(old, new)
    assert wanted != TWO
    assert re.sub(r"\n\n+", "\n", merged(mine(TWO), wanted, TWO)) == re.sub(r"\n\n+", "\n", mine(wanted))


def test_a_heading_that_the_learner_worded_stays() -> None:
    vault = TWO.replace("## Loops\n- [ ] A", "## My loops\n- [ ] A")
    assert "## My loops\n" in merge(TWO, vault, TWO.replace("## Loops\n- [ ] A", "## Bends\n- [ ] A")).text


@pytest.mark.parametrize("indent", ["  ", ""])
def test_words_that_go_on_with_a_task_stay_with_it_when_others_come_below_or_behind_it(indent: str) -> None:
    vault = BASE.replace("^b\n", f"^b\n{indent}mine, of B\n")
    wanted = BASE.replace("^b\n", "^b\n  - [ ] B1 ^b1\n- [ ] B2 ^b2\n")
    assert merged(vault, wanted) == wanted.replace("^b\n", f"^b\n{indent}mine, of B\n")
    later = wanted.replace("  - [ ] B1", "- [ ] B1")
    assert merged(merged(vault, wanted), later, wanted) == later.replace("^b\n", f"^b\n{indent}mine, of B\n")
