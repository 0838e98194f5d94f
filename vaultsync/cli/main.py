"""The entry point: so small that an interrupt while the rest is loaded shows no traceback either."""

import gc
import sys


def main() -> None:
    """Run vaultsync with the arguments of the process, and leave the process with its exit code."""
    gc.disable()  # a command is short, and garbage collection costs a fifth of the time of a first reading
    try:
        from vaultsync.cli.commands import commands

        commands(prog_name="vaultsync")
    except KeyboardInterrupt:
        _hush()
        sys.stderr.write("vaultsync: interrupted\n")
        sys.exit(130)
    except SystemExit:
        _hush()
        raise


def _hush() -> None:
    """From here on Ctrl-C could only show the inner life of an interpreter that shuts down."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
