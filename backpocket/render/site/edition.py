"""The edition of the web: it belongs to no paper, and is made with all guides at once."""

from __future__ import annotations

from backpocket.model.editions import Edition

__all__ = ["SITE"]

SITE = Edition("site", "Web pages", "site", None, ("site.css",), kind="html")
