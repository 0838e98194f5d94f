"""Ticks anywhere: where marks stand, what they agree on, and when they were made."""
