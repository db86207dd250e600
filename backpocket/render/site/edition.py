"""The edition of the web: it belongs to no paper, and is made with all guides at once."""

from __future__ import annotations

from backpocket.model.editions import EDITIONS, Edition

__all__ = ["SITE"]

_BOOK = next(each for each in EDITIONS if each.kind == "epub")

# The picture of the handout shows its cover; a page has an address of its own.
SITE = Edition(
    "site",
    "Web pages",
    "site",
    None,
    ("site-colours.css", "site.css"),
    kind="html",
    leaves_out=(*_BOOK.leaves_out, "cover", "settings.address"),
)
