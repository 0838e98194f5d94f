"""The entries of any property block: flat ones by pattern, others as YAML 1.2, broken ones with good will."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties.flat import BlockReading, PropertyEntry, read_flat
from vaultsync.markdown.properties.scalars import resolve

if TYPE_CHECKING:
    import yaml

_DEEPEST = 32


def read_block(text: str, start: int, end: int) -> BlockReading:
    """The entries between two positions of a note: the lines between `---` and `---`. Never raises."""
    reading = read_flat(text, start, end) or read_yaml(text, start, end)
    return reading if reading.valid else reading._replace(entries=_read_kindly(text, start, end))


class _NotUnderstoodError(Exception):
    """YAML that no property block should hold; `line` counts from zero."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


def read_yaml(text: str, start: int, end: int) -> BlockReading:
    """The entries of a block as YAML 1.2 (core schema); none where it is no YAML."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    block = text[start:end]
    try:
        return _Events(block, start, yaml.parse(block, Loader=loader)).read()
    except _NotUnderstoodError as error:
        problem, line = str(error), error.line
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem, line = error.problem or "no YAML", mark.line if mark else 0
    except (yaml.YAMLError, ValueError) as error:  # characters that no YAML may hold
        problem = str(getattr(error, "reason", "no YAML"))
        line = block.count("\n", 0, getattr(error, "position", 0))
    return BlockReading([], problem, line, valid=False)


class _Events:
    """Reads a block from libyaml's events; nesting is bounded, so that no text can exhaust the stack."""

    def __init__(self, block: str, offset: int, events: Iterator[yaml.Event]) -> None:
        self._block, self._offset, self._events = block, offset, events
        self._twice: tuple[str, int] | None = None
        self._closed = 0  # where the mapping that was read last ends

    def read(self) -> BlockReading:
        """All entries; raises `_NotUnderstoodError` or a YAML error."""
        import yaml

        entries: list[PropertyEntry] = []
        lines = True
        for event in self._events:
            if isinstance(event, yaml.MappingStartEvent):
                if entries or not lines:
                    raise _NotUnderstoodError("more than one document", _line(event))
                lines = not event.flow_style
                entries = list(self._top())
            elif isinstance(event, yaml.CollectionStartEvent | yaml.NodeEvent):
                raise _NotUnderstoodError("not a list of `key: value` lines", _line(event))
        key, line = self._twice or (None, -1)
        problem = f"the key `{key}` stands there twice" if key else None
        return BlockReading(entries, problem, line, lines=lines)

    def _top(self) -> Iterator[PropertyEntry]:
        block, offset = self._block, self._offset
        for event, name, key_end, value, value_start, value_end in self._pairs(0):
            start = block.rfind("\n", 0, _start(event)) + 1
            colon = block.find(":", key_end) + 1 or key_end
            if value_start == value_end:
                value_start = value_end = max(colon, 0)
            value_end = value_start + len(block[value_start:value_end].rstrip())
            line_end = block.find("\n", value_end)
            end = len(block) if line_end < 0 else line_end + 1
            spans = (start, colon, value_start, value_end, end)
            yield PropertyEntry(name, value, *(offset + position for position in spans))

    def _pairs(self, depth: int) -> Iterator[tuple[yaml.Event, str, int, object, int, int]]:
        import yaml

        seen: set[str] = set()
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                self._closed = _end(event)
                return
            _, key_end = self._value(event, depth + 1)
            if isinstance(event, yaml.ScalarEvent):
                name = event.value
            else:
                name = self._block[_start(event) : key_end].strip()
            if name in seen:
                self._twice = self._twice or (name, _line(event))
            seen.add(name)
            follows = next(self._events)
            value, end = self._value(follows, depth + 1)
            yield event, name, key_end, value, _start(follows), end

    def _value(self, event: yaml.Event, depth: int) -> tuple[object, int]:
        """The value that begins with `event`, and the position of its end in the block."""
        import yaml

        end = _end(event)
        if depth > _DEEPEST:
            raise _NotUnderstoodError("nested too deeply", _line(event))
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event), end
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[object] = []
            for inner in self._events:
                if isinstance(inner, yaml.SequenceEndEvent):
                    return items, _end(inner) if event.flow_style else end
                item, end = self._value(inner, depth + 1)
                items.append(item)
        if isinstance(event, yaml.MappingStartEvent):
            pairs: dict[str, object] = {}
            for _, name, _, value, _, value_end in self._pairs(depth):
                pairs[name], end = value, value_end
            return pairs, self._closed if event.flow_style else end
        raise _NotUnderstoodError("an alias (`*name`) in a property", _line(event))


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _scalar(event: yaml.ScalarEvent) -> object:
    text: str = event.value
    if event.tag is None:
        return resolve(text) if event.implicit[0] else text
    kind = event.tag.rpartition(":")[2]
    return resolve(text) if kind in {"null", "bool", "int", "float"} else text


_KIND_KEY = regex(r"""(?P<quote>["']?)(?P<key>[^\s"'#&*!|<>=%@`{}\[\],?:-][^:\n]*?)(?P=quote)[ \t]*:(?=\s)""")
_KIND_ITEM = regex(r"[ \t]*-(?:[ \t]+([^\n]*))?")


def _read_kindly(text: str, start: int, end: int) -> list[PropertyEntry]:
    """What can be read off the lines of a block that is no YAML: `key: value` and lists below a key."""
    entries: list[PropertyEntry] = []
    at = start
    while at < end:
        line_end = text.find("\n", at, end)
        after = end if line_end < 0 else line_end + 1
        match = _KIND_KEY.match(text, at, after)
        if match is None:
            item = entries and text.startswith("- ", at) and _takes_items(text, entries[-1])
            if entries and text[at:after].strip() and (text[at] in " \t" or item):
                entries[-1] = _longer(text, entries[-1], at, after)
        else:
            raw = text[match.end() : after]
            value_start = match.end() + len(raw) - len(raw.lstrip())
            value_end = max(match.end(), match.end() + len(raw.rstrip()))
            if value_end == match.end():
                value_start = value_end
            value = _kind_value(text[value_start:value_end])
            entries.append(PropertyEntry(match["key"], value, at, match.end(), value_start, value_end, after))
        at = after
    return entries


def _longer(text: str, entry: PropertyEntry, at: int, after: int) -> PropertyEntry:
    """The entry with one more line: an item of its list, or something below it that cannot be read."""
    value = entry.value
    item = _KIND_ITEM.match(text, at, after)
    if item and _takes_items(text, entry):
        value = [*(value if isinstance(value, list) else []), _kind_value((item[1] or "").strip())]
    start = at if entry.value_start == entry.colon else entry.value_start
    value_end = at + len(text[at:after].rstrip())
    return entry._replace(value=value, value_start=start, value_end=value_end, end=after)


def _takes_items(text: str, entry: PropertyEntry) -> bool:
    """Whether nothing stands on the line of the key itself."""
    return entry.value_start == entry.colon or "\n" in text[entry.colon : entry.value_start]


def _kind_value(raw: str) -> object:
    """What a value would say if it stood alone; text where that is no scalar or list."""
    alone = read_yaml(f"v: {raw}\n", 0, len(raw) + 4) if raw else None
    if alone is None or not alone.valid or len(alone.entries) != 1 or isinstance(alone.entries[0].value, dict):
        return raw or None
    return alone.entries[0].value
