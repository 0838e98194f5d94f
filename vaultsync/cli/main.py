"""The entry point: so small that an interrupt while the rest is loaded shows no traceback either."""

import sys


def main() -> None:
    """Run vaultsync with the arguments of the process, and leave the process with its exit code."""
    try:
        from vaultsync.cli.commands import commands

        commands(prog_name="vaultsync")
    except KeyboardInterrupt:
        _hush()
        sys.stderr.write("vaultsync: interrupted\n")
        sys.exit(130)
    except SystemExit as leaving:
        if leaving.code == 130:
            _hush()
        raise


def _hush() -> None:
    """A second Ctrl-C, while the interpreter shuts down, would show its inner life."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
