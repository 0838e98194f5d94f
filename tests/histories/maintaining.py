"""What maintainers do to a checklist from one version to the next, with every task keeping its number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy

from maintained import LABELS, Checklist, Section, Task, Writing

_SIGNS = "📚📺📝🔗💻🧪🎯🔥"
_SPELLINGS = (
    ("behaviour", "behavior"), ("organisation", "organization"), (" and ", " & "), (" & ", " and "), ("JavaScript", "Javascript"),
    ("Introduction to", "Intro to"), ("interview questions", "interview Q&A"), ("cheat sheet", "cheatsheet"),
    ("Read about", "Read up on"), ("(video)", "[Video]"), ("'", "’"), (" - ", " – "),
)  # fmt: skip
_MARKS = ("(optional)", "(advanced)", "[PAID]", "🆕", "*(optional)*", "![stars](https://img.example.org/stars.svg)")
_WARNINGS = ("[Deprecated]", "(outdated)", "⚠️")
_STEP = re.compile(r"^(Day|Week|Phase) \d+")


def _few(list_: Checklist, share: int = 10) -> list[Task]:
    leaves = [task for task in list_.tasks() if not task.inner]
    return list_.random.sample(leaves, min(len(leaves), list_.random.randint(1, max(2, len(leaves) // share))))


def _pull_out(list_: Checklist) -> Task | None:
    """A task taken out of its list: one that no other says the same as, since of twins nobody knows which one went."""
    counts = Counter(task.words.casefold() for task in list_.tasks())
    tasks = list_.random.choice(list_.lists())
    task = list_.random.choice(tasks)
    if len(tasks) == 1 or counts[task.words.casefold()] > 1 or task.inner:
        return None
    tasks.remove(task)
    return task


def _put_in(list_: Checklist, task: Task) -> None:
    tasks = list_.random.choice([section.tasks for section in list_.walk() if section.tasks])
    if all(task.words != other.words for other in tasks):
        tasks.insert(list_.random.randint(0, len(tasks)), task)


def add(list_: Checklist) -> None:
    for _ in range(list_.random.randint(1, 3)):
        _put_in(list_, list_.task())


def remove(list_: Checklist) -> None:
    if len(list_.tasks()) > 20 and (task := _pull_out(list_)):
        list_.left.append(task)


def bring_back(list_: Checklist) -> None:
    if list_.left:
        task = list_.left.pop(list_.random.randrange(len(list_.left)))
        if task.words in LABELS and not task.link:
            list_.number += 1
            task = Task(list_.number, task.words)  # another quiz
        _put_in(list_, task)


def move(list_: Checklist) -> None:
    if task := _pull_out(list_):
        _put_in(list_, task)


def put_better(list_: Checklist) -> None:
    """Something better in the place of a resource: it is another task."""
    for tasks in list_.random.sample(list_.lists(), 1):
        n = list_.random.randrange(len(tasks))
        if not tasks[n].inner:
            tasks[n] = list_.task(linked=1.0 if tasks[n].link else 0.0)


def relink(list_: Checklist) -> None:
    for task in _few(list_, 20):
        if task.link:
            task.link = list_.random.choice([list_.link(), f"{task.link}?from=list", ""])


def slip(list_: Checklist) -> None:
    for task in _few(list_, 40):
        at = list_.random.randrange(len(task.words))
        if len(task.words) > 8 and task.words[at].isalpha():
            task.words = task.words[:at] + task.words[at] + task.words[at:]


def shuffle(list_: Checklist) -> None:
    list_.random.shuffle(list_.random.choice(list_.lists()))


def part(list_: Checklist) -> None:
    """One task becomes two, which may have its tick; those that had become one are what they were."""
    for tasks in list_.lists():
        for n, task in enumerate(tasks):
            first, joint, second = task.words.partition(" and ")
            if joint and not task.link and not task.inner and list_.flip(0.3):
                halves = [list_.task(first, linked=0), list_.task(second, linked=0)]
                for k, half in enumerate(halves):
                    half.number = task.both[k] if task.both else half.number
                    half.both = (task.number,)
                tasks[n : n + 1] = halves
                return


def join(list_: Checklist) -> None:
    """Two tasks become one."""
    tasks = list_.random.choice(list_.lists())
    two = [task for task in tasks if not (task.link or task.inner or task.tail)][:2]
    if len(two) > 1:
        list_.number += 1
        words = f"{two[0].words} and {two[1].words}"
        tasks[tasks.index(two[0])] = Task(list_.number, words, both=(two[0].number, two[1].number))
        tasks.remove(two[1])


def nest(list_: Checklist) -> None:
    tasks = list_.random.choice(list_.lists())
    if len(tasks) > 2 and list_.kind not in ("tables", "boxes in tables"):
        tasks[0].inner.append(tasks.pop(1))


def annotate(list_: Checklist) -> None:
    section = list_.random.choice(list_.walk())
    section.prose = f"{list_.words()}."


SMALL = (
    add, add, add, remove, remove, bring_back, move, put_better, relink, relink, slip, shuffle, part, join, nest, annotate,
)  # fmt: skip


def sign_all(list_: Checklist) -> None:
    for section in list_.walk():
        section.sign = "" if section.sign else list_.random.choice(_SIGNS)
    for task in list_.tasks() if list_.flip(0.5) else ():
        task.sign = list_.random.choice(_SIGNS)


def archive_links(list_: Checklist) -> None:
    for task in list_.tasks():
        if task.link and list_.flip(0.4):
            task.link = f"https://archive.example.org/web/2020/{task.link}"


def mark_some(list_: Checklist) -> None:
    mark = list_.random.choice(_MARKS)
    for task in _few(list_):
        task.tail = "" if task.tail else f" {mark}"


def strike_or_warn(list_: Checklist) -> None:
    for task in _few(list_, 30):
        if list_.flip(0.5):
            task.struck = not task.struck
        else:
            task.sign = "" if task.sign else list_.random.choice(_WARNINGS)


def spell(list_: Checklist) -> None:
    old, new = list_.random.choice(_SPELLINGS)
    for task in list_.tasks():
        task.words = task.words.replace(old, new)


def recase(list_: Checklist) -> None:
    how: Callable[[str], str] = list_.random.choice([str.title, str.capitalize])
    for task in list_.tasks():
        task.words = how(task.words)


def state_times(list_: Checklist) -> None:
    for task in list_.tasks():
        task.tail = f" ({list_.random.randint(1, 9)}h)"


def state_spans(list_: Checklist) -> None:
    for section in list_.walk():
        title, span, _ = section.title.partition(" (")
        section.title = title if span else f"{title} ({list_.random.randint(1, 9)} weeks)"


def describe(list_: Checklist) -> None:
    for task in _few(list_):
        task.tail = "" if task.tail else f" - {list_.words().lower()}"


def tabulate(list_: Checklist) -> None:
    """Lists become tables, or lists again: one, some or all of them."""
    flat = [one for one in list_.walk() if one.tasks and not any(t.inner or t.heading for t in one.tasks)]
    form = "boxes" if list_.writing.box else "table"
    for section in list_.random.sample(flat, list_.random.choice([min(1, len(flat)), len(flat) // 3, len(flat)])):
        section.form = "list" if section.form == form else form


def fold(list_: Checklist) -> None:
    for section in list_.walk():
        if section.tasks and not section.parts and section.form in ("list", "details"):
            section.form = "list" if section.form == "details" else "details"


def embolden(list_: Checklist) -> None:
    section = list_.random.choice(list_.walk())
    if section.tasks and not section.parts and section.form in ("list", "bold"):
        section.form = "list" if section.form == "bold" else "bold"


def anchor(list_: Checklist) -> None:
    for section in list_.walk():
        section.anchor = not section.anchor


def put_links_behind(list_: Checklist) -> None:
    for task in list_.random.choice(list_.lists()):
        task.behind = not task.behind


def count_steps(list_: Checklist) -> None:
    for n, section in enumerate(list_.sections, 1):
        section.title = _STEP.sub(lambda step, n=n: f"{step[1]} {n}", section.title)


def insert_step(list_: Checklist) -> None:
    """A day or a week comes in the middle, and those behind it are counted anew."""
    list_.sections.insert(list_.random.randint(0, len(list_.sections)), list_.section())
    count_steps(list_)


def drop_step(list_: Checklist) -> None:
    if len(list_.sections) > 4:
        del list_.sections[list_.random.randrange(len(list_.sections))]
        count_steps(list_)


def move_section(list_: Checklist) -> None:
    section = list_.sections.pop(list_.random.randrange(len(list_.sections)))
    list_.sections.insert(list_.random.randint(0, len(list_.sections)), section)
    count_steps(list_)


def copy_section(list_: Checklist) -> None:
    """A copy for another language or track: its tasks are others."""
    made = deepcopy(list_.random.choice(list_.sections))
    made.title = f"{made.title} ({list_.topic()})"
    sections = [made]
    for section in sections:
        sections += section.parts
        tasks = [*section.tasks]
        for task in tasks:
            list_.number += 1
            task.number, task.both = list_.number, ()
            task.link = list_.link() if task.link else ""
            tasks += task.inner
    list_.sections.append(made)
    count_steps(list_)


def retitle(list_: Checklist) -> None:
    for section in list_.random.sample(list_.walk(), 2):
        if not _STEP.match(section.title):
            section.title = list_.random.choice([f"{section.title} basics", section.title.upper(), list_.topic()])


def group(list_: Checklist) -> None:
    """Sections stand under new headings."""
    if len(list_.sections) > 5 and not _STEP.match(list_.sections[0].title):
        half = len(list_.sections) // 2
        parts = list_.sections[:half], list_.sections[half:]
        list_.sections = [Section(f"Stage {n}", parts=[*inner]) for n, inner in enumerate(parts, 1)]


def sort_tasks(list_: Checklist) -> None:
    for section in list_.walk():
        section.tasks.sort(key=lambda task: task.words.casefold())


def add_parts(list_: Checklist) -> None:
    """Sections get parts of one name."""
    title = list_.random.choice(["Further reading", "Checklist"])
    for section in list_.sections:
        if all(below.title != title for below in section.parts):
            section.parts.append(Section(title, list_.some(1, 3, labels=0.5)))


def write_otherwise(list_: Checklist) -> None:
    """Something of how all of it is written."""
    writing: Writing = list_.writing
    name = list_.random.choice(
        [
            "contents",
            "badges",
            "licence",
            "numbers",
            "counted",
            "bold",
            "rules",
            "mark",
            "indent",
            "links",
            "level",
            "abroad",
        ]
    )
    others = {
        "mark": ["-", "*"], "indent": ["   ", "    "], "links": ["inline", "bare", "reference"], "level": [1, 2, 3],
        "abroad": ["", "Основы", "基礎"],
    }  # fmt: skip
    setattr(writing, name, list_.random.choice(others[name]) if name in others else not getattr(writing, name))


SWEEPING = (
    sign_all, archive_links, mark_some, strike_or_warn, spell, spell, recase, state_times, state_spans, describe, tabulate,
    tabulate, fold, embolden, anchor, put_links_behind, insert_step, insert_step, drop_step, move_section, copy_section,
    retitle, group, sort_tasks, add_parts, write_otherwise, write_otherwise, write_otherwise, write_otherwise,
)  # fmt: skip


def change(list_: Checklist) -> list[str]:
    """The next version; the names of what was done."""
    done = [list_.random.choice(SMALL) for _ in range(list_.random.randint(1, 5))]
    done = [do for do in done if do is not join or part not in done]  # what is parted is not joined at once
    done += [list_.random.choice(SWEEPING)] if list_.flip(0.5) else []
    for do in done:
        do(list_)
    return [do.__name__ for do in done]
