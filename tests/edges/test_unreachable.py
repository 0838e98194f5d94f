"""Why a remote was not reached, told in words of vaultsync's."""

from __future__ import annotations

import pytest

from vaultsync.edges.repo.unreachable import unreachable

LETS_NOBODY_IN = "git@example.org: Permission denied (publickey). | fatal: Could not read from remote repository."


@pytest.mark.parametrize(
    ("address", "complaint", "words"),
    [
        (
            "https://example.org/a.git",
            "fatal: unable to access 'https://example.org/a.git/': Could not resolve host: example.org",
            "nobody answers at https://example.org/a.git. Everything is kept here; push or pull again when",
        ),
        (
            "git@example.org:a.git",
            (
                "ssh: Could not resolve hostname example.org: Name or service not known | fatal: Could not read from remote "
                "repository. | Please make sure you have the correct access rights | and the repository exists."
            ),
            "nobody answers at git@example.org:a.git. ",
        ),
        (
            "https://127.0.0.1:9/x.git",
            (
                "fatal: unable to access 'https://127.0.0.1:9/x.git/': Failed to connect to 127.0.0.1 port 9 after 0 ms: "
                "Couldn't connect to server"
            ),
            "nobody answers at https://127.0.0.1:9/x.git. ",
        ),
        ("git@example.org:a.git", LETS_NOBODY_IN, "git@example.org:a.git does not let you in. "),
        (
            "https://me:secret@example.org/a.git",
            "remote: Invalid username or password. | fatal: Authentication failed for 'https://example.org/a.git/'",
            "https://example.org/a.git does not let you in. ",
        ),
        (
            "https://example.org/a.git",
            "remote: Repository not found. | fatal: repository 'https://example.org/a.git/' not found",
            "there is no repository at https://example.org/a.git. ",
        ),
        (
            "/media/stick/a.git",
            (
                "fatal: '/media/stick/a.git' does not appear to be a git repository | fatal: Could not read from remote "
                "repository."
            ),
            "there is no repository at /media/stick/a.git. ",
        ),
        (
            "https://secret@example.org/a.git",
            "fatal: unable to access 'https://secret@example.org/a.git/': Could not resolve host: example.org",
            "nobody answers at https://example.org/a.git. ",
        ),
        ("ssh://git@example.org/a.git", LETS_NOBODY_IN, "ssh://git@example.org/a.git does not let you in. "),
        ("/a.git", "fatal: the moon is full", "at /a.git; git says: fatal: the moon is full. "),
    ],
)
def test_what_git_says(address: str, complaint: str, words: str) -> None:
    told = str(unreachable("origin", address, complaint))
    assert told.startswith("origin could not be reached")
    assert words in told
    assert "Everything is kept here; " in told
    assert "secret" not in told
