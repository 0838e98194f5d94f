"""Mend what other tools left in the vault: healed notes are written, and conflict copies become one note again."""

from __future__ import annotations

from vaultsync.domain.copies import one_text
from vaultsync.edges import vault
from vaultsync.edges.settings import mended
from vaultsync.edges.vault import SETTINGS_FILE, writable
from vaultsync.edges.writes import Write, write_all
from vaultsync.errors import VaultError
from vaultsync.markdown.healing import heal
from vaultsync.usecases.workspace import Found, Workspace, copy_warning


def mend(workspace: Workspace) -> list[str]:
    """Write what was healed when it was read, and merge copies where that is clean; a sentence for each file."""
    told = _write(workspace, healed_files(workspace))
    for id_, copies in list(workspace.copies.items()):
        told += [sentence for copy in list(copies) if (sentence := merge_copy(workspace, id_, copy))]
    return told


def healed_files(workspace: Workspace) -> list[tuple[Write, str]]:
    """What is to be written since it had to be healed, each with a sentence on it."""
    made = []
    copies = [copy for found in workspace.copies.values() for copy in found]
    for found in [*workspace.notes.values(), *copies]:
        if found.deeds:
            made.append((Write(found.path, found.text, found.data), f"{found.path}: {'; '.join(found.deeds)}"))
    for path, data in workspace.marked.items():
        try:
            healed = heal(vault.decode(data, path))
        except VaultError:
            continue  # told when it was read
        if healed.deeds:
            made.append((Write(path, healed.text, data), f"{path}: {'; '.join(healed.deeds)}"))
    data = vault.read(workspace.root, SETTINGS_FILE) or b""
    text = vault.decode(data, SETTINGS_FILE)
    if (whole := mended(text)) != text:
        told = "conflict markers: what could not stand beside the other is a comment now"
        made.append((Write(SETTINGS_FILE, whole, data), f"{SETTINGS_FILE}: {told}"))
    return made


def _write(workspace: Workspace, files: list[tuple[Write, str]]) -> list[str]:
    for write, _ in files:
        if not writable(workspace.root, write.path):
            workspace.warn(f"{write.path}: it has to be mended, and is read-only; make it writable")
    files = [(write, told) for write, told in files if writable(workspace.root, write.path)]
    if not files:
        return []
    stale = set(write_all(workspace.root, [write for write, _ in files]))
    done = [(write, told) for write, told in files if write.path not in stale]
    workspace.read_notes([write.path for write, _ in done if write.path != SETTINGS_FILE])
    return [told for _, told in done]


def merge_copy(workspace: Workspace, id_: str, copy: Found, *, thoroughly: bool = False) -> str:
    """Merge a copy into its note and take it away; a sentence, or nothing where that is not clean.

    `thoroughly` keeps both where the two say different things, with a callout. The copy goes only when all it says
    stands in the note, and the note is written.
    """
    kept = workspace.notes[id_]
    made = one_text(kept.text, copy.text)
    if made.lost or (made.doubts and not thoroughly) or not _may_write(workspace, kept, copy):
        return ""
    if made.text != kept.text and write_all(workspace.root, [Write(kept.path, made.text, kept.data)]):
        return ""
    if write_all(workspace.root, [Write(copy.path, None, copy.data)]):
        return ""
    workspace.read_notes([kept.path, copy.path])
    workspace.copies[id_] = [one for one in workspace.copies.get(id_, ()) if one.path != copy.path]
    workspace.files.discard(copy.path.casefold())
    warning = copy_warning(copy.path, kept.path, id_)
    if warning in workspace.warnings:
        workspace.warnings.remove(warning)
    return f"{kept.path}: merged with its copy {copy.path}"


def _may_write(workspace: Workspace, *notes: Found) -> bool:
    archive = f"{workspace.settings.folders.archive}/"
    return all(writable(workspace.root, found.path) and not found.path.startswith(archive) for found in notes)
