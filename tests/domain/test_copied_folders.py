"""Which copies of notes are those of a whole folder."""

from __future__ import annotations

import pytest

from vaultsync.domain.devices.copiedfolders import copied_folders


@pytest.mark.parametrize(
    ("copies", "folders"),
    [
        ({"R/K copy/K.md": "R/K/K.md", "R/K copy/1/a.md": "R/K/1/a.md"}, [("R/K copy", "R/K", 2)]),
        ({"Backup/K/K.md": "R/K/K.md", "Backup/K/1/a.md": "R/K/1/a.md"}, [("Backup/K", "R/K", 2)]),
        ({"K/K.md": "R/K/K.md", "K/1/a.md": "R/K/1/a.md"}, [("K", "R/K", 2)]),
        ({"R/K/K/1/b.md": "R/K/1/b.md", "R/K/K/1/a.md": "R/K/1/a.md"}, [("R/K/K/1", "R/K/1", 2)]),
        ({"Mine/a.md": "R/K/1/a.md", "Mine/b.md": "R/K/1/b.md"}, [("Mine", "R/K/1", 2)]),
        ({"a.md": "R/K/1/a.md", "b.md": "R/K/1/b.md"}, []),
        ({"R/K copy/K.md": "R/K/K.md"}, []),
        ({"R/K/a (conflict).md": "R/K/a.md", "R/K/b (conflict).md": "R/K/b.md"}, []),
        (
            {"X/a.md": "R/a.md", "X/b.md": "R/b.md", "Y/a.md": "R/a.md", "Y/b.md": "R/b.md"},
            [("X", "R", 2), ("Y", "R", 2)],
        ),
    ],
)
def test_folders(copies: dict[str, str], folders: list[tuple[str, str, int]]) -> None:
    found = copied_folders(copies.items())
    assert [(one.path, one.original, len(one.notes)) for one in found] == folders
