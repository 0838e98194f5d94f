"""Two devices, one note: both hands are kept."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.markdown import note, tasklines
from vaultsync.markdown.merging.reconcile import CALLOUT, reconcile
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import Mark

NOTE = """\
---
title: Loops
tags:
  - roadmap/knots
mood: none
done: false
vaultsync: knots/loops
---
# Loops

Tie a loop.

## Topics
- [ ] Bowline ^bowline
  - [ ] Left-handed ^left-handed
- [ ] Figure eight ^figure-eight
- [ ] Sheet bend ^sheet-bend

## Notes

## Journal
"""


def edited(*changes: tuple[str, str], text: str = NOTE) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_what_one_side_did_is_taken() -> None:
    one = edited(("## Notes\n", "## Notes\nWords of mine.\n"))
    assert reconcile(NOTE, one, NOTE).text == one
    assert reconcile(NOTE, NOTE, one).text == one
    assert reconcile(NOTE, one, one).text == one


def test_marks_words_and_entries_of_both() -> None:
    ours = edited(
        ("- [ ] Bowline ^b", "- [x] Bowline ✅ 2026-11-20 ^b"),
        ("## Notes\n", "## Notes\nOurs.\n"),
        ("## Journal\n", "## Journal\n- 2026-11-20: ours\n"),
    )
    theirs = edited(
        ("  - [ ] Left-handed ^left-handed\n", "  - [/] Left-handed ^left-handed\n    - slipped\n"),
        ("## Notes\n", "## Notes\nTheirs.\n"),
        ("## Journal\n", "## Journal\n- 2026-11-21: theirs\n"),
    )
    assert reconcile(NOTE, ours, theirs).text == edited(
        ("- [ ] Bowline ^b", "- [x] Bowline ✅ 2026-11-20 ^b"),
        ("  - [ ] Left-handed ^left-handed\n", "  - [/] Left-handed ^left-handed\n    - slipped\n"),
        ("## Notes\n", "## Notes\nOurs.\n\nTheirs.\n"),
        ("## Journal\n", "## Journal\n- 2026-11-20: ours\n- 2026-11-21: theirs\n"),
    )


def test_paragraphs_of_two_devices_stay_apart() -> None:
    mine = edited(("## Notes\n", "## Notes\n\nMine.\n"))
    theirs = edited(("## Notes\n", "## Notes\n\nTheirs,\ntwo lines.\n"))
    for ancestor in (NOTE, NOTE.replace("\n", "\r\n")):
        crlf = "\r" in ancestor
        a, b = (text.replace("\n", "\r\n") if crlf else text for text in (mine, theirs))
        merged = reconcile(ancestor, a, b).text.replace("\r\n", "\n")
        assert merged == edited(("## Notes\n", "## Notes\n\nMine.\n\nTheirs,\ntwo lines.\n"))
        again = reconcile(ancestor, b, a).text.replace("\r\n", "\n")
        assert again == edited(("## Notes\n", "## Notes\n\nTheirs,\ntwo lines.\n\nMine.\n"))


def test_a_line_within_a_paragraph_stays_in_it() -> None:
    text = edited(("## Notes\n", "## Notes\n\nOne\ntwo\nthree.\n"))
    mine, theirs = edited(("two", "mine"), text=text), edited(("two", "theirs"), text=text)
    assert "\nOne\nmine\ntheirs\nthree.\n" in reconcile(text, mine, theirs).text


def test_list_items_of_two_devices_stay_one_list() -> None:
    mine = edited(("## Journal\n", "## Journal\n- 2026-11-20: Mine.\n"))
    theirs = edited(("## Journal\n", "## Journal\n- 2026-11-20: Theirs.\n"))
    assert reconcile(NOTE, mine, theirs).text.endswith("## Journal\n- 2026-11-20: Mine.\n- 2026-11-20: Theirs.\n")


def test_code_of_two_devices_gains_no_line() -> None:
    code = edited(("## Notes\n", "## Notes\n\n```\na\n```\n"))
    mine, theirs = edited(("a\n", "a\nmine\n"), text=code), edited(("a\n", "a\ntheirs\n"), text=code)
    assert "```\na\nmine\ntheirs\n```\n" in reconcile(code, mine, theirs).text


def test_one_task_two_marks() -> None:
    done = edited(("- [ ] Bowline ^b", "- [x] Bowline ✅ 2026-11-20 ^b"))
    skipped = edited(("- [ ] Bowline ^b", "- [-] Bowline ^b"))
    later = edited(("- [ ] Bowline ^b", "- [x] Bowline ✅ 2026-11-21 ^b"))
    for one, other in ((done, skipped), (skipped, done)):
        merged = reconcile(NOTE, one, other)
        assert merged.text == done
        assert [(doubt.block, doubt.marks) for doubt in merged.doubts] == [("bowline", (Mark.DONE, Mark.SKIPPED))]
    for one, other in ((done, later), (later, done)):
        assert reconcile(NOTE, one, other).text == done
        assert not reconcile(NOTE, one, other).doubts
    assert reconcile(done, NOTE, done).text == NOTE, "an untick is what its side did"
    assert reconcile(done, NOTE, skipped).text == skipped


def test_deleted_here_changed_there_is_kept() -> None:
    without = edited(("- [ ] Figure eight ^figure-eight\n", ""))
    ticked = edited(("- [ ] Figure eight", "- [x] Figure eight"))
    for one, other in ((without, ticked), (ticked, without)):
        assert reconcile(NOTE, one, other).text == ticked
    noted = edited(("Tie a loop.", "Tie a loop, twice."))
    assert reconcile(NOTE, without, noted).text == edited(("- [ ] Figure eight ^figure-eight\n", ""), text=noted)


def test_a_task_reworded_twice_keeps_both_wordings() -> None:
    ours = edited(("] Bowline ^", "] Bowline, the king ^"))
    theirs = edited(("] Bowline ^", "] Bowline with a long tail ^"), ("  - [ ] Left", "  - [x] Left"))
    merged = reconcile(NOTE, ours, theirs)
    assert f"- [ ] Bowline, the king ^bowline\n  {CALLOUT}\n  > Bowline with a long tail\n  - [x] Left" in merged.text
    assert merged.doubts


def test_one_side_reorders() -> None:
    moved = edited(
        ("- [ ] Sheet bend ^sheet-bend\n", ""), ("- [ ] Bowline", "- [ ] Sheet bend ^sheet-bend\n- [ ] Bowline")
    )
    ticked = edited(("- [ ] Sheet", "- [x] Sheet"))
    wanted = moved.replace("- [ ] Sheet", "- [x] Sheet")
    assert reconcile(NOTE, moved, ticked).text == wanted
    assert reconcile(NOTE, ticked, moved).text == wanted


def test_properties_by_key() -> None:
    ours = edited(
        ("tags:\n", "tags:\n  - sea\n"),
        ("done: false", "done: true\ncompleted: 2026-11-21"),
        ("mood: none", "mood: glad"),
    )
    theirs = edited(
        ("done: false", "done: true\ncompleted: 2026-11-20"),
        ("mood: none", "mood: sad # really"),
        ("title: Loops", "title: Loops\nby: me"),
    )
    merged = reconcile(NOTE, ours, theirs)
    values = frontmatter.read(merged.text).values
    assert values["tags"] == ["sea", "roadmap/knots"]
    assert (values["done"], values["completed"], values["mood"], values["by"]) == (True, "2026-11-20", "glad", "me")
    assert f"{CALLOUT}\n> mood: sad" in merged.text
    assert len(merged.doubts) == 1


def test_words_in_completed_stay_beside_a_date() -> None:
    words = edited(("done: false", "done: true\ncompleted: last summer"))
    dated = edited(("done: false", "done: true\ncompleted: 2026-11-20"))
    for ours, theirs in ((words, dated), (dated, words)):
        merged = reconcile(NOTE, ours, theirs)
        assert "last summer" in merged.text
        assert "2026-11-20" in merged.text
        assert merged.doubts
    none, empty = (edited(("done: false", f"done: true{more}")) for more in ("", "\ncompleted:"))
    for ours, theirs in ((none, empty), (empty, none), (empty, dated), (none, dated)):
        merged = reconcile(words, ours, theirs)
        assert ("2026-11-20" in merged.text) is (theirs is dated)
        assert "last summer" not in merged.text


def test_line_ends_and_final_newline_stay() -> None:
    windows = NOTE.replace("\n", "\r\n").rstrip("\r\n")
    ours = windows.replace("## Notes\r\n", "## Notes\r\nOurs.\r\n")
    theirs = windows + "\r\n- 2026-11-21: theirs"
    merged = reconcile(windows, ours, theirs).text
    assert merged == ours + "\r\n- 2026-11-21: theirs"


LINES = st.sampled_from(
    [
        "",
        "Some words.",
        "Other words.",
        "  deeper",
        "- item",
        "  - [ ] own task",
        "- [x] own done ✅ 2026-01-02",
        "## Mine",
        "```",
        "> quoted",
        "%% c %%",
    ]
)


@st.composite
def hands(draw: st.DrawFn, text: str = NOTE) -> str:
    """The note after some edits: marks, lines added, taken away and moved."""
    lines = text.split("\n")
    top = lines.index("# Loops")
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(top + 1, len(lines) - 1))
        deed = draw(st.sampled_from(["add", "add", "mark", "mark", "drop", "reword", "move"]))
        if deed == "add":
            lines.insert(at, draw(LINES) + draw(st.sampled_from(["", " A", " B"])))
        elif deed == "mark" and tasklines.parse(lines[at]):
            char = draw(st.sampled_from(" x/-?"))
            lines[at] = tasklines.with_mark(lines[at], char, "2026-01-03" if char == "x" else None)
        elif deed == "drop" and at < len(lines) - 1:
            del lines[at]
        elif deed == "reword":
            lines[at] = lines[at].replace("a", "ä", 1)
        elif deed == "move" and at < len(lines) - 1:
            lines.insert(draw(st.integers(top + 1, len(lines) - 1)), lines.pop(at))
    return "\n".join(lines)


def said(text: str) -> Counter[str]:
    """The words of every line, without marks and indentation."""
    found: Counter[str] = Counter()
    for line in text.split("\n"):
        parts = tasklines.parse(line)
        words = (tasklines.blank(line) if parts else line).strip().removeprefix("> ")
        found[parts.text if parts else words] += 1
    return found


@settings(max_examples=max(120, settings.default.max_examples))
@given(hands(), hands())
def test_no_word_of_either_side_is_lost(ours: str, theirs: str) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = said(reconcile(NOTE, one, other).text)
        before, mine, also = said(NOTE), said(one), said(other)
        for words in mine.keys() | also.keys():
            if not words:
                continue
            grown = max(mine[words], also[words])
            if words not in before or mine[words] > before[words] or also[words] > before[words]:
                assert merged[words] >= min(grown, 1), words
            elif mine[words] == also[words] == before[words]:
                assert merged[words], words


@settings(max_examples=max(120, settings.default.max_examples))
@given(hands(), hands())
def test_no_tick_of_either_side_is_lost(ours: str, theirs: str) -> None:
    def ticked(text: str) -> dict[str, tuple[str, str]]:
        return {task.block_id: (task.char, task.date) for task in note.scan("n.md", text).tasks if task.block_id}

    old = ticked(NOTE)
    merged = ticked(reconcile(NOTE, ours, theirs).text)
    for mine in (ticked(ours), ticked(theirs)):
        for id_, (char, _) in mine.items():
            if char == "x" and old[id_][0] != "x" and id_ in ticked(ours) and id_ in ticked(theirs):
                assert merged.get(id_, ("x",))[0] == "x"


@settings(max_examples=max(120, settings.default.max_examples))
@given(hands(), hands())
def test_it_comes_to_rest(ours: str, theirs: str) -> None:
    """What was merged, merged again with either side, says the same."""
    merged = reconcile(NOTE, ours, theirs).text
    assert reconcile(ours, merged, ours).text == merged
    assert reconcile(NOTE, merged, merged).text == merged
    assert not any(line.startswith(("<<<<<<<", ">>>>>>>", "=======")) for line in merged.split("\n"))


@settings(max_examples=max(120, settings.default.max_examples))
@given(hands())
def test_without_an_ancestor_both_stand(theirs: str) -> None:
    merged = said(reconcile(None, NOTE, theirs).text)
    for words, count in (said(NOTE) | said(theirs)).items():
        if words:
            assert merged[words] >= min(count, 1), words
