"""The property block of a note: read it, and splice single keys."""
