"""A process that runs commands of vaultsync in children, in which a chosen step goes wrong.

A step is anything that changes the disk, and every start of git. Most steps are heard of from the interpreter
(its audit events), so that none can slip past; only writing into an open file and bringing it to the disk are
told by the seam in `vaultsync.edges.files.writes`. Started once and forked for each command, since a fresh
interpreter would cost more than the command.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_EVENTS = {
    "os.mkdir": "mkdir",
    "os.rename": "rename",
    "os.remove": "unlink",
    "os.rmdir": "rmdir",
    "os.link": "link",
    "os.chmod": "chmod",
    "os.truncate": "truncate",
    "os.symlink": "symlink",
}
# Steps of the seam of which the interpreter says nothing.
_SILENT = ("write", "sync", "sync_everything", "exchange")
_NEEDS_SPACE = {"open", "write", "mkdir", "link", "sync", "git"}


class Steps:
    """Counts the steps of a command in `vault` and does what the `fault` says.

    A fault has `at` (the number of the step) and `kind`: `kill`, `half` (a write half done, then killed), `during`
    (killed `after` seconds into a git), `interrupt` (Ctrl-C), `error` (an OSError with `code`; `lasting`: at
    every later step of that sort too), `save` (somebody else does `deeds` to files just before the step).
    """

    def __init__(self, vault: Path, fault: dict[str, object]) -> None:
        self.vault = str(vault)
        self.fault = fault
        self.names: list[str] = []
        self.versions: list[tuple[str, str]] = []
        self.busy = False

    def hear(self, event: str, args: tuple[object, ...]) -> None:
        """The interpreter's audit hook."""
        if self.busy:
            return
        if event == "subprocess.Popen":
            words = [str(word) for word in args[1]]  # type: ignore[attr-defined]
            self.step("git", " ".join(words[3:6]))
        elif event == "open":
            path, _, flags = args
            if isinstance(flags, int) and flags & _WRITES and self.here(path):
                self.step("open", str(path))
        elif event in _EVENTS and (self.here(args[0]) or -1 not in args[-1:]):
            if event in ("os.rename", "os.link"):
                self.remember(str(args[0]), str(args[1]))
            self.step(_EVENTS[event], str(args[0]))

    def here(self, path: object) -> bool:
        """Whether a path lies in the vault's folder."""
        return isinstance(path, (str, bytes, os.PathLike)) and os.fsdecode(path).startswith(self.vault)

    def remember(self, source: str, target: str) -> None:
        """Note down a version that a file gets."""
        self.busy = True
        try:
            self.versions.append((os.path.relpath(target, self.vault), Path(source).read_bytes().hex()))
        except OSError:
            pass
        finally:
            self.busy = False

    def step(self, kind: str, what: str, *args: object) -> None:
        """One step is about to happen."""
        number = len(self.names)
        self.names.append(f"{kind} {os.path.relpath(what, self.vault) if what.startswith(self.vault) else what}")
        at, how = self.fault.get("at"), self.fault.get("kind")
        if not isinstance(at, int) or number < at:
            return
        if number > at and not (how == "error" and self.fault.get("lasting") and kind in _NEEDS_SPACE):
            return
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "half":
            if kind == "write":
                handle, data = args
                os.write(handle, data[: len(data) // 2])  # type: ignore[arg-type,index]
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "during":
            kill_later(float(str(self.fault["after"])))
        elif how == "interrupt":
            signal.raise_signal(signal.SIGINT)
        elif how == "error":
            code = int(str(self.fault["code"]))
            raise OSError(code, os.strerror(code))
        elif how == "save":
            self.busy = True
            for deed in self.fault["deeds"]:  # type: ignore[attr-defined]
                do(Path(self.vault), deed)
            self.busy = False

    def listen(self) -> None:
        """Hear of all steps from now on."""
        from vaultsync.edges.disk import Disk
        from vaultsync.edges.processwide import DISK

        real, steps = DISK.now, self

        class Heard(Disk):
            def __getattribute__(self, name: str) -> object:
                step = getattr(real, name)
                if name not in _SILENT:
                    return step

                def call(*args: object) -> object:
                    if name == "exchange":
                        steps.remember(str(args[0]), str(args[1]))
                    steps.step(name, str(args[1]) if name == "exchange" else "", *args)
                    return step(*args)

                return call

        DISK.now = Heard()
        sys.addaudithook(self.hear)


def do(vault: Path, deed: list[str]) -> None:
    """What an editor does to a file: `[how, path, text]`."""
    how, path, text = deed
    place = vault / path
    data = text.encode("utf-8")
    place.parent.mkdir(parents=True, exist_ok=True)
    if how == "rewrite":  # as Obsidian and most editors do: the same file, emptied and filled
        place.write_bytes(data)
    elif how == "replace":  # as vim does: another file takes the name
        beside = place.with_name(place.name + "~")
        beside.write_bytes(data)
        os.replace(beside, place)
    elif how == "delete":
        place.unlink(missing_ok=True)
    elif how == "empty":
        (vault.parent / "before").write_bytes(place.read_bytes())
        place.write_bytes(b"")
    else:
        raise ValueError(how)


def kill_later(seconds: float) -> None:
    """Kill this process and its children in a while."""
    group = os.getpgid(0)
    if os.fork() == 0:
        os.setsid()
        time.sleep(seconds)
        os.killpg(group, signal.SIGKILL)
        os._exit(0)


def child(order: dict[str, object], answer: int) -> None:
    """Run one command, and tell how it went; never returns."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = Path(str(order["folder"]))
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.chdir(folder)
    os.environ.update(order.get("env") or {})  # type: ignore[call-overload]
    steps = Steps(Path(str(order["vault"])), order["fault"])  # type: ignore[arg-type]
    code = 70
    try:
        from vaultsync.cli.commands import commands

        steps.listen()
        commands(order["words"], prog_name="vaultsync")
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        steps.busy = True
        sys.stdout.flush()
        sys.stderr.flush()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command is over; this is only told
        with os.fdopen(answer, "w") as pipe:
            json.dump({"code": code, "steps": steps.names, "versions": steps.versions}, pipe)
        os._exit(0)


def serve() -> None:
    """Read orders, one a line; answer each with a line."""
    import git  # noqa: F401
    import jinja2  # noqa: F401
    import pydantic  # noqa: F401

    import vaultsync.cli.add
    import vaultsync.cli.commands
    import vaultsync.cli.faults
    import vaultsync.cli.init
    import vaultsync.cli.pull
    import vaultsync.cli.push
    import vaultsync.cli.remove
    import vaultsync.usecases.init
    import vaultsync.usecases.pull
    import vaultsync.usecases.roadmaps  # noqa: F401

    for line in sys.stdin:
        order = json.loads(line)
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            child(order, writer)
        os.close(writer)
        if after := order.get("kill_after"):
            time.sleep(after)
            with suppress(ProcessLookupError):  # it was done before
                os.killpg(pid, int(order.get("signal", signal.SIGKILL)))
        with os.fdopen(reader) as pipe:
            said = pipe.read()
        _, status = os.waitpid(pid, 0)
        # What was killed while it told how it went has told a part of it.
        killed = {"code": -os.WTERMSIG(status), "steps": [], "versions": []} if os.WIFSIGNALED(status) else None
        told = killed or json.loads(said)
        folder = Path(order["folder"])
        told["out"] = (folder / "out").read_text("utf-8", "replace") if (folder / "out").exists() else ""
        told["err"] = (folder / "err").read_text("utf-8", "replace") if (folder / "err").exists() else ""
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
