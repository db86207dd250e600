"""Render: figures, templates and styles become pages, and pages files."""
