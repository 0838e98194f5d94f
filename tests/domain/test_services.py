"""The files that tell systemd and launchd to keep a watch running."""

from __future__ import annotations

import plistlib
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vaultsync.domain.services import PAUSE, command_of, launchd_plist, service_name, systemd_unit
from vaultsync.errors import WatchedError

ODD = '/home/zoë/my "best" vault, 100% $HOME \\ 中'


def test_names_are_safe_and_apart():
    names = [service_name(path) for path in ("/a/study", "/b/study", "/a/Étude 2", "/a/中文", "C:\\Users\\x\\study\\")]
    assert len(set(names)) == 5
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in names)
    assert names[0].startswith("vaultsync-study-")
    assert service_name("/a/study/") == service_name("/a/study/")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
@pytest.mark.parametrize("vault", ["/tmp/study", ODD], ids=["plain", "odd"])
def test_systemd_understands_the_unit(vault, tmp_path):
    program = Path(sys.executable)
    unit = tmp_path / "vaultsync-study.service"
    unit.write_text(systemd_unit(vault, [str(program), "-m", "vaultsync", "-C", vault, "watch"], {"PATH": "/a b:/c"}))
    told = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(unit)], capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    complaints = [line for line in told.stderr.splitlines() if unit.name in line]
    assert complaints == [], told.stderr


def test_what_systemd_would_expand_is_escaped():
    (line,) = [
        line for line in systemd_unit(ODD, ["/bin/x", "-C", ODD], {}).splitlines() if line.startswith("ExecStart=")
    ]
    words = shlex.split(line.removeprefix("ExecStart=").replace("%%", "%").replace("$$", "$"))
    assert words == ["/bin/x", "-C", ODD]
    assert "%%" in line
    assert "$$HOME" in line


def test_launchd_reads_its_own():
    told = plistlib.loads(launchd_plist("vaultsync-study", ["/bin/x", "-C", ODD, "watch"], {"PATH": "/a"}).encode())
    assert told["ProgramArguments"] == ["/bin/x", "-C", ODD, "watch"]
    assert told["EnvironmentVariables"] == {"PATH": "/a"}
    assert told["KeepAlive"] == {"SuccessfulExit": False}
    assert told["ThrottleInterval"] == PAUSE >= 60  # it cannot be told to leave a watch alone that was refused


def test_what_a_file_runs():
    one, other = (["/bin/x", "-C", vault, "watch"] for vault in ("/a", "/b"))
    for made in (lambda command, path: systemd_unit("/a", command, {"PATH": path}),
                 lambda command, path: launchd_plist("v", command, {"PATH": path})):  # fmt: skip
        assert command_of(made(one, "/p")) == command_of(made(one, "/q")) != ""
        assert command_of(made(one, "/p")) != command_of(made(other, "/p"))
    assert command_of("") == command_of("<plist") == ""


def test_a_service_whose_vault_is_watched_already_is_not_tried_again():
    assert f"RestartPreventExitStatus=2 {WatchedError.exit_code}" in systemd_unit("/a", ["/bin/x"], {}).splitlines()
