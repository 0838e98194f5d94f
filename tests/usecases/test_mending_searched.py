"""Two devices study, plain git rebases one onto the other in any way, and the next push has every word and tick."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from soaking import count

from tests.usecases.study import Study, begin
from vaultsync.markdown import note
from vaultsync.markdown.conflicts import markers

TASKS = ("Bowline", "Left-handed", "Right-handed", "Figure eight", "Clove hitch", "Rolling hitch", "Whipping", "Drying")
NOTES = ("1.1", "1.2", "2 Rope")


@st.composite
def work(draw: st.DrawFn, device: str) -> list[tuple[str, str, str]]:
    """What a learner does on a device: ticks, words at some place of a note, a property."""
    deeds = [("tick", words, "") for words in draw(st.lists(st.sampled_from(TASKS), unique=True, max_size=4))]
    for n in range(draw(st.integers(0, 4))):
        place = draw(st.sampled_from(["## Notes\n", "## Journal\n", "task", "end", "top"]))
        deeds.append((draw(st.sampled_from(NOTES)), f"{device} said {n} things", place))
    if draw(st.booleans()):
        deeds.append((draw(st.sampled_from(NOTES)), f"mood: {device}", "property"))
    return deeds


def study_so(study: Study, deeds: list[tuple[str, str, str]]) -> None:
    for what, words, place in deeds:
        if what == "tick":
            study.mark(next(stem for stem in NOTES if words in study.read(study.note(stem))), words)
            continue
        path = study.note(what)
        text = study.read(path)
        entry = f"- 2026-11-20 30m: {words}\n" if "Journal" in place else f"{words}\n"
        if place == "property":
            text = text.replace("vaultsync:", f"{words}\nvaultsync:", 1)
        elif place == "end":
            text = f"{text}{words}\n"
        elif place == "top":
            text = text.replace("\n# ", "\n# ", 1).replace("\n\n## ", f"\n\n{words}\n\n## ", 1)
        elif place == "task":
            text = re.sub(r"(\n- \[.\] [^\n]*\n)", rf"\1  - {words}\n", text, count=1)
        else:
            text = text.replace(place, place + entry, 1)
        study.write(path, text)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    begin(folder)
    return folder


@pytest.mark.soak(share=8)
@settings(max_examples=6)
@given(mine=work("one"), theirs=work("two"), union=st.booleans(), pushed=st.booleans(), rebase=st.booleans())
def test_whatever_git_makes_of_it(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    mine: list[tuple[str, str, str]],
    theirs: list[tuple[str, str, str]],
    union: bool,
    pushed: bool,
    rebase: bool,
) -> None:
    count("examples")
    folder = tmp_path_factory.mktemp("devices")
    shutil.copytree(template, folder / "one")
    shutil.copytree(template, folder / "two")
    one, two = (Study(folder / name / "vault", folder / name / "knots.md") for name in ("one", "two"))
    study_so(one, mine)
    study_so(two, theirs)
    one.push(offline=True)
    if pushed:
        two.push(offline=True)
    else:
        two.git("add", "-A")
        two.git("commit", "--quiet", "--allow-empty", "-m", "vault backup")
    if not union:
        (two.vault / ".git/info/attributes").write_text("* merge=text\n", "utf-8")
    pull = ["git", "-C", str(two.vault), "pull", "--quiet", "--rebase" if rebase else "--no-rebase", "--no-edit"]
    if subprocess.run([*pull, str(one.vault), "main"], capture_output=True, check=False).returncode:
        two.git("add", "-A")
        if rebase:
            two.git("-c", "core.editor=true", "rebase", "--continue")
        else:
            two.git("commit", "--quiet", "-m", "merged by a phone")
    two.push(offline=True)

    text = "\n".join(data.decode("utf-8") for path, data in two.files().items() if path.startswith("Roadmaps/"))
    for what, words, _ in (*mine, *theirs):
        if what == "tick":
            line = next(two.line(stem, words) for stem in NOTES if words in two.read(two.note(stem)))
            assert line.startswith("- [x]"), (words, line)
        else:
            assert words in text, words
    for path, data in two.files().items():
        assert not markers(data.decode("utf-8")), path
        tasks = note.scan(path, data.decode("utf-8")).tasks if path.startswith("Roadmaps/") else []
        ids = [task.block_id for task in tasks if task.block_id]
        assert len(ids) == len(set(ids)), path
    files = two.files()
    assert two.push(offline=True).commit == ""
    assert two.files() == files
    shutil.rmtree(folder)
