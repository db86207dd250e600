"""Social pictures: what is shown of a guide where its address is shared (Open Graph)."""

from __future__ import annotations

from backpocket.diagnostics import Diagnostic
from backpocket.render.ebook.plates import lettered
from backpocket.render.jobs import Job
from backpocket.render.png import png_of
from backpocket.render.site.edition import SITE

__all__ = ["social_picture"]

_COLOURS = 128


def social_picture(job: Job) -> tuple[bytes | None, list[Diagnostic]]:
    """Return the title of a guide and the picture of its cover, 1200 by 630 pixels, as PNG."""
    svg, diagnostics = lettered(job, SITE, "site/social.svg.j2")
    return None if svg is None else png_of(svg.strip(), colours=_COLOURS), diagnostics
