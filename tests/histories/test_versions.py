"""Folders of versions as people keep them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from bench.versions import find_versions, read_version  # noqa: E402


@pytest.mark.parametrize(
    "names",
    [
        ["9-a.md", "10-b.md", "11-c.Markdown"],
        ["b-2016-10-12.md", "a-2017-01-02.md"],
        ["plan 20161012.md", "plan 20170102.md"],
        ["02.03.2016.md", "01.11.2016.md", "05.01.2017.md"],
        ["roadmap 03-28-2016.md", "roadmap 04-01-2016.md"],
        ["12 Oct 2016.md", "January 2, 2017.md", "3-feb-2017.txt"],
        ["2016-11/README.md", "2016-12/ROADMAP.md"],
        ["v2/deep/plan.md", "v10/plan.md"],
        ["v1.0/plan.md", "v1.10/plan.md"],
    ],
)
def test_versions_are_found_in_the_order_of_time(names: list[str], tmp_path: Path) -> None:
    for name in reversed(names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("- [ ] a\n", "utf-8")
    (tmp_path / "notes.json").write_text("{}", "utf-8")
    assert [str(path.relative_to(tmp_path)) for path in find_versions(tmp_path)] == names


def test_a_file_about_the_versions_is_none(tmp_path: Path) -> None:
    for name in ("README.md", "2016-10-12.md", "2016-10-13.md"):
        (tmp_path / name).write_text("# a\n", "utf-8")
    assert [path.name for path in find_versions(tmp_path)] == ["2016-10-12.md", "2016-10-13.md"]


def test_of_a_folder_of_files_the_largest_is_the_version(tmp_path: Path) -> None:
    for day in ("2016-10-12", "2016-10-13"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "LICENSE.md").write_text("free\n", "utf-8")
        (tmp_path / day / "roadmap.md").write_text("# Knots\n\n- [ ] Bowline\n", "utf-8")
    assert [path.name for path in find_versions(tmp_path)] == ["roadmap.md", "roadmap.md"]


def test_a_committed_merge_conflict_says_what_both_sides_say(tmp_path: Path) -> None:
    version = tmp_path / "a.md"
    version.write_text("- a\n<<<<<<< HEAD\n- b\n||||||| base\n- x\n=======\n- b\n- c\n>>>>>>> other\n- d\n", "utf-8")
    assert [line for line in read_version(version).split("\n") if line] == ["- a", "- b", "- c", "- d"]


def test_what_is_no_text_says_nothing(tmp_path: Path) -> None:
    version = tmp_path / "a.md"
    for data, text in ((b"\xef\xbb\xbfa", "a"), ("ä".encode("utf-16"), "ä"), ("ä".encode("latin-1"), ""), (b"a\0", "")):
        version.write_bytes(data)
        assert read_version(version) == text


@pytest.mark.parametrize(
    ("names", "said"), [((), "two versions"), (("1.md",), "two versions"), (None, "no such folder")]
)
def test_a_folder_that_holds_no_history_is_told(names: tuple[str, ...] | None, said: str, tmp_path: Path) -> None:
    folder = tmp_path / "history"
    if names is not None:
        folder.mkdir()
        for name in names:
            (folder / name).write_text("- [ ] a\n", "utf-8")
    command = [sys.executable, str(ROOT / "bench" / "replay.py"), str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
