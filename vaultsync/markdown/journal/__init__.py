"""Journal entries: found in notes, and what they say of day, time and duration."""
