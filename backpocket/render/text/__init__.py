"""Text: the words of a guide alone."""
