"""Whatever kind of file a note is, nothing but the change is changed, and a second run changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study import Study, begin

from vaultsync.domain.marks.agreement import agree
from vaultsync.markdown import note
from vaultsync.models.marks import KnownMark, NoteScan
from vaultsync.models.roadmap import Group, Node, Roadmap, Task
from vaultsync.usecases.recording.agreeing import apply_edit

KINDS: dict[str, Callable[[str], str]] = {
    "as written": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "mixed line ends": lambda text: re.sub(r"(?<=[a-z]e)\n", "\r\n", text),
    "no final newline": lambda text: text.rstrip("\n"),
    "many final newlines": lambda text: text + "\n\n \n",
    "byte-order mark": lambda text: "\ufeff" + text,
    "byte-order mark and CRLF": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "tabs": lambda text: text.replace("  - [", "\t- [").replace("- [ ] ", "-\t[ ] ", 1),
    "blanks at the ends of lines": lambda text: text.replace("\n## ", "\n  \n## ").replace("^clove-hitch", "^clove-hitch  "),
    "keys in another order": lambda text: re.sub(
        r"(title: .*\n)((?:.*\n)*?)(done: false\n)(vaultsync: .*\n)", r"\4\3\2\1", text, count=1
    ),
    "comments in the properties": lambda text: text.replace("---\n", "---\n# mine\n", 1).replace(
        "done: false", "done: false   # not yet"
    ),
    "quotes and flow lists": lambda text: re.sub(
        r"title: (.*)\ntags:\n  - (.*)\n", r"title: '\1'\ntags: [ \2 , 'mine' ]\n", text
    ),
    "long and nested values": lambda text: text.replace(
        "done: false", "about: |\n  done: true\n\n  ---\nnest: {a: [1, 2.50], b: 'x'}\ndone: false"
    ),
    "unusual characters": lambda text: text.replace("## Notes\n", "## Notes\n\nA\x0cB\u2028C\x85D\u00a0E \U0001f9f6 e\u0301\n"),
    "words of the learner's everywhere": lambda text: re.sub(r"(\^[a-z-]+)\n", "\\1\n    mine, *as* it  is\n", text)
    + "\nlast words",
}  # fmt: skip
MAY_CHANGE = re.compile(r"Clove|Rolling|done:|completed:")


def unchanged_but_for(before: str, after: str, may_change: re.Pattern[str]) -> None:
    """See that whole lines, with their ends, differ only where they may."""
    old, new = (re.split(r"(?<=\n)", text) for text in (before, after))
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            assert all(may_change.search(line) for line in [*old[a:b], *new[c:d]]), (old[a:b], new[c:d])
            if b - a == d - c:
                assert [_end(line) for line in old[a:b]] == [_end(line) for line in new[c:d]]
            else:
                assert {_end(line) for line in new[c:d]} <= {_end(line) for line in old}


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def settled(study: Study) -> str:
    """The note when all is settled: neither push nor pull has anything to do."""
    files = study.files()
    assert study.push().commit == ""
    assert not study.pull().changed
    assert study.files() == files
    return study.read(study.note("1.2"))


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_was_marked_or_pulled_is_changed(kind: str, tmp_path: Path) -> None:
    study = begin(tmp_path)
    path = study.note("1.2")
    before = KINDS[kind](study.read(path))
    study.write(path, before)
    assert study.push().changes == []
    assert study.read(path) == before

    study.mark("1 Basics", "Hitches")
    study.push()
    ticked = settled(study)
    assert ticked.count("✅ 2026-11-21") == 2
    assert "\ndone: true" in ticked
    unchanged_but_for(before, ticked, MAY_CHANGE)
    study.write(path, ticked.replace("\ndone: true", "\ndone: false", 1))
    study.push()
    assert study.read(path) == before, "what was handed down is taken back, byte by byte"

    study.write(path, re.sub(r"\[ \](?= 1\.2\.1)", "[x]", before))
    study.push()
    ticked = study.read(path)
    unchanged_but_for(before, ticked, re.compile("Clove"))
    study.write(path, ticked.replace("[x]", "[ ]", 1))
    study.push()
    assert settled(study) == before

    study.write(path, re.sub(r"\[ \](?= 1\.2\.2)", "[x]", before))
    study.push()
    ticked = study.read(path)
    text = study.document.read_text("utf-8").replace("Rolling hitch", "Rolling hitches")
    study.document.write_text(text.replace("\n## 2.", "- [ ] 1.2.3 Half hitch\n\n## 2."), "utf-8")
    study.pull()
    after = settled(study)
    assert re.search(r"\[x\] 1\.2\.2 Rolling hitches ✅ 2026-11-21 \^rolling-hitch", after)
    assert "1.2.3 Half hitch ^half-hitch" in after
    unchanged_but_for(ticked, after, re.compile("Rolling|Half"))


# A search over notes of all kinds at once, without files.

NODE = Node(
    "hitches",
    "unit",
    "part",
    "Hitches",
    "R/Hitches.md",
    groups=[
        Group(
            "",
            "topic",
            entries=[
                Task("a", "Words of a", "Words of a", "topic", True, False, "", children=[
                    Task("b", "Words of b", "Words of b", "topic", True, False, ""),
                    Task("c", "Words of c", "Words of c", "topic", True, False, ""),
                ]),
                Task("d", "Words of d", "Words of d", "topic", True, False, ""),
            ],
        )
    ],
)  # fmt: skip
ROADMAP = Roadmap("knots", "Knots", "R", Node("", "roadmap", "part", "Knots", "R/Knots.md", children=[NODE]))

PROPERTIES = st.permutations(
    ["done: false", "vaultsync: knots/hitches", "title: 'It''s'", "tags: [a, \"b\"]", "# done: true", "mood:   fine  # x",
     "list:\n  - done: true", "empty:"]
)  # fmt: skip
FIELDS = st.sampled_from(["", " 📅 2026-12-01", "  [due:: 2026-12-01]", " #tag", " 🔁 every week", " ^x y", "  "])
OWN = st.sampled_from(
    ["", "text", "- [ ] mine", "  - [x] mine too ✅ 2020-01-01", "> quoted", "\ttabbed", "  under", "a\x0cb"]
)


@st.composite
def notes(draw: st.DrawFn) -> str:
    lines = ["---", *draw(PROPERTIES), "---", "# Hitches", ""]
    mark = st.sampled_from(["[ ]", "[x]", "[X]", "[/]", "[-]", "[?]"])
    marker = draw(st.sampled_from(["-", "*", "+", "1."]))
    for name in "abcd":
        indent = "    " if name in "bc" else ""
        stamp = draw(st.sampled_from(["", "", " ✅ 2025-05-05", "  [completion:: 2025-05-05]"]))
        lines.append(f"{indent}{marker} {draw(mark)} Words of {name}{draw(FIELDS)}{stamp} ^{name}")
        lines += draw(st.lists(OWN, max_size=2))
    lines += ["## Notes", *draw(st.lists(OWN, max_size=2))]
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return draw(st.sampled_from(["", "\ufeff"])) + text


@given(notes(), st.booleans(), st.booleans())
def test_what_is_agreed_changes_only_marks_stamps_and_properties(text: str, stamp: bool, known_before: bool) -> None:
    def scans(text: str) -> dict[str, NoteScan]:
        return {"knots/hitches": note.scan("R/Hitches.md", text)}

    def day_of(path: str, line: int | None) -> str:
        return "2026-11-21"

    known: dict[str, KnownMark] = {}
    if known_before:
        known = agree(ROADMAP, {}, scans(text), day_of, stamp=stamp)[0].marks
        text = re.sub(r"\[[xX]\]", "[ ]", text, count=1)
    first = agree(ROADMAP, known, scans(text), day_of, stamp=stamp)[0]
    edit = first.edits.get("R/Hitches.md")
    before = scans(text)["knots/hitches"]
    after = apply_edit(text, edit, before.done) if edit else text
    unchanged_but_for(text, after, re.compile(r"\[[xX /-]\] Words of|done: |completed: "))
    old, new = scans(text)["knots/hitches"], scans(after)["knots/hitches"]
    assert [(one.parent, one.text, one.block_id) for one in old.tasks] == [
        (one.parent, one.text, one.block_id) for one in new.tasks
    ]
    assert all(one == other for one, other in zip(old.tasks, new.tasks, strict=True) if "mine" in one.text) or edit
    again = agree(ROADMAP, first.marks, scans(after), day_of, stamp=stamp)[0]
    assert again.edits == {}
    assert again.marks == first.marks
    assert again.changes == []
