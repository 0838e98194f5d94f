"""Progress: items, their counts, their order, and figures in words."""
