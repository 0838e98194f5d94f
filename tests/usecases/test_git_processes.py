"""How many git processes a command starts: as many for sixty notes as for three."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from study import Study
from test_devices import pair

_FEW, _MANY = 3, 60


def document(units: int, more: str = "") -> str:
    return "# Knots\n" + "".join(
        f"\n## {n}. Knot {n}\n\n- [ ] {n}.1 Tie {n}\n- [ ] {n}.2 Untie {n}\n{more.format(n)}"
        for n in range(1, units + 1)
    )


def notes(study: Study) -> list[Path]:
    return sorted(study.vault.rglob("*Knot *.md"))


def edit(study: Study, old: str, new: str) -> None:
    """Change every note, as a learner's editor would."""
    for place in notes(study):
        text = place.read_text("utf-8")
        assert old in text
        place.write_text(text.replace(old, new, 1), "utf-8")


def push(one: Study, _: Study) -> Callable[[], None]:
    edit(one, "- [ ]", "- [x]")

    def act() -> None:
        report = one.push()
        assert report.sync is not None
        assert report.sync.pushed
        assert len(report.changes) == len(notes(one))

    return act


def pull(one: Study, _: Study) -> Callable[[], None]:
    one.document.write_text(document(len(notes(one)), "- [ ] {0}.3 Tie {0} again\n"), "utf-8")

    def act() -> None:
        assert len(one.pull().tasks) == len(notes(one))

    return act


def merge(one: Study, two: Study) -> Callable[[], None]:
    edit(two, "- [ ]", "- [x]")
    edit(two, "## Notes\n", "## Notes\n\nTheirs.\n")
    two.push()
    edit(one, "## Notes\n", "## Notes\n\nOurs.\n")

    def act() -> None:
        report = one.pull()
        assert report.sync is not None
        assert report.sync.merged
        assert all("Ours." in text and "Theirs." in text for text in map(Path.read_text, notes(one)))

    return act


@pytest.mark.parametrize("prepared", [push, pull, merge])
def test_no_process_is_started_for_a_note(
    prepared: Callable[[Study, Study], Callable[[], None]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def started(units: int) -> list[str]:
        folder, trace = tmp_path / str(units), tmp_path / f"trace {units}"
        folder.mkdir()
        one, two = pair(folder, document(units))
        assert len(notes(one)) == len(notes(two)) == units
        act = prepared(one, two)
        with monkeypatch.context() as patch:
            patch.setenv("GIT_TRACE2_EVENT", str(trace))
            act()
        events = [json.loads(line) for line in trace.read_text("utf-8").splitlines()]
        # What git itself starts (to pack, to tidy up) is its own affair.
        return [" ".join(one["argv"]) for one in events if one["event"] == "start" and "/" not in one["sid"]]

    few, many = started(_FEW), started(_MANY)
    assert 0 < len(few) == len(many), (few, many)
