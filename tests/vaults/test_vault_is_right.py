"""What a generated vault promises, read by other means than vaultsync's own."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import frontmatter
import pytest
import yaml
from vault_reading import headings, links, notes, resolve, visible

_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_BLOCK_ID = re.compile(r"\s\^([A-Za-z0-9-]+)$")


@pytest.fixture(params=["five", "others"])
def vault(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(request.param)
    return path


def _properties(text: str) -> str:
    assert text.startswith("---\n")
    return text[4 : text.index("\n---\n", 3) + 1]


def _made(vault: Path) -> dict[str, str]:
    """The notes vaultsync made."""
    return {path: text for path, text in notes(vault).items() if text.startswith("---\n")}


def test_no_wikilink_is_broken_or_ambiguous(vault: Path) -> None:
    found = notes(vault)
    wrong = []
    for path, text in _made(vault).items():
        for target, part in links(text):
            meant = resolve(target, found) if target else [path]
            if len(meant) != 1:
                wrong.append((path, target, meant))
            elif part and not part.startswith("^") and part not in headings(found[meant[0]]):
                wrong.append((path, target, part))
    assert wrong == []


def test_paths_differ_without_regard_to_case(vault: Path) -> None:
    counted = Counter(unicodedata.normalize("NFC", path).casefold() for path in notes(vault))
    assert [path for path, count in counted.items() if count > 1] == []


def test_block_ids_are_unique_in_their_note(vault: Path) -> None:
    for path, text in _made(vault).items():
        ids = [match.group(1) for line in visible(text) if (match := _BLOCK_ID.search(line))]
        assert len(ids) == len(set(ids)), path
        assert all(re.fullmatch(r"[A-Za-z0-9-]+", id_) for id_ in ids)


def test_note_ids_are_unique(vault: Path) -> None:
    ids = [frontmatter.loads(text)["vaultsync"] for text in _made(vault).values() if "\nvaultsync:" in text]
    assert len(ids) == len(set(ids))


def test_properties_read_alike_everywhere(
    vault: Path, npm_yaml: Callable[[list[str]], list[dict[str, object]]]
) -> None:
    made = _made(vault)
    blocks = [_properties(text) for text in made.values()]
    for block, other, text in zip(blocks, npm_yaml(blocks), made.values(), strict=True):
        old = yaml.safe_load(block)
        assert other.get("value") == old
        assert frontmatter.loads(text).metadata == old
        for key, value in old.items():
            assert value is None or isinstance(value, str | bool | int | float | list), (key, value)


def test_every_note_is_reached_from_home_and_back(vault: Path) -> None:
    found = notes(vault)
    ahead: dict[str, set[str]] = {path: set() for path in found}
    for path, text in found.items():
        for target, _ in links(text):
            ahead[path].update(resolve(target, found))
    reached = {"Home.md"}
    waiting = ["Home.md"]
    while waiting:
        for other in ahead[waiting.pop()] - reached:
            reached.add(other)
            waiting.append(other)
    assert set(_made(vault)) - reached == set()
    for path, text in _made(vault).items():
        here, seen = path, set()
        while here != "Home.md" and here not in seen:
            seen.add(here)
            up = re.search(r'^up: "?\[\[([^\]|]+)', found[here], re.MULTILINE)
            if up is None:
                break
            here = resolve(up.group(1), found)[0]
        if "\nvaultsync:" in text:
            assert here == "Home.md", path


def test_previous_and_next_visit_every_unit_once(vault: Path) -> None:
    found = notes(vault)
    by_roadmap: dict[str, dict[str, dict[str, object]]] = {}
    for path, text in _made(vault).items():
        properties = frontmatter.loads(text).metadata
        name = str(properties.get("vaultsync", "")).partition("/")[0]
        if "prev" in properties or "next" in properties:
            by_roadmap.setdefault(name, {})[path] = properties
    assert by_roadmap

    def at(link: object) -> str:
        target = str(link).removeprefix("[[").removesuffix("]]").partition("|")[0]
        return resolve(target, found)[0]

    for name, units in by_roadmap.items():
        first = [path for path, properties in units.items() if "prev" not in properties]
        assert len(first) == 1, name
        here, visited = first[0], [first[0]]
        while "next" in units[here]:
            there = at(units[here]["next"])
            assert at(units[there]["prev"]) == here
            visited.append(there)
            here = there
        assert sorted(visited) == sorted(units), name


def test_file_names_are_safe_everywhere(vault: Path) -> None:
    for path in notes(vault):
        for part in path.split("/"):
            assert part == unicodedata.normalize("NFC", part)
            assert len(part) <= 104
            assert not re.search(r'[\\:*?"<>|#^\[\]\x00-\x1f]|%%', part), path
            assert part[0] != ".", path
            assert part[-1] not in " .", path
            assert not _DEVICES.fullmatch(part), path


def test_files_sort_in_roadmap_order(five: Path) -> None:
    for folder in [p for p in (five / "Roadmaps").rglob("*") if p.is_dir()]:
        orders = []
        for entry in sorted(folder.iterdir(), key=lambda p: p.name):
            note = entry / f"{entry.name}.md" if entry.is_dir() else entry
            if note.stem != folder.name and note.exists():
                orders.append(frontmatter.load(str(note)).metadata.get("order", 0))
        assert orders == sorted(orders), folder


def test_the_repository_is_clean(vault: Path) -> None:
    said = subprocess.run(
        ["git", "-C", str(vault), "status", "--porcelain"], capture_output=True, text=True, check=True
    )
    assert said.stdout == ""
