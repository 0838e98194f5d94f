"""A bug's traceback goes to a file, never to the terminal."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from vaultsync import __version__

KEPT = 20


def folder() -> Path:
    """Where this platform keeps what programs note about themselves."""
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "vaultsync" / "Logs"
    if sys.platform == "darwin":
        return home / "Library" / "Logs" / "vaultsync"
    state = os.environ.get("XDG_STATE_HOME", "")
    return (Path(state) if os.path.isabs(state) else home / ".local" / "state") / "vaultsync"


def write_down(error: BaseException, words: Sequence[str]) -> str:
    """Write what is known of a bug to a file, and say where it is and what to do with it."""
    text = "\n".join(
        [
            f"vaultsync {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"called as: vaultsync {' '.join(map(repr, words))}",
            "",
            "".join(traceback.format_exception(error)),
        ]
    )
    data = text.encode("utf-8", "backslashreplace")
    name = f"bug-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    for place in (folder(), Path(tempfile.gettempdir())):
        with suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            _write(place / name, data)
            _forget_old(place)
            return f"The traceback is in {place / name}; please report it."
    return "The traceback could not be written anywhere; please report what you did."


def _write(path: Path, data: bytes) -> None:
    # It may hold words of somebody's notes: for their eyes only.
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def _forget_old(place: Path) -> None:
    for path in sorted(place.glob("bug-*.txt"))[:-KEPT]:
        with suppress(OSError):
            path.unlink()
