"""What every test stands on: an own home, an own git configuration, no network, and outside readers."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, core, settings
from soaking import begin_search, soak_seconds

ROOT = Path(__file__).resolve().parent.parent
GITCONFIG = """\
[user]
\tname = Test Learner
\temail = learner@example.invalid
[init]
\tdefaultBranch = main
[commit]
\tgpgSign = false
[gc]
\tauto = 0
[maintenance]
\tauto = false
[core]
\tfsync = none
"""

on_ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# Where the sample documents lie; read here, since tests run without such variables.
_shared = Path(os.environ.get("VAULTSYNC_SHARED") or ROOT.parent / "shared")

_slow_is_fine = [HealthCheck.too_slow, HealthCheck.data_too_large]
_few = {"deadline": None, "suppress_health_check": _slow_is_fine, "max_examples": 60}
settings.register_profile("default", **_few)  # type: ignore[arg-type]
settings.register_profile("ci", **_few, derandomize=True, print_blob=True)  # type: ignore[arg-type]
settings.register_profile(
    "soak",
    deadline=None,
    suppress_health_check=_slow_is_fine,
    max_examples=200,  # a round, of which there are as many as there is time for
    print_blob=True,
)
settings.load_profile("soak" if soak_seconds else "ci" if on_ci else "default")


def missing(reason: str, *, failing: bool) -> None:
    """Skip for a reason, or fail for it where the thing has to be there."""
    if failing:
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What one worker has to do alone begins first, then the searches: at the end it would keep the others waiting."""
    items.sort(key=lambda item: (item.get_closest_marker("xdist_group") is None, -share(item)))


def share(item: pytest.Item) -> int:
    """How much of the time a search gets, beside the others; 0 for what is no search."""
    mark = item.get_closest_marker("soak")
    return int(mark.kwargs.get("share", 1)) if mark else 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A search goes on for its share of the time, round after round, each from another seed."""
    if not soak_seconds or not share(item):
        return (yield)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT") or 1)
    seconds = soak_seconds * workers * share(item) / sum(map(share, item.session.items))
    seed = item.config.getoption("hypothesis_seed") or "random"
    first = random.randrange(10**6) if seed == "random" else int(seed)
    search = begin_search(seconds, first)
    try:
        core.global_force_seed = first
        result = yield
        while search.goes_on:
            search.seed += 1
            core.global_force_seed = search.seed
            item.runtest()
        return result
    finally:
        item.user_properties.append(("soak", f"{search.told()}, seeds {first} to {search.seed}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the searches did."""
    every = [report for reports in terminalreporter.stats.values() for report in reports]
    for report in every:
        told = [text for name, text in getattr(report, "user_properties", ()) if name == "soak"]
        if told and report.when == "call":
            terminalreporter.write_line(f"soak: {report.nodeid}: {told[0]}")


@pytest.fixture(scope="session", autouse=True)
def isolated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An own home, and git that reads no configuration of this machine and reaches no network."""
    home = tmp_path_factory.mktemp("home")
    gitconfig = home / ".gitconfig"
    (templates := home / "templates").mkdir()  # empty: a dozen sample hooks in each repository are copied for nobody
    (templates / "hooks").mkdir()
    gitconfig.write_text(GITCONFIG.format(templates=templates.as_posix()), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("GIT_", "VAULTSYNC_", "XDG_")) and name != "VAULTSYNC_SOAK":
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("USERPROFILE", str(home))
        patch.setenv("GIT_CONFIG_GLOBAL", str(gitconfig))
        patch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("GIT_ALLOW_PROTOCOL", "file")
        patch.setenv("GIT_TERMINAL_PROMPT", "0")
        patch.setenv("LC_ALL", "C.UTF-8")
        for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "EDITOR", "VISUAL", "PAGER"):
            patch.delenv(name, raising=False)
        patch.setattr(socket.socket, "connect", _refuse(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _refuse(socket.socket.connect_ex))
        yield home


def _refuse(connect: Callable[..., object]) -> Callable[..., object]:
    def guarded(sock: socket.socket, address: object) -> object:
        unix = getattr(socket, "AF_UNIX", None)
        host = address[0] if isinstance(address, tuple) else ""
        if sock.family != unix and host not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test reached for the network: {address!r}")
        return connect(sock, address)

    return guarded


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample documents that lies beside the checkout."""
    folder = _shared
    if not (folder / "roadmaps").is_dir():
        missing(f"the sample documents are not there: {folder}", failing=on_ci)
    return folder


_READ_YAML = """\
const YAML = require('yaml');
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const rows = texts.map((text) => {
  try { return {value: YAML.parse(text)}; } catch (error) { return {error: String(error.message)}; }
});
process.stdout.write(JSON.stringify(rows));
"""


@pytest.fixture(scope="session")
def npm_yaml() -> Callable[[list[str]], list[dict[str, object]]]:
    """Reads YAML texts with the library Obsidian uses: a row `{"value": …}` or `{"error": …}` for each."""
    node = shutil.which("node")
    folder = ROOT / ".cache" / "node"
    if node is None:
        missing("node is not installed", failing=False)
    elif not (folder / "node_modules" / "yaml").is_dir():
        missing("the npm package yaml is not there: run `make readers`", failing=on_ci)

    def read(texts: list[str]) -> list[dict[str, object]]:
        run = subprocess.run(
            [str(node), "-e", _READ_YAML],
            input=json.dumps(texts),
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        rows: list[dict[str, object]] = json.loads(run.stdout)
        return rows

    return read
