"""The contents of blobs and files, from one git process that stays alive between the questions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from subprocess import Popen

from vaultsync.edges.repo.process import Answer, end, refusal, serve

_AT_ONCE = 2_048  # bytes of questions that fit into a pipe, so that neither side waits for the other to read


class Contents:
    """Reads what commits hold. `prefix` is the vault's folder in the work tree. Close it after use."""

    def __init__(self, top: Path, prefix: str = "") -> None:
        self._top = top
        self._prefix = prefix
        self._git: Popen[bytes] | None = None

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Blob id → content, without blobs that do not exist."""
        asked = list(dict.fromkeys(ids))
        found = zip(asked, self._answers(id_.encode("ascii") for id_ in asked), strict=True)
        return {id_: data for id_, data in found if data is not None}

    def show_all(self, rev: str, paths: Iterable[str]) -> dict[str, bytes]:
        """The files `paths` as they are in the commit `rev`, without those it does not have."""
        return self.show_each(dict.fromkeys(paths, rev))

    def show_each(self, revs: Mapping[str, str]) -> dict[str, bytes]:
        """Files by path, each as it is in the commit given for it, without those that do not exist."""
        asked = [path for path in revs if "\n" not in path]
        questions = (os.fsencode(f"{revs[path]}:{self._prefix}{path}") for path in asked)
        found = zip(asked, self._answers(questions), strict=True)
        return {path: data for path, data in found if data is not None}

    def close(self) -> None:
        """End the git process."""
        if self._git is not None:
            end(self._git)
            self._git = None

    def _answers(self, questions: Iterable[bytes]) -> Iterator[bytes | None]:
        """The blob that each question names, None where it names none."""
        waiting: list[bytes] = []
        size = 0
        for question in questions:
            if waiting and size + len(question) >= _AT_ONCE:
                yield from self._ask(waiting)
                waiting, size = [], 0
            waiting.append(question)
            size += len(question) + 1
        if waiting:
            yield from self._ask(waiting)

    def _ask(self, questions: list[bytes]) -> Iterator[bytes | None]:
        git = self._git or serve(self._top, "cat-file", "--batch")
        self._git = git
        assert git.stdin is not None
        assert git.stdout is not None
        try:
            git.stdin.write(b"".join(question + b"\n" for question in questions))
            git.stdin.flush()
        except OSError:
            raise self._refused(git) from None
        for _ in questions:
            header = git.stdout.readline()
            if not header:
                raise self._refused(git)
            parts = header.rsplit(b" ", 2)
            if len(parts) < 3 or not parts[2].rstrip(b"\n").isdigit():
                yield None
                continue
            size = int(parts[2])
            data = git.stdout.read(size + 1)
            if len(data) <= size:
                raise self._refused(git)
            yield data[:-1] if parts[1] == b"blob" else None

    def _refused(self, git: Popen[bytes]) -> Exception:
        """What is to be raised where git ended before it had answered."""
        self._git = None
        end(git)
        return refusal(Answer(git.returncode, b"", ""), self._top)
