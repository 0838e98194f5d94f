"""Use cases that do nothing but tell how they were called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import made_log as journal
import made_reports as reports
import made_review as looking_back
import made_watch as watching

# Command → module and function of its use case, and what it returns.
USE_CASES: dict[str, tuple[str, str, Callable[[], Any]]] = {
    "init": ("init", "init", reports.init),
    "add": ("roadmaps", "add", reports.added),
    "remove": ("roadmaps", "remove", reports.added),
    "outline": ("outline", "read_outline", reports.outline),
    "next": ("next", "propose", reports.proposed),
    "done": ("mark", "mark", reports.marked),
    "start": ("mark", "mark", reports.marked),
    "skip": ("mark", "mark", reports.marked),
    "reopen": ("mark", "mark", reports.marked),
    "journal": ("journal", "journal", reports.journal),
    "pull": ("pull", "pull", reports.pull),
    "push": ("push", "push", reports.push),
    "watch": ("watch", "once", watching.once),
    "service": ("service", "service", watching.installed),
    "status": ("status", "status", reports.status),
    "review": ("review", "review", looking_back.review),
    "log": ("log", "log", journal.log),
    "settle": ("settling", "settle_review", reports.settled),
    "undo": ("undo", "undo", reports.undone),
    "restore": ("restore", "restore", reports.restored),
    "check": ("check", "check", reports.in_order),
    "plan": ("plan", "plan", reports.plan),
}
# A call of each with as little as it takes.
SHORTEST = {
    "init": ["init", "vault", "--sample"],
    "add": ["add", "sky.md"],
    "remove": ["remove", "sky"],
    "outline": ["outline", "sky.md"],
    "next": ["next"],
    "done": ["done", "words"],
    "start": ["start", "words"],
    "skip": ["skip", "words"],
    "reopen": ["reopen", "words"],
    "journal": ["journal", "words"],
    "pull": ["pull"],
    "push": ["push"],
    "watch": ["watch", "--once"],
    "service": ["service", "status"],
    "status": ["status"],
    "review": ["review", "week"],
    "log": ["log"],
    "settle": ["settle"],
    "undo": ["undo"],
    "restore": ["restore"],
    "check": ["check"],
    "plan": ["plan"],
}


class UseCases:
    """Stand in for all use cases: `calls` is what they were called with, `answer` what one does instead."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.answers: dict[str, Callable[[], Any]] = {name: answer for name, (_, _, answer) in USE_CASES.items()}

    def answer(self, command: str, answer: Any) -> None:
        """What `command` gets: a report, or an exception that is raised."""

        def give() -> Any:
            if isinstance(answer, BaseException):
                raise answer
            return answer

        self.answers[command] = give

    def function(self, command: str) -> Callable[..., Any]:
        def called(*args: Any, **given: Any) -> Any:
            self.calls.append((command, args, given))
            return self.answers[command]()

        return called

    @property
    def last(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Arguments of the only call."""
        ((_, args, given),) = self.calls
        return args, given
