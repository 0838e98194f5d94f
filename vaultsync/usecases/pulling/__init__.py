"""What a pull does in an open vault."""
