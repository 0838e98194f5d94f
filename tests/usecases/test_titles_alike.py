"""Two roadmaps of one title are told apart by their names wherever they are told."""

from __future__ import annotations

from pathlib import Path

from study import Study, begin

from vaultsync.cli.printing.log import log_markdown
from vaultsync.markdown.names import told_apart
from vaultsync.usecases.log import log
from vaultsync.usecases.plan import plan
from vaultsync.usecases.review import review
from vaultsync.usecases.roadmaps import add

LOOPS = "# Knots\n\n## 1. Loops\n\nDuration: 1 week\n\n- [ ] Bowline\n- [ ] Eight\n"
HITCHES = "# Knots\n\n## 1. Hitches\n\nDuration: 1 week\n\n- [ ] Clove\n- [ ] Rolling\n"
BOTH = ["Knots (knots)", "Knots (more)"]


def test_titles() -> None:
    assert told_apart({"a": "Knots", "b": "Sails", "c": "knots"}) == {"a": "Knots (a)", "b": "Sails", "c": "knots (c)"}


def test_everywhere(tmp_path: Path) -> None:
    study: Study = begin(tmp_path, LOOPS)
    other = tmp_path / "more.md"
    other.write_text(HITCHES, "utf-8")
    add(study.context, str(other))
    study.mark("1 Loops", "Bowline")
    study.mark("1 Hitches", "Clove")
    study.write("Journal/2026-11-20.md", "## Study\n\n- [[1 Loops]] (45m)\n- [[1 Hitches]] (30m)\n")
    assert [one.title for one in study.push().roadmaps] == BOTH
    assert [one["title"] for one in study.status().figures["roadmaps"]] == BOTH
    assert [one.title for one in plan(study.context).roadmaps] == BOTH
    assert [one.title for one in review(study.context, "week", dry_run=True).back.roadmaps] == BOTH
    report = log(study.context)
    assert [one.title for page in report.diary.days for one in page.roadmaps] == BOTH
    assert "### Knots (more)" in log_markdown(report)
    text = study.read("PROGRESS.md")
    for line in ("## Knots", "## Knots (more)", "| Knots | 45 min |", "| Knots (more) | 30 min |"):
        assert line in text.split("\n")
    study.document.write_text(f"{LOOPS}- [ ] Third\n", "utf-8")
    other.write_text(f"{HITCHES}- [ ] Third\n", "utf-8")
    assert study.pull().subject == "Pull: Knots (knots): 1 changed; Knots (more): 1 changed"
