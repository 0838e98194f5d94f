"""Tables that are the plan: their rows become tasks, their periods weeks."""

from __future__ import annotations

import re
from collections.abc import Callable

from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.outline.blocks import Table
from vaultsync.markdown.outline.plancolumns import (
    ASIDE,
    DETAIL,
    MARK,
    MEASURE,
    PLAIN,
    SUBJECT,
    Columns,
    columns_of,
    is_empty,
    plain_cell,
)
from vaultsync.markdown.outline.prose import link_line
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.durations import read_duration
from vaultsync.models.outline import RESOURCE_KINDS, Duration, Item, Section
from vaultsync.models.structs import Struct

_MARKED = "xX✓✔☑☒✅🟢"
_STOPS = (".", "!", "?", "。", "！", "？", ":", "：")
_BREAK = regex(r"\s*<br\s*/?>\s*(?=\S)", re.IGNORECASE)


class PlanTable(Struct):
    """A table of the document: the section it stands in, its block, and the Markdown that shows it there."""

    section: Section
    table: Table
    words: str


class Tables(Struct):
    """The tables of a document, told apart from those that only look like its plan.

    `repeats` tells which tables only repeat the document's sections, `kept` which sections are no study,
    `ticked_alone` where only tables with ticks are the plan, `in_week` which sections are weeks or stand in one.
    `tasks` is whether the document has any but those of tables, `boxes` whether it counts its checkboxes alone.
    """

    repeats: Callable[[Table], bool]
    kept: Callable[[Section], bool]
    ticked_alone: Callable[[Section], bool]
    in_week: Callable[[Section], bool]
    tasks: bool
    boxes: bool
    drop: Callable[[int, str, str], None]
    warn: Callable[[int, str], None]

    def become_plan(self, tables: list[PlanTable]) -> None:
        """Turn the tables that are the plan into items and sections.

        A table is one if it has a column of periods or of ticks, or a column of subjects with their numbers, spans or
        resources; any with subjects where the document has no other task. Days of the week are periods in a week, or
        with ticks; else they make a timetable. Where the document counts its checkboxes alone, the plan are the tables
        with checkboxes. A table of days or ticks that is no plan is told.
        """
        for plan in tables:
            boxed = self.boxes and has_boxes(plan.table)
            if not plan.table.rows or (self.repeats(plan.table) and not boxed):
                continue
            columns = columns_of(plan.table)
            if not any(plain_cell(row[n]) for _, row in plan.table.rows for n in columns.content if n < len(row)):
                continue  # no content, or a form to fill in
            if boxed or (not self.boxes and self._is_plan(plan.section, columns)):
                _Rows(plan, columns, self.drop).make()
            elif not self.kept(plan.section) and (columns.weekdays or columns.done >= 0):
                what = "ticks" if columns.done >= 0 else "days"
                why = "its rows are no tasks, as items of a list would be"
                self.warn(plan.table.line, f"the table of {what} stays a table: {why}")

    def _is_plan(self, section: Section, columns: Columns) -> bool:
        if columns.done < 0 and self.ticked_alone(section):
            return False
        if columns.weekdays and columns.done < 0 and not self.in_week(section):
            return False
        if self.kept(section) and (self.tasks or columns.weekdays or not columns.periods):
            return False
        subject = bool(SUBJECT.search(columns.words[columns.content[0]]))
        listed = columns.number >= 0 or columns.span >= 0 or bool(columns.resources) or columns.measured
        return bool(columns.periods) or columns.done >= 0 or (subject and (listed or not self.tasks))


def has_boxes(table: Table) -> bool:
    """Whether the rows of a table have checkboxes (`[ ]`) in a column of their own, and something beside these."""
    if not table.rows:
        return False
    columns = columns_of(table)
    cells = (plain_cell(row[columns.done]) for _, row in table.rows if -1 < columns.done < len(row))
    return bool(columns.content) and any((found := MARK.match(cell)) and found["box"] is not None for cell in cells)


class _Made(Struct):
    """An item of a row, with the column it comes from; `kind` is empty where the column names none."""

    item: Item
    column: str
    kind: str


class _Rows:
    """Makes items and sections of one table's rows."""

    def __init__(self, plan: PlanTable, columns: Columns, drop: Callable[[int, str, str], None]) -> None:
        self.plan = plan
        self.columns = columns
        self.drop = drop
        self.items: list[Item] = []
        self.sections: list[Section] = []
        self.period = ""
        self.one = True  # a row is one item
        self.left: set[int] = set()  # the columns of a row whose words stand nowhere yet

    def make(self) -> None:
        """Put the rows in place of the table."""
        plan, columns = self.plan, self.columns
        rows = [(line, row + [""] * (len(columns.titles) - len(row))) for line, row in plan.table.rows]
        grouped = bool(columns.periods) and not self._is_flat(rows)
        self.one = not grouped or len(columns.content) == 1 or len(columns.periods) > 1
        for line, row in rows:
            self.left = {index for index, cell in enumerate(row) if not is_empty(cell)}
            if grouped:
                self._grouped(line, row)
            else:
                for made in self._items(line, row, self._period_name(row)):
                    made.item.kind = made.kind or plan.section.label or "topic"
                    self.items.append(made.item)
        self.drop(plan.table.line, " | ".join(plan.table.header), "table header: the rows below it are tasks")
        self._put()

    def _is_flat(self, rows: list[tuple[int, list[str]]]) -> bool:
        """Whether each row is a period of its own with one thing to study: then rows are items, not sections.

        Rows of days of the week always are: a Monday is no section.
        """
        if self.columns.weekdays:
            return True
        if len(self.columns.periods) > 1:
            return False
        names = [plain_cell(row[self.columns.periods[0]]) for _, row in rows]
        several = any(sum(not is_empty(row[index]) for index in self.columns.content) > 1 for _, row in rows)
        return not several and all(names) and len(set(names)) == len(names)

    def _period_name(self, row: list[str]) -> str:
        """The words of a row's period; a bare number gets the word of its column."""
        if not self.columns.periods:
            return ""
        index = self.columns.periods[0]
        cell = plain_cell(row[index])
        number = labels.undecorated(cell)
        if re.fullmatch(r"\d+(?:\s*[-–—+&,]\s*\d+)*", number):
            word = self.columns.words[index]
            word = word[:-1] if word.isascii() and word.endswith("s") else word
            return f"{word} {number}"
        return cell

    def _grouped(self, line: int, row: list[str]) -> None:
        """A row below the section of its period."""
        columns = self.columns
        name = self._period_name(row)
        level = self.plan.section.level + 1
        if name or not self.sections:
            self.period = ""
            step = labels.step(name)
            self.sections.append(Section(name or columns.titles[0], "", step[0] if step else "unit", line, level))
        section = target = self.sections[-1]
        self.left.discard(columns.periods[0])
        self._keep_links(section, row[columns.periods[0]])
        if len(columns.periods) > 1:
            inner = row[columns.periods[1]]
            self.left.discard(columns.periods[1])
            if inner and not self.left.intersection(columns.content):
                row = row[:]
                row[columns.content[0]] = inner  # a remark that spans the columns
                self.left.add(columns.content[0])
            elif inner:
                self.period = plain_cell(inner)
            if self.period:
                if not section.sections or section.sections[-1].title != self.period:
                    section.sections.append(Section(self.period, "", "group", line, level + 1, label="topic"))
                    self._keep_links(section.sections[-1], inner)
                target = section.sections[-1]
        elif columns.span in self.left and section.duration is None and not self.one:
            section.duration = read_duration(plain_cell(row[columns.span]))
            if section.duration:
                self.left.discard(columns.span)
        for made in self._items(line, row, ""):
            made.item.kind = made.kind or "topic"
            if not self.one and made.column and target is section:
                group = next((child for child in section.sections if child.title == made.column), None)
                if group is None:
                    group = Section(made.column, "", "group", line, level + 1, label=made.item.kind)
                    section.sections.append(group)
                group.items.append(made.item)
            else:
                target.items.append(made.item)

    def _keep_links(self, section: Section, cell: str) -> None:
        """The links of a cell whose words are a title."""
        links = read_inline(cell)[1]
        section.links.extend(links)
        section.text = "\n\n".join(filter(None, [section.text, *(link_line(link) for link in links)]))

    def _items(self, line: int, row: list[str], name: str) -> list[_Made]:
        """The items of a row: one for each cell of content; resources stand below the only one."""
        columns, made = self.columns, list[_Made]()
        filled = [index for index in columns.content if index in self.left]
        self.left.difference_update([*filled, columns.done])
        if self.one and len(filled) > 1:
            first, *others = (row[index] for index in filled)
            row = [*row]
            joint = " – " if first.rstrip("*_ ").endswith(_STOPS) else ": "
            row[filled[0]] = f"{first}{joint}{', '.join(others)}"
            filled = filled[:1]
        for index in filled:
            source = row[index] if made else self._beside(row, row[index], name)
            kind = labels.item_kind(columns.titles[index])
            for piece in [source] if self.one else _BREAK.split(source):
                item = Item("", piece.strip(" •-·"), "topic", line, task=True)
                made.append(_Made(item, columns.titles[index], "" if kind in RESOURCE_KINDS else kind))
        resources = self._resources(line, row)
        if not made and (self.left or name):
            apart = [] if not name else columns.periods
            words = [name, *(row[index] for index in sorted(self.left) if index not in apart)]
            made.append(_Made(Item("", " – ".join(filter(None, words)), "reference", line), "", "reference"))
        if self.one and made:
            made[0].item.items.extend(entry.item for entry in resources)
        else:
            made += resources
        for entry in made:
            self._read(entry.item)
        self._tick(line, row, [entry.item for entry in made if entry.item.task])
        return made

    def _resources(self, line: int, row: list[str]) -> list[_Made]:
        made = []
        for index in self.columns.resources:
            for piece in _BREAK.split(row[index]) if index in self.left else []:
                source = piece.strip(" •-·")
                resource = Item("", source, "resource", line, type=labels.resource_type(source))
                self._read(resource)
                made.append(_Made(resource, self.columns.titles[index], "resource"))
            self.left.discard(index)
        return made

    def _beside(self, row: list[str], source: str, name: str) -> str:
        """The first cell of content with what is said beside it: number, period, details, span."""
        columns = self.columns
        span = f" ({row[columns.span]})" if columns.span in self.left else ""
        number = f"{row[columns.number].rstrip('.')}. " if columns.number in self.left else ""
        resources = self.left.intersection(columns.resources)
        self.left.difference_update([columns.span, columns.number, *columns.periods, *columns.resources])
        for index in sorted(self.left):
            cell, title = row[index], columns.words[index]
            spoken = any(char.isalpha() for char in plain_cell(cell))
            apart = MEASURE.match(title) or (ASIDE.match(title) and not PLAIN.match(title))
            named = title and (not spoken or apart)
            words = f"{columns.titles[index]}: {cell}" if named else cell
            source += f": {words}" if DETAIL.match(title) and ": " not in source else f" – {words}"
        self.left = resources
        return f"{name + ': ' if name else ''}{number}{source}{span}"

    def _read(self, item: Item) -> None:
        item.text, item.links = read_inline(item.source)
        item.duration = self._span_of(item.text) if item.task else None

    def _span_of(self, text: str) -> Duration | None:
        match = re.search(r"\(([^()]*)\)$", text)
        return read_duration(match.group(1)) if match and self.columns.span >= 0 else None

    def _tick(self, line: int, row: list[str], items: list[Item]) -> None:
        if self.columns.done < 0:
            return
        cell = plain_cell(row[self.columns.done])
        mark = MARK.match(cell)
        if mark:
            done = (mark["box"] or mark["sign"] or " ") in _MARKED
            for item in items:
                item.checked = done
        if words := (mark["rest"] if mark else cell).strip():
            self.drop(line, words, "a row's status: the task's checkbox takes its place")

    def _put(self) -> None:
        """What was made in place of the table."""
        section, words = self.plan.section, self.plan.words
        place = next((n for n, item in enumerate(section.items) if item.prose and item.source == words), None)
        if place is not None:
            section.items[place : place + 1] = self.items
        else:
            pieces = section.text.split("\n\n")
            if words in pieces:
                pieces.remove(words)
            section.text = "\n\n".join(pieces)
            before = sum(1 for item in section.items if item.line < self.plan.table.line)
            section.items[before:before] = self.items
        section.sections.extend(self.sections)
