"""What a roadmap brought to both devices is no change of the learner's: the common ancestor is given it, too."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from vaultsync.domain.devices.files import ids_of
from vaultsync.edges import state as states
from vaultsync.markdown.merging.merge import merge
from vaultsync.usecases.merge.joined import OLD, OURS, THEIRS
from vaultsync.usecases.opened.reading import split_id


def with_news(
    known: Sequence[Mapping[str, bytes]],
    sides: Sequence[Mapping[str, bytes]],
    bases: Mapping[str, str],
    caught_up: Container[str],
) -> dict[str, bytes]:
    """Notes of the common ancestor that both sides changed, as a pull would make them from the present base texts.

    `known` are vault path → content of the common ancestor and both sides, `sides` the same without vaultsync's own
    files, `bases` the base texts in use now, by note id. Only notes whose base text both sides have are made; in the
    roadmaps `caught_up` that is so for all notes.
    """
    paths = [dict(ids_of(side)) for side in sides]
    made = {}
    for id_, path in paths[OLD].items():
        at = states.base_path(*split_id(id_))
        new, was = bases.get(id_), known[OLD].get(at)
        if split_id(id_)[0] not in caught_up and known[OURS].get(at) != known[THEIRS].get(at):
            continue
        texts = [sides[side].get(paths[side].get(id_, "")) for side in (OURS, THEIRS)]
        if new is None or was is None or None in texts or sides[OLD][path] in texts or texts[0] == texts[1]:
            continue
        try:
            base, text = was.decode("utf-8"), sides[OLD][path].decode("utf-8")
        except UnicodeDecodeError:
            continue  # no text: nothing of it can be merged
        if base != new:
            made[path] = merge(base, text, new).text.encode("utf-8")
    return made
