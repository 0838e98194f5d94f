"""Roadmaps: their notes, with ids, names and wanted texts."""
