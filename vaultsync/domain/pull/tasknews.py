"""Which tasks a new version of a roadmap added to notes, removed from them, reworded, or counts otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from vaultsync.domain.identity.wording import bare, same_words
from vaultsync.markdown import tasklines
from vaultsync.markdown.inline import read_inline
from vaultsync.models.marks import KnownMark
from vaultsync.models.reports import TaskNews
from vaultsync.models.roadmap import Node, Roadmap, item_id


def task_news(
    before: Roadmap,
    after: Roadmap,
    notes: Mapping[str, str],
    kept: Mapping[str, tuple[str, Sequence[str]]],
    marks: Mapping[str, KnownMark],
) -> list[TaskNews]:
    """The tasks that came, those that left, note by note, marked ones in other words, and those counted otherwise.

    A task that moved neither came nor left. `notes` are the vault paths of the notes that stay, by node id. `kept`
    tells, for such a note or one that came back, the archive file and the lines that go there since they hold the
    learner's work. `marks` are the known marks, by item id.
    """
    old, new = ({node.id: node for node in roadmap.root.walk()} for roadmap in (before, after))
    came, left = [], []
    for node, path in notes.items():
        if node not in old or node not in new:
            continue
        was, now = dict(_tasks(old[node])), dict(_tasks(new[node]))
        file, lines = kept.get(node, ("", ()))
        at_work = {parts.block_id for line in lines if (parts := tasklines.parse(line)) is not None}
        there, gone = set(after.moved.values()), after.moved
        for id_, text in now.items():
            if id_ not in was and id_ not in there:
                came.append(TaskNews("came", path, text, mark=str(marks[id_].mark) if id_ in marks else ""))
        for id_, text in was.items():
            if id_ not in now and id_ not in gone:
                left.append(TaskNews("left", path, text, file if id_.partition("#^")[2] in at_work else ""))
        if lines and not at_work:  # words that stood under a task which is in no note any more
            left.append(TaskNews("left", path, _words(lines[0]), file))
    for node, (file, lines) in kept.items():
        if node not in notes:
            left += [TaskNews("left", new[node].path, words, file) for words in _kept_apart(lines)]
    return [*came, *left, *_reworded(before, after, marks), *_counted_otherwise(before, after, marks)]


def _kept_apart(lines: Sequence[str]) -> Iterator[str]:
    """The tasks of a note that came back without them; the words themselves where they stood under none."""
    tasks = [line for line in lines if (parts := tasklines.parse(line)) is not None and parts.block_id]
    for line in tasks or lines[:1]:
        parts = tasklines.parse(line)
        yield _words(parts.text if parts is not None else line)


def _reworded(before: Roadmap, after: Roadmap, marked: Collection[str]) -> Iterator[TaskNews]:
    """The marked tasks that keep their mark in other words: what was taken for the same can be looked at."""
    old = {id_: text for node in before.root.walk() for id_, text in _tasks(node) if id_ in marked}
    was = {after.moved.get(id_, id_): text for id_, text in old.items()}
    for node in after.root.walk():
        for id_, text in _tasks(node):
            if id_ in was and bare(same_words(text)) != bare(same_words(was[id_])):
                yield TaskNews("reworded", node.path, text, before=was[id_])


def _counted_otherwise(before: Roadmap, after: Roadmap, marked: Collection[str]) -> Iterator[TaskNews]:
    """The marked tasks that are tallied apart now, as resources are, and those that are so no more."""
    was = {
        after.moved.get(id_, id_): task.counted
        for node in before.root.walk()
        for task in node.tasks()
        if (id_ := item_id(node.id, task.id)) in marked
    }
    for node in after.root.walk():
        for task in node.tasks():
            if task.counted != was.get(item_id(node.id, task.id), task.counted):
                yield TaskNews("counted" if task.counted else "apart", node.path, _words(task.source))


def _tasks(node: Node) -> Iterator[tuple[str, str]]:
    """The ids of a note's tasks, with their words."""
    for task in node.tasks():
        yield item_id(node.id, task.id), _words(task.source)


def _words(source: str) -> str:
    line = source.partition("\n")[0]
    return " ".join(read_inline(line)[0].split()) or line.strip()
