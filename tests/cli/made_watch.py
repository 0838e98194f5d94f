"""Made-up reports and events of a watch."""

from __future__ import annotations

import made_reports as reports

from vaultsync.errors import UnsafeRepositoryError, VaultError
from vaultsync.models.reports import PullReport, PushReport
from vaultsync.models.watching import ServiceReport, WatchEvent, WatchReport

VAULT = "/home/learner/my vault"
NAME = "vaultsync-my-vault-1f2e3d"
PATH = f"/home/learner/.config/systemd/user/{NAME}.service"
AT = "2026-11-21T14:05:09+01:00"


def once() -> WatchReport:
    return WatchReport(VAULT, passes=1, commits=1, push=[reports.push()])


def installed() -> ServiceReport:
    return ServiceReport("install", VAULT, NAME, "systemd", PATH, "[Unit]\n", installed=True, current=True)


def refused() -> ServiceReport:
    calls = ["systemctl --user daemon-reload", f"systemctl --user enable {NAME}.service"]
    warning = f"{calls[0]}: Failed to connect to bus: No medium found"
    return ServiceReport("install", VAULT, NAME, "systemd", PATH, "", True, True, by_hand=calls, warnings=[warning])


def running() -> ServiceReport:
    return ServiceReport("status", VAULT, NAME, "systemd", PATH, "", True, False, process=4711)


def still() -> ServiceReport:
    look = f"systemctl --user status {NAME}.service"
    return ServiceReport("status", VAULT, NAME, "systemd", PATH, "", True, True, look=look)


def removed(*, was: bool, process: int = 0) -> ServiceReport:
    return ServiceReport("remove", VAULT, NAME, "systemd", PATH, "", removed=was, process=process)


def events() -> list[WatchEvent]:
    """One of each kind."""
    passed = PushReport(
        changes=list(reports.CHANGES), written=["PROGRESS.md"], roadmaps=list(reports.COUNTS), uncommitted=True
    )
    return [
        WatchEvent("watching", AT, text=VAULT),
        WatchEvent("stirred", AT),
        WatchEvent("pass", AT, passed),
        WatchEvent("pass", AT, PushReport()),
        WatchEvent("commit", AT, reports.push()),
        WatchEvent("pull", AT, reports.pull()),
        WatchEvent("pull", AT, PullReport(sync=reports.synced())),
        WatchEvent("trouble", AT, error=VaultError("the disk is full", where="PROGRESS.md", next_step="Free space")),
        WatchEvent("waiting", AT, error=UnsafeRepositoryError("a merge is under way", where=VAULT)),
        WatchEvent("over", AT, text="look"),
        WatchEvent("gone", AT, text=VAULT),
        WatchEvent("stopped", AT),
    ]
