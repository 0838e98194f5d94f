"""Why a remote could not be reached. What git and ssh say is shown only where it is not understood."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from vaultsync.errors import GitError
from vaultsync.markdown.patterns import regex

# What git, curl and ssh say where nobody answers, where there is no such repository, and where nobody is let in.
_AWAY = regex(
    r"could not resolve|name or service not known|temporary failure in name|failed to connect|couldn't connect"
    r"|connection (?:refused|reset|timed out|closed)|network is unreachable|no route to host|operation timed out"
    r"|timed out|unable to connect|unexpected disconnect|nodename nor servname",
    re.IGNORECASE,
)
_MISSING = regex(
    r"does not appear to be a git repository|repository .*not found|requested url returned error: 404"
    r"|repository not exported|no such file or directory",
    re.IGNORECASE,
)
_SHUT = regex(
    r"permission denied|authentication failed|could not read (?:username|password)|terminal prompts disabled"
    r"|host key verification failed|requested url returned error: 40[13]|access denied",
    re.IGNORECASE,
)
_KEPT = "Everything is kept here"


class OfflineError(GitError):
    """The remote cannot be reached now."""


def unreachable(name: str, address: str, complaint: str) -> OfflineError:
    """The error for a remote of this name and address, made of what git complained."""
    place = _shown(address)
    if _AWAY.search(complaint):
        return OfflineError(
            f"{name} could not be reached: nobody answers at {place}",
            next_step=f"{_KEPT}; push or pull again when you are online",
        )
    if _SHUT.search(complaint):
        return OfflineError(
            f"{name} could not be reached: {place} does not let you in",
            next_step=f'{_KEPT}; "git fetch {name}" tells what it wants',
        )
    if _MISSING.search(complaint):
        return OfflineError(
            f"{name} could not be reached: there is no repository at {place}",
            next_step=f"{_KEPT}; make it available again, or correct the address: git remote set-url {name} URL",
        )
    return OfflineError(
        f"{name} could not be reached at {place}; git says: {complaint}", next_step=f"{_KEPT}; push or pull again later"
    )


def _shown(address: str) -> str:
    """The address without a password or token in it; the user of an SSH address is part of it."""
    parts = urlsplit(address) if "://" in address else None
    if parts is None or "@" not in parts.netloc:
        return address or "its address"
    who, _, host = parts.netloc.rpartition("@")
    user = who.partition(":")[0] if parts.scheme.startswith(("ssh", "git+ssh")) else ""
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host))
