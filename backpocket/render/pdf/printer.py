"""PDF: the only place that knows WeasyPrint.

Everything WeasyPrint would rather log than fail on is a diagnostic here: an unknown property, an
image or anchor that is not there, a glyph that no font has. Fonts come from ``styles/fonts`` alone
and nothing is fetched from outside the project, so that a page looks the same on every machine.
"""

from __future__ import annotations

import logging
import os
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.load.disk import Disk
from backpocket.model.pictures import SVG, PictureFile
from backpocket.model.source import Source
from backpocket.model.typefaces import Typefaces
from backpocket.render.links import stray_links
from backpocket.render.pdf import overfull, typesetter
from backpocket.render.pdf.layout_messages import page_problem, style_problem
from backpocket.render.pdf.noted_boxes import noted

__all__ = ["Layout", "Printer"]

FetchDrawing = Callable[[str], str | PictureFile | None]

_SPACE_BEFORE_ELEMENT = re.compile("\N{NO-BREAK SPACE}(?=<[a-z])")
"""Where WeasyPrint 70 may break a line after its first word: if the element after the space is what
does not fit on the line. A word joiner, which has no width and no glyph, keeps it from that."""
_TALL = " @page { size: 8.27in 20000mm }"
"""A page on which parts are measured that no real one holds."""
_VARIANT = "pdf/a-3a"
"""Archival and tagged; :mod:`backpocket.render.pdf.finish` makes it accessible as well."""


@dataclass(frozen=True)
class Layout:
    """A laid-out document: ``document`` is WeasyPrint's, with its pages and boxes."""

    document: Any

    @property
    def pages(self) -> int:
        return len(self.document.pages)


@dataclass
class _Log(logging.Handler):
    """Keeps what WeasyPrint logs; its progress messages are not problems."""

    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.WARNING)

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


class Printer:
    """Lays out and writes PDFs; keeps fonts and parsed stylesheets between documents."""

    def __init__(self, disk: Disk, stylesheets: dict[str, Source], typefaces: Typefaces) -> None:
        self._disk = disk
        self._typefaces = typefaces
        self._sources = stylesheets
        self._sheets: dict[str, tuple[Any, list[Diagnostic]]] = {}
        _use_own_fonts(typefaces.folder)
        from weasyprint.text.fonts import FontConfiguration

        self._fonts = FontConfiguration()

    def lay_out(
        self,
        html: str,
        stylesheets: Sequence[str],
        settings: str,
        drawing: FetchDrawing,
        place: Place,
    ) -> tuple[Layout | None, list[Diagnostic]]:
        """Lay out a page; ``settings`` is CSS that one edition adds (paper, type size).

        There is no layout, but an error, if a grid runs over that WeasyPrint cannot break, or a
        link leads where none may.
        """
        steps: dict[int, int] = {}
        for _ in range(typesetter.MOST_ROUNDS):
            layout, elements, diagnostics = self._set(
                html, stylesheets, settings, drawing, place, steps
            )
            if layout is None:
                more = typesetter.every_long(elements) | steps
            else:
                more = typesetter.next_steps(elements, _page_boxes(layout), steps)
            if more == steps:
                break
            steps = more
        crowded = typesetter.overlap(_page_boxes(layout)) if layout else 0.0
        if crowded:
            diagnostics.append(overfull.crowded_cover(place, crowded))
        if layout:
            room = min(page.height for page in _page_boxes(layout))
            parts = typesetter.too_long_moves(_page_boxes(layout), room)
            if parts:
                return None, [*diagnostics, overfull.unbroken(place, parts, room)]
        if layout is None and elements:
            tall, _, _ = self._set(html, stylesheets, settings + _TALL, drawing, place, steps)
            parts = typesetter.too_tall(_page_boxes(tall), overfull.ROOM) if tall else []
            diagnostics = [overfull.unbroken(place, parts), *diagnostics[:-1]]
        return layout, diagnostics

    def _set(
        self,
        html: str,
        stylesheets: Sequence[str],
        settings: str,
        drawing: FetchDrawing,
        place: Place,
        steps: typesetter.Steps,
    ) -> tuple[Layout | None, Sequence[etree.Element], list[Diagnostic]]:
        """Lay out a page whose parts have taken these steps; return its elements too."""
        import weasyprint
        from weasyprint.urls import FatalURLFetchingError

        diagnostics: list[Diagnostic] = []
        sheets = []
        for name in stylesheets:
            sheet, found = self._sheet(name)
            diagnostics += found
            sheets.append(sheet)
        with _logged() as log:
            face = f":root {{ --text-face: {self._typefaces.tokens['text-face']} }}"
            sheets.append(weasyprint.CSS(string=f"{face} {settings}", font_config=self._fonts))
            page = weasyprint.HTML(
                string=_SPACE_BEFORE_ELEMENT.sub("\\g<0>\N{WORD JOINER}", html),
                base_url=self._disk.root.as_uri() + "/",
                url_fetcher=_fetcher(self._disk, drawing),
            )
            stray = list(stray_links(page.etree_element, place))
            if stray:
                return None, (), [*diagnostics, *stray]
            elements = typesetter.take_steps(page.etree_element, steps)
            try:
                document = page.render(
                    stylesheets=sheets,
                    font_config=self._fonts,
                    pdf_variant=_VARIANT,
                    presentational_hints=False,
                )
            except FatalURLFetchingError as problem:
                raise problem.__cause__ or problem from None
            except (AssertionError, ValueError) as problem:
                if not overfull.is_of_a_break(problem):
                    raise
                return None, elements, [*diagnostics, overfull.unbroken(place, ())]
        diagnostics += [page_problem(message, place) for message in log.messages]
        return Layout(document), elements, diagnostics

    def write(self, layout: Layout, place: Place) -> tuple[bytes, list[Diagnostic]]:
        """Draw a layout as PDF, with a note on each of its tags.

        A glyph that no font has is an error.
        """
        with _logged() as log, noted():
            data: bytes = layout.document.write_pdf(pdf_variant=_VARIANT, pdf_identifier=True)
        diagnostics = [page_problem(message, place) for message in log.messages]
        own = {each.name.replace(" ", "") for each in self._typefaces.families}
        for font in layout.document.fonts.values():
            family = font.family.decode() if isinstance(font.family, bytes) else str(font.family)
            if family.replace(" ", "") not in own:
                message = f"the font “{family}” is not one of styles/fonts.toml"
                hint = "write font-family: var(--text-face) in the stylesheet"
                diagnostics.append(error(place, "E421", message, hint=hint))
        return data, diagnostics

    def _sheet(self, name: str) -> tuple[Any, list[Diagnostic]]:
        import weasyprint

        if name in self._sheets:
            return self._sheets[name]
        source = self._sources[name]
        with _logged() as log:
            sheet = weasyprint.CSS(
                string=source.text,
                base_url=(self._disk.root / source.path).as_uri(),
                font_config=self._fonts,
                url_fetcher=_fetcher(self._disk, lambda address: None),
            )
        self._sheets[name] = sheet, [style_problem(text, source) for text in log.messages]
        return self._sheets[name]


def _page_boxes(layout: Layout) -> list[Any]:
    return [page._page_box for page in layout.document.pages]  # noqa: SLF001


def _use_own_fonts(folder: Path) -> None:
    """Point fontconfig at our fonts before Pango reads its configuration.

    Without this, a letter that our fonts lack would come from whatever the machine has.
    """
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")


@contextmanager
def _logged() -> Iterator[_Log]:
    logger = logging.getLogger("weasyprint")
    others = logging.getLogger("fontTools")
    handler = _Log()
    level, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING)
    others.addHandler(handler)
    logger.propagate = False
    try:
        yield handler
    finally:
        logger.removeHandler(handler)
        others.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


def _fetcher(disk: Disk, drawing: FetchDrawing) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    allowed = (disk.root / "styles").resolve()

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Serves drawings and the project's own style files, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("file:"):
                path = Path(url.removeprefix("file://").split("#")[0]).resolve()
                if path.is_relative_to(allowed):
                    return URLFetcherResponse(url, disk.read(path))
                raise ValueError("this file is not below styles/")
            try:
                picture = drawing(url)
            except Exception as problem:
                # A fault of the press itself: WeasyPrint would take any other error for the page's.
                raise FatalURLFetchingError(url) from problem
            if picture is None:
                raise ValueError("there is no such drawing, and nothing is fetched from outside")
            data, media = (
                (picture, SVG) if isinstance(picture, str) else (picture.data, picture.media)
            )
            return URLFetcherResponse(url, data, {"Content-Type": media})

    return Fetcher(allowed_protocols=())
