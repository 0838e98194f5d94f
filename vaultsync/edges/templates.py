"""Jinja templates: the shipped ones, overridden one by one from the vault, in a sandbox."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaultsync.errors import VaultError

if TYPE_CHECKING:
    from jinja2 import BytecodeCache

OVERRIDES = ".vaultsync/templates"


class Renderer:
    """Renders templates by name, such as `note.md`.

    A file of that name in the vault's `.vaultsync/templates/` replaces the shipped one; it runs in a sandbox and can
    use only the values it is given. `shipped` is another folder of shipped templates. `filters` are functions on texts
    for all templates.
    """

    def __init__(
        self,
        vault: Path | None = None,
        *,
        shipped: Path | None = None,
        filters: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        if shipped is None:
            from vaultsync.edges import shipped as files

            shipped = files.shipped()
        own = [vault / OVERRIDES] if vault is not None else []
        self._folders = [*map(str, own), str(shipped)]
        # Templates are Markdown, not HTML: texts are escaped before they get here.
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in self._folders]),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_compiled(),
        )
        self._environment.filters.update(filters or {})

    def render(self, name: str, **context: object) -> str:
        """The text of the template `name` with these values. Raises VaultError naming template and line."""
        try:
            return self._environment.get_template(name).render(**context)
        except Exception as error:  # whatever a template may do wrong
            raise self._wrong(name, error) from error

    def _wrong(self, name: str, error: Exception) -> VaultError:
        """The error of a template in a user's words, with its place."""
        from jinja2 import TemplateNotFound

        file = getattr(error, "filename", None)
        line = getattr(error, "lineno", None)
        if line is None:  # an error while rendering: report the innermost line that is in a template
            for frame in traceback.extract_tb(error.__traceback__):
                if any(frame.filename.startswith(folder + os.sep) for folder in self._folders):
                    file, line = frame.filename, frame.lineno
        for folder in self._folders:
            if file and file.startswith(folder + os.sep):
                place = file[len(folder) + 1 :].replace(os.sep, "/")
                own = folder != self._folders[-1]
                name = f"{OVERRIDES}/{place}" if own else place
        what = " ".join((str(error) or type(error).__name__).split())
        if isinstance(error, TemplateNotFound):
            what = f"there is no template {what}"
        return VaultError(
            f"the template cannot be used: {what}",
            where=f"{name}:{line}" if line else name,
            next_step=f"Correct it, or delete it from {OVERRIDES} to have the shipped one again",
        )


@cache
def _compiled() -> BytecodeCache:
    """The templates that were compiled in this process, by name and source: a watch renders them again and again."""
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

    known: dict[tuple[str, str], bytes] = {}

    class Compiled(BytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            if (code := known.get((bucket.key, bucket.checksum))) is not None:
                bucket.bytecode_from_string(code)

        def dump_bytecode(self, bucket: Bucket) -> None:
            known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()

    return Compiled()
