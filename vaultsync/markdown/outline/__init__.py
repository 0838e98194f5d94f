"""Documents: what a roadmap says, from its blocks to its outline."""
