"""The files that let the system keep a watch running: a systemd user unit, a launchd property list."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from xml.parsers.expat import ExpatError

# Seconds between two starts of a watch that failed. What keeps it from beginning (settings with an error in them, a
# disk that is not there) takes a person or a while; launchd cannot tell one exit code from another.
PAUSE = 300

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "%": "%%", "$": "$$", "\n": "\\n", "\t": "\\t"})


def service_name(vault: str) -> str:
    """A name for the service of the vault at this absolute path: its folder's, made unique."""
    folder = re.split(r"[\\/]", vault.rstrip("\\/"))[-1]
    letters = unicodedata.normalize("NFKD", folder).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:40] or "vault"
    return f"vaultsync-{stem}-{hashlib.sha256(vault.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"


def systemd_unit(vault: str, command: Sequence[str], environment: Mapping[str, str]) -> str:
    """The text of a systemd user unit that runs `command` for the vault at this path."""
    lines = [
        "[Unit]",
        f"Description=vaultsync watches {vault.translate(_ESCAPES)}",
        "",
        "[Service]",
        f"ExecStart={' '.join(_quoted(word) for word in command)}",
        *(f"Environment={_quoted(f'{name}={value}', dollars=False)}" for name, value in sorted(environment.items())),
        "# The last pass and its commit are made at the stop; git must not be stopped in the middle of them.",
        "KillMode=mixed",
        "TimeoutStopSec=120",
        "Restart=on-failure",
        f"RestartSec={PAUSE}",
        "# Called in a wrong way; or another watch has the vault, and does the work.",
        "RestartPreventExitStatus=2 4",
        "Nice=10",
        "",
        "[Install]",
        "WantedBy=default.target",
    ]
    return "\n".join(lines) + "\n"


def _quoted(word: str, *, dollars: bool = True) -> str:
    """A word as systemd reads it: systemd.service(5), "Command lines"."""
    escaped = word.translate(_ESCAPES)
    return f'"{escaped if dollars else escaped.replace("$$", "$")}"'


def launchd_plist(label: str, command: Sequence[str], environment: Mapping[str, str]) -> str:
    """The text of a launchd property list of this label that runs `command`."""
    import plistlib

    values = {
        "Label": label,
        "ProgramArguments": list(command),
        "EnvironmentVariables": dict(environment),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": PAUSE,
        "ExitTimeOut": 120,
        "ProcessType": "Background",
    }
    return plistlib.dumps(values, sort_keys=False).decode("utf-8")


def command_of(text: str) -> str:
    """The command that a unit or property list runs, for comparison; empty if it cannot be read."""
    import plistlib

    if "<plist" in text:
        try:
            values = plistlib.loads(text.encode("utf-8"))
        except (ValueError, plistlib.InvalidFileException, ExpatError):
            return ""
        return repr(values.get("ProgramArguments")) if isinstance(values, dict) else ""
    return next((line for line in text.splitlines() if line.startswith("ExecStart=")), "")
