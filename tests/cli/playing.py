"""vaultsync as a program whose use cases are played: the environment variable PLAY says what happens in them."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import time
from types import ModuleType
from typing import Any

sys.argv[0] = "vaultsync"


def read_outline(path: Any, *, tasks_from: str) -> Any:
    import made_reports as reports

    found = reports.outline()
    found.title = f"Wünsche … {path}"
    return found


def push(context: Any, **options: bool) -> Any:
    play = os.environ["PLAY"]
    if play == "bug":
        raise KeyError("ümläut \udcff")
    if play == "deep":
        return push(context, **options)
    if play == "work":
        for step in range(30):
            if context.progress:
                context.progress("reading", step, 30)
            time.sleep(0.05)
        import made_reports as reports

        return reports.push()
    print("at work", flush=True)
    time.sleep(60)
    return None


def play(name: str, function: Any) -> None:
    module = ModuleType(f"vaultsync.usecases.{name}")
    setattr(module, function.__name__, function)
    sys.modules[module.__name__] = module


class Interrupting:
    """Sends an interrupt some milliseconds after vaultsync began to load its commands."""

    def __init__(self, milliseconds: int) -> None:
        self.seconds = milliseconds / 1000

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if name == "vaultsync.cli.commands":
            signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
            atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)  # it would end a Python that is about to end


if os.environ.get("PLAY", "").isdigit():
    sys.meta_path.insert(0, Interrupting(int(os.environ["PLAY"])))
elif os.environ.get("PLAY") == "modules":
    atexit.register(lambda: print(*sys.modules, file=sys.stderr))
else:
    play("outline", read_outline)
    play("push", push)

from vaultsync.cli.main import main  # noqa: E402

main()
