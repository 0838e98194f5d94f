"""`vaultsync service`, with programs in the place of systemctl and launchctl that note down how they are called."""

from __future__ import annotations

import os
import plistlib
import sys
from pathlib import Path

import pytest
from study import Study, begin
from watched import watching

from vaultsync.errors import VaultError
from vaultsync.models.structs import replace
from vaultsync.models.watching import ServiceReport
from vaultsync.usecases.service import service

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such services")


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    return begin(tmp_path_factory.mktemp("service"))


@pytest.fixture
def calls(tmp_path) -> Path:
    """Where the calls are noted down; the programs lie beside it, and refuse while a file `refuse` is there."""
    for name in ("systemctl", "launchctl"):
        program = tmp_path / name
        program.write_text(
            f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/calls"\n'
            f'if [ -e "{tmp_path}/refuse" ]; then echo "Failed to connect to bus" >&2; exit 1; fi\n'
        )
        program.chmod(0o755)
    return tmp_path / "calls"


def run(study: Study, calls: Path, deed: str, platform: str = "linux", **options: bool) -> ServiceReport:
    env = {"PATH": f"{calls.parent}:{os.environ['PATH']}"}
    context = replace(study.context, env=env)
    return service(context, deed, program=["/bin/vaultsync"], platform=platform, home=calls.parent, **options)


def noted(calls: Path) -> list[str]:
    return calls.read_text().splitlines() if calls.exists() else []


def test_install_and_remove_on_linux(study, calls):
    dry = run(study, calls, "install", dry_run=True)
    assert not dry.installed
    assert noted(calls) == []
    report = run(study, calls, "install", remote=True)
    unit = Path(report.path)
    assert unit == calls.parent / ".config/systemd/user" / f"{report.name}.service"
    assert f'ExecStart="/bin/vaultsync" "-C" "{study.vault}" "watch" "--remote"' in unit.read_text()
    assert noted(calls) == [
        "systemctl --user daemon-reload",
        f"systemctl --user enable {report.name}.service",
        f"systemctl --user restart {report.name}.service",
    ]
    assert (report.installed, report.current, report.by_hand) == (True, True, [])
    assert run(study, calls, "status").current
    assert report.look == f"systemctl --user status {report.name}.service"
    unit.write_text(unit.read_text().replace("/bin/vaultsync", "/old/vaultsync"))
    assert not run(study, calls, "status").current
    calls.unlink()
    assert run(study, calls, "remove", dry_run=True).installed
    assert noted(calls) == []
    assert run(study, calls, "remove").removed
    assert noted(calls) == [
        f"systemctl --user disable --now {report.name}.service",
        "systemctl --user daemon-reload",
    ]
    assert not unit.exists()
    calls.unlink()
    again = run(study, calls, "remove")
    assert (again.installed, again.removed) == (False, False)
    assert noted(calls) == []


def test_install_and_remove_on_macos(study, calls):
    report = run(study, calls, "install", "darwin")
    plist = Path(report.path)
    assert plist == calls.parent / "Library/LaunchAgents" / f"{report.name}.plist"
    assert plistlib.loads(plist.read_bytes())["ProgramArguments"] == [
        *("/bin/vaultsync", "-C", str(study.vault), "watch")
    ]
    assert noted(calls) == [f"launchctl bootstrap gui/{os.getuid()} {plist}"]
    assert report.look == f"launchctl print gui/{os.getuid()}/{report.name}"
    assert run(study, calls, "remove", "darwin").removed
    assert noted(calls)[1:] == [f"launchctl bootout gui/{os.getuid()}/{report.name}"]


def test_what_the_system_refuses_is_left_to_the_learner(study, calls):
    (calls.parent / "refuse").touch()
    report = run(study, calls, "install")
    assert report.installed
    assert [call.split()[2] for call in report.by_hand] == ["daemon-reload", "enable", "restart"]
    assert report.warnings == ["systemctl --user daemon-reload: Failed to connect to bus"]
    assert len(noted(calls)) == 1


def test_other_systems(study, calls):
    with pytest.raises(VaultError, match="systemd and launchd only"):
        run(study, calls, "install", "win32")


def test_status_tells_who_watches(study, calls):
    assert run(study, calls, "status").process == 0
    with watching(study) as watched:
        watched.told("pass")
        assert run(study, calls, "status").process == watched.process.pid
        watched.process.kill()
        watched.process.wait()
    assert run(study, calls, "status").process == 0
