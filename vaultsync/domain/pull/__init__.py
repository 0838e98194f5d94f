"""What a new version of a roadmap does to the notes."""
