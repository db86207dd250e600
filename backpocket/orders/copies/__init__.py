"""Copies: an edition, rendered once, becomes one for each reader."""
