"""Comments among properties, when two devices have changed them."""

from __future__ import annotations

import pytest

from vaultsync.markdown.merging.comments import with_comments
from vaultsync.markdown.merging.reconcile import reconcile

NOTE = """\
---
title: "a # b"
# mine
tags:
  - one
text: |
  # no comment
done: false # so far
---
# Heading
"""


def edited(old: str, new: str) -> str:
    assert old in NOTE
    return NOTE.replace(old, new)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (edited("# mine\n", "# mine\n# theirs\n"), edited("# mine\n", "# mine\n# theirs\n")),
        (edited("# mine\n", ""), edited("# mine\n", "")),
        (edited("  - one\n", "  # theirs\n  - one\n"), edited("  - one\n", "  - one\n# theirs\n")),
        (edited("  - one\n", "  - one # theirs\n"), edited("  - one\n", "  - one\n# theirs\n")),
        (edited("# so far", "# for now"), edited("# so far\n", "# so far\n# for now\n")),
        (edited("title", "# theirs\ntitle"), edited("title", "# theirs\ntitle")),
        (edited("# no comment", "# words"), NOTE),
        (edited('"a # b"', '"a # c"'), NOTE),
        ("no properties\n", edited("# mine\n", "")),
    ],
)
def test_comments_of_the_other_side(theirs: str, expected: str, newline: str) -> None:
    mine, theirs, expected = (text.replace("\n", newline) for text in (NOTE, theirs, expected))
    made = with_comments(mine, mine, theirs)
    assert made == expected
    assert with_comments(made, made, theirs) == made or theirs.startswith("no")


def test_a_note_without_properties_gets_them() -> None:
    assert with_comments("Words.\n", "", "---\n# mine\n---\n") == "---\n# mine\n---\nWords.\n"


def test_both_comment_and_one_moves_tasks() -> None:
    tasks = "- [ ] A ^a\n- [ ] B ^b\n"
    turned = "- [ ] B ^b\n- [ ] A ^a\n"
    ours = edited("# mine", "# mine\n# of one") + tasks
    theirs = edited("# mine", "# mine\n# of two") + turned
    for one, other in ((ours, theirs), (theirs, ours)):
        made = reconcile(NOTE + tasks, one, other).text
        assert made.endswith(turned)
        for words in ("# mine\n", "# of one\n", "# of two\n", "# so far\n"):
            assert made.count(words) == 1, made
