#!/bin/sh
# Rebuilds sample_vault: what `vaultsync init --sample` makes, without its git directory.
set -eu

cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

export GIT_AUTHOR_NAME="vaultsync" GIT_AUTHOR_EMAIL="sample@example.invalid"
export GIT_COMMITTER_NAME="vaultsync" GIT_COMMITTER_EMAIL="sample@example.invalid"

vaultsync init "$work/sample_vault" --sample
rm -rf "$work/sample_vault/.git" sample_vault
mv "$work/sample_vault" sample_vault
git status --short sample_vault
