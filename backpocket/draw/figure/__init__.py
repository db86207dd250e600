"""Figure: a posed body seen from somewhere becomes regions, ink lines and marks."""
