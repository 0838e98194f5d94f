"""Obsidian's and git's own files: only what is missing is added."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.edges.files.writes import write_all
from vaultsync.edges.obsidian import (
    daily_notes_folder,
    git_changes,
    obsidian_changes,
    wanted_files,
    with_lines,
    with_settings,
)

FOLDERS = {
    "roadmaps": "Roadmaps",
    "resources": "Resources",
    "journal": "Journal",
    "reviews": "My Reviews",
    "archive": "Archive",
    "templates": "Templates",
}


def settings(root: Path, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((root / ".obsidian" / name).read_text("utf-8"))
    return found


def apply(root: Path, **more: object) -> list[str]:
    writes, warnings = obsidian_changes(root, folders=FOLDERS, **more)
    assert write_all(root, writes) == []
    return warnings


def test_a_new_vault(tmp_path):
    assert apply(tmp_path, roadmaps=["Roadmaps/A", "Roadmaps/B c"]) == []
    assert settings(tmp_path, "types.json")["types"]["done"] == "checkbox"
    assert settings(tmp_path, "types.json")["types"]["completed"] == "date"
    assert settings(tmp_path, "daily-notes.json") == {
        "folder": "Journal",
        "format": "YYYY-MM-DD",
        "template": "Templates/Journal",
    }
    assert settings(tmp_path, "templates.json") == {"folder": "Templates"}
    assert [item["path"] for item in settings(tmp_path, "bookmarks.json")["items"]] == ["Home.md", "PROGRESS.md"]
    groups = settings(tmp_path, "graph.json")["colorGroups"]
    assert [group["query"] for group in groups] == ['path:"Roadmaps/A"', 'path:"Roadmaps/B c"']
    assert groups[0]["color"] != groups[1]["color"]
    assert settings(tmp_path, "app.json")["newLinkFormat"] == "absolute"
    assert settings(tmp_path, "core-plugins.json")["daily-notes"] is True


def test_nothing_is_missing_the_second_time(tmp_path):
    apply(tmp_path, roadmaps=["Roadmaps/A"])
    assert obsidian_changes(tmp_path, folders=FOLDERS, roadmaps=["Roadmaps/A"]) == ([], [])
    apply(tmp_path, roadmaps=["Roadmaps/B"])
    assert len(settings(tmp_path, "graph.json")["colorGroups"]) == 2


def test_the_same_bytes_everywhere(tmp_path):
    for name in ("a", "b"):
        apply(tmp_path / name)
    for path in (tmp_path / "a" / ".obsidian").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / ".obsidian" / path.name).read_bytes()


MINE = {
    "types.json": '{\n\t"types": {\n\t\t"done": "text",\n\t\t"mine": "date"\n\t}\n}',
    "app.json": '{"vimMode":true}',
    "core-plugins.json": '["graph"]',
    "daily-notes.json": '{"format":"YYYY"}',
    "templates.json": '{"folder":"T"}',
    "bookmarks.json": '{"items":[{"type":"group","title":"é"}]}',
    "graph.json": '{"scale":0.518713248970312,"colorGroups":[],"close":true}\r\n',
}


def test_what_the_learner_set_stays(tmp_path):
    (tmp_path / ".obsidian").mkdir()
    for name, text in MINE.items():
        (tmp_path / ".obsidian" / name).write_text(text, "utf-8", newline="")
    warnings = apply(tmp_path, roadmaps=["Roadmaps/A"])
    assert warnings == [".obsidian/core-plugins.json is left alone, it cannot be understood: not a JSON object"]
    for name in ("app.json", "core-plugins.json", "daily-notes.json", "templates.json", "bookmarks.json"):
        assert (tmp_path / ".obsidian" / name).read_text("utf-8") == MINE[name]
    types = (tmp_path / ".obsidian" / "types.json").read_text("utf-8")
    assert types.startswith('{\n\t"types": {\n\t\t"done": "text",\n\t\t"mine": "date",\n\t\t"aliases": "aliases"')
    assert not types.endswith("\n")
    graph = (tmp_path / ".obsidian" / "graph.json").read_bytes()
    assert graph.startswith(b'{\r\n  "scale": 0.518713248970312,\r\n  "colorGroups": [')
    assert graph.endswith(b"\r\n")


@pytest.mark.parametrize("text", ["{", "[1]", '{"types": {}, "types": {}}', "nonsense", "[" * 100_000, "\0"])
def test_what_cannot_be_understood_is_left_alone(tmp_path, text):
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian" / "types.json").write_text(text)
    warnings = apply(tmp_path)
    assert len(warnings) == 1
    assert warnings[0].startswith(".obsidian/types.json is left alone")
    assert (tmp_path / ".obsidian" / "types.json").read_text() == text
    assert (tmp_path / ".obsidian" / "graph.json").exists() is False
    assert (tmp_path / ".obsidian" / "bookmarks.json").exists()


def test_an_empty_file_says_nothing():
    assert with_settings("", "templates.json", {"folder": "T"}) == '{\n  "folder": "T"\n}\n'
    assert with_settings("{}", "templates.json", {"folder": "T"}) == '{\n  "folder": "T"\n}'


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
KEYS = st.sampled_from(["types", "items", "colorGroups", "folder", "x"])


@given(
    st.sampled_from(sorted(wanted_files(FOLDERS, "wiki", ["R/A"], "Home.md"))), st.dictionaries(KEYS, JSON, max_size=4)
)
def test_every_key_that_is_there_stays(name, known):
    wanted = wanted_files(FOLDERS, "wiki", ["R/A"], "Home.md")[name]
    text = with_settings(json.dumps(known), name, wanted)
    if text is None:
        return
    new = json.loads(text)
    for key, value in known.items():
        if isinstance(value, dict) and key in wanted:
            assert value.items() <= new[key].items()
        elif isinstance(value, list) and value:
            assert new[key][: len(value)] == value
        elif value not in ([], None):
            assert new[key] == value
    assert with_settings(text, name, wanted) is None


def test_daily_notes_that_are_kept_already(tmp_path):
    assert daily_notes_folder(tmp_path) == ""
    (tmp_path / ".obsidian").mkdir()
    file = tmp_path / ".obsidian" / "daily-notes.json"
    for text, folder in [('{"folder": "/Diary/"}', "Diary"), ("{", ""), ("[]", ""), ('{"folder": 1}', ""), ("", "")]:
        file.write_text(text)
        assert daily_notes_folder(tmp_path) == folder


def test_git_files(tmp_path):
    writes, warnings = git_changes(tmp_path, folders=FOLDERS)
    write_all(tmp_path, writes)
    assert warnings == []
    assert git_changes(tmp_path, folders=FOLDERS) == ([], [])
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)

    def attribute(path: str) -> str:
        args = ["git", "-C", str(tmp_path), "check-attr", "-z", "merge", "text", "--", path]
        fields = subprocess.run(args, check=True, capture_output=True, text=True).stdout.split("\0")
        return f"{fields[2]} {fields[5]}"

    assert attribute("Roadmaps/A/B/c.md") == "union unspecified"
    assert attribute("My Reviews/2026-11.md") == "union unspecified"
    assert attribute(".vaultsync/marks/a.tsv") == "union unset"
    assert attribute("PROGRESS.md") == "union unset"
    assert attribute("mine/Roadmaps/x.md") == "unspecified unspecified"
    assert attribute("vaultsync.toml") == "unspecified unspecified"

    def ignored(path: str) -> bool:
        return subprocess.run(["git", "-C", str(tmp_path), "check-ignore", "-q", path], check=False).returncode == 0

    assert ignored(".obsidian/workspace-mobile.json")
    assert ignored(".trash/x.md")
    assert ignored("Roadmaps/A/.~vaultsync-1-ab-0.tmp")
    assert not ignored(".obsidian/types.json")


def test_lines_are_added_once():
    assert with_lines(None, ["a", "b"]) == "a\nb\n"
    assert with_lines("x\r\n a \r\n!b", ["a", "b", "c"]) == "x\r\n a \r\n!b\r\nc\r\n"
    assert with_lines("/a/** merge=ours\n", ["/a/** merge=union"]) is None
    assert with_lines('"/a b/**" x\n', ['"/a b/**" merge=union', "/c x"], comment="# c") == '"/a b/**" x\n# c\n/c x\n'
    assert with_lines("# c\n", ["a"], comment="# c") == "# c\na\n"
