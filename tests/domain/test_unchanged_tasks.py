"""What did not change is recognised without a search: the same answer as that of the search, sooner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.domain.identity import recognising
from vaultsync.domain.identity.recognising import match_tasks
from vaultsync.models.matching import NewTask, OldTask
from vaultsync.models.structs import replace

FEW = st.sampled_from(["read", "write", "read again", ""])
PLACES = st.lists(FEW, max_size=2).map(tuple)


@st.composite
def same_twice(draw: st.DrawFn) -> tuple[list[OldTask], list[NewTask]]:
    """A document's tasks, many of equal words, as they are known and as they are read again."""
    old: list[OldTask] = []
    new: list[NewTask] = []
    for n in range(draw(st.integers(1, 8))):
        parent = draw(st.integers(-1, n - 1))
        node = old[parent].node if parent >= 0 else draw(st.sampled_from("ab"))
        words, url = draw(FEW), draw(st.sampled_from(["", "https://a.example", "https://b.example"]))
        above, headings, trail = draw(PLACES), draw(PLACES), draw(PLACES)
        own = draw(st.sampled_from(["", f"t{n}"]))
        old.append(OldTask(node, f"t{n}", words, url, old[parent].id if parent >= 0 else "", above, headings, trail))
        new.append(NewTask(node, own, words, url, parent, above, headings, trail))
    return old, new


@given(tasks=same_twice())
def test_all_as_it_was(tasks: tuple[list[OldTask], list[NewTask]]) -> None:
    old, new = tasks
    assert match_tasks(old, new) == (dict(enumerate(old)), [])


@given(tasks=same_twice())
def test_the_search_takes_nothing_that_did_not_change_for_something_else(
    tasks: tuple[list[OldTask], list[NewTask]],
) -> None:
    old, new = tasks
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recognising, "unchanged", lambda old, new: False)
        found, doubts = match_tasks(old, new)
    assert not doubts
    assert all((old[n].words, old[n].node) == (task.words, task.node) for n, task in found.items())


def test_another_heading_is_looked_at() -> None:
    old = [OldTask("a", f"t{n}", "read", "", "", headings=(heading,)) for n, heading in enumerate(("loops", "bends"))]
    new = [NewTask("a", "", "read", "", -1, headings=(heading,)) for heading in ("bends", "loops")]
    assert match_tasks(old, new)[0] == {0: old[1], 1: old[0]}
    given = [replace(new[0], headings=("loops",), own="t1"), replace(new[1], headings=("bends",))]
    assert match_tasks(old, given)[0] == {0: old[1], 1: old[0]}, "the document's own ids tell more than the order"
