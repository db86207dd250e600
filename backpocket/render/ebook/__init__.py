"""E-book: EPUB 3.3 from the same pages."""
