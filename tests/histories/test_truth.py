"""Checklists changed as their maintainers do, replayed: by the truth no tick is lost, and none is on another task."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from maintained import Checklist
from maintaining import change
from truth import Box, Truth, boxes_of, located, said_of

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from bench.learners import Vault  # noqa: E402


def replayed(folder: Path, kind: str, seed: int, versions: int, size: int) -> tuple[Truth, Counter[str]]:
    """Study a checklist over versions; what was lost, and how many tasks changed and questions were asked."""
    checklist, truth, counts = Checklist(seed, size, kind), Truth(), Counter[str]()
    document = folder / "version.md"
    document.write_text(checklist.text(), "utf-8")
    vault = Vault(folder, document)
    said = said_of(document.read_text("utf-8"), checklist.rows)
    for turn in range(versions - 1):
        there = located(said, boxes_of(vault.vault))
        tick([there[one.row.number] for one in said if one.row.leaf and one.row.number in there], turn)
        before = located(said, boxes_of(vault.vault))
        change(checklist)
        document.write_text(checklist.text(), "utf-8")
        now = said_of(document.read_text("utf-8"), checklist.rows)
        words, other = ({one.row.number: one.words for one in both} for both in (said, now))
        counts["changed"] += sum(words.get(number) != other.get(number) for number in {**words, **other})
        asked = vault.next(document)
        counts["asked"] += asked
        truth.compare(before, located(now, boxes_of(vault.vault)), now, vault.asked)
        said = now
    assert not vault.unsettled
    return truth, counts


def tick(boxes: list[Box], turn: int) -> None:
    """Tick every fifth that is open: what holds others follows them."""
    for box in [box for box in boxes if not box.ticked][turn % 5 :: 5]:
        lines = box.note.read_text("utf-8").split("\n")
        lines[box.line] = lines[box.line].replace("[ ]", "[x]", 1)
        box.note.write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize(("kind", "seed"), [("days", 1), ("boxes in tables", 2), ("export", 3)])
def test_ticks_stay_with_their_tasks(kind: str, seed: int, tmp_path: Path) -> None:
    truth, counts = replayed(tmp_path, kind, seed, 5, 40)
    assert len(truth.ticked) > 10
    assert counts["changed"] > 3
    assert (truth.lost, truth.wrong) == ([], [])
    assert counts["asked"] <= 1


def test_the_truth_tells_what_is_lost_and_what_is_wrong(tmp_path: Path) -> None:
    checklist = Checklist(5, 20, "days")
    said = said_of(checklist.text(), checklist.rows)
    one, other = [task.row.number for task in said][:2]
    boxes = {number: Box(tmp_path, 0, number == one, "x", frozenset()) for number in (one, other)}
    turned = {one: boxes[other], other: boxes[one]}
    truth = Truth()
    truth.compare(boxes, boxes, said, [])
    assert (truth.lost, truth.wrong) == ([], [])
    truth.compare(boxes, turned, said, [])
    assert (len(truth.lost), len(truth.wrong)) == (1, 1)
