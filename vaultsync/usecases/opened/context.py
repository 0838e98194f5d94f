"""What a command is given by its surroundings: the current folder, the clock, and how to report progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from vaultsync.edges.files import vault
from vaultsync.models.structs import Frozen

Progress = Callable[[str, int, int], None]


class Context(Frozen):
    """The surroundings of a command.

    `start` is the current folder, `vault` the vault that the user named, `now` a clock with time zone in local time.
    `progress(what, done, total)` is called during long work; None where nobody looks. `asks`: somebody can answer
    questions. `untouched`: a note is only written to if it was left alone for so many seconds, since somebody may be
    typing in it.
    """

    start: Path
    vault: Path | None
    env: Mapping[str, str]
    now: Callable[[], datetime]
    progress: Progress | None = None
    asks: bool = False
    untouched: float = 0.0

    def tell(self, what: str, done: int = 0, total: int = 0) -> None:
        """Report progress of work that may be long.

        A `total` of 0 is unknown; so is a negative one, of work known to be long.
        """
        if self.progress is not None:
            self.progress(what, done, total)

    def root(self) -> Path:
        """The root folder of the vault. Raises VaultError where there is none."""
        if self.vault is not None:
            return vault.find(self.vault, {})
        return vault.find(self.start, self.env)

    def today(self) -> str:
        """The local day as ISO text."""
        return self.now().date().isoformat()

    def is_in_use(self, place: Path) -> bool:
        """Whether a file was changed less than `untouched` seconds ago.

        A time far in the future is taken for a wrong clock.
        """
        return abs(vault.age(place, self.now().timestamp())) < self.untouched
