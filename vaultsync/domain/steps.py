"""What a commit changed, as steps: read from known marks, from the summary, or from the notes themselves."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.domain.messages import Told
from vaultsync.domain.readback import Key, Summary
from vaultsync.markdown import note
from vaultsync.markdown.inline import read_inline
from vaultsync.models.diary import Step
from vaultsync.models.marks import KnownMark, Mark, NoteScan, TaskLine


def steps_of_marks(roadmap: str, before: Mapping[str, KnownMark], after: Mapping[str, KnownMark]) -> list[Step]:
    """The steps from the known marks `before` a commit to those `after` it. Both may leave out what stayed."""
    steps = []
    for item, now in after.items():
        was = before.get(item)
        late = was is not None and was.mark is now.mark
        if not late or (now.mark is Mark.DONE and was is not None and was.date != now.date):
            steps.append(Step(roadmap, item, now.mark, now.date, now.by, late=late, sure=True))
    steps += [Step(roadmap, item, Mark.TODO, sure=True) for item in before if item not in after]
    return steps


def steps_of_summary(before: Summary, after: Summary) -> list[Step]:
    """The steps from one progress.json to the next."""
    steps = []
    for name in after.titles:
        marks = [
            {item: KnownMark(known.mark, known.date) for (owner, item), known in summary.items.items() if owner == name}
            for summary in (before, after)
        ]
        steps += steps_of_marks(name, *marks)
    return steps


def steps_of_note(
    path: str, before: str | None, after: str | None, paths: Mapping[str, Key]
) -> tuple[list[Step], bool]:
    """The steps from one text of a note to the next (None: it is not there), and whether its words changed.

    Only of notes that carry vaultsync's id. What is ticked when a note comes into being counts as ticked. `paths` says
    which note an index line leads to.
    """
    if after is None:
        return [], False
    now = note.scan(path, after)
    was = note.scan(path, before) if before is not None else NoteScan(now.id, path)
    if not now.id or was.id not in ("", now.id):
        return [], False
    name, _, node = now.id.partition("/")
    steps = []
    if bool(now.done) is not bool(was.done):
        steps.append(Step(name, node, Mark.DONE if now.done else Mark.TODO, now.completed, note=path))
    old = {_key(task): task for task in was.tasks}
    for task in now.tasks:
        mark = (old.get(_key(task)) or task).mark if before is not None else Mark.TODO
        if task.mark is None or task.mark is mark:
            continue
        if task.target:
            there = paths.get(f"{task.target.removesuffix('.md')}.md")
            steps += [Step(*there, task.mark, task.date)] if there else []
        else:
            item = f"{node}#^{task.block_id}" if task.block_id else ""
            words = " ".join(read_inline(task.text)[0].split()) or task.text
            steps.append(Step(name, item, task.mark, task.date, note=path, text=words))
    wrote = before is not None and not now.id.startswith("_") and note.values(before) != note.values(after)
    return steps, wrote


def _key(task: TaskLine) -> str:
    return f"^{task.block_id}" if task.block_id else task.text


def steps_of_message(told: Told) -> list[Step]:
    """The steps that a message tells: their words only, and the roadmap where there is but one."""
    roadmap = next(iter(told.figures)) if len(told.figures) == 1 else ""
    return [
        Step(roadmap, "", item.mark, title=item.unit or told.unit, text=item.title, tasks=item.tasks)
        for item in told.items
    ]
