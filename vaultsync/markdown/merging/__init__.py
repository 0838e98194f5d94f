"""Several texts of one note made one, and what other tools left in it healed."""
