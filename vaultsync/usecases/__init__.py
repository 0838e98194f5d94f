"""One module a command: read through the edges, decide in the domain, write through the edges, report."""
