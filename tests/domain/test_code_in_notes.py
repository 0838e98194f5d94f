"""What a note says of a document's code: letter by letter what it said, while links and comments around it are tamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaultsync.domain.roadmaps.notes import NoteStyle, want_notes
from vaultsync.domain.roadmaps.roadmap import build_roadmap
from vaultsync.edges.templates import Renderer
from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.models.roadmap import KnownRoadmap


def note_of(document: str) -> str:
    """The text of the note of the document's only section."""
    roadmap = build_roadmap(parse_outline(document, "shell"), KnownRoadmap(), folder="Shell")
    (text,) = [
        note.text
        for note in want_notes([roadmap], Renderer(Path("/nowhere")).render, NoteStyle(), {})
        if note.id == "shell/tests"
    ]
    return text


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("Learn `[[ -f x ]]` and `%%timeit`", "Learn `[[ -f x ]]` and `%%timeit`"),
        ("``[[ `x` ]]`` and `<!-- y -->`", "``[[ `x` ]]`` and `<!-- y -->`"),
        ("[[nowhere]] is no `code`", r"\[\[nowhere]] is no `code`"),
        ("A stray ` and [[nowhere]] %% it", r"A stray ` and \[\[nowhere]] \%\% it"),
        ("`%%` opens nothing, %% does", r"`%%` opens nothing, \%\% does"),
    ],
)
def test_code_stays_as_it_is(said: str, stands: str) -> None:
    assert f"- [ ] {stands} ^" in note_of(f"# Shell\n\n## Tests\n- [ ] {said}\n")


def test_code_over_two_lines_of_prose() -> None:
    assert "`a\n[[ b ]]` and \\[\\[c]]" in note_of(
        "# Shell\n\n## Tests\n\nSay `a\n[[ b ]]` and [[c]].\n\n- [ ] Do it\n"
    )
