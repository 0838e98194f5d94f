"""Notes moved by a file manager, and the learner's own notes and canvases that link them."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from study import Study, begin
from test_devices import both_synced, pair

from vaultsync.models.structs import replace
from vaultsync.usecases.check import check
from vaultsync.usecases.push import push

HITCHES = "Roadmaps/Knots/1 Basics/1.2 Hitches"
DAY = f"""---
about: "[[{HITCHES}]]"
---
\tSee [[{HITCHES}|them]], [[{HITCHES}#Notes|so]], [[{HITCHES}#^clove-hitch]]  \r
![[{HITCHES}]] [[1.2 Hitches]] [a](../Roadmaps/Knots/1%20Basics/1.2%20Hitches.md#Notes) [b](<../{HITCHES}.md>)
`[[{HITCHES}]]` [[Roadmaps/Knots/1 Basics/1.1 Loops]] Hitches"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def move(study: Study, to: str) -> None:
    (study.vault / to).parent.mkdir(parents=True, exist_ok=True)
    os.rename(study.vault / f"{HITCHES}.md", study.vault / to)


def settled(study: Study) -> None:
    files = study.files()
    assert study.push().commit == ""
    assert not study.pull().changed
    assert study.files() == files


def canvas(path: str) -> str:
    nodes = [{"type": "file", "file": f"{path}.md"}, {"type": "text", "text": f"as in [[{path}|é]]"}]
    return json.dumps({"nodes": nodes}, indent="\t")


@pytest.mark.parametrize("way", ["push", "pull", "fix", "late pull"])
def test_they_follow_by_the_link_alone(study: Study, way: str) -> None:
    study.write("Diary/One day.md", "" if way == "late pull" else DAY)
    study.write("Board.canvas", canvas(HITCHES))
    study.write("Far.md", "Nothing of it.\n")
    study.push()
    move(study, "Mine/Hitches of mine.md")
    if way == "late pull":
        study.push()
        study.write("Diary/One day.md", DAY)  # by a device that did not know
    if way == "fix":
        fixed = check(study.context, fix=True).fixed
        assert "Diary/One day.md: links to moved notes" in fixed
    elif way == "push":
        told = ["Board.canvas: links to moved notes", "Diary/One day.md: links to moved notes"]
        assert study.push(dry_run=True).healed == told
        assert study.push().healed == told
    else:
        study.pull()
    new = "Mine/Hitches of mine"
    wanted = DAY.replace(f"../{HITCHES}", f"../{new}").replace("../Roadmaps/Knots/1%20Basics/1.2%20", "../Mine/")
    wanted = wanted.replace("Mine/Hitches.md#", "Mine/Hitches%20of%20mine.md#")
    wanted = wanted.replace(HITCHES, new).replace("[[1.2 Hitches]]", "[[Hitches of mine]]")
    assert study.read("Diary/One day.md") == wanted.replace(f"`[[{new}]]`", f"`[[{HITCHES}]]`")
    assert study.read("Board.canvas") == canvas(new)
    assert study.read("Far.md") == "Nothing of it.\n"
    if way != "fix":
        assert study.git("status", "--porcelain") == ""
    study.pull()
    settled(study)


def test_a_link_that_still_fits_stays_as_it_is(study: Study) -> None:
    words = "[[1.2 Hitches]] and [[1.2 hitches|them]]\n"
    study.write("Day.md", words)
    study.write("Done.md", "[[Mine/1.2 Hitches|by Obsidian]]\n")
    study.push()
    move(study, "Mine/1.2 Hitches.md")
    assert not study.push().healed
    study.pull()
    assert study.read("Day.md") == words
    assert study.read("Done.md") == "[[Mine/1.2 Hitches|by Obsidian]]\n"
    settled(study)


@pytest.mark.parametrize("name", ["结绳", "Seile und Straße", "Nœuds d'écoute"])
def test_whatever_the_script_of_a_name(study: Study, name: str) -> None:
    move(study, f"Mine/{name}.md")
    study.push()
    study.pull()
    study.write("Day.md", f"[[Mine/{name}#Notes|so]]\n")
    study.write("Upper.md", f"[[MINE/{name.upper()}]]\n")
    study.push()
    os.rename(study.vault / f"Mine/{name}.md", study.vault / "Mine/Posts.md")
    study.push()
    assert study.read("Day.md") == "[[Mine/Posts#Notes|so]]\n"
    assert study.read("Upper.md") == "[[Mine/Posts]]\n"


def test_what_cannot_be_written_to_is_left_alone_and_told(study: Study) -> None:
    words = f"[[{HITCHES}]]\n"
    study.write("Locked.md", words)
    (study.vault / "Old.md").write_bytes(words.encode() + b"\xe9\n")
    study.push()
    (study.vault / "Locked.md").chmod(0o444)
    move(study, "Mine/Posts.md")
    report = study.push()
    told = "\n".join(report.warnings)
    assert "Locked.md: it has to be mended, and is read-only" in told
    assert "Old.md:2: it is not valid UTF-8" in told
    assert study.read("Locked.md") == words
    assert (study.vault / "Old.md").read_bytes() == words.encode() + b"\xe9\n"
    (study.vault / "Locked.md").chmod(0o644)
    study.pull()
    assert study.read("Locked.md") == "[[Mine/Posts]]\n"
    (study.vault / "Old.md").unlink()
    study.push()
    settled(study)


def test_a_file_in_use_follows_later(study: Study) -> None:
    study.write("Day.md", f"[[{HITCHES}]]\n")
    study.push()
    move(study, "Mine/Posts.md")
    context = replace(study.context, untouched=600.0, now=lambda: datetime.now().astimezone())
    study.write("Day.md", f"[[{HITCHES}]] typing\n")
    push(context)
    assert study.read("Day.md") == f"[[{HITCHES}]] typing\n"
    study.push()
    assert study.read("Day.md") == "[[Mine/Posts]] typing\n"
    study.pull()
    settled(study)


def test_a_whole_folder_moves(study: Study) -> None:
    study.write("Day.md", f"[[Roadmaps/Knots/Knots|all]] [[{HITCHES}]] [[Roadmaps/Knots/1 Basics/1 Basics#Notes]]\n")
    study.push()
    (study.vault / "Study").mkdir()
    os.rename(study.vault / "Roadmaps/Knots", study.vault / "Study/Knots")
    study.push()
    assert study.read("Day.md") == (
        "[[Study/Knots/Knots|all]] [[Study/Knots/1 Basics/1.2 Hitches]] [[Study/Knots/1 Basics/1 Basics#Notes]]\n"
    )
    study.pull()
    settled(study)


LOOPS = "Roadmaps/Knots/1 Basics/1.1 Loops"
BOTH = f"[[{LOOPS}|loops]], [[{HITCHES}|hitches]] and [[1.1 Loops]]; [l](<{LOOPS}.md>)\n"


def other_way_round(text: str) -> str:
    for old, new in (("1.1 Loops", "#"), ("1.2 Hitches", "1.1 Loops"), ("#", "1.2 Hitches")):
        text = text.replace(old, new)
    return text


def exchange(study: Study) -> None:
    os.rename(study.vault / f"{LOOPS}.md", study.vault / "aside")
    os.rename(study.vault / f"{HITCHES}.md", study.vault / f"{LOOPS}.md")
    os.rename(study.vault / "aside", study.vault / f"{HITCHES}.md")


@pytest.mark.parametrize("way", ["push", "pull", "committed"])
def test_they_follow_notes_that_change_places(study: Study, way: str) -> None:
    study.write("Day.md", BOTH)
    study.write("Mixed.md", BOTH)
    study.write("Board.canvas", canvas(LOOPS))
    study.edit("2 Rope", "## Notes\n", f"## Notes\n{BOTH}")
    study.pull()
    exchange(study)
    study.write("Mixed.md", f"New words of mine.\n\n{BOTH}")
    if way == "committed":
        study.git("add", "-A")
        study.git("commit", "--quiet", "-m", "vault backup")
    if way == "pull":
        study.pull()
    else:
        assert "Day.md: links to moved notes" in study.push().healed
    assert study.read("Day.md") == other_way_round(BOTH)
    assert study.read("Mixed.md") == f"New words of mine.\n\n{other_way_round(BOTH)}"
    assert study.read("Board.canvas") == canvas(HITCHES)
    assert other_way_round(BOTH) in study.read(study.note("2 Rope"))
    study.pull()
    assert other_way_round(BOTH) in study.read(study.note("2 Rope"))
    assert f"- [ ] [[{HITCHES}|1.1 Loops]] ^loops\n" in study.read(study.note("1 Basics"))
    settled(study)


def test_a_note_in_use_follows_later_where_notes_changed_places(study: Study) -> None:
    path = study.edit("2 Rope", "## Notes\n", f"## Notes\n{BOTH}")
    study.write("Day.md", BOTH)
    study.pull()
    exchange(study)
    study.write(path, study.read(path) + "typing\n")
    push(replace(study.context, untouched=600.0, now=lambda: datetime.now().astimezone()))
    assert BOTH in study.read(path)
    study.push()
    assert other_way_round(BOTH) in study.read(path)
    assert study.read("Day.md") == other_way_round(BOTH)
    settled(study)


def test_links_that_somebody_saw_to_stay_where_notes_changed_places(study: Study) -> None:
    for path in ("Day.md", "Late.md"):
        study.write(path, BOTH)
    study.pull()
    exchange(study)
    study.write("Day.md", other_way_round(BOTH))  # as Obsidian does
    study.write("Late.md", f"{BOTH}Now in [[{HITCHES}]].\n")  # which of them is meant nobody knows
    study.write("New.md", BOTH)
    study.push()
    assert study.read("Day.md") == other_way_round(BOTH)
    assert study.read("Late.md") == f"{BOTH}Now in [[{HITCHES}]].\n"
    assert study.read("New.md") == BOTH
    study.pull()
    assert study.read("Day.md") == other_way_round(BOTH)
    settled(study)


def test_an_index_line_is_ticked_for_the_note_it_names(study: Study) -> None:
    exchange(study)
    study.edit("1 Basics", f"- [ ] [[{LOOPS}|1.1 Loops]] ^loops", f"- [x] [[{LOOPS}|1.1 Loops]] ^loops")
    study.push()
    assert "done: true" in study.read(f"{HITCHES}.md"), "that is Loops now"
    assert "done: false" in study.read(f"{LOOPS}.md")
    study.pull()
    text = study.read(study.note("1 Basics"))
    assert f"- [x] [[{HITCHES}|1.1 Loops]] ✅ 2026-11-21 ^loops\n- [ ] [[{LOOPS}|1.2 Hitches]] ^hitches\n" in text
    settled(study)


def test_one_device_moves_and_the_other_writes_a_link(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.write("Day.md", f"First [[{HITCHES}|a]].\n\nSecond.\n")
    both_synced(one, two)
    move(one, "Mine/Posts.md")
    two.write("Day.md", f"First [[{HITCHES}|a]].\n\nSecond [[{HITCHES}|b]].\n")
    two.write("New.md", f"See [[{HITCHES}]].\n")
    both_synced(one, two)
    assert one.read("Day.md") == "First [[Mine/Posts|a]].\n\nSecond [[Mine/Posts|b]].\n"
    assert one.read("New.md") == "See [[Mine/Posts]].\n"


def test_both_change_one_line(tmp_path: Path) -> None:
    one, two = pair(tmp_path)
    one.write("Day.md", f"First [[{HITCHES}|a]].\n")
    both_synced(one, two)
    move(one, "Mine/Posts.md")
    two.write("Day.md", f"First [[{HITCHES}|a]], PRECIOUS [[{HITCHES}|b]].\n")
    both_synced(one, two)
    text = one.read("Day.md")
    assert "First [[Mine/Posts|a]], PRECIOUS [[Mine/Posts|b]].\n" in text
    assert HITCHES not in text
