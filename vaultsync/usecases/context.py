"""What a command is given by its surroundings: where it was called, when, and how to tell of long work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from vaultsync.edges import vault
from vaultsync.models.structs import Frozen

Progress = Callable[[str, int, int], None]


class Context(Frozen):
    """`start` is the current folder, `vault` what the user named as the vault, `now` an aware clock in local time.

    `progress(what, done, total)` is told of long work; None where nobody looks. `asks`: somebody can answer questions.
    `untouched` are the seconds that a note must have been left alone before it is written to: somebody may be typing.
    """

    start: Path
    vault: Path | None
    env: Mapping[str, str]
    now: Callable[[], datetime]
    progress: Progress | None = None
    asks: bool = False
    untouched: float = 0.0

    def tell(self, what: str, done: int = 0, total: int = 0) -> None:
        """Tell of work that may take long; a `total` of 0 is not known, nor is one below it, and that work is long."""
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
        """Whether a file was changed so lately that it is not to be written to yet; a time far ahead says nothing."""
        return abs(vault.age(place, self.now().timestamp())) < self.untouched
