"""PDF: laid out and printed by WeasyPrint, then made accessible and archival."""
