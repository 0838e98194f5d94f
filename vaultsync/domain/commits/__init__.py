"""Commit messages, written and read back."""
