"""The remote: which one it is, fetching from it and pushing to it. Never by force."""

from __future__ import annotations

import os
from typing import NamedTuple

from vaultsync.edges.files.vault import shown
from vaultsync.edges.repo.process import Answer, run, talk
from vaultsync.edges.repo.repo import Repo
from vaultsync.edges.repo.trees import commit_ids, is_ancestor, merge_base
from vaultsync.edges.repo.unreachable import OfflineError, unreachable
from vaultsync.errors import GitError
from vaultsync.models.structs import Frozen

NONE = "none"  # in the settings: this vault has no remote, whatever git knows
_REJECTED = ("[rejected]", "[remote rejected] (incorrect old value", "[remote rejected] (failed to update ref")


class RewrittenError(GitError):
    """The remote's branch no longer holds what it held when it was last seen."""


class Remote(Frozen):
    """A branch of a remote. `tracked`: the current branch tracks it already. `asks`: git may ask for a password."""

    name: str
    branch: str
    tracked: bool = True
    asks: bool = False

    def __str__(self) -> str:
        return f"{self.name}/{self.branch}"

    @property
    def seen(self) -> str:
        """The ref of this repository that remembers what was last merged from or pushed to it."""
        return f"refs/vaultsync/{self.name}/{self.branch}"


class Tips(NamedTuple):
    """Three commit ids, each empty where there is none: the remote's last commit, ours, and the last one seen there."""

    there: str
    here: str
    seen: str


def tips_of(repo: Repo, remote: Remote) -> Tips:
    """The last commits as known here, without asking the remote. Starts one process."""
    return Tips(*commit_ids(repo, _tracking(remote), "HEAD", remote.seen))


def find_remote(repo: Repo, branch: str, name: str = "", wanted: str = "", *, asks: bool = False) -> Remote | None:
    """The remote of the current `branch`: that of the settings (`name`, `wanted` branch), else the one git tracks.

    A branch that tracks nothing belongs to the only remote there is. None where there is none, or several. Raises
    GitError for a name that git does not know.
    """
    if name == NONE:
        return None
    config, names = repo.config, repo.remotes()
    if not names and not name:
        return None
    tracked = config.get(f"branch.{branch}.remote", "")
    merged = config.get(f"branch.{branch}.merge", "").removeprefix("refs/heads/")
    if name and name not in names:
        raise GitError(
            f'git knows no remote named "{name}"',
            where=shown(repo.top),
            next_step=f'Add it with "git remote add {name} URL", or correct "remote" in vaultsync.toml',
        )
    chosen = name or (tracked if tracked in names else "") or (names[0] if len(names) == 1 else "")
    if not chosen:
        return None
    there = wanted or (merged if tracked == chosen else "") or branch
    return Remote(chosen, there, tracked == chosen and merged == there, asks)


def fetch(repo: Repo, remote: Remote) -> Tips:
    """Fetch the branch. The remote's last commit is empty if the branch does not exist there yet.

    Raises OfflineError where the remote cannot be reached.
    """
    answer = _talk(repo, remote, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", *_spec(remote))
    lacks = bool(answer.code) and "couldn't find remote ref" in answer.complaint
    if answer.code and not lacks:
        raise _offline(repo, remote, answer)
    tips = tips_of(repo, remote)
    return tips._replace(there="") if lacks else tips


def _spec(remote: Remote) -> tuple[str, str]:
    return remote.name, f"+refs/heads/{remote.branch}:{_tracking(remote)}"


def _tracking(remote: Remote) -> str:
    return f"refs/remotes/{remote.name}/{remote.branch}"


def deepen(repo: Repo, remote: Remote) -> bool:
    """Fetch the history that a shallow clone lacks. Returns whether there was any."""
    if not (repo.git_path("shallow")).exists():
        return False
    answer = _talk(repo, remote, "fetch", "--quiet", "--no-tags", "--unshallow", *_spec(remote))
    if answer.code:
        raise _offline(repo, remote, answer)
    return True


def check_history(repo: Repo, remote: Remote, tips: Tips) -> None:
    """Raise RewrittenError where the remote's branch no longer holds what it held when it was last seen.

    Only what our branch still holds counts: who rewrote the branch here, and then the remote's, has dropped it before.
    """
    if not tips.seen or tips.seen == tips.there:
        return
    kept = merge_base(repo, tips.seen, tips.here)
    if not kept or not is_ancestor(repo, kept, tips.there):
        raise RewrittenError(
            f"the history of {remote} was rewritten: {tips.seen[:9]} is no longer in it",
            where=shown(repo.top),
            next_step='Nothing of it was taken in. "vaultsync pull --yes" merges what is there now with what you have',
        )


def note_merged(repo: Repo, remote: Remote, commit: str) -> None:
    """Remember that this commit of the remote is part of ours."""
    run(repo.top, "update-ref", remote.seen, commit)


def push(repo: Repo, remote: Remote, commit: str) -> bool:
    """Push `commit` to the branch; False if the remote has something that we do not have.

    Raises OfflineError where it cannot be reached, GitError where it refuses.
    """
    follow = () if remote.tracked else ("--set-upstream",)
    # Pushed by name, since a commit given by its id cannot be tracked.
    answer = _talk(
        repo, remote, "push", "--quiet", "--porcelain", *follow, remote.name, f"HEAD:refs/heads/{remote.branch}"
    )
    if not answer.code:
        note_merged(repo, remote, commit)
        return True
    said = answer.out.decode("utf-8", "replace") + answer.err
    if any(word in said for word in _REJECTED):
        return False
    if "[remote rejected]" in said or "pre-push" in said:
        raise GitError(
            f"{remote.name} refused the push: {answer.complaint}",
            where=shown(repo.top),
            next_step="The commit is kept here. Mend what it names and push again",
        )
    raise _offline(repo, remote, answer)


def is_gone(repo: Repo, remote: Remote) -> bool:
    """Whether the remote can be reached and does not have the branch."""
    answer = _talk(repo, remote, "ls-remote", "--quiet", remote.name, f"refs/heads/{remote.branch}")
    return not answer.code and not answer.out.strip()


def names_nothing(repo: Repo, remote: Remote) -> bool:
    """Whether the remote's HEAD names a branch that does not exist, so that a plain clone of it would be empty."""
    answer = _talk(repo, remote, "ls-remote", "--quiet", remote.name, "HEAD")
    return not answer.code and not answer.out.strip()


def _offline(repo: Repo, remote: Remote, answer: Answer) -> OfflineError:
    address = run(repo.top, "remote", "get-url", remote.name, allowed=(0, 2, 128)).out
    complaint = answer.complaint or f"nothing, and ended with {answer.code}"
    return unreachable(remote.name, shown(os.fsdecode(address).strip()), complaint)


def _talk(repo: Repo, remote: Remote, *args: str) -> Answer:
    """Run git with a remote: it asks for a password only where somebody can answer."""
    env = {}
    if not remote.asks:
        env["GIT_TERMINAL_PROMPT"] = "0"
        if "GIT_SSH_COMMAND" not in os.environ and "GIT_SSH" not in os.environ:
            env["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes"
    return talk(repo.top, *args, env=env)
