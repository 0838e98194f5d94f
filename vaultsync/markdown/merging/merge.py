"""Three texts, one note: what the roadmap changed, merged into what the learner made of it.

`base` is what vaultsync last wrote, `vault` what stands there, `wanted` what the roadmap wants now. Properties are
merged by key, tasks by block id, everything else by lines. Lines that neither side changed stay as they are in the
vault, byte for byte; marks and stamps are never touched; where both changed the same words the learner's stay and the
roadmap's stand under them in a callout. Conflict markers never appear.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from vaultsync.markdown import note, tasklines
from vaultsync.markdown.columns import columns
from vaultsync.markdown.links import with_short_links
from vaultsync.markdown.merging.alignment import Line, align, read, retitled
from vaultsync.markdown.merging.archivedlines import nested
from vaultsync.markdown.merging.ordering import in_new_order, shifted
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import MARK_OF_CHAR
from vaultsync.models.plan import Carried
from vaultsync.models.structs import Struct, field

_MARKS = ("done", "completed")
_LISTS = ("tags", "aliases", "cssclasses")
CALLOUT = "> [!warning] The roadmap now says"


class Merged(Struct):
    """A merged note.

    `left` are lines that left the roadmap but hold a mark or the learner's words, each with what stood under it, and
    under what it stood itself. `carried` are the learner's words at tasks that moved to another note, by block id.
    `asked` are words of the roadmap in places that both sides changed.
    """

    text: str
    left: list[str] = field(default_factory=list)
    carried: dict[str, Carried] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


def merge(base: str | None, vault: str, wanted: str, moved: Collection[str] = ()) -> Merged:
    """Merge three texts of a note. Without a base the roadmap only adds. `moved` are block ids now in other notes."""
    result = Merged(vault)
    head, body = _split(_merge_properties(base, vault, wanted, result))
    old = _split(base)[1] if base is not None else None
    work = _Body(old, body, _split(wanted)[1], set(moved), result)
    work.run()
    lines = work.lines()
    if base is not None and (work.indented() or not work.as_wanted(lines)):
        lines = in_new_order(work) or work.lines(as_indented=True)
    result.text = head + "\n".join(work.ended(lines))
    return result


def _split(text: str) -> tuple[str, list[str]]:
    """A note's property block and the lines after it."""
    block = frontmatter.split(text)
    end = block.end if block else 0
    return text[:end], text[end:].split("\n")


def _merge_properties(base: str | None, vault: str, wanted: str, result: Merged) -> str:
    """The vault's text with the properties that the roadmap changed and the learner did not."""
    before = frontmatter.read(base).values if base is not None else {}
    here, after = frontmatter.read(vault).values, frontmatter.read(wanted).values
    changes: dict[str, frontmatter.Value | None] = {}
    for key in [*after, *(key for key in before if key not in after)]:
        old, mine, new = before.get(key), here.get(key), after.get(key)
        if key in _MARKS or old == new or mine == new:
            continue
        if key in _LISTS and isinstance(mine, list) and isinstance(new, list):
            was = old if isinstance(old, list) else []
            gone = [item for item in was if item not in new]
            come = [item for item in new if item not in mine and item not in was]
            changes[key] = [item for item in mine if item not in gone] + come
        elif mine == old and (key in here or key not in before):
            changes[key] = new  # type: ignore[assignment]
        elif _same_link(mine, new):
            continue
        elif _same_link(mine, old):
            changes[key] = new  # type: ignore[assignment]
        elif base is not None and mine is not None:
            result.asked.append(f"{key}: {new}")
    if base is not None and "done" in after and "done" not in before and "done" not in here:
        changes["done"] = False
    if "done" in before and "done" not in after:
        changes["done"] = None
        if note.day_in(here.get("completed")):
            changes["completed"] = None
    return frontmatter.splice(vault, changes, frontmatter.ORDER) if changes else vault


def _same_link(one: object, other: object) -> bool:
    """Whether two texts say the same and differ only in how a link is written."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    return with_short_links(one) == with_short_links(other)


def _with_both(old: str, mine: str, new: str) -> str | None:
    """A task line with the roadmap's words exchanged and what the learner put before and behind them kept.

    None where the learner changed the roadmap's words themselves.
    """
    was, here, now = tasklines.parse(old), tasklines.parse(mine), tasklines.parse(new)
    if was is None or here is None or now is None:
        return None
    pieces = tasklines.around(old, here.body)
    if pieces is None:
        return None
    prefix = now.prefix if here.prefix == was.prefix else here.prefix
    return f"{prefix}[{here.char}]{now.text.join(pieces)}{here.tail}"


def _said(line: Line) -> str:
    """The words of a task line without its box and id."""
    return line.words.strip().removesuffix(f" ^{line.id}")[len("- [ ] ") :]


class _Body:
    """The lines under the property block."""

    def __init__(
        self, old: list[str] | None, vault: list[str], new: list[str], moved: set[str], result: Merged
    ) -> None:
        self.vault, self.new_lines = vault, [line.rstrip("\r") for line in new]
        self.here, self.new = read(vault), read(new)
        if old is None:
            kept = sorted(align(self.new, self.here))
            self.old = [self.new[n] for n in kept]
        else:
            self.old = read(old)
        self.moved, self.result = moved, result
        self.newline = "\r" if 2 * sum(line.endswith("\r") for line in vault) > len(vault) else ""
        self.to_here = align(self.old, self.here)
        self.to_new = align(self.old, self.new)
        self.to_new |= retitled(self.old, self.new, self.to_new)
        self._find_lost_ids()
        self.theirs = set(range(len(self.here))) - set(self.to_here.values())
        self.removed: set[int] = set()
        self.left: dict[int, list[str]] = {}
        self.replaced: dict[int, str] = {}
        self.added: dict[int, list[str]] = {}
        self.callouts: dict[int, list[str]] = {}  # those of `added` that are no lines of the new text
        self.withheld: set[int] = set()  # lines of the new text that stand in a callout only

    def _find_lost_ids(self) -> None:
        """Task lines of the learner's that lost their id are known by their words, where these are unique."""
        taken = set(self.to_here.values())
        words: dict[str, list[int]] = {}
        for n, line in enumerate(self.here):
            if n not in taken and not line.id and not line.blank:
                words.setdefault(line.words.strip(), []).append(n)
        for n, line in enumerate(self.old):
            if line.id and n not in self.to_here:
                found = words.get(line.words.removesuffix(f" ^{line.id}").strip(), [])
                if len(found) == 1:
                    self.to_here[n] = found[0]

    def run(self) -> None:
        """Decide on every line."""
        from_new = {new: old for old, new in self.to_new.items()}
        for old, line in enumerate(self.old):
            new, here = self.to_new.get(old), self.to_here.get(old)
            if here is None:
                continue
            if new is None:
                self._remove(line, here)
            elif line.id and self.new[new].words != line.words:
                self._reword(line, new, here)
            elif line.level and self.new[new].words != line.words == self.here[here].words:
                self.replaced[here] = self.new_lines[new] + self.newline
        self._add(from_new)
        known = {here: self.old[old].words for old, here in self.to_here.items()}
        self.result.left += nested(self.vault, self.left, known)

    def _reword(self, line: Line, new: int, here: int) -> None:
        mine, wanted = self.here[here], self.new[new]
        words = mine.words.strip()
        if mine.words == wanted.words or (mine.words != line.words and _same_link(words, wanted.words.strip())):
            return
        if mine.words == line.words or not mine.id:
            self.replaced[here] = self._marked(new, here)
        elif _same_link(words, line.words.strip()):
            indent = mine.words[: len(mine.words) - len(mine.words.lstrip())]
            self.replaced[here] = self._as_deep(indent + self._marked(new, here).lstrip(), line, new, here)
        elif wanted.words.strip() == line.words.strip():
            if (deeper := self._as_deep(self.vault[here], line, new, here)) != self.vault[here]:
                self.replaced[here] = deeper
        elif (words := _said(wanted)) in mine.words and words not in _said(line):
            return  # they stand there, with words of the learner's: an interrupted pull put them in before
        elif (both := _with_both(line.words, self.vault[here], self.new_lines[new])) is not None:
            self.replaced[here] = self._as_deep(both, line, new, here)
        elif words not in mine.words:
            pad = " " * (columns(self.vault[here]) + 2)
            self._tell(here, [f"{pad}{CALLOUT}", f"{pad}> {words}"])
            self.result.asked.append(words)

    def _as_deep(self, text: str, line: Line, new: int, here: int) -> str:
        """A learner's task line as deep as the roadmap wants it now, unless they have put it elsewhere themselves."""
        by_hand = columns(self.vault[here]) != columns(line.words)
        return text if by_hand else shifted(text, columns(self.new_lines[new]) - columns(text))

    def _marked(self, new: int, here: int) -> str:
        """A wanted task line with the mark and stamp of the learner's line."""
        theirs = tasklines.parse(self.vault[here])
        line = self.new_lines[new]
        if theirs is None:
            return line + self.newline
        return tasklines.with_mark(line, theirs.char, theirs.date or None) + self.newline

    def _put(self, after: int, lines: list[str]) -> None:
        self.added.setdefault(after, []).extend(line + self.newline for line in lines)

    def _tell(self, after: int, lines: list[str]) -> None:
        """Put in a callout, unless an interrupted pull did so before."""
        if "\n".join(lines).strip() in "\n".join(line.rstrip("\r") for line in self.vault):
            return
        self._put(after, lines)
        self.callouts.setdefault(after, []).extend(line + self.newline for line in lines)

    def _remove(self, line: Line, here: int) -> None:
        """Take away a line that left the roadmap; what the learner has in or under it is kept."""
        if not line.id:
            if not (line.words.startswith("#") and self._holds_theirs(here)):
                self.removed.add(here)
            return
        own = self._own_words(here)
        parts = tasklines.parse(self.vault[here])
        changed = self.here[here].words.strip() != line.words.strip()
        self.removed.add(here)
        self.removed.update(own)
        words = [self.vault[n].rstrip("\r") for n in own]
        if line.id in self.moved:
            odd = parts is not None and parts.char not in MARK_OF_CHAR
            carried = Carried(words)
            if parts is not None and (changed or odd):
                box = f"[{parts.char}] " if odd else ""
                pieces = None if odd else tasklines.around(line.words, parts.text)
                carried = Carried(_indented(words), f"{box}{parts.text.strip()}", pieces)
            if carried.lines():
                self.result.carried[line.id] = carried
        elif own or changed or (parts is not None and parts.char != " "):
            self.left[here] = [self.vault[here].rstrip("\r").strip(), *_indented(words)]

    def _own_words(self, here: int) -> list[int]:
        """The learner's lines under a task, but not those under a roadmap's task below it."""
        own: list[int] = []
        child: int | None = None  # how deep the task right below stands, once there is one
        for n in self._below(here):
            if n not in self.theirs:
                if self.here[n].id and (child is None or columns(self.vault[n]) <= child):
                    child = columns(self.vault[n])
            elif child is None or (not self.here[n].blank and columns(self.vault[n]) <= child):
                child = None
                own.append(n)
        while own and self.here[own[-1]].blank:
            own.pop()
        return own

    def _below(self, here: int) -> Iterator[int]:
        """The lines that stand under a list item, by indentation."""
        depth = columns(self.vault[here])
        for n in range(here + 1, len(self.here)):
            if self.here[n].blank:
                following = next((m for m in range(n + 1, len(self.here)) if not self.here[m].blank), None)
                if following is None or columns(self.vault[following]) <= depth:
                    return
            elif columns(self.vault[n]) <= depth:
                return
            yield n

    def _holds_theirs(self, here: int) -> bool:
        """Whether words of the learner's stand under a heading."""
        for n in range(here + 1, len(self.here)):
            if self.here[n].words.startswith("#"):
                return False
            if n in self.theirs and not self.here[n].blank:
                return True
        return False

    def _add(self, from_new: dict[int, int]) -> None:
        """Put in what is new, behind what it stands behind in the roadmap."""
        run: list[int] = []
        linked = {
            with_short_links(self.here[n].words) for n in self.theirs if "](" in self.vault[n] or "[[" in self.vault[n]
        }
        before = -1  # the last line of the new text that stands in the old one
        present = {line.id for line in self.here if line.id}
        for new in range(len(self.new) + 1):
            if new < len(self.new) and new not in from_new:
                run.append(new)
                continue
            if run:
                there = {n for n in run if linked and with_short_links(self.new[n].words) in linked}
                self.withheld |= there
                fresh = [n for n in run if n not in there and not (self.new[n].id and self.new[n].id in present)]
                if any(not self.new[n].blank for n in fresh) and not self._stands_there(run):
                    self._place(fresh, before, new, from_new)
                run = []
            before = new

    def _stands_there(self, run: list[int]) -> bool:
        """Whether new lines stand together where the old text has nothing: an interrupted pull put them in before."""
        wanted = [self.new[n].key for n in run if not self.new[n].blank]
        lines = [n for n, line in enumerate(self.here) if not line.blank]
        return any(
            all(n in self.theirs and self.here[n].key == key for n, key in zip(lines[at:], wanted, strict=False))
            for at in range(len(lines) - len(wanted) + 1)
        )

    def _place(self, run: list[int], before: int, after: int, from_new: dict[int, int]) -> None:
        lines = [self.new_lines[n] for n in run]
        depth = min((columns(line) for line in lines if line.strip()), default=0)
        anchor = self._anchor(before, from_new, depth)
        first, last = from_new.get(before, -1), from_new.get(after, len(self.old))
        gone = [
            n for n in range(first + 1, last) if n not in self.to_new and not self.old[n].blank and not self.old[n].id
        ]
        edited = [n for n in gone if n not in self.to_here]
        if edited and not any(self.new[n].id for n in run):
            end = self.to_here.get(last, len(self.here))
            mine = [n for n in range(anchor + 1, end) if n in self.theirs and not self.here[n].blank]
            if mine:
                words = [line for line in lines if line.strip()]
                self._tell(mine[-1], ["", CALLOUT, *(f"> {line}" for line in words)])
                self.withheld.update(run)
                self.result.asked.append(" ".join(words))
                return
        heads = anchor + 1 < len(self.here) and self.here[anchor + 1].level > 0
        self._put(anchor, [*lines, ""] if heads and lines[-1].strip() else lines)

    def _anchor(self, before: int, from_new: dict[int, int], depth: int) -> int:
        """The line of the vault behind which comes what stands behind `before` in the new text.

        `depth` is the indentation of what comes: the learner's words that are deeper belong to what is there.
        """
        while before >= 0:
            old = from_new.get(before)
            here = self.to_here.get(old) if old is not None else None
            if here is not None and (here not in self.removed or here in self.replaced):
                return self._past_below(here, self.new[before], depth)
            if old is None and self.new[before].id:
                found = next((n for n, line in enumerate(self.here) if line.id == self.new[before].id), None)
                if found is not None:
                    return self._past_below(found, self.new[before], depth)
            before -= 1
        return -1

    def _past_below(self, here: int, line: Line, depth: int) -> int:
        """The last line in the vault that goes on with a task, or stands right under it and deeper than `depth`."""
        last = here
        for n in range(here + 1, len(self.here) if line.id else 0):
            goes_on = last == n - 1 and n in self.theirs and self.here[n].goes_on
            if not self.here[n].blank and columns(self.vault[n]) <= depth and not goes_on:
                break
            if not self.here[n].blank:
                last = n
        return last

    def lines(self, *, as_indented: bool = False) -> list[str]:
        """The merged lines in the order of the vault; with `as_indented` no task is indented otherwise than there."""
        made = list(self.added.get(-1, ()))
        for n, line in enumerate(self.vault):
            if n in self.replaced:
                new = self.replaced[n]
                made.append(shifted(new, columns(line) - columns(new)) if as_indented else new)
            elif n not in self.removed:
                made.append(line)
            made += self.added.get(n, ())
        return made

    def indented(self) -> bool:
        """Whether a task is to be indented otherwise than it is."""
        return any(columns(new) != columns(self.vault[here]) for here, new in self.replaced.items())

    def ended(self, lines: list[str]) -> list[str]:
        """The lines with the line ends of the learner's file."""
        if self.newline and lines:
            whole = all(line.endswith("\r") for line in self.vault[:-1])
            lines = [line if line.endswith("\r") or not whole else line + "\r" for line in lines[:-1]] + [lines[-1]]
            if not self.vault[-1].endswith("\r"):
                lines[-1] = lines[-1].removesuffix("\r")
        return lines

    def as_wanted(self, lines: list[str]) -> bool:
        """Whether the tasks of these lines stand in the order of the new text."""
        mine = [line.id for line in read(lines) if line.id]
        return mine == [line.id for line in self.new if line.id and line.id in set(mine)]


def _indented(lines: list[str]) -> list[str]:
    """Lines indented by two columns, their depth relative to each other kept."""
    filled = [line for line in lines if line.strip()]
    if not filled:
        return []
    least = min(len(line) - len(line.lstrip()) for line in filled)
    return [f"  {line[least:]}" if line.strip() else line for line in lines]
