"""Links that were written on one device while the other renamed what they lead to."""

from __future__ import annotations

import json
from pathlib import Path

from test_devices import both_synced, pair

from vaultsync.usecases.check import check
from vaultsync.usecases.merge.links import with_links

RETITLED = [("### 1.2 Hitches", "### 1.2 Hitches and friends"), ("## 2. Rope care", "## 2. Care")]


def test_they_lead_to_the_new_names(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    two.push()
    text = one.document.read_text("utf-8")
    for old, new in RETITLED:
        text = text.replace(old, new)
    before = {stem: two.note(stem) for stem in ("Hitches", "2 Rope")}
    for study in (one, two):
        study.document.write_text(text, "utf-8")
    one.pull(rename=True)
    assert one.note("Hitches") != before["Hitches"]
    link = before["Hitches"][:-3]
    two.write("Journal/2026-11-20.md", f"## Study\n- 45m: [[{link}|knots]] and [[2 Rope care#Notes]]\n")
    two.write("Mine.md", f"[so](<{before['2 Rope']}>) `[[{link}]]` [[Mine]]\n")
    two.write("Board.canvas", json.dumps({"nodes": [{"type": "file", "file": before["Hitches"]}]}))
    two.edit("1.1", "## Notes\n", f"## Notes\n\nSee [[{link}]].\n")
    both_synced(one, two)
    hitches, care = one.note("Hitches"), one.note("Care")
    assert hitches != before["Hitches"]
    assert care != before["2 Rope"]
    for study in (one, two):
        assert study.read("Journal/2026-11-20.md") == (
            f"## Study\n- 45m: [[{hitches[:-3]}|knots]] and [[{Path(care).stem}#Notes]]\n"
        )
        assert study.read("Mine.md") == f"[so](<{care}>) `[[{link}]]` [[Mine]]\n"
        assert json.loads(study.read("Board.canvas"))["nodes"][0]["file"] == hitches
        assert f"See [[{hitches[:-3]}]]." in study.read(study.note("1.1"))
        assert [found.what for found in check(study.context).findings] == []
    assert "45 min" in one.read("PROGRESS.md").partition("## Overall")[2].partition("Journal")[0]


def test_what_the_other_moved_by_hand(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    path = one.note("Hitches")
    (one.vault / "Mine").mkdir()
    (one.vault / path).rename(one.vault / "Mine/My hitches.md")
    two.edit("1.1", "## Notes\n", f"## Notes\n\nSee [[{path[:-3]}|them]].\n")
    both_synced(one, two)
    assert "See [[Mine/My hitches|them]]." in one.read(one.note("1.1"))


def test_a_path_that_no_link_can_hold_changes_nothing() -> None:
    files = {"Mine.md": b"See [[Loops]].\n"}
    assert with_links(files, {}, {"Loops.md": "Two\nlines.md"}, ["Mine.md", "Loops.md"]) == {}
    assert with_links(files, {}, {"Loops.md": "Knots.md"}, ["Mine.md", "Loops.md"]) == {"Mine.md": b"See [[Knots]].\n"}


def test_a_link_to_what_the_other_deleted_stays_as_it_is(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    path = one.note("Hitches")
    (one.vault / path).unlink()
    two.edit("1.1", "## Notes\n", f"## Notes\n\nSee [[{path[:-3]}|them]].\n")
    text = two.document.read_text("utf-8").replace("Clove hitch", "Clove knot")
    for study in (one, two):
        study.document.write_text(text, "utf-8")
    two.pull()
    both_synced(one, two)
    assert f"See [[{path[:-3]}|them]]." in one.read(one.note("1.1"))
