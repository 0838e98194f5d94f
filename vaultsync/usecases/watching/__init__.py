"""A watch: its loop and its passes."""
