"""Social pictures: what is shown of a guide where its address is shared (Open Graph)."""

from __future__ import annotations

from functools import partial

from backpocket.diagnostics import Diagnostic
from backpocket.draw.tokens import tokens_of
from backpocket.render.ebook.outlines import letters
from backpocket.render.ebook.plates import cover_picture
from backpocket.render.jobs import Job
from backpocket.render.pages import render_template
from backpocket.render.png import png_of
from backpocket.render.site.edition import SITE

__all__ = ["social_picture"]

_COLOURS = 128


def social_picture(job: Job) -> tuple[bytes | None, list[Diagnostic]]:
    """Return the title of a guide and the picture of its cover, 1200 by 630 pixels, as PNG."""
    tokens, diagnostics = tokens_of(job.sources, SITE.stylesheets)
    svg, found = render_template(
        job.workshop,
        SITE,
        ["site/social.svg.j2"],
        tokens=tokens,
        letters=partial(letters, job.workshop.face_data),
        picture=cover_picture(job),
    )
    diagnostics = [*diagnostics, *found]
    return None if svg is None else png_of(svg.strip(), colours=_COLOURS), diagnostics
