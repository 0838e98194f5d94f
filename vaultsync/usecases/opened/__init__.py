"""An open vault: what was found in it, and what is remembered of it."""
