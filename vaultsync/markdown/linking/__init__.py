"""Links: which file, heading or block they mean, and how they are rewritten."""
