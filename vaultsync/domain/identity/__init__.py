"""Which section and task of a new version is which of the old."""
