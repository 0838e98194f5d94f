"""What comes back into a roadmap: the learner's words return from the archive into its notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from vaultsync.domain.identity.wording import bare, same_words
from vaultsync.domain.pull.moves import KEPT, holds_left_of
from vaultsync.markdown import note, tasklines
from vaultsync.markdown.columns import columns
from vaultsync.markdown.links import wikilinks
from vaultsync.markdown.merging.archivedlines import without
from vaultsync.markdown.names import unique_id
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import Mark
from vaultsync.models.plan import Action, Carried
from vaultsync.models.roadmap import Gone, Roadmap, item_id
from vaultsync.models.structs import Struct, field


class Returned(Struct):
    """What came back: titles of notes by node id; by item id, the old item id and the words it had.

    `others` are tasks that had no mark: if they had words of the learner's, these left with their whole note.
    """

    notes: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, tuple[str, str]] = field(default_factory=dict)
    others: dict[str, tuple[str, str]] = field(default_factory=dict)


def returned(after: Roadmap, gone: Mapping[str, Gone]) -> Returned:
    """Those items of `gone` (by item id) that are in the roadmap again."""
    found = Returned()
    if not gone:
        return found
    before = {new: old for old, new in after.moved.items()}
    for node in after.root.walk():
        if node.id in gone:
            found.notes[node.id] = gone[node.id].words
        for task in node.tasks():
            item = item_id(node.id, task.id)
            old = before.get(item, item)
            if old in gone:
                (found.tasks if gone[old].kept else found.others)[item] = old, gone[old].words
    return found


def archived_blocks(actions: Sequence[Action]) -> set[str]:
    """The item ids of tasks that these actions archive, except in whole notes."""
    found = set()
    for action in actions:
        for line in action.left:
            parts = tasklines.parse(line)
            if parts is not None and parts.block_id:
                found.add(item_id(action.id.partition("/")[2], parts.block_id))
    return found


def back_in_the_roadmap(base: str, text: str, up: Collection[str]) -> str:
    """An archived note as it would stand in the roadmap: with its id and neighbours, and not done.

    `up` is what archived notes may link up to. Whether the note is done follows from its tasks, and from the notes it
    lists.
    """
    before, here = frontmatter.read(base).values, frontmatter.read(text).values
    changes: dict[str, frontmatter.Value | None] = {"vaultsync": str(before.get("vaultsync") or "") or None}
    for key in ("up", "prev", "next"):
        if key in before and (here.get(key) is None or (key == "up" and _leads_to(here[key], up))):
            changes[key] = before[key]  # type: ignore[assignment]
    if "done" in before:
        changes["done"] = False
        if note.day_in(here.get("completed")):
            changes["completed"] = None
    listed = {task.block_id for task in note.scan("", base).tasks if task.target}
    lines = [task for task in note.scan("", text).tasks if task.target and task.block_id in listed]
    open_ = {task.line: (" ", None) for task in lines if task.mark in (Mark.DONE, Mark.SKIPPED)}
    return frontmatter.splice(note.with_marks(text, open_), changes, frontmatter.ORDER)


def as_it_left(base: str, text: str) -> str:
    """The base of an archived note without the tasks that it no longer has: they had moved elsewhere before."""
    there = {task.block_id for task in note.scan("", text).tasks}
    gone = {task.line for task in note.scan("", base).tasks if task.block_id not in there}
    return "\n".join(line for n, line in enumerate(base.split("\n")) if n not in gone)


def with_others_apart(
    node: str, base: str, text: str, wanted: str, roadmap: Roadmap, gone: Mapping[str, Gone]
) -> tuple[str, str]:
    """An archived note and its base, in which marked tasks get other block ids if these belong to other tasks now.

    If a task had moved to another note before this one left, its id was free, and a new task may have got it. That is
    seen by the words: some other task of the `roadmap` has them, or had them when it left (`gone`).
    """
    ids = {task.block_id: same_words(task.text) for task in note.scan("", wanted).tasks if not task.target}
    before = {task.block_id: same_words(task.text) for task in note.scan("", base).tasks}
    marked = {task.block_id for task in note.scan("", text).tasks if task.mark is not Mark.TODO}
    doubtful = [block for block in ids if block in marked and item_id(node, block) not in gone]
    others = _said(roadmap, gone) if doubtful else Counter[str]()
    names: dict[str, str] = {}
    for block in doubtful:
        if before.get(block) != ids[block] or others[bare(ids[block])] > 1:
            names[block] = unique_id(block, {*ids, *before, *names.values()})
    return note.with_ids(base, names), note.with_ids(text, names)


def _said(roadmap: Roadmap, gone: Mapping[str, Gone]) -> Counter[str]:
    """How often tasks say the same: those of the roadmap, and those that left it."""
    there = (task.source for node in roadmap.root.walk() for task in node.tasks())
    return Counter(
        bare(same_words(text)) for text in (*there, *(one.words for item, one in gone.items() if "#^" in item))
    )


def is_whole_note(text: str, name: str) -> bool:
    """Whether a text of the archive is a whole note of the roadmap `name`."""
    tags = frontmatter.value_of(text, "tags")
    return isinstance(tags, list) and f"roadmap/{name}" in tags and frontmatter.value_of(text, "vaultsync") is None


def archived_note(texts: Mapping[str, str], name: str, title: str, file_name: str = "") -> str:
    """The path of the whole note in the archive (`texts`) with this title, else with this file name.

    Empty if no note of the roadmap `name` has it, or more than one.
    """
    alike, called = list[str](), list[str]()
    for path, text in texts.items():
        if not is_whole_note(text, name):
            continue
        if frontmatter.value_of(text, "title") == title:
            alike.append(path)
        elif file_name and path.rsplit("/", 1)[-1] == file_name:
            called.append(path)
    found = alike or called
    return found[0] if len(found) == 1 else ""


def goes_on_in(node: str, base: str, text: str, roadmap: Roadmap) -> bool:
    """Whether an archived note goes on in the note `node` of the roadmap, as far as its tasks tell.

    `text` is what stands in the archive, `base` what the roadmap last wanted of the note. Of its tasks at least as many
    must have gone on there, under their words or as the learner said, as are elsewhere now or left with a mark.
    """
    owners: dict[str, set[str]] = {}
    for one in roadmap.root.walk():
        for task in one.tasks():
            owners.setdefault(bare(same_words(task.source)), set()).add(one.id)
    here = {task.block_id: task.mark for task in note.scan("", text).tasks}
    there = elsewhere = 0
    for line in note.scan("", base).tasks:
        if line.target or here.get(line.block_id) is Mark.TODO:
            continue
        found = owners.get(bare(same_words(line.text)), {node})
        goes_on = line.block_id not in here and node in found
        there, elsewhere = there + goes_on, elsewhere + (not goes_on)
    return there >= max(elsewhere, 1)


def without_tasks(text: str) -> str:
    """A note without the lines of its tasks."""
    gone = {task.line for task in note.scan("", text).tasks if not task.target}
    return "\n".join(line for n, line in enumerate(text.split("\n")) if n not in gone)


def without_task(base: str, text: str, block: str, words: str) -> tuple[str, Carried] | None:
    """Take a task out of an archived whole note: the note without it, and the learner's words at it.

    Tasks and lines of the roadmap's below it stay. None where the task is not in the note.
    """
    lines, ours = text.split("\n"), {line.strip() for line in base.split("\n")}
    listed = {task.block_id for task in note.scan("", base).tasks}
    at = next((task.line for task in note.scan("", text).tasks if task.block_id == block), -1)
    if at < 0:
        return None
    end = at + 1
    while end < len(lines) and lines[end].strip() and columns(lines[end]) > columns(lines[at]):
        end += 1
    theirs: list[str] = []
    stay: list[str] = []
    for line in lines[at + 1 : end]:
        parts = tasklines.parse(line)
        is_ours = line.strip() in ours or (parts is not None and parts.block_id in listed)
        (stay if is_ours else theirs).append(line.rstrip("\r"))
    least = min((len(line) - len(line.lstrip()) for line in stay), default=0)
    depth = len(lines[at]) - len(lines[at].lstrip())
    stay = [line[max(least - depth, 0) :] for line in stay]
    return "\n".join([*lines[:at], *stay, *lines[end:]]), _carried(lines[at], words, theirs)


def _carried(line: str, words: str, theirs: list[str]) -> Carried:
    """What the learner wrote at a task: in its `line` that does not say the `words` of the roadmap, and under it."""
    parts = tasklines.parse(line)
    if parts is None or same_words(parts.text) == same_words(words):
        return Carried(theirs)
    return Carried(theirs, parts.text.strip(), tasklines.around(f"- [ ] {words}", parts.text))


def _leads_to(value: object, links: Collection[str]) -> bool:
    """Whether a property has one of these links, or one to the same note, which may have been called otherwise then."""
    targets = [link.target for link in wikilinks(str(value))]
    return str(value) in links or (
        bool(targets) and any(targets == [link.target for link in wikilinks(one)] for one in links)
    )


def is_only_one(item: str, gone: Mapping[str, Gone]) -> bool:
    """Whether the task `item` is the only one with its block id among what left the roadmap."""
    node, _, block = item.partition("#^")
    return not any(
        other.endswith(f"#^{block}") and one.kept and not other.startswith(f"{node}#^") for other, one in gone.items()
    )


def kept_for(path: str, texts: Mapping[str, str], others: Collection[str] = ()) -> list[str]:
    """The paths of the archive's files that hold tasks, those first whose tasks left the note at `path`.

    Of the notes at `others` no file is given; an empty path is a note that nobody knows any more. Behind the note's own
    files come those that are called as it is.
    """
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")

    def is_other(file: str) -> tuple[bool, bool]:
        return not holds_left_of(file, texts[file], path), not file.rsplit("/", 1)[-1].startswith(stem)

    kept = {file: text for file, text in texts.items() if KEPT in text}
    files = [file for file, text in kept.items() if not any(holds_left_of(file, text, other) for other in others)]
    return sorted(files, key=is_other) if path else files


def take_out(text: str, block: str, words: str) -> tuple[str | None, Carried] | None:
    """Take a task out of an archive file that holds single tasks: the text that stays, and what the learner wrote.

    The text is None if nothing is left. The answer is None if the task is not in the file, or the file is a whole note.
    """
    head, mark, rest = text.partition(KEPT)
    if not mark or frontmatter.split(text) is not None:
        return None
    lines = rest.split("\n")
    for n, line in enumerate(lines):
        parts = tasklines.parse(line)
        if parts is None or parts.block_id != block:
            continue
        left, theirs = without(lines, n)
        theirs = [below.rstrip("\r") for below in theirs]
        stays = any(other.strip() for other in left[1:])
        return (head + mark + "\n".join(left) if stays else None), _carried(line, words, theirs)
    return None
