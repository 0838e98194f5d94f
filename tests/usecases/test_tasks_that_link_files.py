"""Tasks that are nothing but a relative link to a Markdown file of the document: no line of a note below."""

from __future__ import annotations

import pytest
from study import Study, begin

from vaultsync.usecases.log import log
from vaultsync.usecases.restore import restore

DOCUMENT = """\
# Knots

## Loops

- [ ] [Loops](docs/loops.md)
- [ ] [Bowline](docs/bowline.md)

## Bends

- [ ] [Reef](docs/reef.md)
"""


@pytest.fixture
def study(tmp_path) -> Study:
    return begin(tmp_path, DOCUMENT)


def test_they_keep_their_ticks_and_ids_run_after_run(study: Study) -> None:
    study.mark("1 Loops", "docs/loops")
    study.mark("1 Loops", "docs/bowline")
    assert study.push().commit
    before = study.files()
    assert not study.push().commit
    assert not study.pull().commit
    study.document.write_text(DOCUMENT.replace("Reef", "Sheet bend"), "utf-8")
    study.pull()
    assert study.push().roadmaps[0].done == 2
    assert [path for path in study.files() if path.startswith("Archive/")] == []
    assert study.files()["Roadmaps/Knots/01 Loops.md"] == before["Roadmaps/Knots/01 Loops.md"]


def test_a_line_that_was_deleted_comes_back(study: Study) -> None:
    line = study.mark("1 Loops", "docs/bowline")
    study.push()
    text = study.read(line)
    study.write(line, "".join(one for one in text.splitlines(keepends=True) if "bowline" not in one))
    assert study.push().deleted_lines == ["Bowline"]
    restore(study.context, everything=True)
    assert "- [x] [Bowline](docs/bowline.md)" in study.read(line)


def test_the_log_tells_what_another_tool_committed(study: Study) -> None:
    study.mark("1 Loops", "docs/bowline")
    study.git("commit", "-qam", "vault backup")
    assert "Bowline" in str(log(study.context))
