"""Roadmaps in, a Markdown vault out, and a record of what you learned."""

__version__ = "0.1.0"
