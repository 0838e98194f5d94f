"""The files of two devices of one vault made one set."""
