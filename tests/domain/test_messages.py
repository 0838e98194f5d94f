"""Messages of commits read back: what was written is what is read, and nothing else can pass for it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.domain.commits.reading import ToldEntry, ToldItem, read_message
from vaultsync.domain.commits.writing import pull_message, study_message
from vaultsync.markdown.inline import read_inline
from vaultsync.models.agreement import Change, ChangeKind
from vaultsync.models.marks import Mark
from vaultsync.models.progress import Handwork, Progress, PullNews, RoadmapProgress, SectionProgress, Tally


def progress(**figures: tuple[int, int]) -> Progress:
    roadmaps = [
        RoadmapProgress(name, name.title(), name, SectionProgress("", name, "roadmap", "x.md", 0, Tally(*figure)))
        for name, figure in figures.items()
    ]
    return Progress("2026-11-21", Tally(), roadmaps)


def shown(text: str) -> str:
    """The words of a line as a message has them: visible, on one line, without control characters."""
    line = " ".join("".join(c for c in text if c.isspace() or c.isprintable()).split())
    return " ".join(read_inline(line)[0].split()) or line


# Printable words of any script, with everything that could pass for structure.
words = (
    st.text(st.sampled_from("abc XYZ 019 -:()/#*\n\t,.;äß字é—") | st.characters(categories=["L", "N", "P", "Zs"]))
    .map(shown)
    .filter(lambda text: text and shown(text) == text)
)
marks = st.sampled_from(list(Mark))


@given(
    st.lists(st.tuples(words, marks, words, st.integers(0, 30)), min_size=1, max_size=6),
    st.lists(st.tuples(st.dates(), words, st.integers(0, 600)), max_size=4),
)
def test_what_is_written_is_read(items, entries):
    changes = [
        Change(
            "knots",
            f"u{unit}#^{n}",
            f"{unit}.md",
            unit,
            text,
            Mark.DONE if mark is Mark.TODO else Mark.TODO,
            mark,
            "2026-11-20" if mark is Mark.DONE else "",
            kind=ChangeKind.WHOLE if tasks else ChangeKind.TASK,
            tasks=tasks,
            of=tasks,
        )
        for n, (text, mark, unit, tasks) in enumerate(items)
    ]
    journal = [f"{day.isoformat()}: {text} ({minutes}m)" for day, text, minutes in entries]
    message = study_message(changes, progress(knots=(3, 7)), journal)
    told = read_message(message, ["knots 3/7"])
    assert told.kind == "Study"
    assert told.figures == {"knots": (3, 7)}
    assert Counter((item.mark, item.title, item.tasks) for item in told.items) == Counter(
        (mark, *_split(f"{text} ({tasks} {'task' if tasks == 1 else 'tasks'})" if tasks else text))
        for text, mark, _, tasks in items
    )
    assert told.entries == [ToldEntry(day.isoformat(), text, minutes) for day, text, minutes in entries]


def _split(line: str) -> tuple[str, int]:
    item = ToldItem(Mark.DONE, "", line)
    return item.title, item.tasks


def test_the_message_of_the_design():
    told = read_message(
        "Study: 3 done in Mathematics Fundamentals (Complete AI Engineer 41/478)\n\n"
        "Done\n- 1.1.1.3 Eigenvalues and eigenvectors\n- 1.2 Statistics (26 tasks)\n"
        "Journal\n- 2026-11-21: SVD finally makes sense. (1h15m)\n- 2026-11-21: No time told.\n\n"
        "Vaultsync-Progress: complete-roadmap 41/478\n",
        ["complete-roadmap 41/478"],
    )
    assert told.unit == "Mathematics Fundamentals"
    assert [(item.title, item.tasks) for item in told.items] == [
        ("1.1.1.3 Eigenvalues and eigenvectors", 0),
        ("1.2 Statistics", 26),
    ]
    assert told.entries == [
        ToldEntry("2026-11-21", "SVD finally makes sense.", 75),
        ToldEntry("2026-11-21", "No time told."),
    ]
    assert told.figures == {"complete-roadmap": (41, 478)}


@pytest.mark.parametrize(
    ("subject", "unit"),
    [
        ("Study: 1 done in Loops (Knots 1/7)", "Loops"),
        ("Study: 1 done, 2 doing, 1 resource in In and out (of it) (Knots 1/7, Ropes 2/3)", "In and out (of it)"),
        ("Study: 2 resources done in Loops (Knots 1/7)", "Loops"),
        ("Study: 1 done (Knots 1/7)", ""),
        ("Study: 1 done in Loops", "Loops"),
        ("Fix the build in CI", ""),
    ],
)
def test_the_unit_of_a_subject(subject, unit):
    assert read_message(subject).unit == unit


def test_lists_of_several_notes():
    message = (
        "Study: 2 done in 2 notes (Knots 2/7)\n\nDone in Loops\n- Bowline\n\nSkipped in Ends in sight\n- Whipping\n"
    )
    assert read_message(message).items == [
        ToldItem(Mark.DONE, "Loops", "Bowline"),
        ToldItem(Mark.SKIPPED, "Ends in sight", "Whipping"),
    ]


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Done\n- nothing of ours",
        "Merge branch 'main'",
        "vault backup: 2026-11-21 10:00:00",
        "Fix: done\n\nDone\n- Bowline",
        "study: 3 done\n\nDone\n- x",
    ],
)
def test_messages_of_others_tell_no_items(message):
    told = read_message(message)
    assert (told.items, told.entries, told.notes) == ([], [], [])


def test_a_message_of_words_alone():
    message = study_message([], progress(), notes=Handwork(["1.1 Loops", "1.2 Hitches"]))
    assert read_message(message).notes == ["Loops and Hitches"]
    names = ["1.1 Loops", "1.2 Hitches", *(f"Knot {n}" for n in range(50))]
    assert read_message(study_message([], progress(), notes=Handwork(names))).notes == [
        "Loops",
        "Hitches",
        *names[2:40],
    ]


def test_a_list_that_was_cut_has_no_item_of_that_name():
    journal = [f"2026-11-21: Thought {n}." for n in range(60)]
    assert len(read_message(study_message([], progress(), journal, notes=Handwork(["A"]))).entries) == 40


def test_a_pull():
    news = [PullNews("knots", created=("1.3 Bends",))]
    told = read_message(pull_message(news, progress(knots=(1, 8))), ["knots 1/8"])
    assert (told.kind, told.items, told.figures) == ("Pull", [], {"knots": (1, 8)})
