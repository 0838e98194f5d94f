"""What a pull can be held against: parse the documents with mistune, write the same files, git init, add, commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def main(vault: Path, target: Path, documents: list[Path]) -> None:
    """Do by plain means what `init` of `documents` did to make `vault`, in `target`."""
    import mistune

    parse = mistune.create_markdown(renderer=None)
    for document in documents:
        parse(document.read_text("utf-8", "replace"))
    shutil.rmtree(target, ignore_errors=True)
    for folder, folders, files in os.walk(vault):
        if ".git" in folders:
            folders.remove(".git")
        here = target / os.path.relpath(folder, vault)
        here.mkdir(parents=True, exist_ok=True)
        for name in files:
            (here / name).write_bytes(Path(folder, name).read_bytes())
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-C", str(target), *arguments], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
