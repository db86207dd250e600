"""Shapes: points, outlines and curves on a plane."""
