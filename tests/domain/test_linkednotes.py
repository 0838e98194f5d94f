"""Which note of a roadmap a link means: as Obsidian finds it, what stands in the roadmap before its archive."""

from __future__ import annotations

import pytest

from vaultsync.domain.journal.linkednotes import LinkedNotes
from vaultsync.markdown.linking.linktargets import Files

PATHS = {
    "knots": "Roadmaps/Knots/Knots.md",
    "knots/loops": "Roadmaps/Knots/1 Basics/1.1 Loops.md",
    "knots/care": "Roadmaps/Knots/2 Rope care.md",
    "sails": "Roadmaps/Sails/Sails.md",
    "sails/care": "Roadmaps/Sails/Canvas/2 Rope care.md",
}
ARCHIVED = ("Archive/Knots/1.1 Loops.md", "Archive/Knots/Bends.md", "Archive/Other/Splices.md")


@pytest.mark.parametrize(
    ("target", "source", "id_"),
    [
        ("1.1 Loops", "Journal/2026-11-20.md", "knots/loops"),
        ("1.1 loops.md", "Journal/2026-11-20.md", "knots/loops"),
        ("1 Basics/1.1 Loops", "Journal/2026-11-20.md", "knots/loops"),
        ("../Roadmaps/Knots/1 Basics/1.1 Loops", "Journal/2026-11-20.md", "knots/loops"),
        ("2 Rope care", "Journal/2026-11-20.md", "knots/care"),  # two of one name: the shorter path
        ("2 Rope care", "Roadmaps/Sails/Canvas/mine.md", "sails/care"),  # the one beside it
        ("Canvas/2 Rope care", "Journal/2026-11-20.md", "sails/care"),
        ("Bends", "Journal/2026-11-20.md", "knots"),  # what left is of the roadmap as a whole
        ("Archive/Knots/1.1 Loops", "Journal/2026-11-20.md", "knots"),
        ("Roadmaps/Knots/1 Basics/Bends", "Journal/2026-11-20.md", "knots"),
        ("Splices", "Journal/2026-11-20.md", ""),
        ("Shopping", "Journal/2026-11-20.md", ""),
        ("", "Journal/2026-11-20.md", ""),
    ],
)
def test_what_a_link_means(target: str, source: str, id_: str) -> None:
    assert LinkedNotes(PATHS, "Archive", lambda: ARCHIVED).find(target, source) == id_


def test_the_archive_is_looked_into_only_for_what_stands_nowhere_else() -> None:
    def archived() -> list[str]:
        raise AssertionError

    assert LinkedNotes(PATHS, "Archive", archived).find("1.1 Loops", "Journal/2026-11-20.md") == "knots/loops"


@pytest.mark.parametrize("archive", ["Archive", "Old/Left"])
def test_of_files_named_alike_the_archive_has_the_last(archive: str) -> None:
    study, left = "Roadmaps/Knots/1 Basics/1.1 Loops.md", f"{archive}/Knots/1.1 Loops.md"
    files = Files([left, study, f"{archive}2/quite/deeply/down/1.1 Loops.md"], last=archive)
    assert files.meant("1.1 Loops", "Journal/2026-11-20.md") == study
    assert files.meant("1.1 Loops", f"{archive}/Knots/Other.md") == left  # beside it
    assert files.meant(left, "Journal/2026-11-20.md") == left
    assert Files([left]).meant("1.1 Loops", "x.md") == left
