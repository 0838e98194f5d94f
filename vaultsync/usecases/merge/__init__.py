"""Two commits of one vault become one, and are laid over the vault."""
