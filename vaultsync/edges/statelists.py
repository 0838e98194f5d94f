"""The lists of `.vaultsync/` as text, a sorted line for each row: known marks, where notes are, what left."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping

from vaultsync.models.marks import KnownMark, Mark, united
from vaultsync.models.roadmap import Gone

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_PLAIN = {escaped: chr(char) for char, escaped in _ESCAPES.items()}
_BEGUN = "begun"


def format_marks(marks: Mapping[str, KnownMark]) -> str:
    """Known marks as text: a line `id, mark, date, by, begun` for every item that is not todo, sorted."""
    return "".join(
        f"{item}\t{known.mark}\t{known.date}\t{known.by}\t{_BEGUN if known.begun else ''}".rstrip("\t") + "\n"
        for item, known in sorted(marks.items())
        if known.mark is not Mark.TODO
    )


def parse_marks(text: str, where: str) -> tuple[dict[str, KnownMark], list[str]]:
    """The known marks in `text`, and warnings about lines that could not be understood.

    Of two lines about one item (a merge by another tool leaves such) `united` decides.
    """
    marks: dict[str, KnownMark] = {}
    problems = []
    for number, fields in _rows(text):
        item, mark, date, by, begun = (*fields, "", "", "", "")[:5]
        if not item or mark not in Mark.__members__.values() or begun not in ("", _BEGUN) or len(fields) > 5:
            problems.append(_bad_line(where, number, fields))
            continue
        if not _is_date(date):
            problems.append(f"{where}:{number}: {date!r} is no date; the mark holds without it")
            date = ""
        known = KnownMark(Mark(mark), date, by, bool(begun))
        if item in marks and marks[item] != known:
            problems.append(f"{where}:{number}: {item} stands there twice")
            known = united(marks[item], known)
        if known.mark is not Mark.TODO:
            marks[item] = known
    return marks, problems


def format_paths(paths: Mapping[str, str]) -> str:
    """Where notes are, as text: a line `node id, vault path` for each, sorted; the index note is `.`."""
    return "".join(f"{node or '.'}\t{_escaped(path)}\n" for node, path in sorted(paths.items()))


def parse_paths(text: str, where: str) -> tuple[dict[str, str], list[str]]:
    """The vault paths by node id in `text`, and warnings about lines that could not be understood."""
    paths: dict[str, str] = {}
    problems = []
    for number, fields in _rows(text):
        path = _unescaped(fields[1]) if len(fields) == 2 else ""
        if not fields[0] or not path or {"", ".", ".."} & set(path.split("/")):
            problems.append(_bad_line(where, number, fields))
            continue
        node = "" if fields[0] == "." else fields[0]
        if paths.setdefault(node, path) != path:
            problems.append(f"{where}:{number}: {node or 'the index note'} stands there twice")
            paths[node] = min(path, paths[node])
    return paths, problems


def format_gone(gone: Mapping[str, Gone]) -> str:
    """What left a roadmap, as text: a line `item id, words, what it stood under, what behind` for each, sorted.

    A `-` follows where nothing of the learner's left with it.
    """
    rows = []
    for item, one in sorted(gone.items()):
        place = "\t".join(map(_escaped, (one.under, one.behind, "" if one.kept else "-"))).rstrip("\t")
        rows.append("\t".join([item, _escaped(one.words), *([place] if place else [])]))
    return "".join(f"{row}\n" for row in rows)


def parse_gone(text: str, where: str) -> tuple[dict[str, Gone], list[str]]:
    """What left the roadmap by item id, as in `text`, and warnings about lines that could not be understood.

    Of two lines about one item one is kept.
    """
    gone: dict[str, Gone] = {}
    problems = []
    for number, (item, *fields) in sorted(_rows(text), key=lambda row: row[1]):
        if not item or not 0 < len(fields) < 5:
            problems.append(_bad_line(where, number, [item, *fields]))
        else:
            words, under, behind, *rest = [*map(_unescaped, fields), "", ""]
            gone.setdefault(item, Gone(words, under, behind, rest[:1] != ["-"]))
    return gone, problems


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        if line.strip():
            yield number, line.split("\t")


def format_versions(versions: Collection[str]) -> str:
    """Fingerprints of versions of a document as text: one a line, sorted."""
    return "".join(f"{version}\n" for version in sorted(versions))


def parse_versions(text: str) -> set[str]:
    """The fingerprints that `text` says."""
    return set(text.split())


def format_nodes(nodes: Collection[str]) -> str:
    """Node ids as text: one a line, sorted; the index note is `.`."""
    return "".join(f"{node or '.'}\n" for node in sorted(nodes))


def parse_nodes(text: str) -> set[str]:
    """The node ids that `text` says."""
    return {"" if node == "." else node for node in text.split()}


def _bad_line(where: str, number: int, fields: list[str]) -> str:
    line = "\t".join(fields)
    return f"{where}:{number}: not understood, left out: {line[:60]!r}"


def _is_date(text: str) -> bool:
    try:
        return not text or datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _escaped(path: str) -> str:
    return path.translate(_ESCAPES)


def _unescaped(path: str) -> str:
    return re.sub(r"\\[\\tnr]", lambda found: _PLAIN[found[0]], path) if "\\" in path else path
