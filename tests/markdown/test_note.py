"""A whole note: which lines are tasks, how they nest, and what two notes have in common."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vaultsync.markdown import tasklines
from vaultsync.markdown.hidden import find_hidden
from vaultsync.markdown.note import blank, scan, values, with_done, with_marks
from vaultsync.markdown.properties.frontmatter import read
from vaultsync.models.marks import Mark

DAY = "2026-11-21"
NOTE = """\
---
title: 1.1 Maths
done: true
completed: 2026-11-20
vaultsync: x/maths
---
# 1.1 Maths

- [ ] Linear algebra ^la
  - [x] Vectors ✅ 2026-11-20 ^v
  - plain
    - [/] Deep
- [-] Calculus

1. [?] Mine
> - [X] Quoted
"""


def tasks(text: str) -> list[tuple[int, int, str]]:
    """Line, parent and text of each task."""
    return [(task.line, task.parent, task.text) for task in scan("N.md", text).tasks]


def texts(text: str) -> list[str]:
    return [task.text for task in scan("N.md", text).tasks]


def test_scan():
    found = scan("Roadmaps/N.md", NOTE)
    assert (found.id, found.path, found.done, found.completed) == ("x/maths", "Roadmaps/N.md", True, "2026-11-20")
    assert found.problems == []
    assert [(t.line, t.parent, t.char, t.mark, t.text, t.block_id, t.date, t.target) for t in found.tasks] == [
        (8, -1, " ", Mark.TODO, "Linear algebra", "la", "", ""),
        (9, 0, "x", Mark.DONE, "Vectors", "v", "2026-11-20", ""),
        (11, 0, "/", Mark.DOING, "Deep", "", "", ""),
        (12, -1, "-", Mark.SKIPPED, "Calculus", "", "", ""),
        (14, -1, "?", None, "Mine", "", "", ""),
        (15, -1, "X", Mark.DONE, "Quoted", "", "", ""),
    ]
    windows = scan("Roadmaps/N.md", "\ufeff" + NOTE.replace("\n", "\r\n"))
    assert windows == found


def test_nothing():
    for text in ("", "\n", "---", "---\n---\n", "\ufeff", "\r\n"):
        found = scan("N.md", text)
        assert (found.id, found.done, found.completed, found.tasks, found.problems) == ("", None, "", [], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # fences
        ("```\n- [ ] no\n```\n- [ ] yes\n", ["yes"]),
        ("~~~ md\n- [ ] no\n```\n- [ ] no\n~~~\n- [ ] yes\n", ["yes"]),
        ("````\n```\n- [ ] no\n```\n- [ ] no\n`````\n- [ ] yes\n", ["yes"]),
        ("```\n- [ ] no\n``` x\n- [ ] no\n```  \n- [ ] yes\n", ["yes"]),
        ("```a`b\n- [ ] yes\n", ["yes"]),
        ("- a\n  ```\n  - [ ] no\n  ```\n- [ ] yes\n", ["yes"]),
        ("- a\n  ```\n  - [ ] no\n- [ ] yes\n", ["yes"]),
        ("- ```\n  - [ ] no\n  ```\n- [ ] yes\n", ["yes"]),
        ("1. a\n\n   ~~~\n   - [ ] no\n\n   - [ ] no\n   ~~~\n   - [ ] yes\n", ["yes"]),
        ("- [ ] yes\n\t```\n\t- [ ] no\n\t```\n\t- [ ] yes\n", ["yes", "yes"]),
        ("> ```\n> - [ ] no\n> ```\n> - [ ] yes\n", ["yes"]),
        ("> ```\n> - [ ] no\n\n- [ ] yes\n", ["yes"]),
        ("> - a\n>   ```\n>   - [ ] no\n> - [ ] yes\n", ["yes"]),
        ("```\n    ```\n- [ ] no\n```\n- [ ] yes\n", ["yes"]),
        ("    ```\n- [ ] yes\n", ["yes"]),
        ("```\r\n- [ ] no\r\n```\r\n- [ ] yes\r\n", ["yes"]),
        ("\ufeff```\n- [ ] no\n```\n- [ ] yes\n", ["yes"]),
        ("\ufeff- [ ] yes\n", ["yes"]),
        ("- [ ] yes ``` x\n- [ ] yes\n", ["yes ``` x", "yes"]),
        # comments
        ("%%\n- [ ] no\n%%\n- [ ] yes\n", ["yes"]),
        ("%% a %%\n- [ ] yes\n", ["yes"]),
        ("- [ ] yes %% a\n- [ ] no\nb %%\n- [ ] yes\n", ["yes %% a", "yes"]),
        ("`%%` text\n- [ ] yes\n`%%`\n", ["yes"]),
        ("100%% sure\n- [ ] yes\n", ["yes"]),
        ("> %%\n> - [ ] no\n> %%\n> - [ ] yes\n", ["yes"]),
        ("%% a\n%% - [ ] no\n%%\n- [ ] no\n%%\n- [ ] yes\n", ["yes"]),
        ("<!-- a -->\n- [ ] yes\n", ["yes"]),
        ("<!--\n- [ ] no\n-->\n- [ ] yes\n", ["yes"]),
        ("a <!--\n- [ ] no\n--> <!--\n- [ ] no\n-->\n- [ ] yes\n", ["yes"]),
        ("<!-- a\n- [ ] yes\n", ["yes"]),
        ("```\n%%time\n```\n- [ ] yes\n```\n%%time\n```\n", ["yes"]),
        ("%%\n```\n- [ ] no\n%%\n- [ ] yes\n", ["yes"]),
        # formulas
        ("$$\n- [ ] no\n$$\n- [ ] yes\n", ["yes"]),
        ("$$ x $$\n- [ ] yes\n", ["yes"]),
        ("- $$\n  - [ ] no\n  $$\n- [ ] yes\n", ["yes"]),
        ("costs $$\n- [ ] yes\n$$\n", ["yes"]),
        ("$$\n- [ ] yes\n", ["yes"]),
        # code by indentation
        ("    - [ ] no\n\n\t- [ ] no\n- [ ] yes\n", ["yes"]),
        ("# H\n    - [ ] no\n    - [ ] no\n", []),
        ("- a\n\n    - [ ] yes\n", ["yes"]),
        ("- a\n\ntext\n\n    - [ ] no\n", []),
        ("text\n    - [ ] yes\n", ["yes"]),
        (">     - [ ] no\n", []),
        # the property block
        ("---\na: |\n  - [ ] no\n---\n- [ ] yes\n", ["yes"]),
        ("---\n- [ ] yes\n", ["yes"]),
        # lines
        ("a\x0b- [ ] no\x0c- [ ] no\u2028- [ ] no\x85- [ ] no\r- [ ] no\n- [ ] yes", ["yes"]),
        ("[x](- [ ] a)\n- [x](url)\n- \\[ ] a\n- [ ] yes\n", ["yes"]),
        ("| a |\n| --- |\n| - [ ] no |\n", []),
    ],
)
def test_what_is_a_task(text, expected):
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "parents"),
    [
        ("- [ ] a\n  - [ ] b\n    - [ ] c\n  - [ ] d\n- [ ] e\n", [-1, 0, 1, 0, -1]),
        ("- [ ] a\n\t- [ ] b\n\t\t- [ ] c\n    - [ ] d\n", [-1, 0, 1, 0]),
        ("- [ ] a\n - [ ] b\n", [-1, -1]),
        ("1. [ ] a\n   - [ ] b\n2. [ ] c\n  - [ ] d\n", [-1, 0, -1, 2]),
        ("- [ ] a\n- plain\n  - [ ] b\n", [-1, -1]),
        ("- plain\n  - [ ] a\n    - plain\n      - [ ] b\n", [-1, 0]),
        ("- [ ] a\n\n  - [ ] b\n\n  text\n\n  - [ ] c\n", [-1, 0, 0]),
        ("- [ ] a\n\ntext\n\n  - [ ] b\n", [-1, -1]),
        ("- [ ] a\nlazy\n  - [ ] b\n", [-1, 0]),
        ("- [ ] a\n# H\n  - [ ] b\n", [-1, -1]),
        ("- [ ] a\n---\n  - [ ] b\n", [-1, -1]),
        ("- [ ] a\n```\nx\n```\n  - [ ] b\n", [-1, -1]),
        ("- [ ] a\n  ```\n  x\n\n  ```\n  - [ ] b\n", [-1, 0]),
        ("> - [ ] a\n>   - [ ] b\n> > - [ ] c\n> - [ ] d\n", [-1, 0, -1, -1]),
        ("- [ ] a\n  > - [ ] b\n  >   - [ ] c\n  - [ ] d\n", [-1, -1, 1, 0]),
        ("- [ ] a\n> quote\n\n  - [ ] b\n", [-1, -1]),
        ("> - [ ] a\n\n>   - [ ] b\n", [-1, -1]),
        ("- - [ ] a\n    - [ ] b\n  - [ ] c\n- [ ] d\n", [-1, 0, -1, -1]),
        ("- [ ] a\n      - [ ] b\n  - [ ] c\n", [-1, 0, 0]),
    ],
)
def test_nesting(text, parents):
    assert [parent for _, parent, _ in tasks(text)] == parents


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[[Roadmaps/A/B|B]]", "Roadmaps/A/B"),
        ("[[Roadmaps/A/B\\|B]] ✅ 2026-11-21 ^i", "Roadmaps/A/B"),
        ("[[B]]", "B"),
        ("[[B]] more", ""),
        ("see [[B]]", ""),
        ("[[A]] [[B]]", ""),
        ("![[B]]", ""),
        ("[B c](../A/B%20c.md)", "Roadmaps/A/B c"),
        ("[B](B.md) ^i", "Roadmaps/X/B"),
        ("[B](<../A/B c.md>)", "Roadmaps/A/B c"),
        ("[B \\] (c)](B%28c%29.md 'title')", "Roadmaps/X/B(c)"),
        ("[B](B.md#H)", "Roadmaps/X/B"),
        ("[B](https://example.org/B.md)", ""),
        ("[B](/B.md)", ""),
        ("[B](B.pdf)", ""),
        ("[B](../../../B.md)", ""),
        ("[A](A.md) and [B](B.md)", ""),
    ],
)
def test_targets_of_index_lines(text, target):
    found = scan("Roadmaps/X/X.md", f"- [ ] {text}\n").tasks
    assert [task.target for task in found] == [target]


@pytest.mark.parametrize(
    ("block", "id", "done", "completed", "problems"),
    [
        ("vaultsync: a/b\ndone: true\n", "a/b", True, "", 0),
        ("done: False\nvaultsync: '2026'\n", "2026", False, "", 0),
        ("vaultsync: 2026\n", "2026", None, "", 0),
        ('done: "true"\n', "", True, "", 0),
        ("done: Yes\n", "", True, "", 0),
        ("done: off\n", "", False, "", 0),
        ("done:\n", "", None, "", 0),
        ("done: 1\n", "", True, "", 0),
        ("done: 2\n", "", None, "", 1),
        ("done: maybe\n", "", None, "", 1),
        ("completed: 2026-11-21T10:30:00\n", "", None, "2026-11-21", 0),
        ('completed: "[[Journal/2026-11-21|Saturday]]"\n', "", None, "2026-11-21", 0),
        ("completed: soon\n", "", None, "soon", 1),
        ("completed:\n", "", None, "", 0),
        ("title: Week 1: Python\ndone: true\nvaultsync: a/b\n", "a/b", True, "", 1),
        ("done: true\nvaultsync: a/b\ndone: false\n", "a/b", True, "", 1),
        ("done: {a: 1}\n", "", None, "", 1),
    ],
)
def test_properties_of_a_scan(block, id, done, completed, problems):
    found = scan("N.md", f"---\n{block}---\n")
    assert (found.id, found.done, found.completed) == (id, done, completed)
    assert len(found.problems) == problems


def test_problems_name_their_line():
    found = scan("N.md", "---\na: 1\nb: c: d\n---\n\n%% open\n\n```\n- [ ] hidden\n")
    assert [problem.partition(":")[0] for problem in found.problems] == ["line 3", "line 6", "line 8"]


def test_blank():
    assert blank(NOTE) == (
        NOTE.replace("done: true\ncompleted: 2026-11-20\n", "done: false\n")
        .replace(" ✅ 2026-11-20", "")
        .replace("[x]", "[ ]")
        .replace("[X]", "[ ]")
        .replace("[/]", "[ ]")
        .replace("[-]", "[ ]")
        .replace("[?]", "[ ]")
    )
    assert blank("no tasks, no block") == "no tasks, no block"
    assert blank("---\nmine: 1\n---\n") == "---\nmine: 1\n---\n"
    assert blank("```\n- [x] code\n```\n") == "```\n- [x] code\n```\n"


SAME = [
    NOTE.replace("\n", "\r\n"),
    "\ufeff" + NOTE,
    NOTE + "\n\n  \n",
    NOTE.rstrip("\n"),
    NOTE.replace("Calculus", "Calculus   "),
    NOTE.replace("[x]", "[ ]").replace("[?]", "[x]"),
    NOTE.replace(" ✅ 2026-11-20", "").replace("Deep", "Deep ✅ 2026-11-21"),
    NOTE.replace("done: true\ncompleted: 2026-11-20\n", "done: false\n"),
    NOTE.replace("title: 1.1 Maths", "title: '1.1 Maths'  # mine"),
    blank(NOTE),
]
OTHER = [
    NOTE.replace("Calculus", "calculus"),
    NOTE.replace("title: 1.1", "title: 1.2"),
    NOTE.replace("title: 1.1 Maths\n", ""),
    NOTE.replace("vaultsync", "mine: 1\nvaultsync"),
    NOTE.replace("- plain", "- plain ✅ 2026-11-20"),
    NOTE.replace(" ^la", ""),
    NOTE.replace("title: 1.1", "title: a: 1.1"),
    NOTE + "more\n",
]


@pytest.mark.parametrize("text", SAME)
def test_the_same_values(text):
    assert values(text) == values(NOTE)
    assert hash(values(text)) == hash(values(NOTE))


@pytest.mark.parametrize("text", OTHER)
def test_other_values(text):
    assert values(text) != values(NOTE)


def test_properties_as_obsidian_writes_them_again():
    ours = '---\ntags: [a, "b"] # why\nn: 1.50\naliases: x\nd: "2026-11-21"\nup: \'[[A]]\'\nflag: true\n---\nx\n'
    again = '---\ntags:\n  - a\n  - b\nn: 1.5\naliases:\n  - x\nd: 2026-11-21\nup: "[[A]]"\nflag: true\n---\nx\n'
    assert values(ours) == values(again)
    assert values(ours) != values(again.replace("flag: true", 'flag: "true"'))
    assert values(ours) != values(again.replace("flag: true", "flag: 1"))


def test_with_marks():
    after = with_marks(NOTE, {8: ("x", DAY), 9: (" ", None), 12: ("/", None)})
    old, new = NOTE.split("\n"), after.split("\n")
    assert [index for index in range(len(old)) if old[index] != new[index]] == [8, 9, 12]
    assert new[8] == "- [x] Linear algebra ✅ 2026-11-21 ^la"
    assert new[9] == "  - [ ] Vectors ^v"
    assert with_marks(NOTE, {}) == NOTE
    with pytest.raises(ValueError, match="not a checkbox"):
        with_marks(NOTE, {0: ("x", None)})


def test_with_done():
    assert with_done(NOTE, False, None) == NOTE.replace("done: true\ncompleted: 2026-11-20\n", "done: false\n")
    assert with_done(NOTE, True, DAY) == NOTE
    assert with_done(NOTE, True, None) == NOTE
    open_note = with_done(NOTE, False, DAY)
    assert with_done(open_note, True, DAY) == NOTE.replace("2026-11-20\nv", f"{DAY}\nv")
    assert with_done(open_note, True, None) == open_note.replace("done: false", "done: true")
    theirs = NOTE.replace("completed: 2026-11-20", "completed: at last")
    assert with_done(theirs, True, DAY) == theirs
    assert with_done("# A\r\n", True, DAY) == f"---\r\ndone: true\r\ncompleted: {DAY}\r\n---\r\n# A\r\n"


# Searches.

MARKED = st.sampled_from(["[ ] a", "[x] b ✅ 2026-11-20", "[/] c", "[-] [[P/Q|R]] ^i", "plain", "[x](y)", "[ ]"])
BULLET = st.sampled_from(["- ", "* ", "+ ", "1. "])


@st.composite
def lists(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """The lines of a list, nested as CommonMark has it."""
    bullet = draw(BULLET)
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines.append(bullet + draw(MARKED))
        indent = " " * len(bullet)
        if depth < 2 and draw(st.booleans()):
            inner = draw(st.one_of(lists(depth + 1), lists(depth + 1), FENCES))
            lines += [indent + line if line else "" for line in inner]
    return lines


@st.composite
def fences(draw: st.DrawFn) -> list[str]:
    sign = draw(st.sampled_from(["```", "~~~", "````"]))
    inner = draw(st.lists(st.sampled_from(["- [ ] code", "", "%%time", "~~", "``", "text", "> - [x] no"]), max_size=3))
    return [sign + draw(st.sampled_from(["", "md"])), *inner, sign]


FENCES = fences()
OTHERS = st.sampled_from(
    [
        ["# Heading"],
        ["Text with `code` and 5% more."],
        ["<!-- a comment -->"],
        ["<!--", "- [ ] hidden", "-->"],
        ["---"],
        ["# Heading", "    - [ ] code by indentation"],
        ["| a | b |", "| --- | --- |", "| [ ] | - [ ] x |"],
        ["> quoted", "> - [x] in a quote", ">   - [ ] and below"],
        ["> ```", "> - [ ] code", "> ```"],
        ["\\- [ ] escaped", "- \\[ ] escaped"],
    ]
)
DOCUMENTS = st.lists(st.one_of(lists(), FENCES, OTHERS), max_size=6).map(
    lambda blocks: "\n\n".join("\n".join(block) for block in blocks) + "\n"
)


def tasks_of_a_parser(text: str) -> list[tuple[int, int]]:
    """Line and parent of each checkbox item, as markdown-it-py sees the document."""
    found: list[tuple[int, int]] = []
    open_items: list[int] = []
    context: list[list[int]] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            context.append(open_items)
            open_items = []
        elif token.type == "blockquote_close":
            open_items = context.pop()
        elif token.type == "list_item_close":
            open_items.pop()
        elif token.type == "list_item_open":
            near = open_items[-1] if open_items else -1
            first = tokens[index + 2] if tokens[index + 1].type == "paragraph_open" else None
            if first and first.map and tasklines.parse("- " + first.content.split("\n")[0]):
                found.append((first.map[0], near))
                near = len(found) - 1
            open_items.append(near)
    return found


@given(DOCUMENTS)
def test_tasks_are_those_of_a_markdown_parser(text):
    assert [(line, parent) for line, parent, _ in tasks(text)] == tasks_of_a_parser(text)


@given(DOCUMENTS, st.sampled_from(["\n", "\r\n"]), st.data())
def test_marks_change_only_their_lines(text, newline, data):
    text = text.replace("\n", newline)
    before = scan("N.md", text).tasks
    chosen = data.draw(st.sets(st.sampled_from([task.line for task in before]))) if before else set()
    char, date = data.draw(st.sampled_from([("x", DAY), ("x", None), (" ", None), ("/", None)]))
    after = with_marks(text, dict.fromkeys(chosen, (char, date)))
    old, new = text.split("\n"), after.split("\n")
    assert len(old) == len(new)
    assert {index for index in range(len(old)) if old[index] != new[index]} <= chosen
    found = scan("N.md", after).tasks
    assert [(t.line, t.parent, t.text, t.block_id) for t in found] == [
        (t.line, t.parent, t.text, t.block_id) for t in before
    ]
    assert all(task.char == char for task in found if task.line in chosen)
    assert values(after) == values(text)
    assert blank(after) == blank(text)


ANY_LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["```", "~~~", "%%", "<!--", "-->", "$$", "- [ ] a", "  - [x] b ✅ 2026-11-20", "> - [/] c", "---", "",
             "done: true", "completed: 2026-11-20", "a: [", "\t- [ ] d", "> ", ">> - [x] e", "- ```", "`%%`", "..."]
        ),
        st.text(max_size=10),
    ),
    max_size=14,
)  # fmt: skip


@given(ANY_LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "---\n", "\ufeff"]))
def test_any_note(lines, newline, front):
    text = front + newline.join(lines)
    found = scan("N.md", text)
    pieces = text.split("\n")
    for position, task in enumerate(found.tasks):
        assert tasklines.parse(pieces[task.line])
        assert task.parent < position
    empty = blank(text)
    assert blank(empty) == empty
    assert [task.line for task in scan("N.md", empty).tasks if task.char != " "] == []
    if not read(text).problem:
        assert values(empty) == values(text)
    done = with_done(text, True, DAY)
    assert scan("N.md", done).done is True
    assert scan("N.md", with_done(done, False, None)).done is False
    assert done.count("\ufeff") == text.count("\ufeff")


@pytest.mark.parametrize(
    "piece",
    ["- [ ] a\n", "```\n", "%%\n", "%% `a\n", "<!--\n", "- ", "> ", "`", "[[", "✅ 2026-11-21 ", " ", "- [ ] ", "$$\n"],
)
def test_time_grows_with_length(piece):
    text = "- [ ] " + piece * (200_000 // len(piece))
    started = time.perf_counter()
    scan("N.md", text)
    values(text)
    assert time.perf_counter() - started < 5


def test_notes_without_signs_are_not_searched():
    text = "- [ ] a\n"
    assert find_hidden(text, text.split("\n"), 0) == (set(), [])
