"""The site’s address: without it the web pages lack what nobody would miss until too late."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.diagnostics import Diagnostic
from backpocket.load.project import Project

__all__ = ["check_site_address"]


def check_site_address(project: Project) -> Iterator[Diagnostic]:
    """Find that the shop does not say where its web pages are."""
    fields = project.shared.get("brand.toml")
    if project.press is None or project.press.brand.site is not None or fields is None:
        return
    message = "the address of the web pages is missing: codes on paper do not lead to them"
    hint = 'write site = "https://…", the folder that dist/site/ is copied to'
    yield fields.source.warning(0, "W033", message, hint)
