"""Checklists as maintainers of well-known ones write them, with the truth: every task has a number that it keeps."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

_TOPICS = (
    "Arrays;Linked lists;Stacks;Queues;Hash tables;Binary search;Bitwise operations;Binary search trees;Heaps;Tries;Merge sort;"
    "Quick sort;Directed graphs;Recursion;Dynamic programming;Design patterns;Probability;Caches;Processes and threads;Paging;"
    "Unit testing;Scheduling;Floating point numbers;Unicode;TCP;UDP;DNS;TLS;Load balancing;Sharding;Consistency;Message queues;"
    "Lexing;Parsing;Entropy;Compression;Garbage collection;Bloom filters;B-trees;Network flows;Linear regression;CNN;RNN;"
    "Attention;Docker;Kubernetes;GitHub Actions;GitLab CI;HTML;CSS;JavaScript;React;Django;PostgreSQL;Redis;OAuth;Regular expressions;"
    "Two pointers;Backtracking;Topological sort;Spanning trees;Eigenvalues;Gradient descent;Random forests;Word embeddings;Views"
)
LABELS = (
    "Quiz",
    "Exercises",
    "Review",
    "Project",
    "Video",
    "Reading",
    "Watch the lecture",
    "Take notes",
    "Homework",
    "Summary",
)
_WAYS = (
    "Learn {}", "{}", "{} in depth", "Read about {}", "Introduction to {}", "{} (video)", "Implement {}", "{} explained",
    "How {} works", "{} interview questions", "Advanced {}", "{}: theory and practice", "{} from scratch", "{} cheat sheet",
    "Compare {} and {}", "{} behaviour and organisation", "{} - Notes & Background", "{} and {}", "{} Part 1", "{} Part 2",
)  # fmt: skip
_STEPS = ("push", "pop", "size()", "delete at index", "find max", "with arrays", "memory usage", "pitfalls", "quiz")
_SITES = ("https://video.example.org/watch?v={}", "http://example.edu/notes/{}.pdf", "https://wiki.example.org/X{}")
KINDS = (
    "items as headings",
    "tables",
    "awesome",
    "days",
    "weeks",
    "boxes in tables",
    "export",
    "numbered",
    "labels",
    "tracks",
)


@dataclass
class Task:
    """One task: its number, which says what is the same; `both` are those of what it was before."""

    number: int
    words: str
    link: str = ""
    tail: str = ""
    sign: str = ""
    inner: list[Task] = field(default_factory=list)
    heading: bool = False
    struck: bool = False
    behind: bool = False  # the link stands behind the words
    both: tuple[int, ...] = ()


@dataclass
class Section:
    """A section: its tasks in a `form` (list, table, boxes, details, bold), and the sections below it."""

    title: str
    tasks: list[Task] = field(default_factory=list)
    parts: list[Section] = field(default_factory=list)
    prose: str = ""
    form: str = "list"
    sign: str = ""
    anchor: bool = False


@dataclass
class Writing:
    """How the document is written as a whole."""

    mark: str = "-"
    indent: str = "    "
    box: str = "[ ] "
    level: int = 2
    contents: bool = False
    badges: bool = False
    licence: bool = False
    ordered: bool = False
    numbers: bool = False  # in front of headings
    counted: bool = False  # in front of tasks
    links: str = "inline"
    bold: bool = False
    rules: bool = False
    abroad: str = ""  # behind headings


@dataclass(frozen=True)
class Row:
    """A task in a version: its number, its line as it stands, whether it is a leaf, and a list item; and `both`."""

    number: int
    line: int
    leaf: bool
    item: bool
    both: tuple[int, ...]


class Checklist:
    """A checklist of one of the `KINDS`, about `size` tasks long."""

    def __init__(self, seed: int, size: int, kind: str) -> None:
        self.random = random.Random(f"{kind}-{seed}")
        self.kind = kind
        self.number = 0
        self.title = self.random.choice(["Interview plan", "Full stack path", "Data path", "A hundred days"])
        self.sections: list[Section] = []
        self.writing = Writing(mark=self.random.choice("-*"))
        self.left: list[Task] = []
        self.rows: list[Row] = []
        if kind in ("tables", "awesome", "labels"):
            self.writing.box = ""
        if kind in ("days", "export"):
            self.writing.level = 3 if kind == "days" else 1
        if kind == "export":
            self.writing.box = "[ ]  "
        self.writing.ordered = kind == "numbered"
        while len(self.tasks()) < size:
            self.sections.append(self.section())

    def flip(self, chance: float) -> bool:
        return self.random.random() < chance

    def topic(self) -> str:
        return self.random.choice(_TOPICS.split(";"))

    def words(self) -> str:
        return self.random.choice(_WAYS).format(self.topic(), self.topic())

    def link(self) -> str:
        return self.random.choice(_SITES).format(f"{self.random.randrange(16**6):06x}")

    def task(self, words: str = "", *, linked: float = 0.5) -> Task:
        self.number += 1
        return Task(self.number, words or self.words(), self.link() if self.flip(linked) else "")

    def some(self, least: int, most: int, *, linked: float = 0.5, labels: float = 0.2, deep: float = 0.0) -> list[Task]:
        """Tasks of which none says what another does."""
        made: dict[str, Task] = {}
        for _ in range(self.random.randint(least, most)):
            task = self.task(self.random.choice(LABELS) if self.flip(labels) else "", linked=linked)
            if self.flip(deep):
                steps = self.random.sample(_STEPS, self.random.randint(2, 3))
                task.inner = [self.task(step, linked=0.2) for step in steps]
            if self.flip(0.1):
                task.tail = self.random.choice([" - a classic", " (free)", ": read twice"])
            made.setdefault(task.words, task)
        return [*made.values()]

    def section(self) -> Section:
        """A new section of this kind of checklist."""
        step = len(self.sections) + 1
        if self.kind == "items as headings":
            made = Section(self.topic())
            for _ in range(self.random.randint(1, 4)):
                head = self.task(self.topic(), linked=0)
                head.heading, head.inner = True, self.some(3, 8, linked=0.7, labels=0.1, deep=0.2)
                made.tasks.append(head)
            return made
        if self.kind == "tables":
            parts = [Section(self.topic(), self.some(3, 6, linked=1, labels=0), form="table") for _ in range(2)]
            return Section(self.topic(), parts=parts)
        if self.kind == "weeks":
            parts = [Section(title, self.some(2, 5, labels=0.35, linked=0.3)) for title in ("Learn", "Practice")]
            return Section(f"Week {step}", parts=parts)
        if self.kind == "labels":
            units = [Section(self.topic(), prose=f"{self.words()}.") for _ in range(self.random.randint(1, 3))]
            for unit in units:
                unit.parts = [Section(title, self.some(2, 5, linked=0.2)) for title in ("Topics", "Exercises")]
                unit.parts.append(Section("Resources", self.some(1, 4, linked=1, labels=0)))
            return Section(f"Phase {step}: {self.topic()}", parts=units)
        if self.kind == "tracks":
            parts = [Section(title, self.some(2, 5, labels=0.5)) for title in ("Setup", "Basics", "Testing", "Project")]
            return Section(f"{self.topic()} track", parts=parts)
        title = f"Day {step}: {self.topic()}" if self.kind == "days" else self.topic()
        labels = {"awesome": 0.0, "days": 0.5, "boxes in tables": 0.0}.get(self.kind, 0.25)
        deep = 0.25 if self.kind in ("export", "numbered") else 0.0
        made = Section(title, self.some(3, 8, labels=labels, deep=deep, linked=1 if self.kind == "awesome" else 0.4))
        if self.kind == "boxes in tables" and self.flip(0.7):
            made.form = "boxes"
        for task in made.tasks if self.kind == "awesome" else ():
            task.tail = f" - {self.words()}."
        return made

    def walk(self) -> list[Section]:
        """All sections."""
        found: list[Section] = []
        stack = [*reversed(self.sections)]
        while stack:
            found.append(stack.pop())
            stack.extend(reversed(found[-1].parts))
        return found

    def lists(self) -> list[list[Task]]:
        """All lists of tasks that are not empty."""
        found = [section.tasks for section in self.walk() if section.tasks]
        for tasks in found:
            found.extend(task.inner for task in tasks if task.inner)
        return found

    def tasks(self) -> list[Task]:
        """All tasks."""
        return [task for tasks in self.lists() for task in tasks]

    # ------------------------------------------------------------------ writing it down

    def text(self) -> str:
        """The document; `rows` tell where its tasks stand."""
        writing, lines = self.writing, [f"# {self.title}", ""]
        self.rows, links = [], dict[str, str]()
        if writing.badges:
            lines += ["[![welcome](https://img.example.org/welcome.svg)](https://example.org/welcome)", ""]
        lines += ["Tick what you have done.", ""]
        if writing.contents:
            anchors = [re.sub(r"\W+", "-", section.title.lower()) for section in self.sections]
            titles = [section.title for section in self.sections]
            lines += ["## Table of Contents", "", *(f"- [{t}](#{a})" for t, a in zip(titles, anchors, strict=True)), ""]
        for n, section in enumerate(self.sections, 1):
            self._section(lines, section, writing.level, str(n), links)
        if writing.licence:
            lines += ["## Contributors", "", "- [@alice](https://example.org/alice)", "", "## License", "", "MIT", ""]
        lines += [f"[{name}]: {link}" for link, name in links.items()]
        return "\n".join(lines).rstrip() + "\n"

    def _section(self, lines: list[str], section: Section, level: int, number: str, links: dict[str, str]) -> None:
        writing = self.writing
        title = f"{section.sign} {section.title}".strip()
        title += f" / {writing.abroad} {number}" if writing.abroad else ""
        title = f"{number}{'' if '.' in number else '.'} {title}" if writing.numbers else title
        title = f'<a name="s{number}"></a> {title}' if section.anchor else title
        lines += ["---", ""] if writing.rules and level == writing.level else []
        if section.form == "details":
            lines += ["<details>", f"<summary>{title}</summary>", ""]
        else:
            lines += [f"**{title}**" if section.form == "bold" else f"{'#' * level} {title}", ""]
        lines += [section.prose, ""] if section.prose else []
        if section.form in ("table", "boxes"):
            self._table(lines, section, links)
        else:
            self._list(lines, section.tasks, "", number, links)
        lines += [""] if section.tasks else []
        for n, part in enumerate(section.parts, 1):
            self._section(lines, part, level + 1, f"{number}.{n}", links)
        lines += ["</details>", ""] if section.form == "details" else []

    def _said(self, task: Task, links: dict[str, str]) -> str:
        said = f"**{task.words}**" if self.writing.bold and not task.link and ":" not in task.words else task.words
        said = f"~~{said}~~" if task.struck else said
        if task.link and task.behind:
            said = f"{said} ([link]({task.link}))"
        elif task.link and self.writing.links == "bare":
            said = f"{said}: {task.link}"
        elif task.link and self.writing.links == "reference":
            said = f"[{said}][{links.setdefault(task.link, str(len(links) + 1))}]"
        elif task.link:
            said = f"[{said}]({task.link})"
        return f"{task.sign} {said}{task.tail}".strip()

    def _list(self, lines: list[str], tasks: list[Task], pad: str, number: str, links: dict[str, str]) -> None:
        writing = self.writing
        for n, task in enumerate(tasks, 1):
            said = f"{number}.{n} {self._said(task, links)}" if writing.counted else self._said(task, links)
            said = f"### {said}" if task.heading else said
            self.rows.append(Row(task.number, len(lines), not task.inner, True, task.both))
            lines.append(f"{pad}{f'{n}.' if writing.ordered else writing.mark} {writing.box}{said}")
            self._list(lines, task.inner, pad + writing.indent, f"{number}.{n}", links)

    def _table(self, lines: list[str], section: Section, links: dict[str, str]) -> None:
        boxes = section.form == "boxes"
        lines += ["| Done | Topic | Time |" if boxes else "| Course | Duration | Effort |", "| --- | --- | --- |"]
        for task in [one for outer in section.tasks for one in (outer, *outer.inner)]:
            self.rows.append(Row(task.number, len(lines), True, False, task.both))
            said, weeks = self._said(task, links), task.number % 7 + 2
            lines.append(
                f"| [ ] | {said} | {weeks}h |" if boxes else f"| {said} | {weeks} weeks | {weeks} hours/week |"
            )
