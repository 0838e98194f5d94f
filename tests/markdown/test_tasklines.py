"""One checkbox line: what is read, and that nothing but box and stamp changes."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vaultsync.markdown.tasklines import blank, parse, with_block_id, with_mark

DAY = "2026-11-21"


@pytest.mark.parametrize(
    ("line", "parts"),
    [  # prefix, char, text, date, block id
        ("- [ ] a", ("- ", " ", "a", "", "")),
        ("* [x] a", ("* ", "x", "a", "", "")),
        ("+ [X] a", ("+ ", "X", "a", "", "")),
        ("1. [/] a", ("1. ", "/", "a", "", "")),
        ("12) [-] a", ("12) ", "-", "a", "", "")),
        ("\t- [?] a", ("\t- ", "?", "a", "", "")),
        ("  -   [✔] a", ("  -   ", "✔", "a", "", "")),
        ("> - [ ] a", ("> - ", " ", "a", "", "")),
        (" > > 1. [ ] a", (" > > 1. ", " ", "a", "", "")),
        ("- - [ ] a", ("- - ", " ", "a", "", "")),
        ("- [ ]", ("- ", " ", "", "", "")),
        ("- [ ] \r", ("- ", " ", "", "", "")),
        ("- [ ] a\r", ("- ", " ", "a", "", "")),
        ("\ufeff- [ ] a", ("\ufeff- ", " ", "a", "", "")),
        ("- [x] a ✅ 2026-11-21", ("- ", "x", "a", DAY, "")),
        ("- [x] a ✅2026-11-21  ", ("- ", "x", "a", DAY, "")),
        ("- [x] a ✅\ufe0f 2026-11-21", ("- ", "x", "a", DAY, "")),
        ("- [x] a ✅ 2026-11-21 ^id-1", ("- ", "x", "a", DAY, "id-1")),
        ("- [x] a ^id-1 \r", ("- ", "x", "a", "", "id-1")),
        ("- [x] ^id", ("- ", "x", "", "", "id")),
        ("- [x] ✅ 2026-11-21", ("- ", "x", "", DAY, "")),
        ("- [x] a [completion:: 2026-11-21]", ("- ", "x", "a", DAY, "")),
        ("- [x] a (completion::2026-11-21) ^i", ("- ", "x", "a", DAY, "i")),
        ("- [x] a ✅ 2026-11-21 📅 2026-12-01", ("- ", "x", "a 📅 2026-12-01", DAY, "")),
        ("- [x] a 🔺 ✅ 2026-11-21 🔁 every week #t ^i", ("- ", "x", "a 🔺 🔁 every week #t", DAY, "i")),
        ("- [x] a 🆔 a1 ⛔ b2,c3 🏁 delete ➕ 2026-01-01 🛫 2026-01-02 ⏳ 2026-01-03 ❌ 2026-01-04 ✅ 2026-11-21",
         ("- ", "x", "a 🆔 a1 ⛔ b2,c3 🏁 delete ➕ 2026-01-01 🛫 2026-01-02 ⏳ 2026-01-03 ❌ 2026-01-04", DAY, "")),
        ("- [x] a ✅ 2026-11-21 🆔 a1 ⛔ b2, c3 🏁 delete [due:: 2026-12-01] (x:: y)",
         ("- ", "x", "a 🆔 a1 ⛔ b2, c3 🏁 delete [due:: 2026-12-01] (x:: y)", DAY, "")),
        ("- [x] a ✅ 2026-11-20 ✅ 2026-11-21", ("- ", "x", "a", "2026-11-20", "")),
        ("- [x] a ✅ done", ("- ", "x", "a ✅ done", "", "")),
        ("- [x] a ✅ 2026-11-21 and more", ("- ", "x", "a ✅ 2026-11-21 and more", "", "")),
        ("- [x] a ✅ 2026-13-45", ("- ", "x", "a ✅ 2026-13-45", "", "")),
        ("- [x] a ✅ 2026-11-211", ("- ", "x", "a ✅ 2026-11-211", "", "")),
        ("- [ ] a^b", ("- ", " ", "a^b", "", "")),
        ("- [ ] a ^b_c", ("- ", " ", "a ^b_c", "", "")),
        ("- [ ] a ^b c", ("- ", " ", "a ^b c", "", "")),
        ("- [x] a ^i ✅ 2026-11-21\r", ("- ", "x", "a", DAY, "i")),
        ("- [x] a ✅ 2026-11-20 ^i ✅ 2026-11-21", ("- ", "x", "a", "2026-11-20", "i")),
        ("- [x] a ^j ^i ✅ 2026-11-21", ("- ", "x", "a ^j", DAY, "i")),
        ("- [x] a ✅ 2026-W47-6", ("- ", "x", "a ✅ 2026-W47-6", "", "")),
        ("- [ ] [[A|B]] ^i", ("- ", " ", "[[A|B]]", "", "i")),
    ],
)  # fmt: skip
def test_parse(line, parts):
    found = parse(line)
    assert found
    assert (found.prefix, found.char, found.text, found.date, found.block_id) == parts
    assert f"{found.prefix}[{found.char}]{found.body}{found.tail}" == line


@pytest.mark.parametrize(
    "line",
    [
        "", "a", "-", "- a", "[ ] a", "-[ ] a", "- [] a", "- [xx] a", "- [x]a", "- [x](url)", "- [x]: url",
        "- [[x]]", "- []] a", "- [^1] a", "- \\[ ] a", "- [\\] a", "1 [ ] a", "a. [ ] a", "1234567890. [ ] a",
        "# - [ ] a", "`- [ ] a`", "- `[ ]` a", "– [ ] a", "| - [ ] a |",
    ],
)  # fmt: skip
def test_no_checkbox(line):
    assert parse(line) is None
    with pytest.raises(ValueError, match="not a checkbox line"):
        with_mark(line, "x", None)
    with pytest.raises(ValueError, match="not a checkbox line"):
        with_block_id(line, "a")


@pytest.mark.parametrize(
    ("line", "char", "date", "after"),
    [
        ("- [ ] a", "x", DAY, "- [x] a ✅ 2026-11-21"),
        ("- [ ] a ^i", "x", DAY, "- [x] a ✅ 2026-11-21 ^i"),
        ("- [ ] a  \r", "x", DAY, "- [x] a ✅ 2026-11-21  \r"),
        ("- [ ] a   ^i \r", "x", DAY, "- [x] a ✅ 2026-11-21   ^i \r"),
        ("- [ ]", "x", DAY, "- [x] ✅ 2026-11-21"),
        ("- [ ] ^i", "x", DAY, "- [x] ✅ 2026-11-21 ^i"),
        ("- [ ] a", "x", None, "- [x] a"),
        ("- [x] a ✅ 2026-11-20", "x", DAY, "- [x] a ✅ 2026-11-20"),
        ("- [ ] a ✅ 2026-11-20 📅 2026-12-01 ^i", "x", DAY, "- [x] a ✅ 2026-11-20 📅 2026-12-01 ^i"),
        ("- [ ] a [completion:: 2026-11-20]", "x", DAY, "- [x] a [completion:: 2026-11-20]"),
        ("- [x] a ✅ 2026-11-20", "X", None, "- [X] a ✅ 2026-11-20"),
        ("- [x] a ✅ 2026-11-20", " ", None, "- [ ] a"),
        ("- [x] a ✅ 2026-11-20 📅 2026-12-01 ^i\r", "/", None, "- [/] a 📅 2026-12-01 ^i\r"),
        ("- [x] a [completion:: 2026-11-20] ^i", "-", None, "- [-] a ^i"),
        ("- [x] a ✅ 2026-11-20 [completion:: 2026-11-20]", " ", None, "- [ ] a"),
        ("- [x] a ✅ later", " ", None, "- [ ] a ✅ later"),
        ("- [ ] a ✅ later", "x", DAY, "- [x] a ✅ later ✅ 2026-11-21"),
        ("- [x] a ^i ✅ 2026-11-20 ", "x", DAY, "- [x] a ^i ✅ 2026-11-20 "),
        ("- [x] a ✅ 2026-11-20 ^i ✅ 2026-11-20\r", " ", None, "- [ ] a ^i\r"),
        ("> 1. [ ] a", "x", DAY, "> 1. [x] a ✅ 2026-11-21"),
        ("\t* [?]  a  b", "x", None, "\t* [x]  a  b"),
    ],
)
def test_with_mark(line, char, date, after):
    assert with_mark(line, char, date) == after
    assert with_mark(after, char, date) == after


def test_with_mark_wants_one_character():
    for char in ("", "xx", "]", "[", "\\", "\n"):
        with pytest.raises(ValueError, match="not a character"):
            with_mark("- [ ] a", char, None)


def test_with_block_id():
    assert with_block_id("- [ ] a", "b-1") == "- [ ] a ^b-1"
    assert with_block_id("- [x] a ✅ 2026-11-21  \r", "b") == "- [x] a ✅ 2026-11-21 ^b  \r"
    assert with_block_id("- [ ] a ^mine", "b") == "- [ ] a ^mine"
    assert with_block_id("- [ ]", "b") == "- [ ] ^b"
    for bad in ("", "a b", "ä", "^a"):
        with pytest.raises(ValueError, match="not a block id"):
            with_block_id("- [ ] a", bad)


def test_blank():
    assert blank("  - [/] a ✅ 2026-11-21 ^i\r") == "  - [ ] a ^i\r"
    assert blank("- [ ] a") == "- [ ] a"


PIECES = st.sampled_from(
    [" ", "  ", "\t", "a", "Word", "✅", "✅ 2026-11-20", "✅ 2026-02-30", "[completion:: 2026-11-20]", "📅 2026-12-01",
     "🔁 every day", "🔺", "#tag", "^id", "^", "[[A|B]]", "[x](y)", "%%", "(k:: v)", "🆔 q1", "é", "\u2028", "\x0b"]
)  # fmt: skip
LINES = st.builds(
    lambda prefix, char, body, end: f"{prefix}[{char}]{body}{end}",
    st.sampled_from(["- ", "* ", "\t+ ", "  1. ", "> - ", "> > 2) ", "- - "]),
    st.sampled_from([" ", "x", "X", "/", "-", "?", "✔", "\t"]),
    st.one_of(st.just(""), st.lists(PIECES, max_size=6).map(lambda pieces: " " + " ".join(pieces))),
    st.sampled_from(["", " ", "  ", "\r", "  \r", " ^id", " ^id \r"]),
)
CHARS = st.sampled_from(" xX/-?!")
DATES = st.one_of(st.none(), st.just(DAY))


@given(LINES)
def test_parts_make_up_the_line(line):
    found = parse(line)
    assert found
    assert f"{found.prefix}[{found.char}]{found.body}{found.tail}" == line


@given(LINES, CHARS, DATES)
def test_only_box_and_stamp_change(line, char, date):
    before = parse(line)
    after = parse(with_mark(line, char, date))
    assert before
    assert after
    assert after.char == char
    assert (after.prefix, after.block_id) == (before.prefix, before.block_id)
    assert after.tail == before.tail or "2026" in before.tail
    if date or char in "xX":
        assert after.date == before.date or (date and not before.date and after.date == date)
    else:
        assert after.date == ""
    if after.date == before.date:
        assert after.body == before.body
    assert with_mark(with_mark(line, char, date), char, date) == with_mark(line, char, date)


@given(LINES)
def test_a_tick_can_be_taken_back(line):
    before = parse(line)
    assert before
    assume(not before.date)
    assert with_mark(with_mark(line, "x", DAY), before.char if before.char not in "xX" else " ", None) == (
        with_mark(line, before.char if before.char not in "xX" else " ", None)
    )


@given(LINES)
def test_blank_is_blank(line):
    found = parse(blank(line))
    assert found
    assert (found.char, found.date) == (" ", "")
    assert blank(blank(line)) == blank(line)
    assert blank(with_mark(blank(line), "x", DAY)) == blank(line)


@given(LINES)
def test_a_block_id_is_found_again(line):
    before, after = parse(line), parse(with_block_id(line, "new-1"))
    assert before
    assert after
    assert after.block_id == (before.block_id or "new-1")
    assert (after.text, after.date, after.char) == (before.text, before.date, before.char)


@given(st.text(max_size=30))
def test_any_text(text):
    found = parse(text)
    if found and "\n" not in text:
        assert f"{found.prefix}[{found.char}]{found.body}{found.tail}" == text
