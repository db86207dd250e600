"""Backpocket: a small press that turns a folder of Markdown into printable health guides."""

__version__ = "0.1.0"

PRESS = f"Backpocket {__version__}"
"""What the press calls itself in the metadata of its files."""
