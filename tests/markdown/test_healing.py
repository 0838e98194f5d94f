"""What other tools left behind is healed: no word lost, no tick lost, nothing else touched."""

from __future__ import annotations

import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.markdown import conflicts, note
from vaultsync.markdown.merging.healing import heal
from vaultsync.markdown.properties import frontmatter

TASKS = ("bowline", "left-handed", "right-handed", "figure-eight", "clove-hitch", "rolling-hitch")
NOTE = """\
---
title: Loops
tags:
  - roadmap/knots
done: false
vaultsync: knots/loops
---
# Loops

Tie a loop.

## Topics
- [ ] 1 Bowline ^bowline
  - [ ] 1.1 Left-handed ^left-handed
  - [ ] 1.2 Right-handed ^right-handed
- [ ] 2 Figure eight ^figure-eight

## Exercises
- [ ] Clove hitch ^clove-hitch
- [ ] Rolling hitch ^rolling-hitch

## Notes

## Journal
"""


def lines_of(text: str) -> list[str]:
    return text.split("\n")


def doubled(text: str) -> set[str]:
    ids = [task.block_id for task in note.scan("", text).tasks if task.block_id]
    return {id_ for id_ in ids if ids.count(id_) > 1}


def test_a_union_of_two_versions_becomes_one_list() -> None:
    union = """\
## Topics
- [x] Bowline ✅ 2026-11-20 ^bowline
  - mine
- [ ] Figure eight ^figure-eight
- [/] Bowline ^bowline
  - theirs
- [x] Figure eight ✅ 2026-11-19 ^figure-eight
- [ ] Sheet bend ^sheet-bend
"""
    healed = heal(union)
    assert (
        healed.text
        == """\
## Topics
- [x] Bowline ✅ 2026-11-20 ^bowline
  - mine
  - theirs
- [x] Figure eight ✅ 2026-11-19 ^figure-eight
- [ ] Sheet bend ^sheet-bend
"""
    )
    assert healed.deeds == ("doubled tasks: ^bowline, ^figure-eight",)


def test_a_heading_that_a_union_doubled_is_there_once() -> None:
    union = "## A\n- [x] one ^one\n\n## B\n- [ ] two ^two\n- [ ] one ^one\n\n## B\n- [-] two ^two\n\nend\n"
    assert heal(union).text == "## A\n- [x] one ^one\n\n## B\n- [-] two ^two\n\nend\n"


def test_the_earliest_date_of_a_tick_holds() -> None:
    union = "- [x] one ✅ 2026-11-20 ^one\n- [x] one ✅ 2026-11-18 ^one\n- [X] one ^one\n"
    assert heal(union).text == "- [x] one ✅ 2026-11-18 ^one\n"


def test_other_words_are_kept_and_lose_the_id() -> None:
    healed = heal("- [ ] Clove hitch ^clove\n- [x] Of rope: clove hitch ✅ 2026-11-20 ^clove\n").text
    assert healed == "- [x] Clove hitch ✅ 2026-11-20 ^clove\n- [x] Of rope: clove hitch ✅ 2026-11-20\n"


def test_what_vaultsync_wrote_keeps_the_id() -> None:
    text = "- [x] with my left hand ^clove\n- [ ] Clove hitch ^clove\n"
    assert heal(text, "- [ ] Clove hitch ^clove\n").text == text.replace("hand ^clove", "hand")


def test_fields_of_plugins_are_kept_on_the_one_line() -> None:
    union = "- [x] one ✅ 2026-11-20 ^one\n- [ ] one 📅 2026-12-01 #soon ^one\n"
    assert heal(union).text == "- [x] one 📅 2026-12-01 #soon ✅ 2026-11-20 ^one\n"
    union = "- [ ] one 📅 2026-12-02 ^one\n- [ ] one 📅 2026-12-01 ^one\n"
    assert heal(union).text == "- [ ] one 📅 2026-12-02 ^one\n- [ ] one 📅 2026-12-01\n"


def test_the_rounds_of_a_recurring_task_are_left_alone() -> None:
    text = "- [ ] one 🔁 every day 📅 2026-11-28 ^one\n- [x] one 🔁 every day 📅 2026-11-21 ✅ 2026-11-20 ^one\n"
    assert heal(text).text == text


def test_quite_other_words_tick_nothing() -> None:
    healed = heal("- [ ] Clove hitch ^clove\n- [x] buy 30 m of rope ^clove\n").text
    assert healed == "- [ ] Clove hitch ^clove\n- [x] buy 30 m of rope\n"


def test_a_copy_under_another_heading_is_the_learners() -> None:
    text = "## Topics\n- [ ] one ^one\n- [ ] two ^two\n\n## Notes\nToday:\n- [x] one ^one\n"
    assert heal(text).text == text


UNION = """\
# One

## Notes

mine

## Journal
- 2026-11-20: mine
  with more
theirs

over two lines

## Journal
- 2026-11-20: theirs
"""
UNITED = """\
# One

## Notes

mine
theirs

over two lines

## Journal
- 2026-11-20: mine
  with more
- 2026-11-20: theirs
"""


def test_a_heading_of_vaultsyncs_is_there_once_and_its_part_together() -> None:
    base = "# One\n\n## Notes\n\n## Journal\n"
    for text, healed in ((UNION, UNITED), (UNION.replace("\n", "\r\n"), UNITED.replace("\n", "\r\n"))):
        assert heal(text, base).text == healed
        assert heal(text.rstrip("\r\n"), base).text == healed.rstrip("\r\n")
    assert heal(UNION).text == UNION


def test_what_may_stand_in_either_part_stays_where_it_is() -> None:
    union = "## Notes\nmine\n\n## Journal\nno entry\ntheirs\n\n## Journal\n- 2026-11-20: theirs\n"
    healed = "## Notes\nmine\n\n## Journal\nno entry\ntheirs\n- 2026-11-20: theirs\n"
    assert heal(union, "## Notes\n\n## Journal\n").text == healed


def test_the_parts_of_two_doubled_headings_find_their_own() -> None:
    union = "## Notes\na\n\n## Journal\n- j\n\n## Notes\nb\n\n## Journal\n- k\n\n## More\n"
    healed = heal(union, "## Notes\n\n## Journal\n\n## More\n").text
    assert healed == "## Notes\na\nb\n\n## Journal\n- j\n- k\n\n## More\n"


def test_the_end_of_a_second_property_block_goes_back_to_the_first() -> None:
    union = NOTE.replace(
        "# Loops\n",
        "# Loops\nmine\nmood: good\ndone: true\ncompleted: 2026-11-19\nvaultsync: knots/loops\n---\n# Loops\ntheirs\n",
    )
    healed = heal(union, NOTE).text
    expected = NOTE.replace("# Loops\n", "# Loops\nmine\nmood: good\ntheirs\n").replace("done: false", "done: true")
    assert healed == expected.replace("vaultsync: knots/loops\n", "vaultsync: knots/loops\ncompleted: 2026-11-19\n")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("done: false\ndone: true\n", "done: true\n"),
        ("completed: 2026-11-20\ncompleted: 2026-11-19\n", "completed: 2026-11-19\n"),
        ("completed: 2026-11-20\ncompleted:\n", "completed: 2026-11-20\n"),
        ("tags: [a, b]\ntags:\n  - b\n  - c\n", "tags: [a, b, c]\n"),
        ("aliases: one\naliases: two\n", "aliases:\n  - one\n  - two\n"),
        ("title: old\ntitle: new\n", "title: new\n"),
        ("mine: 1\nmine: 1 # said so\n", "mine: 1\n# said so\n"),
        ("mine:\nmine:\n", "mine:\n"),
    ],
)
def test_doubled_properties(block: str, expected: str) -> None:
    base = "---\ntitle: old\n---\n"
    text = f"---\n# about\n{block}up: x\n---\n# One\n"
    assert heal(text, base).text == f"---\n# about\n{expected}up: x\n---\n# One\n"


def test_a_property_set_twice_is_kept_in_words() -> None:
    healed = heal("---\nmood: good\nmood: bad\n---\n# One\n\nText\n")
    assert frontmatter.read(healed.text).values == {"mood": "good"}
    assert "> mood: bad\n" in healed.text
    assert healed.text.endswith("\nText\n")


def test_properties_that_are_no_yaml_are_left_alone() -> None:
    text = "---\nmood: good: bad\nmood: x\n---\n# One\n"
    assert heal(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        f"{NOTE}\n```\ndone: true\nvaultsync: knots/loops\n---\n```\n",
        "One\n\n```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> abcdef1\n```\n",
        "~~~diff\n<<<<<<< HEAD\na\n||||||| x\n=======\nb\n>>>>>>> abcdef1\n",
        "A heading\n=======\n\n>>>>>>> somebody quoted that deep\n",
        "<<<<<<<< eight\n=======\n>>>>>>>> of them\n",
        "A line <<<<<<< HEAD\n=======\nand >>>>>>> abcdef1\n",
    ],
)
def test_what_only_looks_like_a_conflict_is_left_alone(text: str) -> None:
    assert heal(text).text == text
    assert conflicts.markers(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> abcdef1\n", "a\n\nb\n"),
        ("<<<<<<< ours\r\na\r\n=======\r\nb\r\n>>>>>>> theirs\r\nc", "a\r\n\r\nb\r\nc"),
        ("<<<<<<< HEAD\n\ufeffa\n=======\n\ufeffb\n>>>>>>> x\n", "\ufeffa\n\nb\n"),
        ("\ufeff<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", "\ufeffa\n\nb\n"),
        ("<<<<<<<\na\n=======\n>>>>>>>\nb\n", "a\nb\n"),
        ("<<<<<<< HEAD\na\n||||||| 1\nold\n=======\nold\n>>>>>>> x\n", "a\n"),
        ("<<<<<<< 1\n<<<<<<< 2\na\n=======\nb\n>>>>>>> 2\n=======\nc\n>>>>>>> 1\n", "a\nb\n\nc\n"),
        ("<<<<<<< HEAD\na\n=======\nb\n", "a\nb\n"),
        ("a\n=======\nb\n>>>>>>> abcdef1 (Study: 1 done)\n", "a\nb\n"),
        ("<<<<<<< HEAD\n```\n=======\n~~~\n>>>>>>> x\ncode\n", "```\n~~~\ncode\n"),
    ],
)
def test_conflict_markers_go_and_both_sides_stay(text: str, expected: str) -> None:
    assert len(conflicts.markers(text)) >= 1
    assert heal(text).text == expected
    assert conflicts.markers(expected) == []


def test_markers_among_the_properties() -> None:
    text = NOTE.replace("done: false\n", "<<<<<<< HEAD\ndone: true\n=======\ndone: false\nmood: x\n>>>>>>> abc\n")
    assert heal(text).text == NOTE.replace(
        "done: false\nvaultsync: knots/loops\n", "done: true\nvaultsync: knots/loops\nmood: x\n"
    )


def test_lines_of_a_table_are_all_kept() -> None:
    text = "a\t1\n<<<<<<< HEAD\nb\t1\n||||||| x\nb\t0\n=======\nb\t2\nc\t1\n>>>>>>> abc\nd\t1\n"
    assert conflicts.lines_of_both(text) == "a\t1\nb\t1\nb\t2\nc\t1\nd\t1\n"


@st.composite
def versions(draw: st.DrawFn, side: str) -> tuple[str, dict[str, str], list[str]]:
    """The note as one device leaves it: its text, its marks by id, its words."""
    marks = draw(st.dictionaries(st.sampled_from(TASKS), st.sampled_from("xx/-"), max_size=4))
    lines = lines_of(NOTE)
    for id_, char in marks.items():
        at = next(n for n, line in enumerate(lines) if line.endswith(f"^{id_}"))
        stamp = f" ✅ 2026-11-{draw(st.integers(10, 20))}" if char == "x" else ""
        lines[at] = lines[at].replace("[ ]", f"[{char}]").replace(f" ^{id_}", f"{stamp} ^{id_}")
    words = []
    start = lines.index("# Loops")
    for n in range(draw(st.integers(0, 4))):
        word = f"{side}{n}"
        at = draw(st.integers(start + 1, len(lines) - 1))
        pad = draw(st.sampled_from(["", "  - ", "\t- ", "    ", "- [x] ", "- "]))
        lines.insert(at, f"{pad}{word} said")
        words.append(f"{word} said")
    if draw(st.booleans()):
        at = lines.index("done: false")
        lines[at : at + 1] = ["done: true", "completed: 2026-11-19"]
    if draw(st.booleans()):
        lines.insert(lines.index("vaultsync: knots/loops"), f"mood: {side} mood")
        words.append(f"mood: {side} mood")
    return "\n".join(lines), marks, words


WAYS = {
    "union": ("--union",),
    "markers": (),
    "diff3": ("--diff3",),
}


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=60)
@given(data=st.data())
def test_what_git_merges_is_healed(way: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    ours, marks, words = data.draw(versions("A"))
    theirs, other_marks, other_words = data.draw(versions("B"))
    folder = tmp_path_factory.mktemp("merge")
    crlf, mark, cut = data.draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    files = []
    for name, text in (("ours", ours), ("base", NOTE), ("theirs", theirs)):
        text = text.rstrip("\n") if cut else text
        text = text.replace("\n", "\r\n") if crlf else text
        files.append(folder / name)
        files[-1].write_bytes((("\ufeff" if mark else "") + text).encode("utf-8"))
    command = ["git", "merge-file", "-p", *WAYS[way], *map(str, files)]
    merged = subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8")
    healed = heal(merged, NOTE).text

    assert heal(healed, NOTE).text == healed
    assert conflicts.markers(healed) == []
    assert not doubled(healed)
    for word in (*words, *other_words):
        assert word in healed, (word, merged, healed)
    done = {id_ for made in (marks, other_marks) for id_, char in made.items() if char == "x"}
    scan = note.scan("", healed)
    assert scan.id == "knots/loops"
    assert done <= {task.block_id for task in scan.tasks if task.char == "x"}
    assert sum(f"^{id_}" in healed for id_ in TASKS) == len(TASKS)
    assert scan.done is ("done: true" in ours + theirs)
    if crlf:
        assert not re.search(r"(?<!\r)\n|\r(?!\n)", healed)
    else:
        assert "\r" not in healed
    assert healed.startswith("\ufeff") == mark
    assert cut or healed.endswith("\n")


@pytest.mark.parametrize("other", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text])
def test_a_whole_note_that_stands_there_twice(other) -> None:
    """A union of two notes of which one was saved with other line ends."""
    first = NOTE.replace("## Notes\n", "## Notes\nmine\n").replace("[ ] 2 Figure", "[x] 2 Figure")
    second = NOTE.replace("## Notes\n", "## Notes\ntheirs\n").replace("[ ] Clove", "[x] Clove")
    healed = heal(first + other(second), NOTE)
    assert healed.deeds == ("a doubled note",)
    assert healed.text == first.replace("mine\n", "mine\n\ntheirs\n").replace("[ ] Clove", "[x] Clove")
    assert heal(f"{NOTE}\n---\ntitle: a table of the learner's\n---\n", NOTE).deeds == ()


def test_words_beside_a_task_stay_on_one_line() -> None:
    union = "- [ ] Bowline, and so on ^bowline\n- [x] Bowline ✅ 2026-11-20 ^bowline\n- [ ] Sheet bend ^sheet-bend\n"
    assert heal(union).text == "- [x] Bowline, and so on ✅ 2026-11-20 ^bowline\n- [ ] Sheet bend ^sheet-bend\n"


@given(st.text(alphabet=st.sampled_from("<>=|- [x]^ab:\n\r`#\t"), max_size=200))
def test_any_text_is_healed_for_good(text: str) -> None:
    healed = heal(text).text
    assert heal(healed).text == healed
    assert set(re.findall("[ab]", text)) == set(re.findall("[ab]", healed))


@given(st.lists(st.sampled_from([*lines_of(NOTE), "\t- tabs", "words  ", "* [?] odd ^odd"]), unique=True, max_size=30))
def test_what_is_whole_is_not_touched(lines: list[str]) -> None:
    for end in ("\n", "\r\n"):
        text = end.join(lines)
        assert heal(text).text == text


def test_properties_that_end_too_early_in_a_union() -> None:
    """One device turned the order of the properties round, the other changed the line in front of them."""
    rest = """vaultsync: knots/loops
done: false
tags:
  - roadmap/knots
title: Loops
---
"""
    body = NOTE.split("---\n", 2)[2]
    for base in (NOTE, ""):
        healed = heal("\ufeff---\ntitle: Loops\n---\n" + rest + body, base).text
        assert frontmatter.read(healed).values == frontmatter.read(NOTE).values
        assert healed.endswith(body)
        assert healed.count("title:") == healed.count("---\n") - 1 == 1


def test_a_note_about_vaultsync_is_left_alone() -> None:
    for text in (
        "---\ntitle: Mine\n---\nHow I study.\nvaultsync: a program\n---\nMore.\n",
        "---\ntitle: Mine\n---\n```yaml\nvaultsync: knots/loops\n---\n```\n",
        "How I study.\nvaultsync: a program\n---\n",
    ):
        assert heal(text).text == text


def test_the_second_list_of_a_union_may_have_another_order() -> None:
    union = """\
## Topics
- [-] 1.1 Bowline ^bowline
- [-] 1.3 Prusik ^prusik
- [x] 1.2 Clove hitch ^clove-hitch

## Notes
- [ ] 1.2 Clove hitch, slipped ^clove-hitch
- [/] 1.3 Prusik ^prusik
- [ ] 1.1 Bowline ^bowline

## Notes
- words
"""
    healed = heal(union).text
    assert doubled(healed) == set()
    assert "slipped" in healed
    assert healed.count("## Notes") == 1
    assert {task.block_id: task.char for task in note.scan("", healed).tasks if task.block_id} == {
        "bowline": "-",
        "prusik": "/",
        "clove-hitch": "x",
    }


def test_the_first_line_of_a_note_with_a_byte_order_mark_among_properties() -> None:
    union = (
        "---\nvaultsync: knots/loops\ndone: false\n\ufeff---\ntitle: Loops\ntags:\n  - a\ndone: false\n---\n# Loops\n"
    )
    healed = heal(union).text
    assert frontmatter.read(healed).values == {
        "vaultsync": "knots/loops",
        "done": False,
        "title": "Loops",
        "tags": ["a"],
    }


def test_properties_of_which_a_union_put_some_behind_the_block() -> None:
    rest = "title: Loops\ntags:\n  - roadmap/knots\n# mine\n---\n"
    for base in (NOTE, ""):
        healed = heal("---\nvaultsync: knots/loops\ndone: false\n---\n" + rest + "# Loops\n", base).text
        assert frontmatter.read(healed).values == frontmatter.read(NOTE).values
        assert healed.endswith("# mine\n---\n# Loops\n")
    heading = "---\nvaultsync: knots/loops\ntitle: Loops\n---\ntitle: a heading of mine\n---\n# Loops\n"
    assert heal(heading, NOTE).text == heading


TWICE = """\
## Topics
- [ ] Bowline ^bowline
- [ ] Figure eight ^figure-eight
- [ ] Clove hitch ^bowline

## Notes

some text

> - [ ] Figure eight ^figure-eight

more text
"""


@pytest.mark.parametrize("prefix", ["> ", "", "> > "])
def test_a_copy_elsewhere_stays_a_copy_where_another_task_is_there_twice(prefix: str) -> None:
    text = TWICE.replace("> ", prefix)
    assert heal(text).text == text.replace("Clove hitch ^bowline", "Clove hitch")


def test_a_copy_in_a_quote_is_the_learners_even_in_the_midst_of_the_list() -> None:
    text = "- [x] Bowline ^bowline\n\n> - [ ] Bowline ^bowline\n\n- [ ] Figure eight ^figure-eight\n"
    assert heal(text).text == text
    twice = text.replace("- [ ] Figure", "- [ ] Bowline ^bowline\n- [ ] Figure")
    assert heal(twice).text.count("\n- [x] Bowline ^bowline") + heal(twice).text.startswith("- [x] Bowline") == 1
    assert "\n> - [ ] Bowline ^bowline\n" in heal(twice).text
