"""What documents bring along, taken out line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.markdown.outline.clean import clean


def cleaned(text: str) -> str:
    return "\n".join(clean(text).lines)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ufeff# a\u00a0b\u200bc", "# a bc"),
        ("# ðŸš€ cafÃ©", "# 🚀 café"),
        ("café naïve Ä", "café naïve Ä"),
        ("data\u00c2\u00ad-analytic, 5\u00c2\u00a0weeks", "data-analytic, 5 weeks"),
        ("a[1] b[2][3] c[4]", "a b c"),
        ("a[1] b[2] c[3]\n\n[1]: https://a.example", "a[1] b[2] c[3]\n\n[1]: https://a.example"),
        ("a[1]", "a[1]"),
        ("```\na[1] b[2] c[3]\n```", "```\na[1] b[2] c[3]\n```"),
        ("snake\\_case R\\&D \\*a\\*", "snake_case R&D \\*a\\*"),
        ("- [ ] a\n-[x] b\n- [] c", "- [ ] a\n- [x] b\n- [ ] c"),
        ("- [](a) b\n- []string", "- [](a) b\n- []string"),
        ("[ ] a", "[ ] a"),
        ("a <!-- b --> c\n<!-- d\ne -->f", "a  c\n\nf"),
        ("`<!-- a -->` b", "`<!-- a -->` b"),
        ("%% a %%\n%%\nb\n%%\nc %% d", "\n\n\n\nc %% d"),
        ("• a\n• b", "- a\n- b"),
        ("• a", "• a"),
        ("a \u2022 b", "a \u2022 b"),
        ("\x00a\x0cb", "ab"),
    ],
)
def test_cleaned(text: str, result: str) -> None:
    assert cleaned(text) == result


def test_redirects() -> None:
    target = "https://www.google.com/search?q=https://a.example/b&rlz=1"
    assert cleaned(f"[a]({target})") == "[a](https://a.example/b)"
    target = "https://www.google.com/url?sa=t&url=https%3A%2F%2Fa.example%2Fx%20y"
    assert cleaned(f"[a]({target})") == "[a](https://a.example/x%20y)"
    assert cleaned("[a](https://www.google.com/search?q=bread)") == "[a](https://www.google.com/search?q=bread)"


def test_a_wrapping_fence() -> None:
    text = "Here:\n\n```markdown\n# a\n\n```sh\nls\n```\n\n## b\n```\n\nBye"
    assert cleaned(text) == "Here:\n\n\n# a\n\n```sh\nls\n```\n\n## b\n\n\nBye"
    assert cleaned("# a\n```markdown\n# b\n## c\n```") == "# a\n```markdown\n# b\n## c\n```"


def test_a_merge_conflict_that_was_committed_keeps_the_lines_of_both_sides_once() -> None:
    text = "- a\n<<<<<<< HEAD\n- b\n- c\n||||||| base\n- x\n=======\n- b\n- d\n>>>>>>> other\n- e"
    made = clean(text)
    assert [line for line in made.lines if line] == ["- a", "- b", "- c", "- d", "- e"]
    assert {(drop.line, drop.why) for drop in made.dropped} == {
        (line, "left of a merge conflict") for line in (2, 5, 6, 7, 8, 10)
    }
    example = "```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n```"
    assert cleaned(example) == example


def test_what_was_taken_out_is_told() -> None:
    result = clean("a[1] b[2] c[3] <!-- d -->\nPage 1\nPage 2\n# ðŸš€")
    assert [(drop.line, drop.text) for drop in result.dropped] == [
        (1, "d"), (2, "Page 1"), (3, "Page 2"), (1, "[1]"), (1, "[2]"), (1, "[3]"),
    ]  # fmt: skip
    assert result.repaired == 1


@given(st.text(max_size=300))
def test_lines_stay_where_they_are(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert len(clean(text).lines) == lines
    again = clean("\n".join(clean(text).lines))
    assert len(again.lines) == lines
