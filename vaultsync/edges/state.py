"""`.vaultsync/`: base texts, known marks, note paths and the last pulled copy of each roadmap."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from vaultsync.edges.questions import format_questions, parse_questions
from vaultsync.edges.vault import decode, read_all
from vaultsync.edges.writes import ChangedMeanwhileError, Write, write_all
from vaultsync.errors import VaultError
from vaultsync.markdown.patterns import regex
from vaultsync.models.marks import KnownMark, Mark, united
from vaultsync.models.question import Question
from vaultsync.models.roadmap import Gone
from vaultsync.models.structs import Struct, field

FOLDER = ".vaultsync"

_FOLDERS = ("base", "marks", "paths", "gone", "deleted", "held", "moved", "review", "roadmaps")
_DEVICE = regex(r"con|prn|aux|nul|com\d|lpt\d")
_OWN_FILE = regex(r"[\w-]+\.(?:md|tsv)")  # not a sync tool's copy of one
_IDS = regex(r"\^([A-Za-z0-9-]+)$", re.MULTILINE)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_PLAIN = {escaped: chr(char) for char, escaped in _ESCAPES.items()}


def base_path(name: str, node: str = "") -> str:
    """The vault path of a note's base text. `node` is empty for the roadmap's own index note."""
    if not node:
        return f"{FOLDER}/base/{name}.md"
    # Windows keeps some names for devices; no id ends in a dash.
    return f"{FOLDER}/base/{name}/{node}{'-' if _DEVICE.fullmatch(node) else ''}.md"


def marks_path(name: str) -> str:
    """The vault path of a roadmap's known marks."""
    return f"{FOLDER}/marks/{name}.tsv"


def paths_path(name: str) -> str:
    """The vault path of the list that tells where a roadmap's notes are."""
    return f"{FOLDER}/paths/{name}.tsv"


def gone_path(name: str) -> str:
    """The vault path of the list of what left a roadmap with a mark."""
    return f"{FOLDER}/gone/{name}.tsv"


def deleted_path(name: str) -> str:
    """The vault path of the list of notes that the learner deleted and whose units left the roadmap."""
    return f"{FOLDER}/deleted/{name}.tsv"


def held_path(name: str) -> str:
    """The vault path of the list of versions of a document that were undone."""
    return f"{FOLDER}/held/{name}.tsv"


def moved_path(name: str) -> str:
    """The vault path of the list of notes that the learner renamed or moved."""
    return f"{FOLDER}/moved/{name}.tsv"


def review_path(name: str) -> str:
    """The vault path of the list of questions that wait for the learner."""
    return f"{FOLDER}/review/{name}.tsv"


def document_path(name: str) -> str:
    """The vault path of the last pulled copy of a roadmap's document."""
    return f"{FOLDER}/roadmaps/{name}.md"


class State(Struct):
    """What vaultsync remembers of one roadmap: change it, then `save` it.

    `bases` and `paths` are by node id (empty for the roadmap's index note), `marks` by item id, and so is
    `gone`: what left the roadmap with a mark. `deleted` tells by node id where notes stood that the
    learner deleted and whose units left the roadmap since: they have no base text any more, and stay deleted.
    `held` are the fingerprints of versions of the document that were undone; `moved` the nodes whose notes the learner
    renamed or moved; `questions` wait for the learner, by key.
    `document` is the copy of the roadmap, None before the first pull. `problems` are lines and files
    that could not be understood; they are gone after the next save. `known` is what was read.
    """

    name: str
    bases: dict[str, str] = field(default_factory=dict)
    marks: dict[str, KnownMark] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    gone: dict[str, Gone] = field(default_factory=dict)
    deleted: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    questions: dict[str, Question] = field(default_factory=dict)
    document: str | None = None
    problems: list[str] = field(default_factory=list)
    known: dict[str, str | bytes] = field(default_factory=dict)

    def files(self) -> Iterator[tuple[str, str]]:
        """Vault path and text of every file that this state is."""
        for node, text in self.bases.items():
            yield base_path(self.name, node), text
        if self.marks:
            yield marks_path(self.name), format_marks(self.marks)
        if self.paths:
            yield paths_path(self.name), format_paths(self.paths)
        if self.gone:
            yield gone_path(self.name), format_gone(self.gone)
        if self.deleted:
            yield deleted_path(self.name), format_paths(self.deleted)
        if self.held:
            yield held_path(self.name), "".join(f"{version}\n" for version in sorted(self.held))
        if self.moved:
            yield moved_path(self.name), "".join(f"{node or '.'}\n" for node in sorted(self.moved))
        if self.questions:
            yield review_path(self.name), format_questions(self.questions)
        if self.document is not None:
            yield document_path(self.name), self.document

    def changes(self) -> list[Write]:
        """What has to be written so that the files say what this state says: nothing if they do."""
        writes = []
        wanted = set()
        for path, text in self.files():
            wanted.add(path)
            known = self.known.get(path)
            if known != text:
                writes.append(Write(path, text, _bytes(known)))
        writes += [Write(path, None, _bytes(known)) for path, known in self.known.items() if path not in wanted]
        return writes

    def saved(self) -> None:
        """What it says is what the files say now."""
        self.known = dict(self.files())


def load(root: Path, name: str, *, bases: bool = True, document: bool = True) -> State:
    """What is known of the roadmap `name`. Leave out what is not needed; then do not set it either.

    Never fails for what a file says: that goes to `problems`.
    """
    state = State(name)
    _fill(state, _read(root, _paths_of(root, name, bases, document), state))
    return state


def from_files(name: str, files: Mapping[str, bytes]) -> State:
    """What these files say of the roadmap `name`: vault path → content, as a commit may have them."""
    state = State(name)
    mine = [path for path in sorted(files) if owner(path) == name]
    _fill(state, _decoded(((path, files[path]) for path in mine), state))
    return state


def owner(path: str) -> str:
    """The roadmap whose state the file at this vault path is part of; empty where it is none."""
    folder, _, rest = path.removeprefix(f"{FOLDER}/").partition("/")
    if not path.startswith(f"{FOLDER}/") or folder not in _FOLDERS:
        return ""
    name, slash, _ = rest.partition("/")
    return name if slash else name.rpartition(".")[0]


def note_of(path: str) -> str:
    """The note whose base text the file at this vault path is, as `name/node`; empty where it is none."""
    rest = path.removeprefix(f"{FOLDER}/base/").removesuffix(".md")
    return rest.removesuffix("-") if rest != path and path.endswith(".md") else ""


def _fill(state: State, texts: Iterable[tuple[str, str]]) -> None:
    name = state.name
    for path, text in texts:
        if path.endswith(".tsv"):
            from vaultsync.markdown.conflicts import lines_of_both

            text = lines_of_both(text)  # rows of both sides, where some tool left conflict markers
        if path == marks_path(name):
            state.marks, problems = parse_marks(text, path)
            state.problems += problems
        elif path == paths_path(name):
            state.paths, problems = parse_paths(text, path)
            state.problems += problems
        elif path == gone_path(name):
            state.gone, problems = parse_gone(text, path)
            state.problems += problems
        elif path == deleted_path(name):
            state.deleted, problems = parse_paths(text, path)
            state.problems += problems
        elif path == held_path(name):
            state.held = set(text.split())
        elif path == moved_path(name):
            state.moved = {"" if node == "." else node for node in text.split()}
        elif path == review_path(name):
            state.questions = parse_questions(text)
        elif path == document_path(name):
            state.document = text
        else:
            state.bases[_node_of(name, path)] = _whole(text)
    if state.held and state.document is not None:
        state.held.discard(fingerprint(state.document))  # another tool merged: what is there is held no more


def _whole(text: str) -> str:
    """A base text, healed where another tool merged it."""
    ids = _IDS.findall(text)
    if len(ids) == len(set(ids)) and "<<<<<<<" not in text:
        return text
    from vaultsync.markdown.healing import heal

    return heal(text).text


def save(root: Path, state: State) -> list[str]:
    """Write what has changed since `load`; the paths written. Raises VaultError."""
    writes = state.changes()
    changed = write_all(root, writes)
    if changed:
        raise ChangedMeanwhileError(
            "it was changed while vaultsync worked on it", where=changed[0], next_step="Run the command again"
        )
    state.saved()
    return [write.path for write in writes]


def fingerprint(document: str) -> str:
    """What a version of a document is known by; line ends do not matter."""
    from hashlib import sha256

    return sha256(document.replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()[:32]


def names(root: Path) -> list[str]:
    """The roadmaps of which anything is known, whether or not they are still in the settings."""
    found = set()
    for folder, end in (("marks", ".tsv"), ("paths", ".tsv"), ("roadmaps", ".md"), ("base", ".md")):
        found |= {name.removesuffix(end) for name in _listed(root, folder) if name.endswith(end)}
    return sorted(found)


def _paths_of(root: Path, name: str, bases: bool, document: bool) -> list[str]:
    lists = (marks_path, paths_path, gone_path, deleted_path, held_path, moved_path, review_path)
    paths = [path_of(name) for path_of in lists]
    if document:
        paths.append(document_path(name))
    if bases:
        paths.append(base_path(name))
        files = [file for file in _listed(root, f"base/{name}") if file.endswith(".md")]
        paths += [f"{FOLDER}/base/{name}/{file}" for file in files]
    return paths


def _listed(root: Path, folder: str) -> list[str]:
    with suppress(OSError):
        return sorted(name for name in os.listdir(root / FOLDER / folder) if _OWN_FILE.fullmatch(name))
    return []


def _read(root: Path, paths: Iterable[str], state: State) -> Iterator[tuple[str, str]]:
    return _decoded(read_all(root, paths), state)


def _decoded(found: Iterable[tuple[str, bytes | VaultError]], state: State) -> Iterator[tuple[str, str]]:
    for path, data in found:
        if isinstance(data, VaultError):
            state.problems.append(str(data))
            continue
        try:
            state.known[path] = text = decode(data, path)
        except VaultError as error:
            state.problems.append(f"{error.where}: {error.what}; it counts as lost")
            state.known[path] = data
        else:
            yield path, text


def _node_of(name: str, path: str) -> str:
    if path == base_path(name):
        return ""
    return path.rpartition("/")[2].removesuffix(".md").removesuffix("-")


def _bytes(known: str | bytes | None) -> bytes | None:
    return known.encode("utf-8") if isinstance(known, str) else known


def format_marks(marks: Mapping[str, KnownMark]) -> str:
    """Known marks as text: a line `id, mark, date, by` for every item that is not todo, sorted."""
    return "".join(
        f"{item}\t{known.mark}\t{known.date}\t{known.by}".rstrip("\t") + "\n"
        for item, known in sorted(marks.items())
        if known.mark is not Mark.TODO
    )


def parse_marks(text: str, where: str) -> tuple[dict[str, KnownMark], list[str]]:
    """The known marks that `text` says, and what of it could not be understood.

    Of two lines on one item (a merge by another tool leaves such) `united` says which holds.
    """
    marks: dict[str, KnownMark] = {}
    problems = []
    for number, fields in _rows(text):
        item, mark, date, by = (*fields, "", "", "")[:4]
        if not item or mark not in Mark.__members__.values() or len(fields) > 4:
            problems.append(_bad_line(where, number, fields))
            continue
        if not _is_date(date):
            problems.append(f"{where}:{number}: {date!r} is no date; the mark holds without it")
            date = ""
        known = KnownMark(Mark(mark), date, by)
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
    """The vault paths by node id that `text` says, and what of it could not be understood."""
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
    """What left by item id, as `text` says, and what of it could not be understood. Of doubled lines one is kept."""
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
