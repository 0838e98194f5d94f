"""The blocks of a document as values, each with the line it begins on."""

from __future__ import annotations

from vaultsync.models.structs import Struct, field


class Heading(Struct):
    """A heading: `level` 1 to 6; `source` its inline Markdown.

    `way` is how it is written: `atx` (setext as well), `html`, `summary` for that of a `<details>`, `label` for the
    title of a callout.
    """

    line: int
    level: int
    source: str
    way: str = "atx"


class Paragraph(Struct):
    """Consecutive lines of text; each with its indentation removed, trailing spaces kept."""

    line: int
    lines: list[str]

    @property
    def source(self) -> str:
        """The paragraph as one line of Markdown."""
        if len(self.lines) == 1:
            return self.lines[0].strip().removesuffix("\\")
        return " ".join(line.strip().removesuffix("\\") for line in self.lines)


class Fence(Struct):
    """A fenced code block, with its fence lines; `info` is the info string."""

    line: int
    info: str
    lines: list[str]


class Table(Struct):
    """A table: cells as inline Markdown. `rows` are (line, cells)."""

    line: int
    header: list[str]
    rows: list[tuple[int, list[str]]]


class Comment(Struct):
    """What is written but not shown: the lines of an HTML comment, of a script or a style sheet."""

    line: int
    lines: list[str]


class Rule(Struct):
    """A thematic break."""

    line: int


class Quote(Struct):
    """A block quote with its own blocks."""

    line: int
    blocks: list[Block]
    lines: list[str]


class ListItem(Struct):
    """A list item: what stands after its marker and checkbox, then its further blocks.

    `content` is the column its content begins at; `box` the character in its checkbox or empty; `ordered` its
    number with delimiter or empty.
    """

    line: int
    indent: int
    content: int
    ordered: str
    box: str
    blocks: list[Block] = field(default_factory=list)
    _source: str | None = None

    @property
    def source(self) -> str:
        """What stands on its first line, or in its first paragraph. Asked for when the item is complete."""
        if self._source is None:
            first = self.blocks[0] if self.blocks else None
            self._source = first.source.strip() if isinstance(first, Paragraph) else ""
        return self._source


Block = Heading | Paragraph | Fence | Table | Comment | Rule | Quote | ListItem


class Document(Struct):
    """All blocks of a document, list items in a row where they stand, and what no block shows.

    `definitions` maps the label of a link reference to address and title, `footnotes` that of a footnote to line and
    text; `folds` are the first and last lines of
    `<details>`; `cut` the lines of list items that were nested too deeply.
    """

    blocks: list[Block] = field(default_factory=list)
    definitions: dict[str, tuple[str, str]] = field(default_factory=dict)
    definition_lines: list[tuple[int, str]] = field(default_factory=list)
    footnotes: dict[str, tuple[int, str]] = field(default_factory=dict)
    folds: list[tuple[int, int]] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
