"""Standard output and standard error: what they can show, and writing to them without a crash."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable
from typing import IO

import click

# What stands in for characters that an output cannot encode, one for one, so that columns stay.
_PLAIN = str.maketrans(
    {
        "█": "#",
        "░": ".",
        "─": "-",
        "–": "-",
        "—": "-",
        "·": "-",
        "…": "~",
        "→": ">",
        "›": ">",
        "✓": "x",
        "○": "o",
        "¶": '"',
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "\N{NO-BREAK SPACE}": " ",
    }
)
_HANDLER = "vaultsync.plain"


# What moves on the terminal at the moment, to be taken away before anything else is shown there.
_moving: list[Callable[[], None]] = []


class OutputClosedError(Exception):
    """Whoever read standard output has closed it, as `head` does: no reason to complain."""


def prepare() -> None:
    """Let both outputs take any text, whatever their encoding."""
    codecs.register_error(_HANDLER, _substitute)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_HANDLER)


def _substitute(error: UnicodeError) -> tuple[str, int]:
    """Stand-ins for what cannot be encoded; a byte of a file name that is no text is shown by its number."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_stand_in(char) for char in error.object[error.start : error.end]), error.end


def _stand_in(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    plain = char.translate(_PLAIN)
    return plain if plain.isascii() else "?"


def has_colours(stream: IO[str] | None) -> bool:
    """Whether colours are wanted there: on a terminal, unless NO_COLOR (https://no-color.org) says no."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether the stream is a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def columns() -> int | None:
    """How many columns lines may take; None if the output is no terminal and COLUMNS is not set."""
    if not is_terminal(sys.stdout) and not os.environ.get("COLUMNS", "").isdigit():
        return None
    from shutil import get_terminal_size

    return max(get_terminal_size().columns, 40)


def error_columns() -> int | None:
    """How many columns standard error has; None if it is no terminal, so that lines stay whole there."""
    if not is_terminal(sys.stderr):
        return None
    try:
        size = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        size = 0
    return max(int(os.environ["COLUMNS"]) if os.environ.get("COLUMNS", "").isdigit() else size or 80, 40)


def moves(take_away: Callable[[], None]) -> None:
    """Something is animated on the terminal from now on; `take_away` ends it as soon as anything else is shown."""
    _moving.append(take_away)


def still() -> None:
    """End what is animated on the terminal: somebody is asked or told something."""
    while _moving:
        _moving.pop()()


def write(text: str) -> None:
    """Write lines to standard output. Raises OutputClosedError, or VaultsyncError where nothing can be written."""
    still()
    if sys.stdout is None:  # closed by the caller, who wants no output
        return
    try:
        click.echo(text, file=sys.stdout, color=has_colours(sys.stdout))
    except BrokenPipeError as error:
        _give_up_stdout()
        raise OutputClosedError from error
    except OSError as error:
        from vaultsync.errors import VaultsyncError

        _give_up_stdout()
        raise VaultsyncError(
            f"cannot be written: {error.strerror or error}",
            where="standard output",
            next_step="Send it somewhere else; what the command did is done",
        ) from error


def write_json(text: str) -> None:
    """Write a JSON text; what the output's encoding lacks is escaped, so that it stays JSON."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    # Python's escape of a lone surrogate or of a character of the basic plane is also JSON's.
    if codecs.lookup(encoding).name == "utf-8":
        text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    else:
        text = "".join(char if char.isascii() else _json_escape(char) for char in text)
    write(text)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def write_error(text: str) -> None:
    """Write a line to standard error. If that fails too, nobody can be told."""
    still()
    if sys.stderr is None:
        return
    try:
        click.echo(text, file=sys.stderr, color=has_colours(sys.stderr))
    except OSError:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (the interpreter flushes it at the end)


def flush() -> None:
    """Flush standard output while a failure can still be handled: the interpreter's last flush would complain."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        _give_up_stdout()


def _give_up_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush does not fail as well."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    except (OSError, ValueError, AttributeError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
