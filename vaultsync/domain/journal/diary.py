"""Commits → a diary in which each thing is told once, on the day it was done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from vaultsync.domain.commits.reading import PULL, Told, ToldEntry
from vaultsync.domain.commits.subjects import unit_title
from vaultsync.domain.journal.diaryentries import write_entries, write_told
from vaultsync.domain.summary.readback import Key, KnownItem, KnownSection, ReadSummary
from vaultsync.markdown.patterns import regex
from vaultsync.models.diary import Diary, DiaryDay, DiaryEntry, DiaryItem, DiaryNote, DiaryRoadmap, RoadmapDiary, Step
from vaultsync.models.journal import Day
from vaultsync.models.marks import Mark
from vaultsync.models.structs import Frozen, Struct, field, replace

_REVERTS = regex(r"^This reverts commit ([0-9a-f]{7,64})", re.MULTILINE)
# What a pull did beside the notes of roadmaps is no news of them.
_QUIET_NEWS = regex(r"settings\b|summary$|mended \d|[\w-]+: (?:what was known|the document changed|\d+ lost base)")


class Record(Struct):
    """What was read of a commit: its id, the author's day, its message and steps, and the titles of notes written in.

    `also` are the ids of commits before it that are read together with it. `words` are items as they were called then,
    if the summary of today does not have them; `following` those that only followed what is below them. `first`: the
    history begins with it. `undoes` are the ids of commits that it takes back, `alone` the entries of its message that
    stand in no note. `settled` maps items to items in other words whose marks they took.
    """

    id: str
    day: str
    told: Told
    message: str = ""
    steps: list[Step] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    words: dict[Key, KnownItem] = field(default_factory=dict)
    following: set[Key] = field(default_factory=set)
    first: bool = False
    undoes: list[str] = field(default_factory=list)
    alone: list[ToldEntry] = field(default_factory=list)
    settled: dict[Key, Key] = field(default_factory=dict)


class Choice(Frozen):
    """What of the diary is wanted: days (ISO, inclusive), roadmaps by name, and words (lower case) that must occur."""

    since: str = ""
    until: str = ""
    roadmaps: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def has_day(self, day: str) -> bool:
        """Whether the day is among those that are wanted."""
        return (not self.since or day >= self.since) and (not self.until or day <= self.until)

    def has_words(self, *texts: str) -> bool:
        """Whether all the wanted words occur in one of the texts, or in all of them together."""
        there = "\n".join(texts).casefold()
        return all(word in there for word in self.words)


def write_diary(records: Sequence[Record], known: ReadSummary, choice: Choice, entries: Iterable[Day] = ()) -> Diary:
    """The diary made of `records` (the newest first) and of the `entries` that the notes have today.

    `known` is the summary of today: it has the words of items, and decides between several dates of a tick. What is
    dated after the day of the newest commit is told once that day has come.
    """
    kept = list(_not_reverted(records))
    days: dict[str, DiaryDay] = {}

    def page(day: str) -> DiaryDay:
        return days.setdefault(day, DiaryDay(day))

    write_entries(page, entries, known)
    for record in reversed(kept):
        own = page(record.day)
        own.commits += [id_[:9] for id_ in (*reversed(record.also), record.id)]
        own.wrote = [*dict.fromkeys([*own.wrote, *record.wrote])]
        if record.told.kind == PULL and not _QUIET_NEWS.match(news := record.told.subject.removeprefix("Pull: ")):
            own.news.append(news)
        for entry in record.alone:
            write_told(page(entry.day or record.day), entry)
    told = _Told(known)
    for record in reversed(_confirmed(kept)):
        told.take(record)
    for day, steps in told.by_day().items():
        page(day).roadmaps = _roadmaps(steps, told.known)
    for own in days.values():
        own.wrote = _each_once(own.wrote)
    _add_figures(days, kept)
    today = max((record.day for record in records), default="")
    wanted = [page for day, page in days.items() if day <= today and choice.has_day(day) and _chosen(page, choice)]
    figures: dict[str, tuple[int, int]] = {}
    for record in records:
        if not choice.until or record.day <= choice.until:
            figures = record.told.figures | figures
    return Diary(sorted(wanted, key=lambda page: page.day, reverse=True), figures=figures)


def _each_once(titles: list[str]) -> list[str]:
    """Titles of notes without those that are others without their numbers, as messages have them."""
    bare = {unit_title(title) for title in titles if unit_title(title) != title}
    return [title for title in titles if title not in bare]


def _not_reverted(records: Sequence[Record]) -> Iterator[Record]:
    """The records without what was reverted, and without the reverting: neither changed anything in the end."""
    undone: list[str] = []
    for record in records:
        reverted = any(record.id.startswith(id_) for id_ in undone)
        found = takes_back(record.message, record.undoes)
        if found and not reverted:
            undone += found
        if not found and not reverted:
            yield record


def takes_back(message: str, undoes: Iterable[str] = ()) -> list[str]:
    """The ids of the commits that a commit with this message reverts, together with those `undoes` of its trailers."""
    return [*_REVERTS.findall(message), *undoes]


def _confirmed(records: Sequence[Record]) -> list[Record]:
    """The records without steps that only notes tell where the known marks tell of the item later on: they know best.

    But a mark that carries no date of its own takes the day on which the note first had it.
    """
    sure: dict[Key, Step] = {}
    days: dict[int, str] = {}
    kept = []
    for record in records:
        steps = []
        for step in record.steps:
            known = None if step.sure else sure.get((step.roadmap, step.item))
            if known is None:
                steps.append(step)
            elif known.mark is step.mark and known.mark is not Mark.DONE:
                days.setdefault(id(known), record.day)
        kept.append(replace(record, steps=steps))
        sure |= {(step.roadmap, step.by): step for step in steps if step.by}
        sure |= {(step.roadmap, step.item): step for step in steps if step.sure}
    for record in kept:
        record.steps = [replace(step, date=days[id(step)]) if id(step) in days else step for step in record.steps]
    return kept


class _Telling(Struct, eq=False):
    """A step with the day it is told on. `finish`: a note with nothing left; `known`: known from before."""

    step: Step
    day: str
    order: tuple[int, int, str]
    finish: bool = False
    known: bool = False
    retracted: bool = False


class _Told:
    """What is told so far: each item's last step, so that nothing is told twice."""

    def __init__(self, known: ReadSummary) -> None:
        self.known = known
        self._last: dict[tuple[str, str], _Telling] = {}
        self._all: list[_Telling] = []

    def take(self, record: Record) -> None:
        """Tell the steps of the next commit; the older ones were told before."""
        if record.told.kind == PULL and not record.first:
            return
        for old in record.settled.values():
            if (last := self._last.pop(old, None)) is not None:
                last.retracted = True  # told under its new words
        left = set(record.settled.values())
        for step in _collapsed(record, self.known):
            told = self._telling(record, step) if (step.roadmap, step.item) not in left else None
            if told is not None:
                self._tell(told)

    def by_day(self) -> dict[str, list[_Telling]]:
        """All that is told, by day."""
        days: dict[str, list[_Telling]] = {}
        for told in self._all:
            if told.retracted:
                continue
            days.setdefault(told.day, []).append(told)
        return days

    def _telling(self, record: Record, step: Step) -> _Telling | None:
        """The step with its words and day; None where it is not to be told."""
        key = (step.roadmap, step.item)
        item = self.known.items.get(key) or record.words.get(key)
        finish = False
        text, note = step.text, step.note
        if item is not None:
            text, note = text or item.text, item.note
        elif step.sure and not step.tasks:
            if "#^" in step.item:
                if key in record.following:
                    return None  # a task with tasks below it
                text = step.item.partition("#^")[2].replace("-", " ")
            elif step.mark is Mark.DONE:
                finish = True
            elif step.mark is not Mark.DOING:  # begun is only ever said, and never follows
                return None
        section = self._section(step.roadmap, step.item, note)
        if section is not None:
            step = replace(step, title=section.title, note=section.note, text=text or section.title)
        elif (text, note) != (step.text, step.note):
            step = replace(step, text=text, note=note)
        undated = step.mark is Mark.DONE and not step.date and step.sure
        if record.told.kind == PULL and undated:
            return None
        day = step.date if step.date and step.date <= record.day else record.day
        holds = item.date if item is not None and key in self.known.items and item.mark is Mark.DONE else ""
        if step.mark is Mark.DONE and holds and day > holds and not finish:
            return None  # the same tick came by another way, earlier
        order = (section.order if section else 0, item.order if item else 0, step.text)
        return _Telling(step, day, order, finish, undated and not finish)

    def _section(self, roadmap: str, item: str, note: str) -> KnownSection | None:
        node = item.partition("#^")[0]
        if not node and note in self.known.paths:
            return self.known.sections[self.known.paths[note]]
        return self.known.sections.get((roadmap, node)) if node else None

    def _tell(self, told: _Telling) -> None:
        key = (told.step.roadmap, told.step.item or f"\0{told.step.title}\0{told.step.text}")
        last = self._last.get(key)
        if last is not None and last.step.mark is told.step.mark:
            if not told.step.late and not (last.known and not told.known):
                return
            last.retracted = True  # its date was found out, or corrected
        elif last is not None and last.day == told.day and told.step.mark is Mark.TODO and not last.known:
            last.retracted = True  # ticked and unticked on one day
            del self._last[key]
            return
        self._last[key] = told
        self._all.append(told)


def _collapsed(record: Record, known: ReadSummary) -> Iterator[Step]:
    """The steps of a commit with those that were handed down put together, where the parent's words are known."""
    groups: dict[Key, list[Step]] = {}
    for step in record.steps:
        if step.by and not step.late:
            groups.setdefault((step.roadmap, step.by), []).append(step)
    wholes: set[Key] = set()
    told = [item for item in record.told.items if item.tasks]
    for (roadmap, by), steps in groups.items():
        section = known.sections.get((roadmap, by))
        named = next((item for item in told if item.mark is steps[0].mark and item.tasks == len(steps)), None)
        if section is None and named is None:
            continue
        wholes.add((roadmap, by))
        title = named.title if section is None and named is not None else section.title if section else ""
        newest = max(step.date for step in steps)
        yield Step(roadmap, by, steps[0].mark, newest, text=title, tasks=len(steps), sure=True)
    for step in record.steps:
        if (step.roadmap, step.by) not in wholes and (step.roadmap, step.item) not in wholes:
            yield step


def _roadmaps(tellings: Iterable[_Telling], known: ReadSummary) -> list[DiaryRoadmap]:
    """What was told of one day, by roadmap and note, in their order."""
    roadmaps: dict[str, DiaryRoadmap] = {}
    names = list(known.titles)
    tellings = sorted(tellings, key=lambda told: told.order)
    for told in tellings:
        step = told.step
        if told.finish:
            continue
        roadmap = roadmaps.setdefault(
            step.roadmap, DiaryRoadmap(step.roadmap, known.titles.get(step.roadmap, step.roadmap))
        )
        title = step.title or step.note.rpartition("/")[2].removesuffix(".md")
        group = next((note for note in roadmap.notes if (note.title, note.note) == (title, step.note)), None)
        if group is None:
            group = DiaryNote(title, step.note)
            roadmap.notes.append(group)
        group.items.append(DiaryItem(step.item, step.text, step.mark, told.day, step.tasks, told.known))
    for told in tellings:
        if told.finish and told.step.roadmap in roadmaps:
            _finish(roadmaps[told.step.roadmap], told, known)
    return sorted(roadmaps.values(), key=lambda r: (names.index(r.name) if r.name in names else len(names), r.name))


def _finish(roadmap: DiaryRoadmap, told: _Telling, known: ReadSummary) -> None:
    """Note that a note was finished, where something told on that day stands in it or below it."""
    step = told.step
    done = [
        known.paths.get(group.note, (roadmap.name, ""))[1]
        for group in roadmap.notes
        if any(item.mark is Mark.DONE and not item.tasks for item in group.items)
    ]
    if not any(node and known.within(roadmap.name, node, step.item) for node in done):
        return
    for group in roadmap.notes:
        if group.note == step.note:
            group.finished = told.day
            return
    roadmap.notes.append(DiaryNote(step.title or step.item.replace("-", " "), step.note, finished=told.day))


def _add_figures(days: Mapping[str, DiaryDay], records: Iterable[Record]) -> None:
    """The count after the last commit of a day, for each roadmap that was studied on it."""
    for record in records:  # the newest first
        for roadmap in days[record.day].roadmaps if record.day in days else ():
            if not roadmap.total and roadmap.name in record.told.figures:
                roadmap.done, roadmap.total = record.told.figures[roadmap.name]


def _chosen(page: DiaryDay, choice: Choice) -> bool:
    """Leave on the page what is wanted of it; False where nothing is."""
    if choice.roadmaps:
        page.roadmaps = [roadmap for roadmap in page.roadmaps if roadmap.name in choice.roadmaps]
        page.news = []
        _keep(page, [one for one in page.entries if not choice.roadmaps.isdisjoint(one.roadmaps or choice.roadmaps)])
    if choice.words:
        for roadmap in page.roadmaps:
            for group in roadmap.notes:
                group.items = [item for item in group.items if choice.has_words(item.text, group.title, roadmap.title)]
            roadmap.notes = [group for group in roadmap.notes if group.items]
        page.roadmaps = [roadmap for roadmap in page.roadmaps if roadmap.notes]
        _keep(page, [entry for entry in page.entries if choice.has_words(entry.text, *entry.notes)])
        page.wrote = [title for title in page.wrote if choice.has_words(title)]
        page.news = [news for news in page.news if choice.has_words(news)]
    return bool(page.roadmaps or page.entries or page.wrote or page.news or (page.stated and not choice.words))


def _keep(page: DiaryDay, entries: list[DiaryEntry]) -> None:
    """Leave these entries on the page; where there were others, the time of the whole day is not theirs."""
    if len(entries) < len(page.entries):
        page.entries, page.stated = entries, None


def by_roadmap(diary: Diary, known: ReadSummary) -> list[RoadmapDiary]:
    """The days of a diary grouped by roadmap and note, the notes in the order of the roadmap."""
    roadmaps: dict[str, RoadmapDiary] = {}
    alone = next(iter(known.titles)) if len(known.titles) == 1 else ""
    for page in reversed(diary.days):
        for entry in page.entries:
            for name in entry.roadmaps or [alone]:
                roadmaps.setdefault(name, RoadmapDiary(name, known.titles.get(name, name))).entries.append(entry)
        for studied in page.roadmaps:
            whole = roadmaps.setdefault(studied.name, RoadmapDiary(studied.name, studied.title))
            if studied.total:
                whole.done, whole.total = studied.done, studied.total
            for group in studied.notes:
                same = next(
                    (note for note in whole.notes if (note.title, note.note) == (group.title, group.note)), None
                )
                if same is None:
                    same = DiaryNote(group.title, group.note)
                    whole.notes.append(same)
                same.items += group.items
                same.finished = group.finished or same.finished
    for whole in roadmaps.values():
        whole.done, whole.total = diary.figures.get(whole.name, (whole.done, whole.total))
        whole.notes.sort(key=lambda note: _place(note, known))
    names = list(known.titles)
    return sorted(roadmaps.values(), key=lambda r: (names.index(r.name) if r.name in names else len(names), r.name))


def _place(note: DiaryNote, known: ReadSummary) -> tuple[int, str]:
    key = known.paths.get(note.note)
    return (known.sections[key].order if key else len(known.sections), note.title)
