"""Roadmap documents: read from disk or the web, or refused in one line."""

from __future__ import annotations

import codecs
import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from vaultsync.edges.files.vault import shown, trouble
from vaultsync.errors import EmptyRoadmapError, MissingRoadmapError, RoadmapError
from vaultsync.models.structs import Frozen

# A roadmap of 50,000 tasks has about 5 MB.
MOST_BYTES = 20_000_000
SECONDS = 20.0

# A file that is the page of its folder, and folders that say nothing of what is in them, of repositories and hosts.
_PAGES = frozenset({"readme", "index"})
_FOLDERS = frozenset(
    {"docs", "doc", "src", "main", "master", "trunk", "head", "heads", "refs", "raw", "blob", "tree", "download", "-"}
)

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Source(Frozen):
    """A document as it was read.

    `text` has its line endings, without byte-order mark; `location` is the path or URL; `stem` its
    file name without the ending, from which the roadmap's name is made; of a README the name of its folder.
    """

    text: str
    location: str
    stem: str


def read_source(location: str | Path) -> Source:
    """The roadmap document at a path or an http(s) URL. Raises RoadmapError with the next step."""
    name = shown(location)
    if isinstance(location, str) and "://" in location:
        return Source(_decoded(_fetched(location), name), location, _stem_of_url(location))
    path = Path(location)
    return Source(_decoded(_read(path), name), name, _telling(path.absolute().parts[1:]) or path.stem)


def _telling(parts: Sequence[str]) -> str:
    """The file of a path without its ending, or the innermost folder that says what a README is about; or empty."""
    stem = PurePosixPath(parts[-1]).stem if parts else ""
    if stem.casefold() not in _PAGES:
        return stem
    return next((name for name in reversed(parts[:-1]) if name.casefold() not in _FOLDERS), "")


def _read(path: Path) -> bytes:
    name = shown(path)
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise RoadmapError("it is a folder", where=name, next_step="Name the Markdown file in it")
        if not stat.S_ISREG(status.st_mode):
            raise RoadmapError("it is not a file", where=name, next_step="Name a Markdown file")
        if status.st_size > MOST_BYTES:
            raise _too_big(name, status.st_size)
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except ValueError as error:  # a NUL in the path
        raise RoadmapError("this cannot be a path", where=repr(name), next_step="Name a Markdown file") from error
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            raise MissingRoadmapError(
                "there is no such roadmap document", where=name, next_step="Check the path, or put the file back"
            ) from error
        told = trouble(error, path)
        raise RoadmapError(told.what, where=told.where, next_step=told.next_step) from error
    if len(data) > MOST_BYTES:
        raise _too_big(name, len(data))
    return data


def _too_big(name: str, size: int) -> RoadmapError:
    return RoadmapError(
        f"it is too large for a roadmap ({size / 1e6:.0f} MB, at most {MOST_BYTES / 1e6:.0f} MB are read)",
        where=name,
        next_step="See whether it is the right file, or split it",
    )


def _decoded(data: bytes, name: str) -> str:
    """The text of a document. An encoding is never guessed: a wrong guess would spoil words silently."""
    mark, encoding = next(((mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    if not data.removeprefix(mark).strip():
        raise EmptyRoadmapError("it is empty", where=name, next_step="Put the roadmap into it, or name another file")
    if encoding == "utf-8" and b"\0" in data:
        raise RoadmapError(
            "it is binary, not a text in UTF-8", where=name, next_step="Name a Markdown file, saved as UTF-8"
        )
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, len(mark) + error.start) + 1
        raise RoadmapError(
            f"it is not valid {encoding.upper().removesuffix('-LE').removesuffix('-BE')}",
            where=f"{name}:{line}",
            next_step=f"Save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 {name!r}",
        ) from error
    if "\0" in text:
        raise RoadmapError("it is binary, not a text", where=name, next_step="Name a Markdown file, saved as UTF-8")
    if not text.strip():
        raise EmptyRoadmapError("it is empty", where=name, next_step="Put the roadmap into it, or name another file")
    return text


def _stem_of_url(url: str) -> str:
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    return _telling(PurePosixPath(unquote(parts.path)).parts[1:]) or parts.hostname or "roadmap"


def _fetched(url: str) -> bytes:
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.parse import quote, urlsplit
    from urllib.request import Request, urlopen

    check = "Check the address, or save the document and name the file"
    try:
        if urlsplit(url).scheme.lower() not in ("http", "https"):
            raise RoadmapError("only http and https addresses can be read", where=url, next_step=check)
        address = quote(url, safe="%/:=&?~#+!$,;'@()*[]")
        with urlopen(Request(address, headers={"User-Agent": "vaultsync"}), timeout=SECONDS) as answer:
            if answer.headers.get_content_type() == "text/html":
                raise RoadmapError(
                    "this is a web page, not a Markdown document",
                    where=url,
                    next_step='Give the address of the file itself; on GitHub it is behind "Raw"',
                )
            data: bytes = answer.read(MOST_BYTES + 1)
    except HTTPError as error:
        raise RoadmapError(
            f"the server answered {error.code} {error.reason}".strip(), where=url, next_step=check
        ) from error
    except (OSError, HTTPException, ValueError) as error:
        raise RoadmapError(
            f"it cannot be reached: {_reason(getattr(error, 'reason', None) or error)}",
            where=url,
            next_step="Try again when you are online, or save the document and name the file",
        ) from error
    if len(data) > MOST_BYTES:
        raise _too_big(url, len(data))
    return data


def _reason(reason: object) -> str:
    """Why an address cannot be reached, without the numbers of the system."""
    from socket import gaierror

    if isinstance(reason, gaierror):
        return "its server was not found"
    if isinstance(reason, TimeoutError):
        return "its server does not answer"
    said = reason.strerror if isinstance(reason, OSError) and reason.strerror else str(reason)
    return " ".join(said.split()) or type(reason).__name__
