"""Engines: where the copies of a run are made."""
