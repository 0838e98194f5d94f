"""Links follow notes that were moved or renamed."""
