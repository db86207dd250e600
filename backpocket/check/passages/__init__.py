"""Passages: the text that a reader sees, piece by piece."""
