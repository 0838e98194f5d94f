"""What titles, durations and tasks of a roadmap's notes mean for a plan: read once, and kept with its items."""

from __future__ import annotations

from functools import lru_cache

from vaultsync.domain.progress.items import ItemTree, Role
from vaultsync.domain.schedule.spans import Step, nonsense_in, place_of, step_of
from vaultsync.markdown.names import without_number
from vaultsync.markdown.words import labels, vocabulary
from vaultsync.markdown.words.durations import without_spans
from vaultsync.models.roadmap import Node, Task
from vaultsync.models.structs import Frozen, replace
from vaultsync.models.summary import Goal

_GOALS = {"milestone": Goal.MILESTONE, "certification": Goal.CERTIFICATION, "project": Goal.PROJECT}
_GOALS["deliverable"] = Goal.PROJECT
_SECTIONS = frozenset({"milestones", "checklist"})
_BESIDE_TASKS = frozenset({"milestone", "habit", "certification", "resource", "paper", "reference"})
_LONGEST = 10  # words of a title that names a goal


class PlanWords(Frozen):
    """What a note says.

    `goal` is the goal that its title names, `step` its place in the calendar by its title, `place` the one by its
    duration, `nonsense` why that duration cannot be meant. `beside`: most of its own tasks run beside the rest.
    `milestone` is what kind of milestone it is.
    """

    goal: Goal | None = None
    step: Step | None = None
    place: Step | None = None
    nonsense: str = ""
    beside: bool = False
    milestone: Goal | None = None


def plan_words(tree: ItemTree) -> list[PlanWords | None]:
    """What the notes of a roadmap say, by entry; None for tasks."""
    if not isinstance(tree.plan_words, list):
        said = [_words(entry.node) if entry.task is None else None for entry in tree.entries]
        tree.plan_words = _with_milestones(tree, said)
    return tree.plan_words


def _words(node: Node) -> PlanWords:
    duration = node.duration
    place, nonsense = (place_of(duration), nonsense_in(duration)) if duration is not None else (None, "")
    return PlanWords(goal_of(node.title), step_of(node.title), place, nonsense, _is_beside(list(node.tasks())))


def _is_beside(tasks: list[Task]) -> bool:
    kinds = [task.kind for task in tasks if task.counted and not (task.children and task.tasks)]
    return bool(kinds) and 2 * sum(kind in _BESIDE_TASKS for kind in kinds) > len(kinds)


def _with_milestones(tree: ItemTree, said: list[PlanWords | None]) -> list[PlanWords | None]:
    """Say of every note what it is a milestone of; words that are the same are one value.

    A note is one where its title or that of a section around it says so, or where more than half of its own tasks are
    goals, certificates or projects; a few projects among the topics of a unit are no milestone.
    """
    kinds: dict[int, list[Goal | None]] = {}
    for entry in tree.entries:
        if entry.role is Role.LEAF:
            kinds.setdefault(entry.owner, []).append(_GOALS.get(entry.task.kind) if entry.task is not None else None)
    known: dict[PlanWords, PlanWords] = {}
    found: list[PlanWords | None] = []
    for at, words in enumerate(said):
        if words is None:
            found.append(None)
            continue
        if at in kinds:
            words = replace(words, milestone=_milestone(tree, said, at, kinds[at]))
        found.append(known.setdefault(words, words))
    return found


def _milestone(tree: ItemTree, said: list[PlanWords | None], at: int, kinds: list[Goal | None]) -> Goal | None:
    if tree.entries[at].node.kind in _SECTIONS:
        return Goal.MILESTONE
    above = at
    while tree.entries[above].parent >= 0:  # its own title, or the nearest above that wants something; not the top's
        words = said[above]
        if words is not None and words.goal is not None:
            return words.goal
        above = tree.entries[above].parent
    goals = [kind for kind in kinds if kind is not None]
    return max(Goal, key=goals.count) if 2 * len(goals) > len(kinds) else None


@lru_cache(maxsize=1 << 14)
def goal_of(title: str) -> Goal | None:
    """The goal that a title names: `3-Month Goal`, `Career goals`, certificates, a portfolio; for most titles none."""
    words = without_number(labels.undecorated(title[: labels.LONGEST])).strip(" :：")
    if not words or len(words.split()) > _LONGEST:
        return None
    if vocabulary.GOAL.search(words):
        rest = without_spans(vocabulary.GOAL.sub(" ", words))
        if not vocabulary.GOAL_ASIDE.sub("", rest):
            return Goal.MILESTONE
    if labels.step(words) or vocabulary.NO_GOAL.search(words):
        return None
    if vocabulary.CERTIFICATES.search(words):
        return Goal.CERTIFICATION
    return Goal.PROJECT if vocabulary.PORTFOLIO.search(words) else None
