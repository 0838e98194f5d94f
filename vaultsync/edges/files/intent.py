"""What a work of several steps intends, noted in the git directory before it begins: the next run can finish it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from vaultsync.edges.files.vault import trouble
from vaultsync.edges.processwide import DISK

_NAME = "under-way.json"


class Intent:
    """The intent noted in `folder`, which is that of the lock: only the holder of the lock may use it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / _NAME

    def read(self) -> dict[str, object]:
        """The intent of the last run if it was interrupted; empty otherwise."""
        try:
            values = json.loads(self.path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        except OSError as error:
            raise trouble(error, self.path) from error
        return values if isinstance(values, dict) else {}

    def note(self, values: Mapping[str, object]) -> None:
        """Note down the intent. Raises VaultError."""
        beside = self.path.with_suffix(".new")
        try:
            beside.unlink(missing_ok=True)
            handle = DISK.now.create(str(beside))
            try:
                DISK.now.write(handle, json.dumps(values).encode("utf-8"))
                DISK.now.sync(handle)
            finally:
                os.close(handle)
            DISK.now.rename(str(beside), str(self.path))
        except OSError as error:
            raise trouble(error, self.path, "written") from error

    def clear(self) -> None:
        """Delete the intent: the work is done."""
        try:
            DISK.now.unlink(str(self.path))
        except FileNotFoundError:
            return
        except OSError as error:
            raise trouble(error, self.path, "deleted") from error
