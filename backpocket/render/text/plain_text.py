"""Plain text: the words of a guide in lines of 72 columns, in UTF-8."""

from __future__ import annotations

from backpocket.diagnostics import Place, has_errors
from backpocket.model.editions import Edition
from backpocket.render.jobs import Job, Rendered, Result
from backpocket.render.pages import make_page
from backpocket.render.text.columns import in_columns
from backpocket.render.xhtml import as_xml, parsed

__all__ = ["render"]

_WIDTH = 72


def render(job: Job, edition: Edition) -> Result:
    """Make the page and set its words."""
    place = Place(f"content/{job.workshop.guide.name} ({edition.name})")
    page, diagnostics = make_page(job.workshop, edition, job.numbers)
    if page is None:
        return None, diagnostics
    body, found = parsed(_plain_names(as_xml(page)), place)
    diagnostics += found
    if body is None or has_errors(diagnostics):
        return None, diagnostics
    return Rendered(in_columns(body, _WIDTH).encode(), pages=0, type_size=0), diagnostics


def _plain_names(page: str) -> str:
    """Drop the prefix of what only a book reads, which stands for no namespace here."""
    return page.replace(" epub:type=", " data-type=")
