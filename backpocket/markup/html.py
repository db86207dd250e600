"""HTML: one line of Markdown, such as a text of a data file, as HTML or as words alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

from backpocket.markup.elements import line_tree, to_html
from backpocket.markup.media import Medium, set_for

__all__ = ["inline", "plain"]

_CITATION_MARK = re.compile(r"(?<!\s)\s*+<span class=\"cite\"[^<>]*+></span>")


def inline(text: str, variables: Mapping[str, str], medium: Medium | None = None) -> Markup:
    """Turn one line of Markdown into HTML without a paragraph around it, as a medium shows it."""
    root = line_tree(text, variables)
    if medium:
        set_for(medium, root)
    html = to_html(root)
    return Markup(html.removeprefix("<p>").removesuffix("</p>"))


def plain(text: str, variables: Mapping[str, str]) -> str:
    """Return the words of a Markdown text alone, for titles, alternatives and metadata."""
    html = _CITATION_MARK.sub("", inline(text, variables))
    return " ".join(Markup(html).striptags().split())
