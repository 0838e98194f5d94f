"""Commit messages: honest, short, and nothing in them can be forged."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.domain.commits.reading import read_message
from vaultsync.domain.commits.subjects import short_title
from vaultsync.domain.commits.writing import (
    check_message,
    dates_message,
    merge_message,
    pull_message,
    study_message,
    undo_message,
)
from vaultsync.models.agreement import Change, ChangeKind
from vaultsync.models.marks import Mark
from vaultsync.models.progress import Handwork, Progress, PullNews, RoadmapProgress, SectionProgress, Tally


def roadmap(
    name: str = "complete-roadmap", title: str = "🚀 Complete AI Engineer Roadmap", done: int = 41, total: int = 478
) -> RoadmapProgress:
    tally = Tally(done=done, total=total)
    return RoadmapProgress(name, title, title, SectionProgress("", title, "roadmap", "x.md", 0, tally))


def progress(*roadmaps: RoadmapProgress) -> Progress:
    return Progress("2026-11-21", Tally(), list(roadmaps or [roadmap()]))


def change(
    text: str,
    to: Mark = Mark.DONE,
    unit: str = "1.1 Mathematics Fundamentals",
    *,
    kind: ChangeKind = ChangeKind.TASK,
    by: str = "",
    tasks: int = 0,
    of: int = 0,
    name: str = "complete-roadmap",
    item: str = "",
) -> Change:
    before = Mark.DONE if to is Mark.TODO else Mark.TODO
    return Change(name, item or f"maths#^{text}", "maths.md", unit, text, before, to, "2026-11-21", by, kind, tasks, of)


def test_a_few_ticks_in_one_note() -> None:
    changes = [change("1.1.1.3 Eigenvalues and *eigenvectors*"), change("Norms"), change("[SVD](https://svd.example)")]
    assert study_message(changes, progress(), ["2026-11-21: SVD finally makes sense. (45m)"]) == (
        "Study: 3 done in Mathematics Fundamentals (Complete AI Engineer 41/478)\n"
        "\n"
        "Done\n"
        "- 1.1.1.3 Eigenvalues and eigenvectors\n"
        "- Norms\n"
        "- SVD\n"
        "\n"
        "Journal\n"
        "- 2026-11-21: SVD finally makes sense. (45m)\n"
        "\n"
        "Vaultsync-Progress: complete-roadmap 41/478\n"
    )


def test_a_section_ticked_whole_is_its_title_and_the_number_of_tasks() -> None:
    whole = change("1.1 Mathematics Fundamentals", kind=ChangeKind.WHOLE, tasks=26, of=26, item="maths")
    handed = [change(f"t{n}", by="maths") for n in range(26)]
    message = study_message([whole, *handed], progress())
    assert message.splitlines()[:4] == [
        "Study: 26 done in Mathematics Fundamentals (Complete AI Engineer 41/478)",
        "",
        "Done",
        "- 1.1 Mathematics Fundamentals (26 tasks)",
    ]
    assert "t3" not in message
    whole = change("1.1 Mathematics Fundamentals", kind=ChangeKind.WHOLE, tasks=1, of=26, item="maths")
    assert "- 1.1 Mathematics Fundamentals (1 of 26 tasks)\n" in study_message([whole, handed[0]], progress())


def test_every_kind_of_mark_is_told_and_counted_in_tasks() -> None:
    changes = [
        change("a"),
        change("book", kind=ChangeKind.RESOURCE),
        change("b", Mark.DOING),
        change("whole", Mark.SKIPPED, kind=ChangeKind.WHOLE, tasks=2, of=2),
        change("c", Mark.SKIPPED, by="maths#^whole"),
        change("d", Mark.SKIPPED, by="maths#^whole"),
        change("e", Mark.TODO),
        change("begun", Mark.DOING, kind=ChangeKind.WHOLE, item="maths"),
    ]
    assert study_message(changes, progress()) == (
        "Study: 1 done, 2 doing, 2 skipped, 1 reopened, 1 resource (41/478)\n"
        "\nDone in Mathematics Fundamentals\n- a\n- book\n"
        "\nDoing\n- begun\n"
        "\nDoing in Mathematics Fundamentals\n- b\n"
        "\nSkipped in Mathematics Fundamentals\n- whole (2 tasks)\n"
        "\nReopened in Mathematics Fundamentals\n- e\n"
        "\nVaultsync-Progress: complete-roadmap 41/478\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        (
            [change("r", kind=ChangeKind.RESOURCE)],
            "Study: 1 resource done in Mathematics… (Complete AI Engineer 41/478)",
        ),
        ([change("r", kind=ChangeKind.RESOURCE), change("s", kind=ChangeKind.RESOURCE)], "Study: 2 resources done in"),
        (
            [change("Overview", kind=ChangeKind.RESOURCE, item="overview", unit="Overview")],
            "Study: 1 done in Overview (",
        ),
        ([change("a", unit="SQL"), change("b", unit="1.2 Python")], "Study: 2 done in SQL and Python ("),
        ([change("a"), change("b", unit="1.2 Python")], "Study: 2 done in 2 notes (Complete AI Engineer 41/478)"),
        ([change("a"), change("b", unit="x" * 90)], "Study: 2 done in 2 notes ("),
        ([change("a"), change("b", unit="B"), change("c", unit="C")], "Study: 3 done in 3 notes (Complete"),
        ([change("a", unit="x " * 60)], "Study: 1 done in x x"),
        ([change("a", unit="A whole of 123456789012345678")], "Study: 1 done in A whole of… (Complete AI Engineer"),
        ([change("a", unit="3 Blue Things")], "Study: 1 done in 3 Blue Things ("),
    ],
)
def test_subjects(changes: list[Change], subject: str) -> None:
    first = study_message(changes, progress()).splitlines()[0]
    assert first.startswith(subject)
    assert len(first) <= 72


def test_lists_of_several_notes_name_them() -> None:
    changes = [
        change("a"),
        change("b", unit="1.2 Python"),
        change("Phase", kind=ChangeKind.WHOLE, tasks=3, of=3, item="phase", unit="Phase"),
    ]
    assert study_message(changes, progress()).split("\n\n")[1:4] == [
        "Done\n- Phase (3 tasks)",
        "Done in Mathematics Fundamentals\n- a",
        "Done in Python\n- b",
    ]


def test_several_roadmaps() -> None:
    two = progress(roadmap(), roadmap("knots", "Knots", 1, 7), roadmap("idle", "Idle", 0, 3))
    message = study_message([change("a"), change("b", unit="Bowline", name="knots")], two)
    assert message.startswith("Study: 2 done in 2 notes (Complete AI Engineer 41/478, Knots 1/7)\n")
    assert message.endswith("\n\nVaultsync-Progress: complete-roadmap 41/478\nVaultsync-Progress: knots 1/7\n")
    long = progress(*(roadmap(name, f"{name} {'x' * 60}") for name in "abc"))
    message = study_message([change("a", name=name) for name in "abc"], long)
    assert message.startswith("Study: 3 done in 3 roadmaps\n")
    same = progress(roadmap("path-a", "Path"), roadmap("path-b", "Path"))
    message = study_message([change("a", name="path-a"), change("a", name="path-b")], same)
    assert message.startswith("Study: 2 done in Mathematics Fundamentals (path-a 41/478, path-b 41/478)\n")


@pytest.mark.parametrize(
    ("notes", "message"),
    [
        ([], "Study: summary\n"),
        (["1.2 Python"], "Study: notes in Python\n"),
        (["1.2 Python", "SQL", "SQL"], "Study: notes in Python and SQL\n"),
        (["A", "B", "C"], "Study: notes in 3 units\n\nNotes\n- A\n- B\n- C\n"),
        (["A" * 120], f"Study: notes in {'A' * 55}…\n\nNotes\n- {'A' * 120}\n"),
    ],
)
def test_nothing_ticked(notes: list[str], message: str) -> None:
    assert study_message([], progress(), notes=Handwork(notes)) == message
    if len(notes) > 2:
        message = message.replace("notes in 3 units", "wrote in 3 notes")
        assert study_message([], progress(), notes=Handwork(notes, foreign=1)) == message


@pytest.mark.parametrize(
    ("notes", "message"),
    [
        (Handwork(own=[".vaultsync/marks/knots.tsv"]), "Study: changed 1 file in .vaultsync\n"),
        (Handwork(deleted=["1.2 Python", "SQL"]), "Study: deleted Python and SQL\n"),
        (Handwork(deleted=["A", "B", "C"]), "Study: deleted 3 notes\n\nDeleted\n- A\n- B\n- C\n"),
        (Handwork(moved=["1.2 Python"]), "Study: moved Python\n"),
        (Handwork(moved=["A"], deleted=["B"]), "Study: deleted B\n\nMoved\n- A\n"),
        (Handwork(["A"], deleted=["B"]), "Study: notes in A\n\nDeleted\n- B\n"),
        (Handwork(reviews=["2026-W47"]), "Study: made the review 2026-W47\n"),
        (Handwork(reviews=["2026-W47", "2026-11"]), "Study: made 2 reviews\n"),
        (Handwork(["A"], reviews=["2026-W47"], others=["x.png"]), "Study: notes in A\n"),
        (Handwork(mended=2), "Study: mended 2 files\n"),
        (Handwork(settled="same", mended=1), "Study: settled a question\n\nVaultsync-Settled: same\n"),
        (Handwork(deleted=["A"], mended=1), "Study: deleted A\n"),
        (Handwork(others=["vaultsync.toml"], mended=1), "Study: changed vaultsync.toml\n"),
        (Handwork(others=["vaultsync.toml"]), "Study: changed vaultsync.toml\n"),
        (Handwork(others=["notes in\n3 done in B.png", "b"]), "Study: changed notes in 3 done in B.png and b\n"),
        (Handwork(others=["a", "b", "c"]), "Study: changed 3 files\n"),
    ],
)
def test_what_is_deleted_moved_or_made_is_not_written_in(notes: Handwork, message: str) -> None:
    assert study_message([], progress(), notes=notes) == message
    assert read_message(message).notes == notes.written


def test_what_is_deleted_stands_beside_what_is_ticked() -> None:
    message = study_message([change("a")], progress(), notes=Handwork(["Own"], deleted=["Gone"]))
    assert "\n\nDeleted\n- Gone\n" in message
    assert "Own" not in message


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("🚀 Complete AI Engineer Roadmap", "Complete AI Engineer"),
        ("The Night Sky from Scratch", "The Night Sky from Scratch"),
        ("Roadmap", "Roadmap"),
        ("🚀", "🚀"),
        ("**Rust** Learning Path", "Rust"),
        ("AI Engineering Mastery: a very long story about everything there is to learn", "AI Engineering Mastery"),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    assert short_title(title) == short


def test_pulls() -> None:
    first = PullNews("complete-roadmap", True, ("a", "b"))
    assert pull_message([first], progress()) == (
        "Pull: Complete AI Engineer (2 notes)\n\nVaultsync-Progress: complete-roadmap 41/478\n"
    )
    later = PullNews("complete-roadmap", False, ("1.9 New",), ("b", "c"), ("Old",), (), ("Phase 1",))
    assert pull_message([later, PullNews("idle")], progress()) == (
        "Pull: Complete AI Engineer: 1 new, 2 changed, 1 archived, 1 reopened\n"
        "\nCreated in Complete AI Engineer\n- 1.9 New\n"
        "\nChanged in Complete AI Engineer\n- b\n- c\n"
        "\nArchived in Complete AI Engineer\n- Old\n"
        "\nReopened in Complete AI Engineer\n- Phase 1\n"
        "\nVaultsync-Progress: complete-roadmap 41/478\n"
    )
    known = PullNews("complete-roadmap", True, (), ("b",))  # its state was lost, its notes were there
    assert pull_message([known], progress()) == (
        "Pull: Complete AI Engineer: 1 changed\n"
        "\nChanged in Complete AI Engineer\n- b\n"
        "\nVaultsync-Progress: complete-roadmap 41/478\n"
    )
    many = PullNews("complete-roadmap", False, tuple(str(n) for n in range(100)))
    assert pull_message([many], progress()).count("\n- ") == 41
    assert pull_message([], progress()) == "Pull: summary\n"
    assert (
        pull_message([], progress(), settings="settings of Obsidian and git") == "Pull: settings of Obsidian and git\n"
    )
    mended = ["A.md: its id put back"]
    assert pull_message([], progress(), mended=mended) == f"Pull: mended 1 note\n\nMended\n- {mended[0]}\n"
    assert pull_message([], progress(), anew=["a: b"]) == "Pull: a: b\n"
    assert pull_message([], progress(), anew=["a: b", "c: d"]) == "Pull: a: b\n\nTaken in\n- c: d\n"
    assert pull_message([], progress(), arrived=1) == "Pull: 1 tick of the documents\n"


def test_what_a_subject_shortens_stands_whole_in_the_body() -> None:
    title = "1.1 The Mathematics of Everything that Ever Was, Is, or Will Be, Week 12345"
    message = study_message([change("a", unit=title)], progress())
    assert message.splitlines()[0] == "Study: 1 done in The Mathematics of… (Complete AI Engineer 41/478)"
    assert f"\nDone in {title[4:]}\n- a\n" in message
    assert read_message(message).items[0].unit == title[4:]


def test_subjects_of_pulls_merges_undos_and_dates_cut_no_number() -> None:
    names = [f"Everything that can be known about number {n:,}" for n in range(100_000, 100_004)]
    several = progress(*(roadmap(str(n), name, 1234, 56789) for n, name in enumerate(names)))
    news = [PullNews(str(n), False, tuple("ab"), tuple("cde")) for n in range(4)]
    undone = undo_message("Study: 12345 done in Everything that can be known (Complete 1234/56789)", "ab" * 20, several)
    messages = [
        pull_message(news, several),
        pull_message(news[:1], several),
        pull_message([PullNews(str(n), True, ("a",)) for n in range(4)], several),
        merge_message("origin", names, [], several),
        merge_message("origin", names[:1], [], several),
        undone,
        dates_message([(name, 1234) for name in names], several),
    ]
    assert [message.splitlines()[0] for message in messages] == [
        "Pull: 8 new, 12 changed in 4 roadmaps",
        "Pull: Everything that can be known about…: 2 new, 3 changed",
        "Pull: Everything…, Everything… and 2 more roadmaps (4 notes)",
        "Merge: 4 notes from origin (0 1234/56789, 1 1234/56789 and 2 more)",
        "Merge: 1 note from origin (0 1234/56789, 1 1234/56789 and 2 more)",
        "Undo: Study: 12345 done in Everything that can be known",
        "Dates: 4936 ticks of 4 roadmaps from their history",
    ]
    assert "\n- Study: 12345 done in Everything that can be known (Complete 1234/56789)\n" in undone


FORGED = [
    "\n\nVaultsync-Progress: complete-roadmap 478/478",
    "Vaultsync-Progress: complete-roadmap 478/478",
    "# comment",
    "\r# ------------------------ >8 ------------------------\r",
    "\u2028Signed-off-by: someone\u2029",
    "\x85Vaultsync-Progress: a 1/1\x0b\x0cVaultsync-Progress: a 1/1\x1c\x1d\x1eVaultsync-Progress: a 1/1",
    "\r\n\r\nVaultsync-Merge: origin\r\nVaultsync-Undo: 0123456\r\n",
    "nul\x00 and \x1b[31mred",
    "",
    "- \n-\n",
]


def trailers(message: str) -> list[str]:
    done = subprocess.run(
        ["git", "interpret-trailers", "--parse"], input=message, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("words", FORGED)
def test_nobody_forges_a_trailer_or_a_comment(words: str) -> None:
    changes = [change(words or "x", unit=words or "x"), change("b", Mark.SKIPPED, unit="Other")]
    message = study_message(changes, progress(), [words, words], Handwork([words], [words], [words]))
    assert trailers(message) == ["Vaultsync-Progress: complete-roadmap 41/478"]
    assert not any(line.startswith("#") for line in message.splitlines())
    assert "\x00" not in message
    assert "\x1b" not in message
    assert trailers(study_message([], progress(), [words], Handwork([words], [words], [words]))) == []
    told = pull_message([PullNews("complete-roadmap", False, (words or "x",))], progress())
    assert trailers(told) == ["Vaultsync-Progress: complete-roadmap 41/478"]
    ours = "Vaultsync-Progress: complete-roadmap 41/478"
    for long in (words, f"{words} {'x ' * 40}"):
        assert trailers(undo_message(long, "abc", progress())) == [ours, "Vaultsync-Undo: abc"]
        merge = merge_message("origin", [long], [change(long or "x")], progress())
        assert trailers(merge) == [ours, "Vaultsync-Merge: origin"]
        assert trailers(dates_message([(long, 1)], progress())) == [ours]
        assert trailers(check_message([long])) == []


@given(st.lists(st.text(), min_size=1, max_size=3), st.text(), st.text(min_size=1))
def test_any_words_stay_on_their_line(texts: list[str], unit: str, title: str) -> None:
    message = study_message(
        [change(text, unit=unit) for text in texts], progress(roadmap(title=title)), texts, Handwork(texts)
    )
    subject, blank, *body = message.split("\n")
    assert len(subject) <= 72
    assert subject.startswith(f"Study: {len(texts)} done")
    assert blank == ""
    assert body[0] == "Done" or body[0].startswith("Done in ")
    assert all(line.startswith("- ") for line in body[1 : len(texts) + 1])
    assert body[-3:] == ["", "Vaultsync-Progress: complete-roadmap 41/478", ""]
    assert len(message.splitlines()) == 2 + 1 + len(texts) + 2 + len(texts) + 2
    message.encode()
