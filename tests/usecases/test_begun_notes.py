"""A note that is marked as begun: what is proposed, told and shown agrees about it."""

from __future__ import annotations

from pathlib import Path

from study import begin

from vaultsync.models.marks import Mark
from vaultsync.usecases.log import log
from vaultsync.usecases.next import propose


def test_what_is_marked_as_begun_comes_next_everywhere(tmp_path: Path) -> None:
    study = begin(tmp_path)
    study.mark("1.2", "Rolling", "x")
    study.mark("Knots", "Rope care", "/")
    assert study.push().subject == "Study: 1 done, 1 doing in Hitches and Rope care (Knots 1/7)"
    wanted = ["2.1 Whipping", "2.2 Drying", "1.2.1 Clove hitch"]
    assert [one.text for one in propose(study.context, number=3).proposals] == wanted
    status = study.status()
    assert [words for _, words, _ in status.next_up] == wanted
    assert status.figures["roadmaps"][0]["begun_notes"] == 1
    told = [roadmap for page in log(study.context).diary.days for roadmap in page.roadmaps]
    items = {(item.text, item.mark) for roadmap in told for note in roadmap.notes for item in note.items}
    assert items == {("1.2.2 Rolling hitch", Mark.DONE), ("2. Rope care", Mark.DOING)}
    shown = study.read("PROGRESS.md")
    assert "1 of 7 tasks. 1 note marked as begun." in shown
    after = shown.partition("### Next up\n")[2]
    assert after.index("Whipping") < after.index("Drying") < after.index("Clove hitch")


def test_a_roadmap_of_which_only_a_note_is_begun_is_begun(tmp_path: Path) -> None:
    study = begin(tmp_path)
    study.mark("Knots", "Rope care", "/")
    study.push()
    assert "not begun yet" not in study.read("PROGRESS.md")
