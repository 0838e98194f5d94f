"""How a command ends that could not do its work: one line on standard error, and an exit code."""

from __future__ import annotations

import errno
import json
from collections.abc import Sequence
from contextlib import suppress

import click

from vaultsync.cli import terminal
from vaultsync.errors import VaultsyncError
from vaultsync.markdown.patterns import regex
from vaultsync.models.finding import Unsure
from vaultsync.models.structs import Frozen

INTERRUPTED = 130
_QUOTED = regex(r'(?:"[^"]*"|[^\s"])+')

# What the machine, not vaultsync, has to answer for.
_OF_THE_SYSTEM = {
    *("ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EIO", "EMFILE"),
    *("ENFILE", "ENAMETOOLONG", "ELOOP", "ENOMEM", "EBUSY", "ESTALE"),
    *("EAGAIN", "EDEADLK", "EDEADLOCK", "ETIMEDOUT", "ENOTCONN"),  # no more processes; disks of the network or a cloud
}


class Failure(Frozen):
    """What to tell: `what` went wrong, `where`, the `next_step`, and the exit code."""

    what: str
    where: str = ""
    next_step: str = ""
    exit_code: int = 1

    def line(self) -> str:
        """`where: what. next step`, in one line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        if self.next_step:
            head += f" {self.next_step}" if head.endswith(("?", "!", ".")) else f". {self.next_step}"
        return " ".join(head.split())


def tell(error: BaseException, words: Sequence[str], *, indent: int | None = 2) -> int:
    """Print what went wrong and return the exit code. `words` are the arguments of the call.

    The line goes to standard error; where JSON was asked for, standard output gets an object with the key `error`, in
    one line where there is no `indent`.
    """
    if isinstance(error, terminal.OutputClosedError):
        return 1
    failure = failure_of(error, words)
    if failure.exit_code == INTERRUPTED:
        terminal.write_error(f"vaultsync: {failure.line()}")
    else:
        terminal.write_error(_on_lines(failure))
    if "--json" in (words[: words.index("--")] if "--" in words else words):
        _tell_json(failure, indent)
    terminal.flush()
    return failure.exit_code


def told_unsure(unsure: Sequence[Unsure]) -> Failure | None:
    """What to tell where words are not sure, and so nothing was done."""
    if not unsure:
        return None
    one = unsure[0]
    some = [candidate.text for candidate in one.candidates]
    what = "nothing is called so" if one.near or not some else f"it could mean {one.of} notes or tasks"
    next_step = "Say more of its words, its number, or the ^id of its line" if some else "Try a word of its title"
    return Failure(what, one.query, next_step)


def tell_beside(unsure: Sequence[Unsure]) -> None:
    """Print on standard error that nothing was done, where JSON tells why."""
    failure = told_unsure(unsure)
    if failure is not None:
        terminal.write_error(_on_lines(failure))


def failure_of(error: BaseException, words: Sequence[str] = ()) -> Failure:
    """What to tell of any exception. A bug is written to a file first."""
    if isinstance(error, VaultsyncError):
        next_step = ". ".join(filter(None, (error.next_step, error.done)))
        return Failure(error.what, error.where, next_step, error.exit_code)
    if isinstance(error, KeyboardInterrupt) or (
        isinstance(error, click.Abort) and not isinstance(error.__cause__, EOFError)
    ):
        return Failure("interrupted", "", "Every file is whole; run it again to finish", INTERRUPTED)
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, MemoryError):
        return Failure("there is not enough memory", "", "Close some programs and try again")
    if isinstance(error, OSError) and errno.errorcode.get(error.errno or 0) in _OF_THE_SYSTEM:
        from vaultsync.edges.files.vault import trouble

        return failure_of(trouble(error, error.filename or "", "written"))
    from vaultsync.cli.bugs import write_down

    return Failure(
        f"this is a bug in vaultsync: {type(error).__name__}: {error}"[:300],
        "",
        f"{write_down(error, words)} Every file is whole",
    )


def _usage(error: click.ClickException) -> Failure:
    """A wrong call, in the form of all other errors."""
    what = error.format_message().strip().rstrip(".")
    if what[1:2].islower():
        what = what[0].lower() + what[1:]
    if not isinstance(error, click.UsageError):
        return Failure(what, exit_code=error.exit_code)
    path = error.ctx.command_path if error.ctx is not None else "vaultsync"
    next_step = f'See "{path} --help"'
    if getattr(error, "option_name", "") in ("-C", "--vault"):
        next_step = f'It stands before the command: "vaultsync -C DIR {path.rpartition(" ")[2]}"'
    return Failure(what, "", next_step, error.exit_code)


def as_values(failure: Failure) -> dict[str, str | int]:
    """The failure as JSON."""
    return {
        "what": failure.what,
        "where": failure.where,
        "next_step": failure.next_step,
        "exit_code": failure.exit_code,
    }


def _tell_json(failure: Failure, indent: int | None) -> None:
    values = {"error": as_values(failure)}
    with suppress(terminal.OutputClosedError, VaultsyncError):  # the line on standard error has told it
        terminal.write_json(json.dumps(values, ensure_ascii=False, indent=indent))


def _on_lines(failure: Failure) -> str:
    """The failure as it is shown: on one line, or on a terminal on as many as it takes, broken at spaces.

    What is quoted and the place where it went wrong stay whole, as far as a line holds them.
    """
    from vaultsync.cli.cells import columns_of, printable

    text = printable(failure.line())
    width = terminal.error_columns()
    lines = ["vaultsync: error:"]
    for word in _words(text, printable(failure.where), width) if width else [text]:
        if width and columns_of(lines[-1]) + 1 + columns_of(word) > width:
            lines.append(f"  {word}")
        else:
            lines[-1] += f" {word}"
    mark = click.style("error:", fg="red", bold=True)
    return "\n".join([f"vaultsync: {mark}{lines[0].removeprefix('vaultsync: error:')}", *lines[1:]])


def _words(text: str, where: str, width: int) -> list[str]:
    """The words of a line; the place it begins with counts as one, and so does what stands in quotation marks."""
    first = f"{where}:" if where and text.startswith(f"{where}: ") else ""
    kept = [first] if first else []
    for piece in _QUOTED.findall(text[len(first) :]):
        kept += [piece] if len(piece) < width - 2 else piece.split()
    return kept
