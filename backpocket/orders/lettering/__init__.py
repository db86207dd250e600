"""Lettering: a name of any script becomes glyphs in a place of a given size."""
