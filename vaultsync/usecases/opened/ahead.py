"""Notes scanned ahead, while another process is awaited that tells which other files have to be read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vaultsync.edges.files import vault
from vaultsync.errors import VaultError
from vaultsync.markdown import note
from vaultsync.models.marks import NoteScan
from vaultsync.models.structs import Struct, field


class Ahead(Struct):
    """The scans by path, each with the text that was scanned."""

    scans: dict[str, tuple[str, NoteScan]] = field(default_factory=dict)

    def look(self, root: Path, paths: Iterable[str], marker: bytes) -> None:
        """Scan those of these files that hold `marker`; what cannot be read is left to whoever asks for it next."""
        for path, data in vault.read_all(root, paths):
            if isinstance(data, VaultError) or marker not in data:
                continue
            try:
                text = vault.decode(data, path)
            except VaultError:
                continue
            self.scans[path] = text, note.scan(path, text)

    def scan(self, path: str, text: str) -> NoteScan:
        """The scan of a note with this text; one made ahead is given once, since whoever has it may change it."""
        known, scan = self.scans.pop(path, ("", None))
        return scan if scan is not None and known == text else note.scan(path, text)
