"""The wheel, built from the source archive and installed where no checkout is: it has all it needs."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from vaultsync import __version__

ROOT = Path(__file__).resolve().parent.parent

# One worker builds the wheel and runs all of these.
pytestmark = pytest.mark.xdist_group("wheel")


def call(*args: str | Path, cwd: Path) -> str:
    run = subprocess.run([str(arg) for arg in args], cwd=cwd, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, f"{args}\n{run.stdout}\n{run.stderr}"
    return run.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, by way of the source archive, so that both are known to be whole."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment with the wheel in it.

    The libraries it needs are borrowed from this environment, so that nothing is fetched; a checkout
    installed there as editable is not: its .pth file is not read in a borrowed folder.
    """
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False, symlinks=sys.platform != "win32")
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    python = programs / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", "--quiet"]
    call(*pip, wheel, cwd=folder)
    site = call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    Path(site, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return programs


def test_the_wheel_holds_what_ships(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = call("git", "ls-files", "templates", cwd=ROOT).split()
    assert len([name for name in shipped if name.startswith("templates/roadmaps/")]) == 3
    assert {f"vaultsync/{name}" for name in shipped} <= names
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "vaultsync").rglob("*.py")}
    assert code <= names
    assert "vaultsync/py.typed" in names
    assert any(name.endswith("LICENSE") for name in names)
    assert {name.split("/")[0] for name in names} == {"vaultsync", f"vaultsync-{__version__}.dist-info"}


def test_version(installed, tmp_path):
    assert __version__ in call(installed / "vaultsync", "--version", cwd=tmp_path)


def test_it_runs_from_the_wheel(installed, tmp_path):
    where = "import vaultsync.edges.shipped as s; print(s.__file__); print(s.shipped())"
    for line in call(installed / "python", "-c", where, cwd=tmp_path).splitlines():
        assert Path(line).is_relative_to(installed.parent.resolve())


def test_init_sample(installed, tmp_path):
    vault = tmp_path / "vault"
    call(installed / "vaultsync", "init", vault, "--sample", cwd=tmp_path)
    assert (vault / "vaultsync.toml").is_file()
    assert (vault / "Home.md").is_file()
    assert len([path for path in (vault / "Roadmaps").iterdir() if path.is_dir()]) == 3
    assert call("git", "log", "--format=%s", cwd=vault).strip()
    assert call("git", "status", "--porcelain", cwd=vault) == ""
