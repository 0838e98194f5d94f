"""The learning journal: entries of notes, and the diary that commits tell."""
