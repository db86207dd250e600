"""Markup: the language of chapters, shared by the rules and the pages."""
