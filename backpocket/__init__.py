"""Backpocket: a small press that turns a folder of Markdown into printable health guides."""

__version__ = "0.1.0"
