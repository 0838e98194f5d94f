"""Marks under a learner who ticks, unticks, deletes and copies at random while the roadmap grows."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from marked_vault import DAY, note, notes_of, plan, resource, set_box, task, write
from soaking import Searched

from vaultsync.domain.marks.agreed import remembered
from vaultsync.domain.marks.agreement import agree
from vaultsync.domain.marks.resuming import LastAgreed, last_agreed, resume
from vaultsync.domain.progress.counts import roll_up
from vaultsync.models.agreement import Agreement
from vaultsync.models.marks import MARK_OF_CHAR, KnownMark, Mark, NoteScan, TaskLine
from vaultsync.models.progress import SectionProgress
from vaultsync.models.roadmap import Node, Roadmap, Task, item_id
from vaultsync.models.structs import replace

CHARS = " xX/-?"
Above = tuple[str, ...]


@st.composite
def roadmaps(draw: st.DrawFn) -> Roadmap:
    """A few notes, nested, with nested tasks, resources and twins."""
    counter = iter(range(1000))
    shared: list[str] = []

    def tasks(depth: int) -> list[Task]:
        return [
            task(
                f"t{next(counter)}",
                *(tasks(depth + 1) if depth < 2 else []),
                counted=draw(st.integers(0, 9)) > 1,
            )
            for _ in range(draw(st.integers(0, 3 if depth == 0 else 2)))
        ]

    def notes(depth: int) -> list[Node]:
        return [one_note(depth) for _ in range(draw(st.integers(1 if depth == 0 else 0, 3 - depth)))]

    def one_note(depth: int) -> Node:
        name = f"n{next(counter)}"
        below: list[Task | Node] = list(tasks(0))
        if draw(st.booleans()):
            twin = draw(st.sampled_from(["", *shared]))
            kind = draw(st.booleans())
            one = resource(f"r{next(counter)}", twin) if kind else task(f"r{next(counter)}", same_as=twin)
            below.append(one)
            if not twin:
                shared.append(item_id(name, one.id))
        if depth < 2:
            below.extend(notes(depth + 1))
        role = "reference" if draw(st.integers(0, 9)) == 0 else ""
        return note(name, *below, role=role)

    return plan(*tasks(1), *notes(0))


class Plain:
    """The roadmap read the naive way, to judge by."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.leaves: dict[str, Above] = {}
        self.parents: dict[str, Above] = {}
        self.others: dict[str, Above] = {}
        self.twins: dict[str, str] = {}
        self.task_parents: set[str] = set()
        self.sections: dict[str, list[str]] = {}
        self.owners = {one.id: node.id for node in roadmap.root.walk() for one in node.tasks()}
        self._node(roadmap.root, ())
        if not self.leaves:
            for node in roadmap.root.walk():
                if node.role == "unit" and not any(c.role in ("unit", "index") for c in node.walk() if c is not node):
                    self.leaves[node.id] = self.others.pop(node.id)
            for node in roadmap.root.walk():
                if node.id in self.others and any(below.id in self.leaves for below in node.walk()):
                    self.parents[node.id] = self.others.pop(node.id)

    def _node(self, node: Node, above: Above) -> bool:
        marked = node.role in ("index", "unit")
        inner = (*above, node.id) if marked else above
        counted = [self._task(node, one, inner) for one in self._tops(node)]
        counted += [self._node(child, inner) for child in node.children]
        if marked:
            (self.parents if any(counted) else self.others)[node.id] = above
        return any(counted)

    @staticmethod
    def _tops(node: Node) -> list[Task]:
        return [entry for group in node.groups for entry in group.entries if isinstance(entry, Task)]

    def _task(self, node: Node, one: Task, above: Above) -> bool:
        item = item_id(node.id, one.id)
        if one.same_as:
            self.twins[item] = one.same_as
            return False
        below = [self._task(node, child, (*above, item)) for child in one.tasks]
        if any(below):
            self.parents[item] = above
            self.task_parents.add(item)
        elif one.counted:
            self.leaves[item] = above
        else:
            self.others[item] = above
        return any(below) or one.counted

    def above(self, item: str) -> Above:
        return {**self.leaves, **self.parents, **self.others}[item]

    def leaves_of(self, item: str) -> list[str]:
        return [leaf for leaf, above in self.leaves.items() if item in above]


class Study(Searched):
    """A learner, a vault, and a roadmap that grows."""

    @initialize(roadmap=roadmaps(), gentle=st.booleans())
    def begin(self, roadmap: Roadmap, gentle: bool) -> None:
        self.gentle = gentle  # a learner who ticks and writes, and breaks nothing
        self.roadmap = roadmap
        self.plain = Plain(roadmap)
        self.notes = notes_of(roadmap)
        self.known: dict[str, KnownMark] = {}
        self.seen = copy.deepcopy(self.notes)
        self.day = 1
        self.fresh = 500
        self.last: LastAgreed | None = None

    def day_of(self, path: str, line: int | None) -> str:
        return f"2026-11-{self.day:02}"

    # What a learner does

    @rule(data=st.data(), char=st.sampled_from(CHARS), dated=st.booleans())
    def mark_a_line(self, data: st.DataObject, char: str, dated: bool) -> None:
        scan, at = self.some_line(data)
        if scan and not (self.gentle and char == "?"):
            set_box(scan, at, char, "2025-05-05" if dated and char == "x" else None)

    @rule(data=st.data(), value=st.sampled_from([True, False, True, False, None]))
    def set_done(self, data: st.DataObject, value: bool | None) -> None:
        having = [scan for scan in self.notes.values() if scan.done is not None]
        if having:
            data.draw(st.sampled_from(having)).done = value

    @precondition(lambda self: not self.gentle)
    @rule(data=st.data())
    def delete_a_line(self, data: st.DataObject) -> None:
        scan, at = self.some_line(data)
        if scan:
            del scan.tasks[at]
            scan.tasks = [
                replace(line, parent=-1 if line.parent == at else line.parent - (line.parent > at))
                for line in scan.tasks
            ]

    @precondition(lambda self: not self.gentle)
    @rule(data=st.data())
    def copy_a_line(self, data: st.DataObject) -> None:
        scan, at = self.some_line(data)
        if scan and scan.tasks[at].block_id:
            self.fresh += 1
            scan.tasks.append(replace(scan.tasks[at], line=self.fresh))

    @precondition(lambda self: not self.gentle)
    @rule(data=st.data())
    def lose_an_id(self, data: st.DataObject) -> None:
        scan, at = self.some_line(data)
        if scan and [line.block_id for line in scan.tasks].count(scan.tasks[at].block_id) == 1:
            scan.tasks[at] = replace(scan.tasks[at], block_id="")

    @precondition(lambda self: not self.gentle)
    @rule(data=st.data())
    def delete_a_note(self, data: st.DataObject) -> None:
        del self.notes[data.draw(st.sampled_from(sorted(self.notes)))]
        self.notes.setdefault("other", NoteScan("other", "other.md"))

    @rule(data=st.data())
    def reorder(self, data: st.DataObject) -> None:
        scan = self.notes[data.draw(st.sampled_from(sorted(self.notes)))]
        scan.tasks = [replace(line, parent=-1) for line in data.draw(st.permutations(scan.tasks))]

    @precondition(lambda self: not self.gentle)
    @rule(data=st.data())
    def move_a_line(self, data: st.DataObject) -> None:
        scan, at = self.some_line(data)
        there = sorted(note_id for note_id in self.notes if note_id != "other")
        target = self.notes[data.draw(st.sampled_from(there))] if there else None
        if scan and target and scan.tasks[at].text.startswith("Words"):
            line = scan.tasks[at]
            del scan.tasks[at]
            scan.tasks = [replace(one, parent=-1) for one in scan.tasks]
            self.fresh += 1
            target.tasks.append(replace(line, line=self.fresh, parent=-1))

    @rule(data=st.data(), char=st.sampled_from(CHARS))
    def add_a_task_of_ones_own(self, data: st.DataObject, char: str) -> None:
        scan = self.notes[data.draw(st.sampled_from(sorted(self.notes)))]
        self.fresh += 1
        scan.tasks.append(TaskLine(self.fresh, -1, char, MARK_OF_CHAR.get(char), "mine", "", ""))

    # What vaultsync does

    @rule(data=st.data())
    def sync_where_some_notes_cannot_be_written(self, data: st.DataObject) -> None:
        paths = sorted(scan.path for scan in self.notes.values())
        refused = data.draw(st.sets(st.sampled_from(paths), min_size=1, max_size=3))
        first = self.agree()
        write(self.notes, {path: edit for path, edit in first.edits.items() if path not in refused})
        self.known = remembered(self.roadmap, self.known, first, refused)
        self.settle(unticks=True)
        for item, mark in first.marks.items():
            if mark.mark is Mark.DONE and not mark.by and item in {**self.plain.leaves, **self.plain.others}:
                assert self.mark_in(self.known, item) is Mark.DONE, f"{item} lost its tick to a write that waits"

    @rule()
    def sync(self) -> None:
        before, snapshot, now = dict(self.known), self.seen, copy.deepcopy(self.notes)
        agreement = self.settle(unticks=True)
        self.check_losses(before, snapshot, now)
        self.check_gains(before, snapshot, now)
        self.check_single_change(before, snapshot, now, agreement)

    @rule(data=st.data(), under=st.sampled_from(["note", "task"]), counted=st.booleans())
    def pull_a_new_task(self, data: st.DataObject, under: str, counted: bool) -> None:
        self.sync()
        self.roadmap = copy.deepcopy(self.roadmap)
        self.roadmap.items = None
        self.fresh += 1
        new = task(f"t{self.fresh}", counted=counted)
        node = data.draw(st.sampled_from(list(self.roadmap.root.walk())))
        tasks = [one for one in node.tasks() if not one.same_as]
        if under == "task" and tasks:
            data.draw(st.sampled_from(tasks)).children.append(new)
        else:
            if not node.groups:
                node.groups.extend(note("x", task("y")).groups)
                node.groups[0].entries.clear()
            node.groups[0].entries.append(new)
        scan = self.notes.get(self.roadmap.note_id(node))
        if scan:
            scan.tasks.append(TaskLine(self.fresh, -1, " ", Mark.TODO, new.source, new.id, ""))
        self.pulled()

    @rule(data=st.data())
    def pull_without_a_task(self, data: st.DataObject) -> None:
        self.sync()
        self.roadmap = copy.deepcopy(self.roadmap)
        self.roadmap.items = None
        named = {one.same_as for node in self.roadmap.root.walk() for one in node.tasks()}
        node = data.draw(st.sampled_from(list(self.roadmap.root.walk())))
        holders = [group.entries for group in node.groups] + [one.children for one in node.tasks()]
        gone = [
            (entries, one)
            for entries in holders
            for one in entries
            if isinstance(one, Task) and not one.children and item_id(node.id, one.id) not in named
        ]
        if gone:
            entries, one = data.draw(st.sampled_from(gone))
            entries.remove(one)
            scan = self.notes.get(self.roadmap.note_id(node))
            if scan:
                kept = [line for line in scan.tasks if line.text != one.text]
                scan.tasks = [replace(line, parent=-1) for line in kept]
        self.pulled()

    @rule()
    def restore_all_notes(self) -> None:
        self.sync()
        for note_id, scan in notes_of(self.roadmap).items():
            self.notes.setdefault(note_id, scan)
        self.pulled()

    @precondition(lambda self: not self.gentle)
    @rule()
    def lose_the_known_marks(self) -> None:
        self.sync()
        before = dict(self.known)
        self.known = {}
        self.settle(unticks=True)
        for item, mark in before.items():
            if mark.mark is Mark.DONE and item in self.plain.leaves and self.has_box(item):
                assert self.known[item].mark is Mark.DONE

    def pulled(self) -> None:
        self.plain = Plain(self.roadmap)
        before = dict(self.known)
        agreement = self.settle(unticks=False)
        # A parent with a mark of the learner's own in its box is open once its last task is gone.
        assert all(self.is_held(change.item) for change in agreement.changes)
        for item in {**self.plain.leaves, **self.plain.others}:
            assert self.is_held(item) or self.mark_in(before, item) is self.mark_in(self.known, item)
        for item, mark in before.items():
            if item not in {**self.plain.leaves, **self.plain.parents, **self.plain.others}:
                assert self.known[item] == mark, "marks of what left are kept"

    def settle(self, unticks: bool) -> Agreement:
        before = copy.deepcopy(self.notes)
        first = self.agree(unticks=unticks)
        write(self.notes, first.edits)
        self.known = first.marks
        self.day = self.day % 28 + 1
        again = self.agree()
        assert not again.edits
        assert again.marks == self.known
        assert not again.changes
        assert not again.followed
        assert not again.review
        self.check_untouched(before)
        self.seen = copy.deepcopy(self.notes)
        return first

    def agree(self, unticks: bool = True) -> Agreement:
        """What all notes say; and what is taken up again from the last time says the same."""
        notes = copy.deepcopy(self.notes)
        agreement, session, settled = agree(self.roadmap, self.known, notes, self.day_of, stamp=True, unticks=unticks)
        resumed = None
        if self.last is not None and unticks:
            resumed = resume(self.last, self.roadmap, self.known, notes, self.day_of, stamp=True)
        self.last = last_agreed(session, settled, agreement, notes, stamp=True)
        if resumed is not None:
            assert resumed[0] == agreement
            if resumed[1] is not None:
                assert self.last is not None
                assert _without_order(resumed[1]) == _without_order(self.last)
                self.last = resumed[1]
        event(f"resumed: {resumed is not None}, with changes: {bool(agreement.changes)}")
        return agreement

    # What must hold

    def check_untouched(self, before: dict[str, NoteScan]) -> None:
        """Marks of the learner's own and dates of what stays done are never changed; what is opened has none any more."""
        for note_id, scan in self.notes.items():
            seen = self.seen[note_id].tasks if note_id in self.seen else []
            for old, new in zip(before[note_id].tasks, scan.tasks, strict=True):
                if old.mark is None:
                    assert new == old
                if old.mark is Mark.DONE and new.mark is Mark.DONE and old.date:
                    assert new == old
                if new not in seen and new.mark not in (Mark.DONE, None) and self.item_of(scan, new):
                    assert not new.date

    def check_losses(self, before: dict[str, KnownMark], then: dict[str, NoteScan], now: dict[str, NoteScan]) -> None:
        for item in {**self.plain.leaves, **self.plain.others}:
            if self.mark_in(before, item) is Mark.DONE and self.mark_in(self.known, item) is not Mark.DONE:
                unset = [
                    above
                    for above in self.plain.above(item)
                    if self.lowered(above, then, now) and before[item].by in (above, *self.plain.above(above))
                ]
                assert self.lowered(item, then, now) or unset or self.is_held(item), f"{item} lost its tick"

    def check_gains(self, before: dict[str, KnownMark], then: dict[str, NoteScan], now: dict[str, NoteScan]) -> None:
        for item in {**self.plain.leaves, **self.plain.others}:
            if self.mark_in(before, item) is not Mark.DONE and self.mark_in(self.known, item) is Mark.DONE:
                above = self.plain.above(item) if item in self.plain.leaves else ()
                assert any(self.raised(one, then, now) for one in (item, *above)), f"nobody ticked {item}"
                assert self.known[item].date

    def check_single_change(
        self,
        before: dict[str, KnownMark],
        then: dict[str, NoteScan],
        now: dict[str, NoteScan],
        agreement: Agreement,
    ) -> None:
        """One changed place goes everywhere, and nowhere else."""
        changed = [
            (item, new)
            for item in {**self.plain.leaves, **self.plain.others, **self.plain.parents}
            for old, new in self.pairs(item, then, now)
            if old is not new
        ]
        if not changed:
            assert all(self.is_held(change.item) for change in agreement.changes)
        if len(changed) != 1 or changed[0][1] is None:
            return
        item, new = changed[0]
        if item not in self.plain.parents:
            assert self.mark_in(self.known, item) is new
            news = [item] if self.mark_in(before, item) is not new else []
            assert [change.item for change in agreement.changes] == news
        elif new is Mark.DONE:
            for leaf in self.plain.leaves_of(item):
                was = self.mark_in(before, leaf)
                open_then = was in (Mark.TODO, Mark.DOING) and not self.is_held(leaf)
                if open_then:
                    begun = was is Mark.DOING
                    assert self.known[leaf] == KnownMark(Mark.DONE, self.known[leaf].date, item, begun)
                elif not before.get(leaf, KnownMark(Mark.TODO)).by:
                    assert self.mark_in(self.known, leaf) is was

    @invariant()
    def nothing_is_left_out(self) -> None:
        if hasattr(self, "roadmap") and self.seen == self.notes:
            self.check_places()
            self.check_parents()
            self.check_counts()

    def check_places(self) -> None:
        assert all(mark.mark is not Mark.TODO for mark in self.known.values())
        for item in {**self.plain.leaves, **self.plain.parents, **self.plain.others}:
            mark = self.mark_in(self.known, item)
            for scan in self.notes.values():
                for line in scan.tasks:
                    if self.item_of(scan, line) == item:
                        assert line.mark in (mark, None)
            scan = self.notes.get(f"plan/{item}")
            if scan and scan.done is not None:
                assert scan.done is (mark is Mark.DONE)

    def check_parents(self) -> None:
        for item in self.plain.parents:
            marks = [self.mark_in(self.known, leaf) for leaf in self.plain.leaves_of(item)]
            scope = [mark for mark in marks if mark is not Mark.SKIPPED]
            own = self.mark_in(self.known, item)
            scope += [Mark.DONE for one in self.alone() if item in self.plain.above(one)]
            if item in self.alone():
                assert own is Mark.DONE
            elif not scope:
                assert own is Mark.SKIPPED
            elif all(mark is Mark.DONE for mark in scope):
                assert own is Mark.DONE
            else:
                staying = item in self.plain.task_parents and own is Mark.DONE
                assert own in (Mark.TODO, Mark.DOING) or staying

    def alone(self) -> list[str]:
        """The tasks that the learner did though all below them is skipped."""
        done = {item for item in self.plain.task_parents if self.mark_in(self.known, item) is Mark.DONE}
        return [
            item
            for item in done
            if all(self.mark_in(self.known, leaf) is Mark.SKIPPED for leaf in self.plain.leaves_of(item))
            and not any(item in self.plain.above(other) for other in done)
        ]

    def check_counts(self) -> None:
        progress = roll_up([self.roadmap], {"plan": self.known}, today=DAY)
        marks = [self.mark_in(self.known, leaf) for leaf in self.plain.leaves]
        tally = progress.tally
        alone = self.alone()
        assert tally.done == marks.count(Mark.DONE) + len(alone)
        assert tally.skipped == marks.count(Mark.SKIPPED) - len(alone)
        assert tally.doing == marks.count(Mark.DOING)
        assert tally.total == len(marks) - tally.skipped
        stack: list[SectionProgress] = [progress.roadmaps[0].top]
        while stack:
            section = stack.pop()
            stack.extend(section.sections)
            own = [
                self.mark_in(self.known, leaf)
                for leaf in self.plain.leaves
                if leaf.partition("#^")[0] == section.id and (not section.sections or "#^" in leaf)
            ]
            below = sum(child.tally.done for child in section.sections)
            own += [Mark.DONE for one in alone if one.partition("#^")[0] == section.id]
            assert section.tally.done == below + own.count(Mark.DONE)
            below = sum(child.tally.leaves for child in section.sections)
            assert section.tally.leaves == below + len(own)

    # How to look

    def some_line(self, data: st.DataObject) -> tuple[NoteScan | None, int]:
        having = [scan for scan in self.notes.values() if scan.tasks]
        if not having:
            return None, 0
        scan = data.draw(st.sampled_from(having))
        return scan, data.draw(st.integers(0, len(scan.tasks) - 1))

    def item_of(self, scan: NoteScan, line: TaskLine, notes: dict[str, NoteScan] | None = None) -> str:
        """The item that a line was written for. All words differ, so that they tell it even without id."""
        if line.text.startswith("[["):
            return line.text[2:].partition("|")[0].rpartition("/")[2]
        if not line.text.startswith("Words"):
            return ""
        name = line.text.rpartition(" ")[2]
        owner = self.plain.owners.get(name, scan.id.partition("/")[2])
        item = item_id(owner, name)
        home = (self.notes if notes is None else notes).get(f"plan/{owner}" if owner else "plan")
        elsewhere = scan.id != (f"plan/{owner}" if owner else "plan")
        if elsewhere and (line.block_id != name or (home and any(one.text == line.text for one in home.tasks))):
            return ""  # in another note only by its id, and only while it has no line in its own
        while item in self.plain.twins:
            item = self.plain.twins[item]
        return item

    def pairs(
        self, item: str, then: dict[str, NoteScan], now: dict[str, NoteScan]
    ) -> Iterator[tuple[Mark | None, Mark | None]]:
        """Every place of an item as it stood and as it stands. For `done`, not done counts as the old mark."""
        for note_id, scan in now.items():
            old = {line.line: line for line in then[note_id].tasks} if note_id in then else {}
            for line in scan.tasks:
                if self.item_of(scan, line, now) == item:
                    was = old[line.line].mark if line.line in old else self.copied(item, then)
                    yield was, line.mark
        scan = now.get(f"plan/{item}")
        if scan and scan.done is not None and scan.id in then and then[scan.id].done is not None:
            was = Mark.DONE if then[scan.id].done else Mark.TODO
            yield was, Mark.DONE if scan.done else Mark.TODO

    def copied(self, item: str, then: dict[str, NoteScan]) -> Mark | None:
        """A copy, or a line moved from elsewhere, stands for what its original was."""
        there = [one.mark for old in then.values() for one in old.tasks if self.item_of(old, one, then) == item]
        return there[0] if there else Mark.TODO

    def lowered(self, item: str, then: dict[str, NoteScan], now: dict[str, NoteScan]) -> bool:
        return any(new is not old and new is not Mark.DONE for old, new in self.pairs(item, then, now))

    def raised(self, item: str, then: dict[str, NoteScan], now: dict[str, NoteScan]) -> bool:
        return any(new is Mark.DONE and old is not Mark.DONE for old, new in self.pairs(item, then, now))

    def mark_in(self, marks: dict[str, KnownMark], item: str) -> Mark:
        return marks[item].mark if item in marks else Mark.TODO

    def lines_of(self, item: str) -> list[TaskLine]:
        return [line for scan in self.notes.values() for line in scan.tasks if self.item_of(scan, line) == item]

    def is_held(self, item: str) -> bool:
        lines = self.lines_of(item)
        return "#^" in item and bool(lines) and all(line.mark is None for line in lines)

    def has_box(self, item: str) -> bool:
        scan = self.notes.get(f"plan/{item}")
        return any(line.char in "xX" for line in self.lines_of(item)) or bool(scan and scan.done)


def _without_order(last: LastAgreed) -> LastAgreed:
    """For comparison: what was settled before says nothing beyond what it is for."""
    return replace(last, places=replace(last.places, lines=dict(last.places.lines)))


@pytest.mark.soak(share=4)
def test_study() -> None:
    run_state_machine_as_test(Study, settings=settings(max_examples=60, stateful_step_count=30))
