"""The files of the vault: found, read, and written whole."""
