"""A page of text: lines that fit the terminal, with colours where they are wanted."""

from __future__ import annotations

from collections.abc import Iterable

from vaultsync.cli.cells import columns_of, printable

USUAL = 80  # columns to lay out for where nothing says how many there are
WIDEST = 100  # lines longer than that are hard to read across


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 note`, `2 notes`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def percent(value: float) -> str:
    """A percentage without needless zeros."""
    return f"{value:g}%"


class Page:
    """Lines that grow from top to bottom.

    `columns` is the width of the terminal, None where nothing is to be shortened (a file, a pipe).
    """

    def __init__(self, columns: int | None = USUAL, colours: bool = False) -> None:
        self.cuts = columns is not None
        self.width = min(columns or USUAL, WIDEST)
        self.colours = colours
        self._lines: list[str] = []

    def text(self) -> str:
        """All lines, without blank ones at either end."""
        return "\n".join(line.rstrip() for line in self._lines).strip("\n")

    def line(self, text: str = "") -> None:
        """Add a line as it is."""
        self._lines.append(text)

    def gap(self) -> None:
        """Add a blank line, unless there is one already or the page is empty."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def heading(self, text: str, meaning: str = "") -> None:
        """Open a part of the page; a dim `meaning` stands behind it, or below where there is no room."""
        self.gap()
        shown = self.cut(text, self.width)
        if meaning and columns_of(shown) + 2 + columns_of(meaning) <= self.width:
            self.line(f"{self.bold(shown)}  {self.dim(meaning)}")
            return
        self.line(self.bold(shown))
        if meaning:
            self.wrapped(meaning, dim=True)

    def entry(self, text: str, note: str = "", *, lead: str = "  ") -> None:
        """`lead`, `text`, and in what room is left a dim `note`."""
        shown = self.cut(text, self.width - columns_of(lead))
        room = self.width - columns_of(lead) - columns_of(shown) - 2
        note = printable(note)
        if note and (room >= min(12, columns_of(note)) or not self.cuts):
            shown = f"{shown}  {self.dim(self.cut(note, room))}"
        self.line(lead + shown)

    def said(self, text: str, *, dim: bool = False) -> None:
        """A sentence, broken at spaces."""
        self.wrapped(text, lead="", dim=dim)

    def wrapped(self, text: str, *, lead: str = "  ", style: str = "", dim: bool = False) -> None:
        """A paragraph that hangs from `lead` (in a `style` of its own), broken at spaces."""
        room = self.width - columns_of(lead)
        lines: list[str] = []
        for word in printable(text).split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and columns_of(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        for number, line in enumerate(lines):
            start = " " * columns_of(lead) if number else self.styled(lead, style)
            self.line(start + (self.dim(line) if dim else line))

    def listed(self, texts: Iterable[tuple[str, str]], most: int, *, lead: str = "  ") -> None:
        """At most `most` entries (text, note), and how many more there are."""
        entries = list(texts)
        shown = entries if len(entries) <= most + 1 else entries[:most]
        for text, note in shown:
            self.entry(text, note, lead=lead)
        if len(entries) > len(shown):
            self.line(lead + self.dim(f"… and {len(entries) - len(shown):,} more"))

    def sides(self, left: str, right: str, *, lead: str = "", bold: bool = False) -> None:
        """`left` at the left margin, a dim `right` at the other; below each other where they don't fit."""
        shown = self.cut(left, self.width - columns_of(lead))
        space = self.width - columns_of(lead) - columns_of(shown) - columns_of(right)
        shown = self.bold(shown) if bold else shown
        if space >= 2:
            self.line(lead + shown + " " * space + self.dim(right))
        else:
            self.line(lead + shown)
            self.line(" " * max(self.width - columns_of(right), 0) + self.dim(right))

    def cut(self, text: str, room: int) -> str:
        """`text` on one line, shortened with `…` where lines are shortened."""
        text = printable(text)
        if not self.cuts or columns_of(text) <= room:
            return text
        room = max(room - 1, 0)
        if text.isascii():
            return text[:room].rstrip() + "…"
        end = min(len(text), room)
        while end and columns_of(text[:end]) > room:
            end -= 1
        return text[:end].rstrip() + "…"

    def padded(self, text: str, room: int) -> str:
        """`text` cut and filled up with spaces to `room` columns."""
        shown = self.cut(text, room)
        return shown + " " * max(room - columns_of(shown), 0)

    def bar(self, done: int, total: int, size: int) -> str:
        """A bar of `size` columns: full only when all is done, empty only when nothing is."""
        filled = done * size // total if total else 0
        filled = min(max(filled, 1), size) if done else 0
        return self.styled("█" * filled, "green") + self.dim("░" * (size - filled))

    def bold(self, text: str) -> str:
        """What to look at first."""
        return self.styled(text, "bold")

    def dim(self, text: str) -> str:
        """What may be overlooked."""
        return self.styled(text, "dim")

    def styled(self, text: str, style: str) -> str:
        """`text` in bold, dim, or a colour; as it is where there are no colours."""
        if not self.colours or not style or not text:
            return text
        from click import style as painted

        return painted(text, **({style: True} if style in ("bold", "dim") else {"fg": style}))
