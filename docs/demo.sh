#!/bin/sh
# What vaultsync is for, in one minute: a vault from the bundled roadmaps, one tick, one push.
# Run again, it goes on with the vault that is there: nothing a visitor did in it is lost.
set -eu

vault=${1:-demo-vault}

bold='' plain=''
if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); fi
say() { printf '\n%s\n' "$bold$*$plain"; }
run() { printf '$ %s\n' "$*"; "$@"; }

# The demo needs a name to commit with; a machine that has one keeps it.
if ! git config user.email >/dev/null; then
    export GIT_AUTHOR_NAME="A Learner" GIT_AUTHOR_EMAIL="learner@example.invalid"
    export GIT_COMMITTER_NAME="A Learner" GIT_COMMITTER_EMAIL="learner@example.invalid"
fi

if [ -f "$vault/vaultsync.toml" ]; then
    say "1. The vault is there already: pull what is new in its roadmaps"
    run vaultsync -C "$vault" pull
else
    say "1. Make a vault from the bundled roadmaps"
    # A repository of its own, also where this folder lies in another one.
    git init --quiet "$vault"
    run vaultsync init "$vault" --sample
fi

say "2. Study: tick the next open task, as Obsidian or any editor would"
# A study note lists tasks; an index note lists notes, as [[links]].
note=$(grep -rl '^- \[ \] ' --include='*.md' "$vault/Roadmaps" | LC_ALL=C sort | while read -r file; do
    grep -q '^- \[ \] \[\[' "$file" || { printf '%s\n' "$file"; break; }
done)
if [ -z "$note" ]; then
    echo "Every task is done. To begin again: rm -rf $vault"
else
    number=$(grep -n -m 1 '^- \[ \] ' "$note" | cut -d: -f1)
    sed "${number}s/\[ \]/[x]/" "$note" >"$note.new" && mv "$note.new" "$note"
    echo "$note:$number: $(sed -n "${number}p" "$note")"
fi

say "3. Push: roll the tick up into PROGRESS.md and commit it"
run vaultsync -C "$vault" push
run git -C "$vault" --no-pager log -n 1 --format='%s%n%n%b'

say "4. Where you stand"
run vaultsync -C "$vault" status

where=$(cd "$vault" && pwd)
say "The vault is in $where"
cat <<NEXT
Open it in Obsidian ("Open folder as vault") and begin with Home.md, or read PROGRESS.md.
Tick something there, then:   $(command -v vaultsync) -C "$where" push
Where you stand:              $(command -v vaultsync) -C "$where" status
Your own roadmap:             $(command -v vaultsync) init MY-VAULT --roadmap MY-ROADMAP.md
NEXT
