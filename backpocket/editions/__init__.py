"""The makers of editions."""
