"""The command line: options → one use case → a report, printed by one place. Click stays on this floor."""
