"""The learning journal read from git."""
