"""A drawing as SVG: shapes and texts on a card that is readable in light and dark, large and small.

No text is measured by a font: widths are estimated generously, so that nothing is cut or overlaps whatever sans-serif
font the reader has. Same calls, same bytes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from vaultsync.markdown.patterns import regex

WIDTH = 480  # units; on a phone of 390 pixels the smallest text is still 10 pixels high
PAD = 16
SIZE = 14  # of ordinary text
LINE = 20

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"
# Name → light, dark. Every text has a contrast of 4.5 and more to the card, every mark 3 and more.
COLOURS = {
    "card": ("#ffffff", "#0d1117"),
    "edge": ("#d0d7de", "#3d444d"),
    "text": ("#1f2328", "#e6edf3"),
    "soft": ("#59636e", "#9198a1"),
    "rule": ("#d8dee4", "#30363d"),
    "track": ("#e7ebef", "#21262d"),
    "done": ("#1a7f37", "#3fb950"),
    "area": ("#d2f2da", "#12351d"),
    "plan": ("#57606a", "#9ea7b3"),
    "ahead": ("#8250df", "#a371f7"),
    "haze": ("#efe6fd", "#271a41"),
    "l1": ("#2f8f4b", "#2b8f43"),
    "l2": ("#22803f", "#37a950"),
    "l3": ("#176c33", "#56d364"),
    "l4": ("#0b4a22", "#9be9a8"),
}
_NARROW = frozenset("iljtfrI.,:;'|!()[]{}/\\ -`\"")
_BROAD = frozenset("mwMW@%&QOG—…")
# What XML cannot hold, and what turns the direction of all that follows.
_UNSEEN = regex("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text on one line, without characters that a drawing cannot hold."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def escaped(text: str) -> str:
    """The text as XML."""
    safe = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace('"', "&quot;")


def width_of(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """An upper bound for the width of a text, in units of the drawing, in any font a reader may have."""
    total = 0.0
    for char in text:
        if char in _NARROW:
            total += 0.42
        elif char in _BROAD:
            total += 1.0
        elif char.isascii():
            total += 0.75 if char.isupper() else 0.64
        elif unicodedata.combining(char) or char in "\u200d\ufe0f\ufe0e":
            continue
        elif char >= "\U0001f000" or "\u2600" <= char <= "\u27bf":
            total += 1.4
        elif unicodedata.east_asian_width(char) in "WF":
            total += 1.05
        else:
            total += 0.8
    return total * size * (1.1 if bold else 1.0)


def wrapped(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """The text in lines that are no wider than `room`; a word that is too long is broken."""
    lines: list[str] = []
    line = ""
    for word in clean(text).split(" "):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width_of(line, size, bold=bold) > room:
            fits = len(line) - 1
            while fits > 1 and width_of(line[:fits], size, bold=bold) > room:
                fits -= 1
            if fits < 1:
                break
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line or not lines else lines


def number(value: float) -> str:
    """A coordinate, rounded to a tenth."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


class Canvas:
    """A card that grows downwards. `y` is where the next thing is drawn; the caller advances it."""

    def __init__(self, name: str, title: str, words: str) -> None:
        self.name, self.title, self.words = name, title, words
        self.y: float = PAD
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, *, style: str = "t", anchor: str = "start", size: float = SIZE
    ) -> None:
        """One line of text; `x` is its start, middle or end, `y` its base line. `style`: t, s (soft), b (bold)."""
        anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
        sized = "" if size == SIZE else f' font-size="{number(size)}"'
        self._parts.append(
            f'<text class="{style}" x="{number(x)}" y="{number(y)}"{anchored}{sized}>{escaped(words)}</text>'
        )

    def paragraph(self, words: str, *, style: str = "t", room: float = WIDTH - 2 * PAD, x: float = PAD) -> None:
        """A text over as many lines as it needs; moves `y` on."""
        for line in wrapped(words, room, bold=style == "b"):
            self.text(x, self.y + SIZE, line, style=style)
            self.y += LINE

    def box(self, x: float, y: float, width: float, height: float, style: str, *, round_by: float = 0) -> None:
        """A filled rectangle in one of the colours."""
        rounded = f' rx="{number(round_by)}"' if round_by else ""
        self._parts.append(
            f'<rect class="{style}" x="{number(x)}" y="{number(y)}" width="{number(width)}"'
            f' height="{number(height)}"{rounded}/>'
        )

    def line(self, points: Sequence[tuple[float, float]], style: str) -> None:
        """A line through points; its class has colour, width and dashes."""
        self._parts.append(f'<polyline class="{style}" points="{_points(points)}"/>')

    def area(self, points: Sequence[tuple[float, float]], style: str) -> None:
        """A filled shape."""
        self._parts.append(f'<polygon class="{style}" points="{_points(points)}"/>')

    def dot(self, x: float, y: float, radius: float, style: str) -> None:
        """A filled circle."""
        self._parts.append(f'<circle class="{style}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>')

    def svg(self) -> str:
        """The drawing as a file."""
        height = number(self.y + PAD)
        edge = f'<rect class="card" x=".5" y=".5" width="{WIDTH - 1}" height="{number(self.y + PAD - 1)}" rx="8"/>'
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" id="vaultsync-{escaped(self.name)}" width="{WIDTH}"'
            f' height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title words">'
        )
        lines = [
            opening,
            f'<title id="title">{escaped(self.title)}</title>',
            f'<desc id="words">{escaped(self.words)}</desc>',
            f"<style>{''.join(_styles())}</style>",
            edge,
            *self._parts,
            "</svg>",
        ]
        return "\n".join(lines) + "\n"


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def _styles() -> Iterator[str]:
    yield f"svg{{font:{SIZE}px {_FONT}}}"
    yield "polyline{fill:none}.b{font-weight:600}"
    yield ".plan-line{stroke-width:2;stroke-dasharray:7 5}.done-line{stroke-width:3;stroke-linejoin:round}"
    yield ".ahead-line{stroke-width:2.5;stroke-dasharray:1.5 5;stroke-linecap:round}"
    yield ".rule-line,.edge-line{stroke-width:1}"
    yield ".h{paint-order:stroke;stroke-width:4;stroke-linejoin:round;font-weight:600}"
    for at, scheme in enumerate(("light", "dark")):
        rules = "".join(_rules({name: pair[at] for name, pair in COLOURS.items()}))
        yield rules if scheme == "light" else f"@media (prefers-color-scheme:dark){{{rules}}}"


def _rules(colours: dict[str, str]) -> Iterator[str]:
    yield f".card{{fill:{colours['card']};stroke:{colours['edge']}}}"
    yield f".t,.b{{fill:{colours['text']}}}.s{{fill:{colours['soft']}}}"
    yield f".h{{fill:{colours['text']};stroke:{colours['card']}}}"
    for name in ("rule", "track", "done", "area", "plan", "ahead", "haze", "l1", "l2", "l3", "l4"):
        yield f".{name}{{fill:{colours[name]}}}"
    for name in ("rule", "plan", "done", "ahead"):
        yield f".{name}-line{{stroke:{colours[name]}}}"
    yield f".edge-line{{stroke:{colours['ahead']}}}"
