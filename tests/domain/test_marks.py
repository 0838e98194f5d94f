"""The table of marks, row by row."""

from __future__ import annotations

import pytest
from marked_vault import (
    DAY,
    boxes,
    changes,
    done,
    mark,
    note,
    notes_of,
    plan,
    position,
    resource,
    task,
    write,
)

from vaultsync.domain.marks.agreement import agree, arrivals, skipped_along
from vaultsync.models.agreement import Agreement, ChangeKind
from vaultsync.models.marks import KnownMark, Mark, NoteScan
from vaultsync.models.roadmap import Bullet, Roadmap
from vaultsync.models.structs import replace


class Vault:
    """A roadmap with its notes and known marks; `sync` is what a push does."""

    def __init__(self, roadmap: Roadmap, stamp: bool = True) -> None:
        self.roadmap = roadmap
        self.notes: dict[str, NoteScan] = notes_of(roadmap)
        self.known: dict[str, KnownMark] = {}
        self.stamp = stamp
        self.asked: list[tuple[str, int | None]] = []
        self.day = DAY

    def day_of(self, path: str, line: int | None) -> str:
        self.asked.append((path, line))
        return self.day

    def agree(self, unticks: bool = True) -> Agreement:
        return agree(self.roadmap, self.known, self.notes, self.day_of, stamp=self.stamp, unticks=unticks)[0]

    def sync(self, unticks: bool = True) -> Agreement:
        first = self.agree(unticks)
        write(self.notes, first.edits)
        self.known = first.marks
        again = self.agree()
        assert not again.edits
        assert again.marks == first.marks
        assert not again.changes
        assert not again.review
        return first

    def mark(self, note_id: str, block_id: str, char: str, date: str | None = None) -> None:
        mark(self.notes, note_id, block_id, char, date)

    def done(self, note_id: str, value: bool = True) -> None:
        done(self.notes, note_id, value)

    def line(self, note_id: str, block_id: str):
        scan = self.notes[f"plan/{note_id}" if note_id else "plan"]
        return scan.tasks[position(scan, block_id)]

    @property
    def boxes(self) -> str:
        return boxes(self.notes)


@pytest.fixture
def vault() -> Vault:
    return Vault(
        plan(
            note(
                "phase",
                note("maths", task("vectors", task("add"), task("scale")), task("eigen"), resource("book")),
                note("python", task("numpy"), task("pandas"), resource("book-again", same_as="maths#^book")),
            ),
            note("closing", task("talk")),
        )
    )


def test_a_vault_that_agrees_has_no_edits(vault: Vault) -> None:
    agreement = vault.agree()
    assert replace(agreement, counts=[]) == Agreement()
    assert vault.asked == []


def test_a_ticked_line_is_stamped_with_its_day_and_parents_wait(vault: Vault) -> None:
    vault.mark("maths", "eigen", "x")
    agreement = vault.sync()
    assert changes(agreement) == ["maths#^eigen  →x"]
    assert vault.known == {"maths#^eigen": KnownMark(Mark.DONE, DAY)}
    assert vault.line("maths", "eigen").date == DAY
    assert vault.asked == [("Roadmaps/Plan/maths.md", vault.line("maths", "eigen").line)]


def test_the_last_leaf_finishes_parents_all_the_way_up(vault: Vault) -> None:
    for unit, leaf in (("maths", "add"), ("maths", "scale"), ("maths", "eigen"), ("python", "numpy")):
        vault.mark(unit, leaf, "X", "2026-01-02")
    vault.mark("python", "pandas", "x", "2026-03-04")
    agreement = vault.sync()
    assert vault.boxes == (
        ".: [x]phase [ ]closing\n"
        "phase+: [x]maths [x]python\n"
        "maths+: [x]vectors [X]add [X]scale [X]eigen [ ]book\n"
        "python+: [X]numpy [x]pandas [ ]book-again\n"
        "closing: [ ]talk"
    )
    assert vault.notes["plan/maths"].completed == "2026-01-02"
    assert vault.notes["plan/phase"].completed == "2026-03-04"
    assert vault.line("", "phase").date == "2026-03-04"
    assert vault.line("maths", "vectors").date == "2026-01-02"
    assert [c.item for c in agreement.followed] == ["phase", "maths", "maths#^vectors", "python"]
    assert vault.asked == []


@pytest.mark.parametrize("where", ["done", "index", "both"])
def test_a_note_set_done_ticks_its_open_leaves_and_remembers_it(vault: Vault, where: str) -> None:
    vault.mark("maths", "eigen", "x", "2026-01-02")
    vault.sync()
    if where != "index":
        vault.done("maths")
    if where != "done":
        vault.mark("phase", "maths", "x")
    agreement = vault.sync()
    assert changes(agreement) == [
        "maths  →x", "maths#^add  →x by maths", "maths#^scale  →x by maths"
    ]  # fmt: skip
    assert (agreement.changes[0].kind, agreement.changes[0].tasks, agreement.changes[0].of) == (
        ChangeKind.WHOLE, 2, 3
    )  # fmt: skip
    assert vault.known["maths#^add"] == KnownMark(Mark.DONE, DAY, "maths")
    assert vault.known["maths#^eigen"] == KnownMark(Mark.DONE, "2026-01-02")
    assert vault.notes["plan/maths"].completed == DAY
    assert "maths+: [x]vectors [x]add [x]scale [x]eigen [ ]book" in vault.boxes
    vault.done("maths", False)
    vault.sync()
    assert "maths: [ ]vectors [ ]add [ ]scale [x]eigen [ ]book" in vault.boxes
    assert vault.known == {"maths#^eigen": KnownMark(Mark.DONE, "2026-01-02")}
    assert vault.notes["plan/maths"].completed == ""
    assert vault.line("maths", "add").date == ""


def test_unset_takes_only_what_is_unchanged_since(vault: Vault) -> None:
    vault.done("maths")
    vault.sync()
    vault.mark("maths", "add", " ")
    vault.sync()
    vault.mark("maths", "add", "x")
    vault.sync()
    assert vault.known["maths#^add"].by == ""
    vault.mark("phase", "maths", " ")
    vault.sync()
    assert "maths: [ ]vectors [x]add [ ]scale [ ]eigen [ ]book" in vault.boxes


def test_a_part_of_what_was_handed_down_can_be_unset(vault: Vault) -> None:
    vault.mark("", "phase", "x")
    vault.sync()
    assert {mark.by for item, mark in vault.known.items() if "#^" in item and "vectors" not in item} == {"phase"}
    vault.mark("phase", "python", " ")
    vault.sync()
    assert vault.boxes == (
        ".: [ ]phase [ ]closing\n"
        "phase: [x]maths [ ]python\n"
        "maths+: [x]vectors [x]add [x]scale [x]eigen [ ]book\n"
        "python: [ ]numpy [ ]pandas [ ]book-again\n"
        "closing: [ ]talk"
    )


def test_a_parent_task_hands_down_too(vault: Vault) -> None:
    vault.mark("maths", "vectors", "x")
    vault.sync()
    assert "[x]vectors [x]add [x]scale [ ]eigen" in vault.boxes
    assert vault.known["maths#^add"].by == "maths#^vectors"
    vault.mark("maths", "vectors", " ")
    vault.sync()
    assert vault.known == {}


def test_unsetting_a_parent_whose_tasks_were_ticked_one_by_one_asks(vault: Vault) -> None:
    vault.mark("closing", "talk", "x")
    vault.sync()
    vault.done("closing", False)
    agreement = vault.sync()
    assert "closing+: [x]talk" in vault.boxes
    assert [(r.item, r.choices) for r in agreement.review] == [("closing", (Mark.DONE, Mark.TODO))]
    assert agreement.changes == []


def test_the_more_specific_place_wins(vault: Vault) -> None:
    vault.mark("maths", "add", "x")
    vault.sync()
    vault.mark("maths", "add", " ")
    vault.mark("maths", "vectors", "x")
    vault.done("maths", True)
    agreement = vault.sync()
    assert "maths: [ ]vectors [ ]add [x]scale [x]eigen" in vault.boxes
    assert vault.known["maths#^scale"].by == "maths#^vectors"
    assert vault.known["maths#^eigen"].by == "maths"
    assert agreement.review == []


def test_done_wins_over_the_index_line(vault: Vault) -> None:
    vault.mark("phase", "python", "-")
    vault.done("python")
    vault.sync()
    assert "phase: [ ]maths [x]python" in vault.boxes


def test_places_at_one_level_that_differ_are_listed(vault: Vault) -> None:
    vault.mark("maths", "book", "-")
    vault.mark("python", "book-again", "/")
    agreement = vault.sync()
    assert vault.known == {"maths#^book": KnownMark(Mark.DOING)}
    assert [(r.item, r.choices) for r in agreement.review] == [("maths#^book", (Mark.DOING, Mark.SKIPPED))]
    assert vault.line("maths", "book").char == vault.line("python", "book-again").char == "/"


@pytest.mark.parametrize(
    ("one", "other", "winner"),
    [("x", "/", Mark.DONE), ("-", "x", Mark.DONE), ("/", "-", Mark.DOING), ("X", "x", Mark.DONE)],
)
def test_done_wins_over_doing_over_skipped(vault: Vault, one: str, other: str, winner: Mark) -> None:
    vault.mark("maths", "book", one)
    vault.mark("python", "book-again", other)
    agreement = vault.sync()
    assert vault.known["maths#^book"].mark is winner
    assert len(agreement.review) == (one.lower() != other)


def test_twins_are_places_of_one_item_and_out_of_the_count(vault: Vault) -> None:
    vault.mark("python", "book-again", "x")
    agreement = vault.sync()
    assert [(c.item, c.kind) for c in agreement.changes] == [("maths#^book", ChangeKind.RESOURCE)]
    assert vault.line("maths", "book").char == "x"
    assert vault.line("maths", "book").date == DAY
    vault.mark("maths", "book", " ")
    vault.sync()
    assert vault.line("python", "book-again").char == " "
    assert vault.line("python", "book-again").date == ""


def test_skipped_leaves_leave_the_scope(vault: Vault) -> None:
    vault.mark("python", "numpy", "-")
    vault.sync()
    assert "phase: [ ]maths [ ]python" in vault.boxes
    vault.mark("python", "pandas", "x")
    vault.sync()
    assert "phase: [ ]maths [x]python" in vault.boxes
    vault.mark("python", "pandas", "-")
    vault.sync()
    assert "phase: [ ]maths [-]python" in vault.boxes
    assert vault.notes["plan/python"].done is False
    assert vault.known["python"] == KnownMark(Mark.SKIPPED)


def test_a_task_is_done_though_all_below_it_is_skipped(vault: Vault) -> None:
    vault.mark("maths", "add", "-")
    vault.mark("maths", "scale", "-")
    vault.sync()
    assert "maths: [-]vectors [-]add [-]scale" in vault.boxes
    vault.mark("maths", "vectors", "x")
    agreement = vault.sync()
    assert "maths: [x]vectors [-]add [-]scale [ ]eigen" in vault.boxes
    assert changes(agreement) == ["maths#^vectors -→x"]
    assert (agreement.changes[0].kind, agreement.changes[0].date, agreement.review) == (ChangeKind.TASK, DAY, [])
    count = agreement.counts[1]
    assert (count.done, count.total, count.skipped) == (1, 4, 1)
    vault.mark("maths", "eigen", "x")
    vault.sync()
    assert "maths+: [x]vectors [-]add [-]scale [x]eigen" in vault.boxes
    vault.mark("maths", "vectors", " ")
    agreement = vault.sync()
    assert "maths+: [-]vectors [-]add [-]scale [x]eigen" in vault.boxes
    vault.mark("maths", "vectors", "x")
    vault.sync()
    vault.mark("maths", "add", " ")
    agreement = vault.sync()
    assert "maths: [ ]vectors [ ]add [-]scale [x]eigen" in vault.boxes


def test_a_skipped_index_line_skips_what_is_open_and_unset_brings_it_back(vault: Vault) -> None:
    vault.mark("maths", "eigen", "x")
    vault.mark("", "phase", "-")
    vault.sync()
    assert "maths+: [x]vectors" not in vault.boxes
    assert "[-]vectors [-]add [-]scale [x]eigen [ ]book" in vault.boxes
    vault.mark("", "phase", " ")
    vault.sync()
    assert "maths: [ ]vectors [ ]add [ ]scale [x]eigen [ ]book" in vault.boxes


def test_what_the_learner_marked_himself_does_not_follow_a_parent(vault: Vault) -> None:
    vault.mark("maths", "eigen", "x")
    vault.mark("maths", "add", "-")
    vault.sync()
    vault.mark("phase", "maths", "-")
    vault.sync()
    assert "[-]add [-]scale [x]eigen" in vault.boxes
    assert vault.known["maths#^add"].by == ""
    vault.mark("maths", "vectors", "x")
    vault.sync()
    assert "maths+: [x]vectors [-]add [x]scale [x]eigen" in vault.boxes


def test_begun_above_changes_nothing_below(vault: Vault) -> None:
    vault.mark("", "phase", "x")
    vault.sync()
    vault.mark("maths", "add", " ")
    vault.sync()
    vault.mark("phase", "maths", "/")
    vault.sync()
    assert "phase: [/]maths [x]python" in vault.boxes
    assert "maths: [ ]vectors [ ]add [x]scale [x]eigen" in vault.boxes
    vault.mark("phase", "maths", " ")
    vault.sync()
    assert "phase: [ ]maths [x]python" in vault.boxes
    assert "maths: [ ]vectors [ ]add [x]scale [x]eigen" in vault.boxes


def test_doing_is_only_the_learners(vault: Vault) -> None:
    vault.mark("maths", "add", "/")
    vault.mark("phase", "python", "/")
    agreement = vault.sync()
    assert "phase: [ ]maths [/]python" in vault.boxes
    assert "maths: [ ]vectors [/]add" in vault.boxes
    assert changes(agreement) == ["maths#^add  →/", "python  →/"]
    vault.mark("python", "numpy", "x")
    vault.sync()
    assert "phase: [ ]maths [/]python" in vault.boxes
    vault.done("python")
    vault.sync()
    assert "phase: [ ]maths [x]python" in vault.boxes


def test_what_was_begun_is_begun_again_when_a_mark_from_above_is_taken_back(vault: Vault) -> None:
    vault.mark("python", "numpy", "/")
    vault.mark("maths", "vectors", "/")
    vault.sync()
    for above in ("x", "-"):
        vault.mark("", "phase", above)
        vault.sync()
        assert f"python{'+' if above == 'x' else ''}: [{above}]numpy [{above}]pandas" in vault.boxes
        vault.sync()
        vault.mark("", "phase", " ")
        vault.sync()
        assert "python: [/]numpy [ ]pandas" in vault.boxes
        assert "maths: [/]vectors [ ]add [ ]scale" in vault.boxes
    vault.mark("", "phase", "x")
    vault.sync()
    vault.mark("python", "numpy", " ")  # said of itself: open
    vault.sync()
    assert "python: [ ]numpy [x]pandas" in vault.boxes


def test_marks_of_the_learners_own_are_left_and_count_as_open(vault: Vault) -> None:
    vault.mark("python", "numpy", "!")
    vault.done("python")
    agreement = vault.sync()
    assert "python: [!]numpy [x]pandas" in vault.boxes
    assert vault.notes["plan/python"].done is False
    assert [(p.note, p.text[:3]) for p in agreement.problems] == [("Roadmaps/Plan/python.md", "[!]")]
    vault.mark("python", "pandas", "?")
    agreement = vault.sync()
    assert changes(agreement) == ["python#^pandas x→"]
    assert vault.known == {}


def test_known_marks_lost_done_anywhere_means_done(vault: Vault) -> None:
    vault.mark("maths", "add", "x")
    vault.mark("python", "book-again", "x")
    vault.done("closing")
    vault.sync()
    before = vault.boxes
    vault.known = {}
    vault.sync()
    assert vault.boxes == before


def test_a_missing_note_keeps_its_marks(vault: Vault) -> None:
    vault.done("maths")
    vault.sync()
    marks = vault.known
    scan = vault.notes.pop("plan/maths")
    vault.notes.pop("plan/phase")
    assert vault.sync().changes == []
    assert vault.known == marks
    vault.notes["plan/maths"] = replace(scan, done=None, tasks=[])
    assert vault.sync().changes == []
    assert vault.known == marks


def test_a_missing_note_can_still_be_ticked_from_its_index(vault: Vault) -> None:
    del vault.notes["plan/python"]
    vault.mark("phase", "python", "x")
    vault.sync()
    assert vault.known["python#^numpy"] == KnownMark(Mark.DONE, DAY, "python")
    assert vault.known["python"].mark is Mark.DONE


def test_an_existing_date_is_respected_and_becomes_the_known_one(vault: Vault) -> None:
    vault.mark("maths", "eigen", "x", "2020-02-03")
    vault.notes["plan/closing"].completed = "2021-04-05T10:00:00"
    vault.done("closing")
    vault.sync()
    assert vault.known["maths#^eigen"].date == "2020-02-03"
    assert vault.notes["plan/closing"].completed == "2021-04-05T10:00:00"
    assert vault.known["closing"].date == "2021-04-05"
    assert vault.known["closing#^talk"].date == "2021-04-05"
    vault.mark("maths", "eigen", "x", "2020-02-04")
    assert vault.sync().changes == []
    assert vault.known["maths#^eigen"].date == "2020-02-04"
    vault.mark("maths", "eigen", "x", "")
    assert not vault.sync().edits
    assert vault.known["maths#^eigen"].date == "2020-02-04"


def test_stamps_can_be_turned_off(vault: Vault) -> None:
    vault.stamp = False
    vault.done("closing")
    vault.mark("maths", "add", "x", "2020-01-01")
    vault.sync()
    assert vault.line("closing", "talk").date == vault.line("", "closing").date == ""
    assert vault.known["closing#^talk"].date == DAY
    assert vault.notes["plan/closing"].completed == DAY
    vault.mark("maths", "add", " ")
    vault.sync()
    assert vault.line("maths", "add").date == ""


def test_ticks_of_the_document_arrive_done_and_undated() -> None:
    vault = Vault(plan(note("unit", task("a", checked=True), task("b"))))
    vault.known = arrivals(vault.roadmap, None, {})
    assert vault.known == {"unit#^a": KnownMark(Mark.DONE)}
    agreement = vault.sync(unticks=False)
    assert agreement.changes == []
    assert (vault.line("unit", "a").char, vault.line("unit", "a").date) == ("x", "")
    vault.mark("unit", "b", "x")
    vault.sync()
    assert vault.notes["plan/unit"].completed == DAY
    later = plan(note("unit", task("a"), task("b", checked=True)))
    assert arrivals(later, vault.roadmap, vault.known) == vault.known
    vault.mark("unit", "a", " ")
    vault.sync()
    assert arrivals(vault.roadmap, vault.roadmap, vault.known) == vault.known


def test_a_document_tick_found_in_notes_without_any_known_mark_is_undated() -> None:
    vault = Vault(plan(note("unit", task("a", checked=True), task("b"))))
    vault.mark("unit", "a", "x")
    vault.sync()
    assert vault.known == {"unit#^a": KnownMark(Mark.DONE)}
    assert vault.asked == []


def grow(vault: Vault, roadmap: Roadmap) -> None:
    """A pull: new lines come blank, lines that stay keep what stands there."""
    old = vault.notes
    vault.notes = notes_of(roadmap)
    for note_id, scan in vault.notes.items():
        if note_id not in old:
            continue
        scan.done, scan.completed = old[note_id].done, old[note_id].completed
        there = {line.block_id: line for line in old[note_id].tasks}
        for n, line in enumerate(scan.tasks):
            if line.block_id in there:
                was = there[line.block_id]
                scan.tasks[n] = replace(line, char=was.char, mark=was.mark, date=was.date)
    vault.roadmap = roadmap


def test_a_note_reopens_when_it_gains_open_leaves_but_no_task_line_does() -> None:
    vault = Vault(plan(note("phase", note("unit", task("a"), task("b")))))
    vault.done("phase")
    vault.sync()
    grow(vault, plan(note("phase", note("unit", task("a", task("a1"), task("a2")), task("b")))))
    agreement = vault.sync(unticks=False)
    assert vault.boxes == (
        ".: [ ]phase\nphase: [ ]unit\nunit: [x]a [ ]a1 [ ]a2 [x]b"
    )  # fmt: skip
    assert [(c.item, c.from_, c.to) for c in agreement.followed] == [
        ("phase", Mark.DONE, Mark.TODO),
        ("unit", Mark.DONE, Mark.TODO),
    ]
    assert agreement.changes == []
    vault.mark("unit", "a1", "x")
    vault.sync()
    assert "unit: [ ]a [x]a1 [ ]a2 [x]b" in vault.boxes
    vault.mark("unit", "a2", "x")
    vault.sync()
    assert "unit+: [x]a [x]a1 [x]a2 [x]b" in vault.boxes


def test_a_ticked_task_with_new_children_goes_when_the_parent_that_ticked_it_is_unset() -> None:
    vault = Vault(plan(note("unit", task("all", task("a"), task("b")), task("c"))))
    vault.mark("unit", "all", "x")
    vault.sync()
    grow(vault, plan(note("unit", task("all", task("a", task("a1")), task("b")), task("c"))))
    vault.sync(unticks=False)
    assert "unit: [x]all [x]a [ ]a1 [x]b [ ]c" in vault.boxes
    vault.mark("unit", "c", "x")
    vault.sync()
    assert "unit: [x]all [x]a [ ]a1 [x]b [x]c" in vault.boxes
    vault.mark("unit", "all", " ")
    vault.sync()
    assert "unit: [ ]all [ ]a [ ]a1 [ ]b [x]c" in vault.boxes


def test_a_leaf_gone_can_finish_a_note() -> None:
    vault = Vault(plan(note("unit", task("a"), task("b"))))
    vault.mark("unit", "a", "x", "2026-01-01")
    vault.sync()
    grow(vault, plan(note("unit", task("a"))))
    vault.known["unit#^b"] = KnownMark(Mark.DONE, "2025-01-01")
    vault.sync(unticks=False)
    assert vault.notes["plan/unit"].done is True
    assert vault.known["unit#^b"] == KnownMark(Mark.DONE, "2025-01-01"), "marks of what left are kept"


def test_boxes_that_a_pull_wrote_blank_take_the_known_marks() -> None:
    vault = Vault(plan(note("unit", task("a"), resource("r")), note("other", task("b"))))
    vault.done("unit")
    vault.mark("unit", "r", "x")
    vault.sync()
    grow(
        vault,
        plan(note("unit", task("a"), resource("r")), note("other", task("b"), resource("r2", "unit#^r"))),
    )
    vault.notes["plan/unit"] = notes_of(vault.roadmap)["plan/unit"]
    agreement = vault.sync(unticks=False)
    assert agreement.changes == []
    assert vault.boxes == ".: [x]unit [ ]other\nunit+: [x]a [x]r\nother: [ ]b [x]r2"
    assert vault.line("unit", "a").date == DAY
    assert vault.notes["plan/unit"].completed == DAY


def test_lines_without_id_are_found_by_their_words() -> None:
    vault = Vault(
        plan(
            note(
                "unit",
                task("a", task("a-more", text="Practice")),
                task("b", task("b-more", text="Practice")),
                task("c", text="Read *all* of [this](https://example.org/x)"),
            )
        )
    )
    scan = vault.notes["plan/unit"]
    scan.tasks = [replace(line, block_id="", text=line.text.replace("*", "")) for line in scan.tasks]
    for n in (3, 4):
        scan.tasks[n] = replace(scan.tasks[n], char="x", mark=Mark.DONE)
    agreement = vault.agree()
    assert sorted(agreement.marks) == ["unit#^b", "unit#^b-more", "unit#^c"]
    assert agreement.lost_ids == {"Roadmaps/Plan/unit.md": {10: "a", 11: "a-more", 12: "b", 13: "b-more", 14: "c"}}


@pytest.mark.parametrize("left", [(0,), (0, 0), (0, 1, 1)])
def test_a_tick_never_moves_by_a_guess(left: tuple[int, ...]) -> None:
    vault = Vault(plan(note("unit", task("a", text="Practice"), task("b", text="Practice"), task("c"))))
    scan = vault.notes["plan/unit"]
    scan.tasks = [
        replace(scan.tasks[n], line=7 + at, block_id="", char="x", mark=Mark.DONE) for at, n in enumerate(left)
    ]
    assert vault.agree().marks == {}
    single = Vault(plan(note("unit", task("a", text="Practice"))))
    single.notes = vault.notes
    assert single.agree().marks["unit#^a"] == KnownMark(Mark.DONE, DAY), "whichever line it is, it is that task"


def test_doubled_lines_are_places_unless_the_learner_made_another_task_of_them(vault: Vault) -> None:
    scan = vault.notes["plan/closing"]
    scan.tasks.append(replace(scan.tasks[0], line=90, char="x", mark=Mark.DONE))
    scan.tasks.append(replace(scan.tasks[0], line=91, char="x", mark=Mark.DONE, text="Another talk"))
    vault.notes["plan/python"].tasks.append(
        replace(vault.line("python", "numpy"), line=92, char="x", mark=Mark.DONE, text="My own numpy")
    )
    agreement = vault.sync()
    assert vault.known["closing#^talk"].mark is Mark.DONE
    assert "python#^numpy" not in vault.known
    assert [(p.note, p.line) for p in agreement.problems] == [
        ("Roadmaps/Plan/python.md", 92), ("Roadmaps/Plan/closing.md", 91)
    ]  # fmt: skip


def test_index_lines_are_known_by_target_wherever_the_note_was_put(vault: Vault) -> None:
    root = vault.notes["plan"]
    moved = vault.notes["plan/closing"]
    moved.path = "Elsewhere/The End.md"
    at = position(root, "closing")
    for target in (
        "Elsewhere/The End",
        "elsewhere/the end.md#talk",
        "closing",
        "../../Elsewhere/The%20End.md",
    ):
        root.tasks[at] = replace(root.tasks[at], block_id="", target=target, char="x", mark=Mark.DONE)
        agreement = vault.agree()
        assert agreement.marks["closing#^talk"].by == "closing", target
        assert agreement.edits["Elsewhere/The End.md"].done is True


def test_a_note_without_id_is_known_by_its_path_and_copies_are_listed(vault: Vault) -> None:
    scan = vault.notes["plan/closing"]
    copy = replace(scan, path="Roadmaps/Plan/closing 2.md", done=True)
    vault.notes["copy"] = copy
    assert [(p.note, p.line) for p in vault.agree().problems] == [(copy.path, -1)]
    scan.id = ""
    del vault.notes["copy"]
    scan.done = True
    assert "closing#^talk" in vault.agree().marks


def test_units_count_where_a_roadmap_has_no_task() -> None:
    vault = Vault(plan(note("phase", note("one", resource("r")), note("two")), note("three")))
    vault.done("one")
    vault.mark("", "three", "-")
    agreement = vault.sync()
    assert changes(agreement) == ["one  →x", "three  →-"]
    assert vault.boxes == ".: [ ]phase [-]three\nphase: [x]one [ ]two\none+: [ ]r\ntwo:\nthree:"
    vault.mark("phase", "two", "x", "2026-02-02")
    vault.sync()
    assert vault.known["phase"] == KnownMark(Mark.DONE, DAY)
    assert vault.notes["plan/two"].completed == "2026-02-02"


def test_notes_without_anything_to_count_keep_a_mark_of_their_own() -> None:
    vault = Vault(plan(note("phase", note("empty", resource("r")), note("full", task("a")))))
    vault.mark("phase", "empty", "x")
    vault.sync()
    assert vault.boxes == ".: [ ]phase\nphase: [x]empty [ ]full\nempty+: [ ]r\nfull: [ ]a"
    vault.mark("", "phase", "x")
    vault.done("empty", False)
    vault.sync()
    assert vault.boxes == ".: [x]phase\nphase+: [ ]empty [x]full\nempty: [ ]r\nfull+: [x]a"


def test_reference_notes_have_tasks_but_no_mark() -> None:
    vault = Vault(plan(note("unit", task("a")), note("lists", task("b"), role="reference")))
    vault.mark("lists", "b", "x")
    vault.sync()
    assert vault.known == {"lists#^b": KnownMark(Mark.DONE, DAY)}


@pytest.mark.parametrize("size", [3000])
def test_depth_does_not_matter(size: int) -> None:
    chain = task("leaf")
    for n in range(size):
        above = task(f"n{n}")
        above.children = [Bullet("words", [chain])]
        chain = above
    roadmap = plan(note("unit", chain))
    agreement = agree(roadmap, {}, {}, lambda path, line: DAY, stamp=True)[0]
    assert replace(agreement, counts=[]) == Agreement()


def test_what_is_new_under_something_skipped_is_skipped_along() -> None:
    before = plan(note("phase", note("maths", task("add", task("one")), task("sum", task("two"), task("three")))))
    marks = {f"maths#^{id}": KnownMark(Mark.SKIPPED) for id in ("add", "sum", "two", "three")}
    marks["maths#^one"] = KnownMark(Mark.SKIPPED, by="maths#^add")
    after = plan(
        note("phase", note("maths", task("add", task("one"), task("more")), task("sum", task("two"), task("four"))))
    )
    came = {"maths#^more": KnownMark(Mark.SKIPPED, by="maths#^add")}
    assert skipped_along(after, before, marks) == {**marks, **came}  # the sum was only followed, task by task
    # The one that was skipped along has left, and its skip is the parent's all the same; and so it is of a mere task.
    reworded = plan(note("phase", note("maths", task("add", task("more")), task("sum", task("two", task("four"))))))
    came["maths#^four"] = KnownMark(Mark.SKIPPED, by="maths#^two")
    assert skipped_along(reworded, before, marks) == {**marks, **came}
    # What moved there is open, as it was, and what comes with a mark has that.
    reworded.moved = {"phase#^more": "maths#^more"}
    marks["maths#^four"] = KnownMark(Mark.DONE)
    assert skipped_along(reworded, before, marks) == marks


def test_what_is_new_under_something_skipped_with_all_above_is_skipped_with_that() -> None:
    before = plan(note("phase", note("maths", task("add", task("one")), task("done"))))
    marks = {"maths#^one": KnownMark(Mark.SKIPPED, by="maths"), "maths#^add": KnownMark(Mark.SKIPPED)}
    marks |= {"maths#^done": KnownMark(Mark.DONE), "maths": KnownMark(Mark.DONE)}
    after = plan(note("phase", note("maths", task("add", task("one"), task("more")), task("done"), task("new"))))
    assert skipped_along(after, before, marks) == {**marks, "maths#^more": KnownMark(Mark.SKIPPED, by="maths")}
