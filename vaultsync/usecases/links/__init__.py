"""Links follow what was moved or renamed."""
