"""Markdown as text: parsing documents, reading and splicing notes, names and links."""
