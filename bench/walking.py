"""What cases are held against: a process that walks through the files of a vault and stats or reads each of them."""

from __future__ import annotations

import os
import sys


def walk(root: str, *, read: bool) -> int:
    """Look at every file outside dot folders; the bytes there are."""
    total = 0
    stack = [root]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    stack.append(entry.path)
                elif read:
                    handle = os.open(entry.path, os.O_RDONLY)
                    while block := os.read(handle, 16_384):
                        total += len(block)
                    os.close(handle)
                else:
                    total += entry.stat().st_size
    return total


if __name__ == "__main__":
    walk(sys.argv[2], read=sys.argv[1] == "read")
