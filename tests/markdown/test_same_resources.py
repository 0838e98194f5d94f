"""Which resources of a document are one, and which only sound alike."""

from __future__ import annotations

import pytest

from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.markdown.outline.tasks import counts, same_resources


def distinct(*resources: tuple[str, str, str]) -> int:
    """How many resources these are: (note, text, address)."""
    return len(set(same_resources([(note, text, "resource", url) for note, text, url in resources])))


@pytest.mark.parametrize(
    "resources",
    [
        (("loops", "The Ashley Book of Knots", ""), ("bends", "The Ashley Book of Knots", "")),
        (("loops", "Knot maps", ""), ("bends", "Knot maps", "")),
        (("loops", 'Reading: "The Ashley Book" (loops)', ""), ("bends", 'Reading: "The Ashley Book" (bends)', "")),
        (("loops", "Ashley's Book of Knots (1944)", ""), ("bends", "Ashley's Book of Knots", "")),
        (("loops", "Knot maps (Chapter 2)", ""), ("bends", "Knot maps (chapter 2)", "")),
        (("loops", "Knot maps", "https://e.org/maps"), ("bends", "Knot maps", "https://e.org/maps/")),
        (("loops", "The Ashley Book of Knots", ""), ("bends", "The Ashley Book of Knots", "https://e.org/ashley")),
    ],
)
def test_what_says_the_same_in_several_notes_is_one(resources: tuple[tuple[str, str, str], ...]) -> None:
    assert distinct(*resources) == 1


@pytest.mark.parametrize(
    "resources",
    [
        (("loops", "Watch the recording", "https://e.org/1"), ("bends", "Watch the recording", "https://e.org/2")),
        (
            ("loops", "The Ashley Book of Knots", "https://e.org/1"),
            ("bends", "The Ashley Book of Knots", "https://e.org/2"),
        ),
        (("loops", "Watch here", "https://e.org/1"), ("bends", "Watch here", "")),
        (("loops", "Exercises", ""), ("bends", "Exercises", "")),
        (("loops", "Read on", "https://e.org/book"), ("bends", "Another chapter", "https://e.org/book")),
        (
            ("loops", "Ashley's Book of Knots (Chapters 1-3)", ""),
            ("bends", "Ashley's Book of Knots (Chapters 4-6)", ""),
        ),
        (("loops", "Ashley's Book of Knots (pp. 1-20)", ""), ("bends", "Ashley's Book of Knots", "")),
    ],
)
def test_what_only_sounds_alike_is_not(resources: tuple[tuple[str, str, str], ...]) -> None:
    assert distinct(*resources) == len(resources)


def test_words_that_a_note_has_twice_name_nothing() -> None:
    said = ("loops", "Read the chapter", "")
    assert distinct(said, ("loops", "Knot maps", ""), said, ("bends", "Read the chapter", "")) == 4


def test_of_two_of_which_one_has_a_link_the_other_names_nothing() -> None:
    linked = ("loops", "Summary", "https://e.org/1")
    assert distinct(linked, ("loops", "Summary", ""), ("bends", "Summary", "")) == 3
    assert distinct(linked, ("loops", "Summary", ""), ("bends", "Summary", "https://e.org/1")) == 2


def test_papers_are_one_by_their_quoted_title() -> None:
    papers = [
        ("loops", 'Ashley, "On the Bowline", 1944', "paper", "https://e.org/1"),
        ("bends", '"On the Bowline" (again)', "paper", ""),
    ]
    assert same_resources(papers) == [0, 0]


def test_recordings_with_links_of_their_own_are_counted_one_by_one() -> None:
    parts = "".join(
        f"## Week {n}\n\n- [ ] Tie {n}\n\n### Resources\n\n- [Recording](https://e.org/{n})\n\n" for n in (1, 2, 3)
    )
    assert counts(parse_outline(f"# Knots\n\n{parts}", "knots"))["resources"] == 3


def test_what_is_studied_elsewhere_is_no_name_of_a_resource() -> None:
    rows = [(note, text, "resource", "") for note in ("loops", "bends") for text in ("Summary", "Knot maps")]
    assert same_resources(rows) == [0, 1, 0, 1]
    assert same_resources(rows, ["📖 Summary", "Reef"]) == [0, 1, 2, 1]
    linked = [(note, "Summary", "resource", "https://e.org/1") for note in ("loops", "bends")]
    assert same_resources(linked, ["Summary"]) == [0, 0]
