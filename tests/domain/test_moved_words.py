"""Words of a deleted note that were put into others."""

from __future__ import annotations

from collections import Counter

import pytest

from vaultsync.domain.devices.movedwords import put_elsewhere, without_moved

BASE = "---\nvaultsync: k/n\n---\n# N\n\nThe roadmap's words.\n\n- [ ] A ^a\n\n## Notes\n\n## Journal\n"
WAS = BASE.replace("## Notes\n", "## Notes\nFirst.\n- second\n\n```\ncode\n```\n").replace("^a\n", "^a\n  - under a\n")


@pytest.mark.parametrize(
    ("written", "gone"),
    [
        ("First.\nsecond\nunder a\n", ["First.\n", "- second\n", "  - under a\n"]),
        ("> First.\n\n* second\n", ["First.\n", "- second\n"]),
        ("First.\n", []),  # one of three: whoever wrote it meant it
        ("The roadmap's words.\n# N\n- [ ] A ^a\ncode\n", []),
        ("", []),
    ],
)
def test_what_was_put_elsewhere_goes(written: str, gone: list[str]) -> None:
    wanted = edited = WAS.replace("## Journal\n", "## Journal\n- 2026-11-20: new\n")
    for line in gone:
        wanted = wanted.replace(line, "")
    put = put_elsewhere([("Old words.\n", f"Old words.\n{written}"), (WAS, WAS)])
    assert without_moved(edited, WAS, BASE, put) == wanted


def test_each_line_that_was_put_elsewhere_is_one() -> None:
    put = Counter({"First.": 1, "second": 1})
    twice = WAS.replace("First.\n", "First.\nFirst.\n")
    assert without_moved(twice, twice, BASE, put).count("First.") == 1
    assert put == Counter({"First.": 0, "second": 0})
    assert without_moved(twice, twice, BASE, put) == twice
