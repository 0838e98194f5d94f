"""Which notes belong together across roadmaps: those with the same topics or resources."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from vaultsync.domain.identity.wording import same_words
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.names import file_stem, slug, unique_id, unique_stem
from vaultsync.markdown.outline import tasks as outline_tasks
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.models.outline import RESOURCE_KINDS
from vaultsync.models.roadmap import Node, Roadmap, Task
from vaultsync.models.structs import Struct, field

_MOST = 6
_NAMED = ("book", "course", "paper")  # what has a title of its own, though it is neither linked nor quoted
_QUOTED = regex(r"[\"“„«]([^\"“”„«»]{3,})[\"”“»]")
Key = tuple[str, str]  # roadmap name, node id


class SharedResource(Struct):
    """A book, course, paper or tool that several notes name; `uses` are (path, title) of these notes."""

    id: str
    title: str
    path: str
    url: str
    type: str
    uses: list[tuple[str, str]] = field(default_factory=list)


class Related(Struct):
    """`links`: note → (path, title) of the notes it is related to, the closest first."""

    links: dict[Key, list[tuple[str, str]]] = field(default_factory=dict)
    resources: list[SharedResource] = field(default_factory=list)


def relate(roadmaps: Sequence[Roadmap], folder: str, known_paths: Mapping[str, str]) -> Related:
    """Find what the roadmaps share. `folder` is that of the resource notes, `known_paths` their paths by id."""
    related = Related()
    nodes: dict[Key, Node] = {
        (roadmap.name, node.id): node
        for roadmap in roadmaps
        for node in roadmap.root.walk()
        if node.role in ("unit", "reference", "index")
    }
    titles = {roadmap.name: roadmap.folder for roadmap in roadmaps}
    shared = _shared_resources(nodes)
    related.resources = _resource_notes(shared, nodes, folder, known_paths)
    weights: dict[Key, Counter[Key]] = defaultdict(Counter)
    for words, keys in _by_words(nodes).items():
        if 1 < len(keys) <= _MOST and len(words) > 3:
            for key in keys:
                for other in keys:
                    if other[0] != key[0]:
                        weights[key][other] += 1
    place = {key: n for n, key in enumerate(nodes)}
    resource_links: dict[Key, list[tuple[str, str]]] = defaultdict(list)
    for resource, (_, keys) in zip(related.resources, shared, strict=True):
        for key in keys:
            resource_links[key].append((resource.path, resource.title))
    for key in nodes:
        closest = sorted(weights[key].items(), key=lambda found: (-found[1], place[found[0]]))[:_MOST]
        found = [(nodes[other].path, f"{nodes[other].title} ({titles[other[0]]})") for other, _ in closest]
        found += resource_links[key]
        if found:
            related.links[key] = found
    return related


def _by_words(nodes: Mapping[Key, Node]) -> dict[str, list[Key]]:
    """Words that units and topics are called by → the units that hold them."""
    found: dict[str, dict[Key, None]] = defaultdict(dict)
    for key, node in nodes.items():
        if node.role == "unit":
            found[same_words(node.title)][key] = None
            for task in node.tasks():
                if task.counted and task.kind not in RESOURCE_KINDS:
                    found[same_words(task.text)][key] = None
    return {words: list(keys) for words, keys in found.items()}


def _shared_resources(nodes: Mapping[Key, Node]) -> list[tuple[Task, list[Key]]]:
    """Resources that stand in two notes or more, in document order, each with those notes."""
    first_of: dict[str, int] = {}
    tasks: list[Task] = []
    keys_of: list[dict[Key, None]] = []
    for key, node in nodes.items():
        for task in node.tasks():
            named = task.url or task.type in _NAMED or _QUOTED.search(task.text)
            if task.kind not in RESOURCE_KINDS or not named:
                continue
            names = outline_tasks.resource_keys(task.text, task.kind, task.url)
            at = next((first_of[name] for name in names if name in first_of), len(tasks))
            if at == len(tasks):
                tasks.append(task)
                keys_of.append({})
            for name in names:
                first_of.setdefault(name, at)
            keys_of[at][key] = None
    return [(task, list(keys)) for task, keys in zip(tasks, keys_of, strict=True) if len(keys) > 1]


def _resource_notes(
    shared: Sequence[tuple[Task, list[Key]]], nodes: Mapping[Key, Node], folder: str, known_paths: Mapping[str, str]
) -> list[SharedResource]:
    taken_ids: set[str] = set()
    taken = {path.rsplit("/", 1)[-1].removesuffix(".md") for path in known_paths.values()}
    notes = []
    for task, keys in shared:
        title = resource_title(task)
        made = unique_id(slug(same_words(title), parent="resources"), taken_ids)
        taken_ids.add(made)
        path = known_paths.get(made, "")
        if not path:
            stem = unique_stem(file_stem(title, fallback=made), taken)
            taken.add(stem)
            path = f"{folder}/{stem}.md"
        uses = [(nodes[key].path, nodes[key].title) for key in keys]
        notes.append(SharedResource(made, title, path, task.url, task.type, uses))
    return notes


def resource_title(task: Task) -> str:
    """The name of a resource: its quoted title, else its words without the label in front.

    What is quoted in a remark on a link (`[Clove hitch](…) – until it is "properly tied"`) is no title: the link's is.
    """
    quoted = _QUOTED.search(task.text)
    if quoted:
        before = task.text[: quoted.start()]
        links = (link.title for link in read_inline(task.source)[1] if link.url == task.url and " " in link.title)
        remarked = (title for title in links if re.search(r"\w", before.partition(title)[2]))
        return next(remarked, quoted.group(1).strip())
    text = re.sub(r"^[^\w\"]*", "", labels.NUMBER.sub("", task.text))
    label, colon, rest = text.partition(":")
    return rest.strip() if colon and task.type and len(label) <= 12 and rest.strip() else text.strip() or task.text
