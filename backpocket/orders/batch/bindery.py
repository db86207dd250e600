"""Bindery: what makes the files of a run, behind one door.

The run itself knows neither guides nor PDF; it is given a bindery, which renders each edition once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backpocket.diagnostics import Diagnostic, has_errors
from backpocket.load.catalogue import Catalogue
from backpocket.orders.engines.local import Personal
from backpocket.orders.pick_rows import Pile
from backpocket.orders.plan import ANYWHERE
from backpocket.orders.volume import Bases, Printer
from backpocket.render.pools import spread
from backpocket.write import files
from backpocket.write.inputs import inputs_digest

if TYPE_CHECKING:
    from backpocket.load.disk import Disk
    from backpocket.load.project import Project

__all__ = ["Bases", "Bindery", "PrintRun", "bindery"]


@dataclass(frozen=True)
class PrintRun:
    """Volumes of many copies: how their names begin, and the paper of the copies that go in."""

    name: str
    paper: str
    printer: Printer

    def file_name(self, number: int) -> str:
        """Return the name of a volume; they count from 1."""
        return f"{self.name}-{number:02}.pdf"

    def owns(self, file_name: str) -> bool:
        """Say whether a file is a volume of this print run, or all of it, as there once was.

        >>> print_run = PrintRun("print-a4", "a4", lambda bases, copies: (None, []))
        >>> [print_run.owns(f"print-{name}.pdf") for name in ("a4-01", "a4", "a5-01", "a4-x")]
        [True, True, False, False]
        """
        name, _, number = file_name.removesuffix(".pdf").rpartition("-")
        alone = file_name == f"{self.name}.pdf"
        return alone or (file_name.endswith(".pdf") and name == self.name and number.isdecimal())


@dataclass(frozen=True)
class Bindery:
    """What a run needs to make its files.

    ``recipe`` is a digest of all that they are made from, but for the orders. ``prepare`` takes the
    names of editions; without a base for each, there are errors among its diagnostics.
    ``pick_list`` prints the orders of piles as a list, if it can.
    """

    recipe: str
    prepare: Callable[[Sequence[str]], tuple[Bases, list[Diagnostic]]]
    personal: Personal
    print_runs: tuple[PrintRun, ...]
    pick_list: Callable[[Bases, Iterable[Pile]], bytes] = lambda bases, piles: b""

    def only(self, begins: str) -> Bindery:
        """Return a bindery with those print runs alone whose names begin so."""
        kept = tuple(each for each in self.print_runs if each.name.startswith(begins))
        return replace(self, print_runs=kept)


def bindery(disk: Disk, catalogue: Catalogue, fonts: Path | None = None) -> Bindery:
    """Return the bindery of a project; raises OSError if a file of it cannot be read.

    ``fonts`` is a folder of further fonts for names.
    """
    from backpocket.orders.batch.cards import insert_cards_a6, insert_cards_inch
    from backpocket.orders.batch.pick_list import pick_list
    from backpocket.orders.batch.printrun import print_run
    from backpocket.orders.copies.personalise import added

    recipe = _recipe(disk, catalogue, fonts)

    def prepare(editions: Sequence[str]) -> tuple[Bases, list[Diagnostic]]:
        return _bases(disk, catalogue, fonts, recipe, editions)

    print_runs = (
        PrintRun("print-a4", "a4", print_run),
        PrintRun("print-letter", "letter", print_run),
        PrintRun("cards-a6", "a4", insert_cards_a6),
        PrintRun("cards-4x6", "letter", insert_cards_inch),
    )
    return Bindery(recipe, prepare, added, print_runs, pick_list)


def _recipe(disk: Disk, catalogue: Catalogue, fonts: Path | None) -> str:
    guides = sorted({each.guide for each in catalogue.product if each.guide})
    total = hashlib.sha256(catalogue.model_dump_json().encode())
    for guide in guides:
        total.update(inputs_digest(disk, guide).encode())
    for path in sorted(fonts.rglob("*.[ot]tf")) if fonts else []:
        total.update(files.digest(path.read_bytes()).encode())
    return total.hexdigest()


def _bases(
    disk: Disk, catalogue: Catalogue, fonts: Path | None, recipe: str, editions: Sequence[str]
) -> tuple[Bases, list[Diagnostic]]:
    """Return the bases of editions, and of the cards for their guides."""
    from backpocket.load.font_files import read_typefaces
    from backpocket.orders.copies.base_cache import BaseCache
    from backpocket.orders.lettering.fonts import find_faces

    wanted = [*editions, *_cards(editions)]
    cache = BaseCache(disk.root / "runs" / ".bases", recipe)
    kept = {name: base for name in wanted if (base := cache.take(name)) is not None}
    if len(kept) == len(wanted):
        typefaces, diagnostics = read_typefaces(disk)
        if typefaces is None:
            return {}, diagnostics
        faces, found = find_faces(typefaces.files, fonts)
        diagnostics += found
        return {name: replace(base, faces=faces) for name, base in kept.items()}, diagnostics
    bases, diagnostics = _rendered(disk, catalogue, fonts, wanted)
    if not diagnostics:  # what is kept says nothing when it is taken
        for name, base in bases.items():
            cache.keep(name, base)
    return bases, diagnostics


def _rendered(
    disk: Disk, catalogue: Catalogue, fonts: Path | None, wanted: Sequence[str]
) -> tuple[Bases, list[Diagnostic]]:
    """Render editions and cards, several at a time."""
    from backpocket.publish import load_and_check

    project, diagnostics = load_and_check(disk, sorted({name.split("/")[0] for name in wanted}))
    if project.press is None or has_errors(diagnostics):
        return {}, diagnostics
    stock = _Stock(project, catalogue.greeting, fonts)
    bases: dict[str, Any] = {}
    with closing(spread(_base, stock, wanted, os.cpu_count() or 1)) as results:
        for name, (base, found) in zip(wanted, results, strict=True):
            diagnostics += found
            if base is not None:
                bases[name] = base
    return bases, diagnostics


@dataclass(frozen=True)
class _Stock:
    """What all bases are made from."""

    project: Project
    greeting: str
    fonts: Path | None


def _cards(editions: Sequence[str]) -> list[str]:
    """Return the cards for the guides of editions, in the size that goes with each paper."""
    from backpocket.model.editions import CARDS, EDITIONS

    papers = {each.name: each.paper for each in EDITIONS}
    sizes = {card.paper: card.name for card in CARDS.values()}
    found = set()
    for edition in editions:
        guide, name = edition.split("/")
        bare = name.removesuffix(ANYWHERE)
        found.add(f"{guide}/{sizes[papers[bare]]}{name.removeprefix(bare)}")
    return sorted(found)


def _base(stock: _Stock, name: str) -> tuple[Any, list[Diagnostic]]:
    """Render one edition of a guide, or a card for it."""
    from backpocket.model.editions import CARDS, EDITIONS
    from backpocket.orders.copies.base import make_base
    from backpocket.orders.copies.personalise import prepare

    guide_name, full_name = name.split("/")
    edition_name, anywhere = full_name.removesuffix(ANYWHERE), full_name.endswith(ANYWHERE)
    greeting, fonts = stock.greeting, stock.fonts
    assert stock.project.press is not None, "without a press there is no guide"
    guide = stock.project.press.guides[guide_name]
    for card in CARDS.values():
        if card.name == edition_name:
            wanted = replace(card, anywhere=anywhere)
            return make_base(stock.project, guide, wanted, fonts=fonts, greeting=greeting)
    paper = next(each.paper for each in EDITIONS if each.name == edition_name) or ""
    bare = edition_name.removesuffix(f"-{paper}")
    return prepare(
        stock.project, guide, bare, paper, fonts=fonts, greeting=greeting, anywhere=anywhere
    )
