"""`.vaultsync/`: base texts, known marks, note paths and the last pulled copy of each roadmap."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from vaultsync.edges import inmemory
from vaultsync.edges.files.filetimes import Stamp, stamp_of
from vaultsync.edges.files.vault import decode, read_all
from vaultsync.edges.files.writes import ChangedMeanwhileError, Write, write_all
from vaultsync.edges.questions import format_questions, parse_questions
from vaultsync.edges.statelists import (
    format_gone,
    format_marks,
    format_nodes,
    format_paths,
    format_versions,
    parse_gone,
    parse_marks,
    parse_nodes,
    parse_paths,
    parse_versions,
)
from vaultsync.errors import VaultError
from vaultsync.markdown.patterns import regex
from vaultsync.models.marks import KnownMark
from vaultsync.models.question import Question
from vaultsync.models.roadmap import Gone
from vaultsync.models.structs import Frozen, Struct, field, replace

FOLDER = ".vaultsync"

_DEVICE = regex(r"con|prn|aux|nul|com\d|lpt\d")
_OWN_FILE = regex(r"[\w-]+\.(?:md|tsv)")  # not a sync tool's copy of one
_IDS = regex(r"\^([A-Za-z0-9-]+)$", re.MULTILINE)


def base_path(name: str, node: str = "") -> str:
    """The vault path of a note's base text. `node` is empty for the roadmap's own index note."""
    if not node:
        return f"{FOLDER}/base/{name}.md"
    # Windows keeps some names for devices; no id ends in a dash.
    return f"{FOLDER}/base/{name}/{node}{'-' if _DEVICE.fullmatch(node) else ''}.md"


def document_path(name: str) -> str:
    """The vault path of the last pulled copy of a roadmap's document."""
    return f"{FOLDER}/roadmaps/{name}.md"


class _List(NamedTuple):
    """A kind of list: a file for each roadmap in one folder, which says what one attribute of its `State` does.

    `parse(text, path)` answers the value, and what could not be understood; `form` makes the text of a value.
    """

    folder: str
    attribute: str
    parse: Callable[[str, str], tuple[Any, list[str]]]
    form: Callable[[Any], str]

    def path(self, name: str) -> str:
        """The vault path of the list of this roadmap."""
        return f"{FOLDER}/{self.folder}/{name}.tsv"


def _whole_list(parse: Callable[[str], Any]) -> Callable[[str, str], tuple[Any, list[str]]]:
    """The parser of a list in which nothing is a problem: a line that says nothing is passed over."""
    return lambda text, _: (parse(text), [])


_LISTS = (
    _List("marks", "marks", parse_marks, format_marks),  # known marks
    _List("paths", "paths", parse_paths, format_paths),  # where the notes are
    _List("gone", "gone", parse_gone, format_gone),  # what left the roadmap with a mark
    _List("deleted", "deleted", parse_paths, format_paths),  # notes deleted by hand whose units left the roadmap
    _List("held", "held", _whole_list(parse_versions), format_versions),  # versions of the document that were undone
    _List("moved", "moved", _whole_list(parse_nodes), format_nodes),  # notes that the learner renamed or moved
    _List("review", "questions", _whole_list(parse_questions), format_questions),  # questions that wait for the learner
)
# Each answers the vault path of its list, by the name of the roadmap.
marks_path, paths_path, gone_path, deleted_path, held_path, moved_path, review_path = (kind.path for kind in _LISTS)
_FOLDERS = ("base", "roadmaps", *(kind.folder for kind in _LISTS))


class State(Struct):
    """What vaultsync remembers of one roadmap: change it, then `save` it.

    - `bases`: base texts by node id (empty for the roadmap's index note); `paths`: vault paths of the notes by node id.
    - `marks`: known marks by item id; `gone`: what left the roadmap with a mark, by item id.
    - `deleted`: by node id, where notes stood that the learner deleted and whose units have left the roadmap since.
      They have no base text any more, and stay deleted.
    - `held`: fingerprints of versions of the document that were undone; `moved`: nodes whose notes the learner renamed
      or moved; `questions`: those that wait for the learner, by key.
    - `document`: the copy of the roadmap, None before the first pull.
    - `problems`: lines and files that could not be understood; the next save drops them. `known`: the files as they
      were read.
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
    _known_lists: dict[str, str | bytes] = field(
        default_factory=dict
    )  # the files among them that are not base texts, or could not be read
    _known_bases: dict[str, str] = field(default_factory=dict)  # the base texts as read, by node id
    _texts: dict[str, tuple[object, str]] = field(
        default_factory=dict
    )  # by attribute: a value, and the text made of it

    def copy(self) -> State:
        """A copy that can be changed independently."""
        containers = {
            name: value.copy()
            for name in self.__struct_fields__
            if name != "_texts" and isinstance(value := getattr(self, name), dict | list | set)
        }
        return replace(self, **containers)

    def files(self) -> Iterator[tuple[str, str]]:
        """Vault path and text of every file that this state consists of."""
        for node, text in self.bases.items():
            yield base_path(self.name, node), text
        yield from self._lists()

    def _lists(self) -> Iterator[tuple[str, str]]:
        """Vault path and text of every file that is no base text."""
        for kind in _LISTS:
            value = getattr(self, kind.attribute)
            if value:
                yield kind.path(self.name), self._as_text(kind, value)
        if self.document is not None:
            yield document_path(self.name), self.document

    def _as_text(self, kind: _List, value: Any) -> str:
        """A list, which may be one of thousands, as text; made anew only where it is another."""
        known = self._texts.get(kind.attribute)
        if known is None or known[0] != value:
            known = self._texts[kind.attribute] = (value.copy(), kind.form(value))
        return known[1]

    def changes(self) -> list[Write]:
        """The writes that bring the files in line with this state; none if they are."""
        wanted = dict(self._lists())
        lists = self._known_lists
        writes = []
        if self.bases != self._known_bases:  # usually no base text has changed: thousands need not be compared
            wanted, lists = dict(self.files()), self.known
        for path, text in wanted.items():
            known = lists.get(path)
            if known != text:
                writes.append(Write(path, text, _bytes(known)))
        writes += [Write(path, None, _bytes(known)) for path, known in lists.items() if path not in wanted]
        return writes

    def saved(self) -> None:
        """Take the files for written: they say what this state says."""
        if self.bases == self._known_bases:
            for path in self._known_lists:
                del self.known[path]
            self._known_lists = dict(self._lists())
            self.known.update(self._known_lists)
        else:
            self.known, self._known_lists = dict(self.files()), dict(self._lists())
            self._known_bases = dict(self.bases)


def load(root: Path, name: str, *, bases: bool = True, document: bool = True) -> State:
    """Read the state of the roadmap `name`. What is left out must not be set either.

    It never fails because of a file's content: what cannot be understood goes to `problems`.
    """
    paths = _paths_of(root, name, bases, document)
    if not (bases and document and inmemory.holds()):
        state = State(name)
        _fill(state, _read(root, paths, state))
        return state
    stamps = {path: stamp_of(f"{root}/{path}") for path in paths}
    state = _as_held(root, name, stamps) or State(name)
    if not state.known:
        _fill(state, _read(root, paths, state))
    inmemory.keep((root, name), _Loaded(stamps, state.copy()))
    return state


class _Loaded(Frozen):
    """A state as it was read, and what its files were known by then."""

    stamps: dict[str, Stamp]
    state: State


def _as_held(root: Path, name: str, stamps: Mapping[str, Stamp]) -> State | None:
    """The state that is held in memory, with the files read anew that changed since; None where that is not the same.

    `stamps` are those of all its files now.
    """
    before = inmemory.kept((root, name), _Loaded)
    if before is None or before.stamps.keys() != stamps.keys() or before.state.problems:
        return None
    if len(before.state._known_bases) > len(before.state.bases):
        return None  # there are two files for one base text, of which the last counts
    changed = [path for path, stamp in stamps.items() if stamp is None or stamp != before.stamps[path]]
    if document_path(name) in changed and held_path(name) not in changed:
        changed.append(held_path(name))  # the present version is never among the held ones
    state = before.state.copy()
    start, index = base_path(name, "x")[:-4], base_path(name)
    for path in changed:
        based = path.startswith(start) or path == index
        if based and (stamps[path] == () or path not in state.known):
            return None  # base texts stay in the order of their files
        state.known.pop(path, None)
        state._known_lists.pop(path, None)
        if not based:
            _forget(state, path)
    _fill(state, _read(root, changed, state))
    return None if state.problems else state


def _forget(state: State, path: str) -> None:
    """Forget what a file said that is no base text."""
    empty = State(state.name)
    attributes = {kind.path(state.name): kind.attribute for kind in _LISTS} | {document_path(state.name): "document"}
    if path in attributes:
        setattr(state, attributes[path], getattr(empty, attributes[path]))


def from_files(name: str, files: Mapping[str, bytes]) -> State:
    """The state of the roadmap `name` in these files (vault path → content), as a commit may have them."""
    state = State(name)
    mine = [path for path in sorted(files) if owner(path) == name]
    _fill(state, _decoded(((path, files[path]) for path in mine), state))
    return state


def owner(path: str) -> str:
    """The roadmap to whose state the file at this vault path belongs; empty if it belongs to none."""
    folder, _, rest = path.removeprefix(f"{FOLDER}/").partition("/")
    if not path.startswith(f"{FOLDER}/") or folder not in _FOLDERS:
        return ""
    name, slash, _ = rest.partition("/")
    return name if slash else name.rpartition(".")[0]


def note_of(path: str) -> str:
    """The id (`name/node`) of the note whose base text is at this vault path; empty if it is no base text."""
    rest = path.removeprefix(f"{FOLDER}/base/").removesuffix(".md")
    return rest.removesuffix("-") if rest != path and path.endswith(".md") else ""


def _fill(state: State, texts: Iterable[tuple[str, str]]) -> None:
    name = state.name
    lists = {kind.path(name): kind for kind in _LISTS}
    for path, text in texts:
        if path.endswith(".tsv"):
            from vaultsync.markdown.conflicts import lines_of_both

            text = lines_of_both(text)  # rows of both sides, where some tool left conflict markers
        if path in lists:
            value, problems = lists[path].parse(text, path)
            setattr(state, lists[path].attribute, value)
            state.problems += problems
        elif not (text.strip() if path == document_path(name) else text.endswith("\n")):
            state.problems.append(f"{path}: it is {'cut off' if text else 'empty'}; it counts as lost")
        elif path == document_path(name):
            state.document = text
        else:
            node = _node_of(name, path)
            state._known_bases[node if path == base_path(name, node) else path] = (
                text  # a file at a wrong path is deleted by the next save
            )
            state.bases[node] = _whole(text)
            del state._known_lists[path]
    if state.held and state.document is not None:
        state.held.discard(version_of(state.document))  # after a merge by another tool: the version in use is not held


def _whole(text: str) -> str:
    """A base text, healed where another tool merged it."""
    ids = _IDS.findall(text)
    if len(ids) == len(set(ids)) and "<<<<<<<" not in text:
        return text
    from vaultsync.markdown.merging.healing import heal

    return heal(text).text


def save(root: Path, state: State) -> list[str]:
    """Write what has changed since `load`; the paths written. Raises VaultError."""
    writes = state.changes()
    changed = write_all(root, writes)
    if changed:
        raise ChangedMeanwhileError(changed[0])
    state.saved()
    return [write.path for write in writes]


def version_of(document: str) -> str:
    """The fingerprint of a version of a document; line endings do not matter."""
    from hashlib import sha256

    return sha256(document.replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()[:32]


def names(root: Path) -> list[str]:
    """The roadmaps that have a state, whether or not they are still in the settings."""
    found = set()
    for folder, end in (("marks", ".tsv"), ("paths", ".tsv"), ("roadmaps", ".md"), ("base", ".md")):
        found |= {name.removesuffix(end) for name in _listed(root, folder) if name.endswith(end)}
    return sorted(found)


def _paths_of(root: Path, name: str, bases: bool, document: bool) -> list[str]:
    paths = [kind.path(name) for kind in _LISTS]
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
            state.known[path] = state._known_lists[path] = text = decode(data, path)
        except VaultError as error:
            state.problems.append(f"{error.where}: {error.what}; it counts as lost")
            state.known[path] = state._known_lists[path] = data
        else:
            yield path, text


def _node_of(name: str, path: str) -> str:
    if path == base_path(name):
        return ""
    return path.rpartition("/")[2].removesuffix(".md").removesuffix("-")


def _bytes(known: str | bytes | None) -> bytes | None:
    return known.encode("utf-8") if isinstance(known, str) else known
