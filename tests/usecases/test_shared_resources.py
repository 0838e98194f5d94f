"""What several units share has a note of its own, where it has a name of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import begin

DOCUMENT = """\
# Knots

## 1. Loops
- [ ] Bowline

### Resources
- {one}

## 2. Bends
- [ ] Sheet bend

### Resources
- {other}
"""


@pytest.mark.parametrize(
    ("one", "other", "notes"),
    [
        ("Book: Ropes and Splices", "Book: Ropes and Splices", ["Ropes and Splices.md"]),
        ("Libro: Nudos y cabos", "Libro: Nudos y cabos", ["Nudos y cabos.md"]),
        (
            '[Clove hitch](https://e.org/1) – until it is "well tied"',
            '[Clove hitch](https://e.org/1) – again, "well tied"',
            ["Clove hitch.md"],
        ),
        (
            '[Watch the talk](https://e.org/1): "Ropes and us"',
            '[Watch the talk](https://e.org/1): "Ropes and us"',
            ["Ropes and us.md"],
        ),
        ("Practice at the harbour", "Practice at the harbour", []),
        ("Book: Ropes and Splices", "Book: Knots for Climbers", []),
    ],
)
def test_a_shared_book_has_a_note(tmp_path: Path, one: str, other: str, notes: list[str]) -> None:
    study = begin(tmp_path, DOCUMENT.format(one=one, other=other))
    assert sorted(path.name for path in (study.vault / "Resources").glob("*.md")) == notes
    assert not study.pull().changed
