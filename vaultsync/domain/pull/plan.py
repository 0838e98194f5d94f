"""Base, vault and wanted text of every note → what to do with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence

from vaultsync.domain.roadmaps.notes import HOME_ID
from vaultsync.markdown import note, tasklines
from vaultsync.markdown.columns import columns
from vaultsync.markdown.links import wikilink
from vaultsync.markdown.merging.merge import merge
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import Mark
from vaultsync.models.plan import Action, Carried, Deed, FoundNote, Plan, WantedNote
from vaultsync.models.structs import replace


def make_plan(
    bases: Mapping[str, str],
    found: Mapping[str, FoundNote],
    wanted: Sequence[WantedNote],
    occupied: Container[str],
    archive: Callable[[str, str, str], str],
    moved: Mapping[str, Mapping[str, str]] | None = None,
    unread: Container[str] = (),
    deleted: Container[str] = (),
) -> Plan:
    """Decide what happens to every note.

    - `bases` and `found` are keyed by note id; `occupied` holds (lower case) the paths of existing files.
    - `archive(id, path, text)` gives the path in the archive of a note that left its roadmap.
    - `moved` has, by the id of their note, the block ids of tasks that are in another note now (→ empty) or have
      another id in theirs.
    - `unread` are ids of notes whose file is empty or unreadable at the moment: nothing is decided about them.
    - `deleted` are ids of notes without a base text that the learner deleted before their units left the roadmap: they
      stay deleted when these come back.

    A note of a roadmap that exists though nothing is known of it came back late, from another device or tool: it left
    as the others did.
    """
    plan = Plan()
    ids = set()
    for want in wanted:
        ids.add(want.id)
        if want.id in unread:
            continue
        if want.id in deleted and want.id not in bases and want.id not in found:
            plan.actions.append(Action(Deed.GONE, want.id, want.path, base=want.text))
            continue
        action = _wanted(bases.get(want.id), found.get(want.id), want, occupied, (moved or {}).get(want.id, {}))
        if action is not None:
            plan.actions.append(action)
    late = [id_ for id_ in found if id_ not in bases and "/" in id_ and id_.partition("/")[0] in ids]
    for gone in [id_ for id_ in (*bases, *late) if id_ not in ids and id_ not in unread]:
        here, base = found.get(gone), bases.get(gone)
        if here is None:
            plan.actions.append(Action(Deed.FORGET, gone, ""))
            continue
        left, carried = here.text, dict[str, Carried]()
        if base is not None:
            base, left, carried = _without_moved(base, here.text, (moved or {}).get(gone, {}))
        if base is not None and _untouched(base, left):
            plan.actions.append(Action(Deed.DELETE, gone, here.path, old=here.text, carried=carried))
        else:
            text = out_of_the_roadmap(base or left, left, hung_from(gone, wanted))
            place = archive(gone, here.path, text)
            plan.actions.append(
                Action(Deed.ARCHIVE, gone, here.path, text, old=here.text, target=place, carried=carried)
            )
    kept = {action.id for action in plan.of(Deed.ARCHIVE)}
    for n, action in enumerate(plan.actions if kept else ()):
        if action.left:
            roadmap = action.id.partition("/")[0]
            plan.actions[n] = replace(action, left=tuple(_without_lines_of(kept, roadmap, action.left)))
    return plan


def _without_lines_of(archived: Container[str], roadmap: str, left: Sequence[str]) -> Iterator[str]:
    """The lines that left a note, without those that only link a note which goes to the archive itself."""
    for n, line in enumerate(left):
        parts = tasklines.parse(line)
        block = parts.block_id if parts is not None else ""
        below = left[n + 1] if n + 1 < len(left) else ""
        if f"{roadmap}/{block}" not in archived or columns(below) > columns(line):
            yield line


def _without_moved(base: str, here: str, moved: Collection[str]) -> tuple[str, str, dict[str, Carried]]:
    """The base and the text of a note that left, without the tasks that went on elsewhere; the words under these."""
    gone = {task.line for task in note.scan("", base).tasks if task.block_id in moved}
    if not gone:
        return base, here, {}
    rest = "\n".join(line for n, line in enumerate(base.split("\n")) if n not in gone)
    merged = merge(base, here, rest, moved)
    return rest, merged.text, merged.carried


def hung_from(gone: str, wanted: Sequence[WantedNote]) -> list[str]:
    """What the property `up` of an archived note may link: its roadmap's index, and Home if that left as well."""
    tops = {want.id: want for want in wanted if "/" not in want.id}
    there = [tops[id_] for id_ in (gone.partition("/")[0], HOME_ID) if id_ in tops]
    return [wikilink(top.path, str(frontmatter.value_of(top.text, "title") or "")) for top in there]


def out_of_the_roadmap(base: str, text: str, tops: Sequence[str]) -> str:
    """A note that is no longer part of a roadmap: without id and neighbours.

    It links up to the first of `tops`, if there is one.
    """
    up = tops[0] if tops else None
    before, here = frontmatter.read(base).values, frontmatter.read(text).values
    changes: dict[str, frontmatter.Value | None] = {"vaultsync": None}
    for key, value in {"up": up, "prev": None, "next": None}.items():
        if key in before and here.get(key) == before[key]:
            changes[key] = value
    return frontmatter.splice(text, changes)


def _wanted(
    base: str | None, here: FoundNote | None, want: WantedNote, occupied: Container[str], moved: Mapping[str, str]
) -> Action | None:
    if here is None:
        if base is not None:
            return Action(Deed.GONE, want.id, want.path)
        if want.path.casefold() in occupied:
            return Action(Deed.FOREIGN, want.id, want.path)
        return Action(Deed.CREATE, want.id, want.path, want.text, want.text)
    if base == want.text:
        edited = not same_values(here.text, base)
        return Action(Deed.KEEP, want.id, here.path, old=here.text) if edited else None
    if same_values(here.text, want.text):
        return Action(Deed.RECORD, want.id, here.path, base=want.text, old=here.text)
    names = {block: new for block, new in moved.items() if new}
    was = note.with_ids(base, names) if base is not None else None
    merged = merge(was, note.with_ids(here.text, names), want.text, moved.keys() - names.keys())
    deed = Deed.UPDATE if base is not None and same_values(here.text, base) else Deed.MERGE
    return Action(
        deed, want.id, here.path, merged.text, want.text, here.text,
        left=tuple(merged.left), carried=merged.carried, asked=tuple(merged.asked),
    )  # fmt: skip


def only_to_record(plan: Plan) -> None:
    """Change actions that leave a note as it is into ones that only record the base text."""
    for n, action in enumerate(plan.actions):
        same = action.deed in (Deed.UPDATE, Deed.MERGE) and action.text == action.old
        if same and not (action.asked or action.left or action.carried):
            plan.actions[n] = replace(action, deed=Deed.RECORD, text=None)


def same_values(one: str, other: str) -> bool:
    """Whether two notes have the same values, marks, stamps and the way they are written aside."""
    return one == other or note.values(one) == note.values(other)


def _untouched(base: str, text: str) -> bool:
    """Whether nothing of the learner's is in a note: neither words nor marks."""
    if not same_values(text, base):
        return False
    block, old = frontmatter.split(text), frontmatter.split(base)
    if block is not None and old is not None:
        mine, ours = text[block.opened : block.closed], base[old.opened : old.closed]
        if mine.count("#") > ours.count("#") or frontmatter.value_of(text, "completed") is not None:
            return False  # a comment of the learner's, or a property that is more than a mark
    scan = note.scan("", text)
    return not frontmatter.value_of(text, "done") and all(task.mark is Mark.TODO for task in scan.tasks)
