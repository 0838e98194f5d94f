"""What changed between two looks, and what of it was a pass's own doing."""

from __future__ import annotations

from vaultsync.domain.looks import age_of, changed, known_after, too_young
from vaultsync.models.watching import FileState, Look


def stamp(at: float, size: int = 1, number: int = 1) -> FileState:
    return (int(at * 1e9), size, number, int(at * 1e9))


def look(at: float = 100.0, sources: dict[str, FileState] | None = None, **files: FileState) -> Look:
    return Look(files, sources or {}, frozenset(), at)


def test_nothing_known_means_all_is_new():
    assert changed(None, look(a=stamp(1), b=stamp(2))) == ["a", "b"]


def test_new_changed_and_gone():
    before = look(a=stamp(1), b=stamp(2), c=stamp(3), d=stamp(4))
    now = look(a=stamp(1), b=stamp(2, size=5), c=stamp(3, number=9), e=stamp(5))
    assert sorted(changed(before, now)) == ["b", "c", "d", "e"]


def test_another_name_is_no_change_of_the_file():
    moved = (int(1e9), 1, 1, int(90e9))
    assert changed(look(a=stamp(1)), look(a=moved)) == []


def test_documents_count_too():
    before = look(sources={"/x.md": stamp(1)})
    assert changed(before, look(sources={"/x.md": stamp(2)})) == ["/x.md"]
    assert changed(before, look()) == ["/x.md"]


def test_age():
    now = look(at=100.0, a=stamp(90), b=stamp(97))
    assert age_of([], now) is None
    assert age_of(["a"], now) == 10.0
    assert age_of(["a", "b"], now) == 3.0
    assert age_of(["gone"], now) == 100.0
    assert age_of(["a"], look(at=89.5, a=stamp(90))) == 0.0  # saved while the look was under way


def test_a_time_that_is_still_to_come_is_no_age():
    now = look(at=100.0, future=stamp(5000), old=stamp(90))
    assert age_of(["future"], now) == 100.0
    assert age_of(["future", "old"], now) == 10.0
    assert too_young(look(at=100.0, **{"future.md": stamp(5000), "now.md": stamp(100.5)}), 2.0) == ["now.md"]


def test_the_age_is_that_of_the_last_change_whatever_time_a_tool_gave_the_file():
    assert age_of(["a"], look(at=100.0, a=(int(1e9), 1, 1, int(99e9)))) == 1.0


def test_own_writes_are_known_and_what_others_did_meanwhile_is_not():
    before = look(mine=stamp(1), theirs=stamp(1), gone=stamp(1), taken=stamp(1))
    after = look(mine=stamp(50, number=7), theirs=stamp(51), new=stamp(52), summary=stamp(53, number=8))
    known, others = known_after(before, after, {stamp(50, number=7)[:3], stamp(53, number=8)[:3]}, {"taken"})
    assert sorted(others) == ["gone", "new", "theirs"]
    assert sorted(changed(known, after)) == ["gone", "new", "theirs"]
    assert known.files["mine"] == stamp(50, number=7)


def test_a_note_saved_after_it_was_written_is_not_known():
    before = look(note=stamp(1))
    after = look(note=stamp(60, number=7))  # the same file, saved once more in place
    known, others = known_after(before, after, {stamp(50, number=7)[:3]}, set())
    assert others == ["note"]
    assert changed(known, after) == ["note"]


def test_what_was_too_young_to_be_written_to_is_looked_at_again():
    before = look(at=100.0, **{"old.md": stamp(90), "young.md": stamp(99), "young.png": stamp(99)})
    assert too_young(before, 2.0) == ["young.md"]
    known, others = known_after(before, before, set(), set(), too_young(before, 2.0))
    assert others == []
    assert changed(known, before) == ["young.md"]
