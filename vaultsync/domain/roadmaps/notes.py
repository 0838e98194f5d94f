"""Roadmaps → the wanted text of every note, with blank marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence

from vaultsync.domain.roadmaps.related import Related, relate
from vaultsync.domain.summary.pageparts import heading_of
from vaultsync.markdown import links
from vaultsync.markdown.hidden import code_spans, outside_code
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.outline import Duration
from vaultsync.models.plan import WantedNote
from vaultsync.models.roadmap import Bullet, Group, Node, Roadmap, Task
from vaultsync.models.structs import Frozen, Struct, field

Render = Callable[..., str]

HEADINGS = {
    "topic": "Topics",
    "exercise": "Exercises",
    "objective": "Objectives",
    "activity": "Activities",
    "project": "Projects",
    "deliverable": "Deliverables",
    "milestone": "Milestones",
    "habit": "Habits",
    "certification": "Certifications",
    "resource": "Resources",
    "paper": "Papers",
    "reference": "Topics",
}
_WIKILINK = regex(r"\[\[([^\[\]|#\n]*)(?:#[^\[\]|\n]*)?(?:\|[^\[\]\n]*)?\]\]")
HOME_ID = "_home"
RESOURCE_NOTES = "_resource-"


class NoteStyle(Frozen):
    """How notes are written.

    `link_style` is `wiki` or `markdown`; paths are vault paths. `targets` are the paths and names (lower case, without
    `.md`) of notes that a wikilink of a document can lead to.
    """

    link_style: str = "wiki"
    home: str = "Home.md"
    summary: str = "PROGRESS.md"
    resources: str = "Resources"
    targets: Container[str] = ()


class _Writer(Struct):
    render: Render
    style: NoteStyle
    related: Related
    resource_paths: Mapping[str, str] = field(default_factory=dict)

    def link(self, from_path: str, to_path: str, title: str) -> str:
        """A link in the body of a note."""
        if self.style.link_style == "markdown":
            return links.markdown_link(title, links.relative(from_path, to_path))
        return links.wikilink(to_path, title)

    def embed(self, heading: str) -> str:
        """An embedded part of the summary; a plain link where embeds are not supported."""
        if self.style.link_style == "markdown":
            return ""
        return f"![[{self.style.summary.removesuffix('.md')}#{heading}]]"


def want_notes(
    roadmaps: Sequence[Roadmap], render: Render, style: NoteStyle, resource_paths: Mapping[str, str]
) -> Iterator[WantedNote]:
    """The notes of all roadmaps, of the resources they share, and Home.

    `render(template name, **values)` fills a template; `resource_paths` are the known paths of resource notes. The last
    line of a note is ended, whatever its template is like: a base text without that was cut off.
    """

    def whole(name: str, /, **values: object) -> str:
        text = render(name, **values)
        return text if text.endswith("\n") else f"{text}\n"

    writer = _Writer(whole, style, relate(roadmaps, style.resources, resource_paths), resource_paths)
    for roadmap in roadmaps:
        yield from _roadmap_notes(writer, roadmap)
    for shared in writer.related.resources:
        values: dict[str, frontmatter.Value | None] = {
            "title": shared.title,
            "tags": ["resource"],
            "up": links.wikilink(style.home, "Home"),
            "type": shared.type or None,
            "url": shared.url or None,
            "vaultsync": f"{RESOURCE_NOTES}{shared.id}",
        }
        uses = [writer.link(shared.path, path, title) for path, title in shared.uses]
        text = whole(
            "resource.md.j2",
            properties=_dump(values),
            title=heading(shared.title),
            address=f"<{shared.url}>" if shared.url else "",
            uses=uses,
        )
        yield WantedNote(f"{RESOURCE_NOTES}{shared.id}", shared.path, text)
    yield _home(writer, roadmaps)


def _home(writer: _Writer, roadmaps: Sequence[Roadmap]) -> WantedNote:
    path = writer.style.home
    text = writer.render(
        "home.md.j2",
        properties=_dump({"title": "Home", "vaultsync": HOME_ID}),
        roadmaps=[writer.link(path, roadmap.root.path, _told_apart(roadmap, roadmaps)) for roadmap in roadmaps],
        embed=writer.embed("Overall") or writer.link(path, writer.style.summary, "Progress"),
    )
    return WantedNote(HOME_ID, path, text)


def _told_apart(roadmap: Roadmap, roadmaps: Sequence[Roadmap]) -> str:
    """A roadmap's title; its folder's name, which is its own, where another has that title."""
    same = sum(other.title == roadmap.title for other in roadmaps)
    return roadmap.title if same == 1 else roadmap.folder


def _roadmap_notes(writer: _Writer, roadmap: Roadmap) -> Iterator[WantedNote]:
    units = [node for node in roadmap.root.walk() if node.role == "unit"]
    place = {id(node): n for n, node in enumerate(units)}
    stack: list[tuple[Node, Node | None]] = [(roadmap.root, None)]
    while stack:
        node, parent = stack.pop()
        values = _properties(writer, roadmap, node, parent)
        position = place.get(id(node))
        if position is not None:
            before = units[position - 1] if position else None
            after = units[position + 1] if position + 1 < len(units) else None
            values["prev"] = links.wikilink(before.path, before.title) if before else None
            values["next"] = links.wikilink(after.path, after.title) if after else None
        yield WantedNote(roadmap.note_id(node), node.path, _text(writer, roadmap, node, values))
        stack.extend((child, node) for child in reversed(node.children))


def _properties(
    writer: _Writer, roadmap: Roadmap, node: Node, parent: Node | None
) -> dict[str, frontmatter.Value | None]:
    up = links.wikilink(parent.path, parent.title) if parent else links.wikilink(writer.style.home, "Home")
    return {
        "title": node.title,
        "aliases": node.aliases or None,
        "tags": [f"roadmap/{roadmap.name}"],
        "up": up,
        "order": node.order if parent else None,
        "duration": node.duration.text if node.duration else None,
        "hours": _hours(node.duration),
        "done": False if node.role in ("unit", "index") else None,
        "vaultsync": roadmap.note_id(node),
    }


def _hours(duration: Duration | None) -> int | float | None:
    if duration is None or duration.hours is None:
        return None
    middle = round(sum(duration.hours) / 2, 2)
    return int(middle) if middle == int(middle) else middle


def _dump(values: Mapping[str, frontmatter.Value | None]) -> str:
    return frontmatter.dump({key: value for key, value in values.items() if value is not None}).rstrip("\n")


def _text(writer: _Writer, roadmap: Roadmap, node: Node, values: Mapping[str, frontmatter.Value | None]) -> str:
    blocks = [_prose(node.text, writer.style.targets)] if node.text.strip() else []
    for group in node.groups:
        blocks.extend(group_blocks(group, 2, writer.style.targets))
    related = [
        writer.link(node.path, path, title) for path, title in writer.related.links.get((roadmap.name, node.id), ())
    ]
    common = {"properties": _dump(values), "title": heading(node.title), "blocks": blocks, "related": related}
    if node.role == "unit":
        return writer.render("study.md.j2", **common)
    if node.role == "reference":
        return writer.render("reference.md.j2", **common)
    children, references = [], []
    for child in node.children:
        link = writer.link(node.path, child.path, child.title)
        if child.role == "reference":
            references.append(f"- {link}")
        else:
            children.append(f"- [ ] {link} ^{child.id}")
    embed = writer.embed(heading_of(roadmap.folder)) if node.role == "roadmap" else ""
    return writer.render("index.md.j2", **common, embed=embed, children=children, references=references)


def heading(title: str) -> str:
    """A title as the text of a heading, with links, embeds and comments made harmless."""
    safe = " ".join(title.split())
    for sign in ("[[", "%%", "<!--", "$$"):
        safe = safe.replace(sign, "".join(f"\\{char}" for char in sign))
    return safe


def group_blocks(group: Group, level: int, targets: Container[str] = ()) -> Iterator[str]:
    """A group as Markdown blocks, which are to be separated by blank lines."""
    title = group.title or (HEADINGS.get(group.kind, "") if group.kind else "")
    if title:
        yield f"{'#' * min(level, 6)} {heading(title)}"
    if group.text.strip():
        yield _prose(group.text, targets)
    run: list[Task | Bullet] = []
    for entry in group.entries:
        if isinstance(entry, Bullet) and entry.prose:
            if run:
                yield list_lines(run, targets)
                run = []
            yield _prose(entry.source, targets)
        else:
            run.append(entry)
    if run:
        yield list_lines(run, targets)
    for inner in group.groups:
        yield from group_blocks(inner, level + 1, targets)


def _harmless(source: str, targets: Container[str]) -> str:
    """Words of the document in which no comment opens, and no wikilink leads nowhere; code stays as it is."""
    if "[[" not in source and "%%" not in source and "<!--" not in source:
        return source

    spans = code_spans(source)

    def link(found: re.Match[str]) -> str:
        in_code = any(start <= found.start() < end for start, end in spans)
        return found[0] if in_code else _link_or_words(found, targets)

    words = _WIKILINK.sub(link, source)
    return outside_code(words, lambda text: text.replace("%%", "\\%\\%").replace("<!--", "\\<!--"))


def _link_or_words(found: re.Match[str], targets: Container[str]) -> str:
    target = found.group(1).strip().casefold().removesuffix(".md")
    return found.group() if not target or target in targets else found.group().replace("[[", "\\[\\[")


def _prose(text: str, targets: Container[str]) -> str:
    """Prose of the document, harmless outside code."""
    return text if "```" in text or "~~~" in text else _harmless(text, targets)


def list_lines(entries: Sequence[Task | Bullet], targets: Container[str] = ()) -> str:
    """Entries as list lines: a checkbox with block id for a task, a bullet for anything else."""
    lines: list[str] = []
    stack = [(entry, 0) for entry in reversed(entries)]
    while stack:
        entry, depth = stack.pop()
        indent = "  " * depth
        if isinstance(entry, Task):
            words = _harmless(entry.source, targets)
            lines.append(f"{indent}- [ ] {words} ^{entry.id}".replace("  ^", " ^"))
        elif "\n" in entry.source:
            lines.extend(["", *(f"{indent}{line}".rstrip() for line in entry.source.split("\n")), ""])
        else:
            lines.append(f"{indent}- {_harmless(entry.source, targets)}")
        stack.extend((child, depth + 1) for child in reversed(entry.children))
    return "\n".join(lines).strip("\n")
