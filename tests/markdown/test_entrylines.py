"""A new journal entry is put in; everything else in the note stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaultsync.markdown.journal.entries import diary_entries, note_entries
from vaultsync.markdown.journal.entrylines import entry_line, minutes_written, with_entry


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "## Study\n\n- X\n"),
        ("# Saturday\n", "# Saturday\n\n## Study\n\n- X\n"),
        ("# Saturday", "# Saturday\n\n## Study\n\n- X"),
        ("## Study\n", "## Study\n\n- X\n"),
        ("## Study", "## Study\n\n- X"),
        ("## Study\n\n- \n", "## Study\n\n- X\n- \n"),
        ("## Study\n- a\n  - b\n\n## Next\n", "## Study\n- a\n  - b\n- X\n\n## Next\n"),
        ("## Study\n- a\n## Next\n", "## Study\n- a\n- X\n\n## Next\n"),
        ("## Study\n\n## Next\n", "## Study\n\n- X\n\n## Next\n"),
        ("## Study\n## Next\n", "## Study\n\n- X\n\n## Next\n"),
        ("## Study\n* a\n  goes on\n\n\n", "## Study\n* a\n  goes on\n* X\n\n\n"),
        ("## Study\n1. a\n", "## Study\n1. a\n- X\n"),
        ("## Study\nwords\n", "## Study\nwords\n\n- X\n"),
        ("## Study\n> quoted", "## Study\n> quoted\n\n- X"),
        ("## Study\n### Habits\n- [ ] cards\n", "## Study\n\n- X\n\n### Habits\n- [ ] cards\n"),
        ("## Study\n- a\n```\nnever closed\n", "## Study\n- a\n- X\n\n```\nnever closed\n"),
        ("\ufeff## Study\r\n- a\r\n", "\ufeff## Study\r\n- a\r\n- X\r\n"),
        ("## study:\n- a\n", "## study:\n- a\n- X\n"),
        ("```\n## Study\n```\n", "```\n## Study\n```\n\n## Study\n\n- X\n"),
    ],
)
def test_where_an_entry_goes(before: str, after: str) -> None:
    text, line = with_entry(before, "Study", "X")
    assert text == after
    assert text.split("\n")[line].rstrip("\r").endswith("X")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- 2026-11-01 a\n  more\n- 2026-11-10 b\n", "- 2026-11-01 a\n  more\n- X\n- 2026-11-10 b\n"),
        ("- 2026-11-05 a\n\n- 2026-11-05 b\n", "- 2026-11-05 a\n\n- 2026-11-05 b\n- X\n"),
        ("- 2026-11-10 b\n- 2026-11-01 a\n", "- 2026-11-10 b\n- X\n- 2026-11-01 a\n"),
        ("- 2026-11-10 b\n- 2026-11-07 a\n", "- 2026-11-10 b\n- 2026-11-07 a\n- X\n"),
        ("- 2026-12-01 a\n", "- X\n- 2026-12-01 a\n"),
        ("- words\n", "- words\n- X\n"),
        ("* 2026-11-01 a\n\n```\n- 2026-11-02 code\n```\n", "* 2026-11-01 a\n* X\n\n```\n- 2026-11-02 code\n```\n"),
    ],
)
def test_dated_entries_are_in_order(before: str, after: str) -> None:
    assert with_entry(f"## Journal\n{before}", "Journal", "X", day="2026-11-05")[0] == f"## Journal\n{after}"


def test_a_new_note_has_its_empty_item_filled() -> None:
    assert with_entry("## Study\n\n- \n", "Study", "X", fill=True) == ("## Study\n\n- X\n", 2)
    assert with_entry("## Study\r\n\r\n- \r\n", "Study", "X", fill=True)[0] == "## Study\r\n\r\n- X\r\n"
    assert with_entry("", "Study", "X", fill=True)[0] == "## Study\n\n- X\n"


@pytest.mark.parametrize(
    ("given_", "line"),
    [
        ({"text": "SVD"}, "SVD"),
        ({"text": "SVD", "time": "14:05"}, "14:05 SVD"),
        ({"text": "SVD", "time": "14:05", "minutes": 45}, "14:05 45m: SVD"),
        ({"text": "9:30 SVD", "time": "14:05", "minutes": 45}, "09:30 45m: SVD"),
        ({"text": "SVD", "day": "2026-11-20"}, "2026-11-20: SVD"),
        ({"text": "SVD", "day": "2026-11-20", "minutes": 95}, "2026-11-20 1h35m: SVD"),
        ({"text": "SVD", "day": "2026-11-20", "about": "[[#^svd|SVD]]"}, "2026-11-20: [[#^svd|SVD]]: SVD"),
        ({"text": "", "time": "14:05", "minutes": 60}, "14:05 1h"),
        ({"text": "- SVD\nmore\n\n## not a heading\n"}, "SVD\n  more\n\n  \\## not a heading"),
    ],
)
def test_an_entry_as_it_is_written(given_: dict[str, object], line: str) -> None:
    assert entry_line(**given_) == line  # type: ignore[arg-type]


def test_durations_as_they_are_written() -> None:
    assert [minutes_written(minutes) for minutes in (None, 5, 60, 65, 90)] == ["", "5m", "1h", "1h05m", "1h30m"]


PIECES = st.sampled_from(
    ["## Study", "## Journal", "# Other", "### Below", "- a", "- ", "  - b", "* c", "1. d", "words", "", "", "> quote", "```", "    code",
     "| a | b |", "|---|---|", "%%", "<!--", "-->", "- [ ] open", "- [x] done ✅ 2026-11-20 ^id", "- 2026-11-04 45m: e", "- 2026-11-06: f",
     "---", "Study", "<div>", "- 2026-11-05 g", "\tindented", "$$"]
)  # fmt: skip
TEXTS = st.builds(
    lambda start, lines, newline, end: start + newline.join(lines) + end * newline,
    st.sampled_from(["", "\ufeff", "---\ntitle: x\n---\n"]),
    st.lists(PIECES, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 2),
)


def outside(before: str, after: str) -> bool:
    """Whether `after` is `before` with one piece put in."""
    more = len(after) - len(before)
    return any(after[:at] + after[at + more :] == before for at in range(len(before) + 1))


@given(TEXTS, st.sampled_from(["", "2026-11-05"]))
@example("## Study\r\n- a", "")
@example("\ufeff", "")
def test_nothing_else_changes(before: str, day: str) -> None:
    heading = "Journal" if day else "Study"
    entry = entry_line("words of the learner", day=day, time="" if day else "14:05", minutes=45)
    after, line = with_entry(before, heading, entry, day=day)
    assert outside(before, after)
    assert after.split("\n")[line].strip("\ufeff\r -*") == entry
    assert after.endswith(("\n", "\r")) == before.endswith(("\n", "\r")) or not before.strip("\ufeff \r\n")
    assert "\r" not in after.replace("\r\n", "")
    if "\r\n" in before:
        assert after.count("\r\n") == after.count("\n") or before.count("\r\n") != before.count("\n")


@given(TEXTS, st.sampled_from(["", "2026-11-05"]))
def test_what_is_written_is_read_back(before: str, day: str) -> None:
    """Unless the heading stands in code, a comment or something else that hides it."""
    heading = "Journal" if day else "Study"
    after, line = with_entry(before, heading, entry_line("words", day=day, minutes=45), day=day)
    raws = note_entries("N.md", after) if day else diary_entries("N.md", after, heading)
    read = [raw for raw in raws if raw.line == line]
    hiding = any(piece in before for piece in ("```", "%%", "<!--", "$$", "<div>", "- [ ]", "\t"))
    assert hiding or [(raw.text, raw.minutes) for raw in read] == [("words", 45)]


def test_a_list_right_below_a_table_is_no_part_of_it() -> None:
    text = "## Study\n| a | b |\n|---|---|\n| 45m | x |\n- 20m words\n<b>\n- 30m within HTML\n"
    assert [(raw.text, raw.minutes) for raw in diary_entries("Journal/2026-11-21.md", text, "Study")] == [("words", 20)]
