"""Pages: a guide and an edition through the Jinja2 templates to one HTML text.

Templates are strict: a name that is not there is an error at the template's line. All that comes
from content is escaped, except what :mod:`backpocket.markup.html` made.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import jinja2
from markupsafe import Markup

from backpocket import PRESS
from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.draw.canvas import Drawing
from backpocket.draw.drawings import Drawings, frames
from backpocket.draw.tokens import read_tokens, tokens_of
from backpocket.load.disk import Disk
from backpocket.load.look import Look
from backpocket.markup import html as markup
from backpocket.markup.body import Directive, Topic, chapter_body
from backpocket.markup.elements import NO_BREAK
from backpocket.markup.media import Medium
from backpocket.markup.variables import variables
from backpocket.model.dose import Reps, Sets
from backpocket.model.editions import Edition
from backpocket.model.guide import Block, Brand, Guide, Move
from backpocket.model.regions import Region, anywhere, everywhere
from backpocket.model.typefaces import Typefaces, Weight
from backpocket.render import citations
from backpocket.render.bibliography import set_entries
from backpocket.render.environments import environment_of, icon
from backpocket.render.figure_bands import corner, is_narrow, is_upright, ratio, scale, spread
from backpocket.render.sheet_blocks import sheet_blocks
from backpocket.render.template_errors import is_of_a_template, template_error
from backpocket.translation import CATALOGUE

__all__ = [
    "Workshop",
    "handout_numbers",
    "make_page",
    "minutes",
    "render_template",
]

_REFERENCES = Markup('<div class="references-go-here"></div>')
_REFERENCE_LIST = "reference-list.html.j2"
_LOW = 3
"""How many times as wide as high a picture is that takes the width of the page."""

_WITH_CODE = ("sheet", "card")
"""The forms that print an address beside their code."""

_REST = 20
"""Seconds to get from one move of the sheet to the next."""


class Counted(Protocol):
    """What looks up words for a number of things in the catalogue of an edition."""

    def __call__(self, one: str, many: str, number: int, /) -> str: ...


@dataclass(frozen=True)
class Workshop:
    """What pages are made with: the look, the guide, the shop, the type and the drawings.

    ``disk`` is for what is no text: fonts.
    """

    disk: Disk
    look: Look
    guide: Guide
    brand: Brand
    regions: Mapping[str, Region]
    typefaces: Typefaces
    drawings: Drawings
    line_drawings: Drawings | None = None
    """Drawn if an edition asks for figures in lines."""

    def face_data(self, weight: Weight) -> tuple[bytes, ...]:
        """Return the font file of a weight of each family, in order of choice."""
        return tuple(self.disk.read(path) for path in self.typefaces.of_weight(weight))

    def drawn(self, edition: Edition) -> Drawings:
        """Return the drawings in the style of the edition."""
        return (self.line_drawings or self.drawings) if edition.figures == "line" else self.drawings

    def shown(self, edition: Edition) -> Guide:
        """Return the guide as an edition shows it: beside its code, the address it leads to."""
        settings = self.guide.settings
        address = self.brand.version_address(self.guide.name, settings.version)
        if address is None or edition.form not in _WITH_CODE:
            return self.guide
        return replace(self.guide, settings=settings.model_copy(update={"address": address}))

    def region(self, edition: Edition) -> Region:
        """Return the region that the edition's paper is used in; without paper, all as one."""
        if edition.anywhere:
            return anywhere(self.regions.values())
        if edition.paper is None:
            return everywhere(self.regions.values())
        return next(r for r in self.regions.values() if edition.paper in r.papers)

    def regions_of(self, edition: Edition) -> Mapping[str, Region]:
        """Return the regions of an edition's readers, by name."""
        if edition.anywhere:
            return dict.fromkeys(list(self.regions)[:1], self.region(edition))
        of_all = self.regions.items()
        return {
            name: region
            for name, region in of_all
            if edition.paper is None or edition.paper in region.papers
        }


@dataclass(frozen=True)
class _Chapter:
    """A chapter as the template sees it."""

    id: str
    title: Markup
    topics: tuple[Topic, ...]
    directives: frozenset[str]


def minutes(moves: Iterable[Move]) -> int:
    """Return how many minutes the smallest dose of these moves takes, rests between them included.

    Rounded up, so that nobody is promised less time than it takes.
    """
    return math.ceil(sum(move.dose.seconds + _REST for move in moves) / 60)


def make_page(
    workshop: Workshop, edition: Edition, numbers: Mapping[str, int], **names: object
) -> tuple[str | None, list[Diagnostic]]:
    """Return the HTML of an edition, its citations numbered as in the handout.

    Its template has these ``names`` besides those that all have.
    """
    raw, diagnostics = render_template(workshop, edition, [edition.template], **names)
    if raw is None:
        return None, diagnostics
    unknown = [key for key in citations.number(raw) if key not in numbers]
    if unknown:
        place = Place(f"content/{workshop.guide.name}")
        message = f"“{unknown[0]}” is cited in {edition.name} and nowhere in the handout"
        hint = "cite it in a chapter too: the list of references is there"
        return None, [error(place, "E304", message, hint=hint)]
    links = _REFERENCES in raw
    page, marks = citations.set_marks(raw, numbers, links=links)
    if links:
        style = workshop.look.styles[edition.citation_style]
        references = workshop.guide.references
        entries, diagnostics = set_entries(references, numbers, marks, style)
        own = [f"{folder}/{_REFERENCE_LIST}" for folder in (edition.form, "partials")]
        listed, found = render_template(workshop, edition, own, entries=entries)
        diagnostics += found
        if listed is None:
            return None, diagnostics
        page = page.replace(_REFERENCES, listed)
    return page, diagnostics


def handout_numbers(
    workshop: Workshop, edition: Edition
) -> tuple[Mapping[str, int], list[Diagnostic]]:
    """Number the references in the order in which the handout first cites them."""
    raw, diagnostics = render_template(workshop, edition, [edition.template])
    return citations.number(raw or ""), diagnostics


def render_template(
    workshop: Workshop, edition: Edition, templates: Sequence[str], **names: object
) -> tuple[str | None, list[Diagnostic]]:
    """Render the first of these templates that there is."""
    values = variables(workshop.guide, workshop.brand, workshop.region(edition))
    chapters, diagnostics = _chapters(workshop.guide, values, edition.medium)
    if diagnostics:
        return None, diagnostics
    environment = _environment(workshop, edition, values, chapters)
    try:
        return environment.select_template(templates).render(**names), []
    except Exception as problem:
        if not is_of_a_template(problem):
            raise  # a fault of the press itself, which nobody mends in a template
        return None, [template_error(workshop.look, problem)]


def _environment(
    workshop: Workshop, edition: Edition, values: Mapping[str, str], chapters: Sequence[_Chapter]
) -> jinja2.Environment:
    guide = workshop.shown(edition)
    region = workshop.region(edition)
    colours = _colours(workshop, edition)
    environment = environment_of(workshop.look)
    environment.filters |= {
        "md": lambda text: markup.inline(text, values, edition.medium),
        "plain": lambda text: markup.plain(text, values),
    }
    environment.globals |= {
        "guide": guide,
        "settings": guide.settings,
        "brand": workshop.brand,
        "region": region,
        "regions": tuple(workshop.regions.values()),
        "edition": edition,
        "press": PRESS,
        "typeface": workshop.typefaces.text,
        "chapters": chapters,
        "used": frozenset(name for chapter in chapters for name in chapter.directives),
        "frames": frames,
        "scale": scale,
        "ratio": ratio,
        "spread": spread,
        "corner": corner,
        "is_narrow": is_narrow,
        "is_upright": is_upright,
        "move_numbers": _move_numbers(chapters),
        "wide_pictures": _wide_pictures(workshop.drawn(edition)),
        "drawing": workshop.drawn(edition).by_address.__getitem__,
        "icon": lambda name, colour="ink": icon(workshop.look, name, colours.get(colour, colour)),
        "cite": citations.mark_keys,
        "minutes": minutes,
        "sheet_blocks": sheet_blocks(_blocks(guide), guide.moves),
        "times": partial(_times, CATALOGUE.ngettext),
        "rounds": partial(_rounds, CATALOGUE.ngettext),
        "sheet_minutes": _sheet_minutes(guide),
        "references_go_here": _REFERENCES,
    }
    return environment


def _chapters(
    guide: Guide, values: Mapping[str, str], medium: Medium
) -> tuple[Sequence[_Chapter], list[Diagnostic]]:
    """Turn the chapters into HTML."""
    notes = 0
    made: list[_Chapter] = []
    diagnostics: list[Diagnostic] = []
    for chapter in guide.chapters:
        body, found = chapter_body(chapter.source, values, chapter.id, medium, notes)
        diagnostics += found
        if body is not None:
            notes = body.notes
            title = markup.inline(chapter.title, values, medium)
            made.append(_Chapter(chapter.id, title, body.topics, body.directives))
    return tuple(made), diagnostics


def _move_numbers(chapters: Iterable[_Chapter]) -> Mapping[str, int]:
    """Number the moves as the chapters show them."""
    parts = (part for chapter in chapters for topic in chapter.topics for part in topic.parts)
    moves = (part.argument for part in parts if isinstance(part, Directive) and part.name == "move")
    return {move: number for number, move in enumerate(dict.fromkeys(moves), 1)}


def _colours(workshop: Workshop, edition: Edition) -> Mapping[str, str]:
    """Return the tokens that icons are painted in; on a screen, they have the colour of the text.

    WeasyPrint paints the ``currentColor`` of an SVG black.
    """
    if edition.medium != "paper":
        return {"ink": "currentColor"}
    colours, _ = tokens_of(workshop.look.styles, edition.stylesheets)
    if workshop.guide.tokens is not None:
        colours = {**colours, **read_tokens(workshop.guide.tokens)[0]}
    return colours


def _wide_pictures(drawings: Drawings) -> list[str]:
    """Return the addresses of the pictures that are too low and wide for a column of text."""
    drawn = drawings.by_address.items()
    low = (name for name, each in drawn if name.startswith("picture:") and _is_low(each))
    return [name for name in low if not name.endswith("/plain")]


def _is_low(drawing: Drawing) -> bool:
    return drawing.width > _LOW * drawing.height


def _times(ngettext: Counted, reps: Reps) -> str:
    """Say how often in words that stay on one line: “once”, “1 each side”, “3 to 5 times”."""
    if reps.unit or reps.words == "once":
        return reps.words.replace(" ", NO_BREAK)
    said = ngettext("%(count)s time", "%(count)s times", reps.most)
    return (said % {"count": reps.words}).replace(" ", NO_BREAK)


def _rounds(ngettext: Counted, sets: Sets) -> str:
    """Say how many rounds: “1 round”, “1 to 2 rounds”."""
    said = ngettext("%(count)s round", "%(count)s rounds", sets.most)
    return NO_BREAK.join((said % {"count": sets.words}).rsplit(" ", 1))


def _sheet_minutes(guide: Guide) -> int:
    return minutes(guide.moves[name] for block in _blocks(guide) for name in block.moves)


def _blocks(guide: Guide) -> tuple[Block, ...]:
    return guide.sheet.block if guide.sheet else ()
