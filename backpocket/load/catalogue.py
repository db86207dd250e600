"""Catalogue: what ``content/orders.toml`` says of products, papers and greeting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import translate
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from backpocket.diagnostics import Diagnostic, has_errors, nearest
from backpocket.load.countries import CODES
from backpocket.load.disk import Disk
from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.load.guides import guide_names
from backpocket.model.editions import EDITIONS
from backpocket.model.field_types import Name, Text
from backpocket.model.record import Record
from backpocket.model.regions import Paper

__all__ = [
    "Catalogue", "CatalogueItem", "Destination", "ShopColumns", "ShopSettings", "load_catalogue",
    "read_catalogue",
]  # fmt: skip

FILE = "orders.toml"


def _greeting(text: str) -> str:
    if text.count("{reader}") != 1 or set("{}") & set(text.replace("{reader}", "")):
        raise ValueError("write {reader} once, where the name goes, and no other braces")
    return text


def _code(text: str) -> str:
    if text not in CODES:
        raise ValueError("this is no code of a country; use two capital letters, as in US")
    return text


class CatalogueItem(Record):
    """A product by the patterns of its SKUs and titles, and the editions that it brings.

    ``editions`` are named without paper. A product without editions is known and brings nothing.
    """

    name: Text
    sku: tuple[Text, ...] = ()
    title: tuple[Text, ...] = ()
    guide: Name | None = None
    editions: tuple[Name, ...] = ()

    @cached_property
    def _skus(self) -> re.Pattern[str]:
        return _any_of(self.sku)

    @cached_property
    def _titles(self) -> re.Pattern[str]:
        return _any_of(self.title)

    def is_meant(self, sku: str, title: str) -> bool:
        """Say whether a line of an order is this product; capital and small letters are alike."""
        return bool(self._skus.match(sku) or self._titles.match(title))


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)) or r"(?!)", re.IGNORECASE)


class Destination(Record):
    """The paper for countries by their codes; for all others, if none is named."""

    paper: Paper
    countries: tuple[Annotated[str, AfterValidator(_code)], ...] = ()


Policy = Literal["make", "leave out"]


class ShopColumns(Record):
    """Which columns of a shop's own table hold what, by the names in its header.

    ``number`` and ``quantity`` are needed, and one of ``sku`` and ``title``. ``name`` may stand in
    several columns. A column of ``paid`` holds one of the words that the shop counts as paid; those
    of ``cancelled``, ``refunded`` and ``shipped`` say so if they hold anything. What stands in a
    column that is named nowhere here is a property of its line, and may be the reader's name.
    """

    number: Text
    quantity: Text
    sku: Text | None = None
    title: Text | None = None
    name: tuple[Text, ...] = ()
    company: Text | None = None
    country: Text | None = None
    paid: Text | None = None
    cancelled: Text | None = None
    refunded: Text | None = None
    shipped: Text | None = None
    payment: Text | None = None
    delivery: Text | None = None


class ShopSettings(Record):
    """What is made of a shop's orders that are not paid yet, or are not sent by post.

    With ``columns``, it is a shop whose exports are known by these columns. A row in which the
    column ``begins`` holds something is the first of an order; without it, rows with the same
    number are one. ``paid`` are the words that count as paid; without them, any word does.
    """

    on_delivery: Policy = "leave out"
    authorized: Policy = "leave out"
    pickup: Policy = "leave out"
    begins: Text | None = None
    paid: tuple[Text, ...] = ()
    columns: ShopColumns | None = None


_AS_EVER = ShopSettings()


class Catalogue(Record):
    """All that ``orders.toml`` says; ``reader_from`` names properties that hold a reader's name."""

    greeting: Annotated[Text, AfterValidator(_greeting)]
    digital_only: Policy
    reader_from: tuple[Text, ...] = ()
    destination: Annotated[tuple[Destination, ...], Field(min_length=1)]
    product: Annotated[tuple[CatalogueItem, ...], Field(min_length=1)]
    shops: Mapping[Name, ShopSettings] = {}

    def settings(self, *names: str) -> ShopSettings:
        """Return the settings of the first of these shops that has some: its own, or its kind's."""
        return next((self.shops[name] for name in names if name in self.shops), _AS_EVER)

    @cached_property
    def _papers(self) -> Mapping[str, Paper]:
        return {code: each.paper for each in self.destination for code in each.countries}

    @cached_property
    def _elsewhere(self) -> Paper:
        return next(each.paper for each in self.destination if not each.countries)

    def paper(self, country: str | None) -> Paper:
        """Return the paper that people print on in a country."""
        return self._papers.get(country or "", self._elsewhere)

    def products(self, sku: str, title: str) -> list[CatalogueItem]:
        """Return the products that a line of an order is."""
        return [product for product in self.product if product.is_meant(sku, title)]


def load_catalogue(disk: Disk) -> tuple[Catalogue | None, list[Diagnostic]]:
    """Read ``content/orders.toml`` and nothing else."""
    folder = Folder(disk, disk.root / "content")
    catalogue = read_catalogue(folder, guide_names(disk.root))
    return catalogue, folder.diagnostics


def read_catalogue(folder: Folder, guides: list[str]) -> Catalogue | None:
    """Read ``orders.toml``, and check what it names against guides and editions."""
    fields = folder.fields(FILE)
    catalogue = folder.model(Catalogue, fields)
    if catalogue is None or fields is None:
        return None
    found = [
        *_destination_faults(catalogue, fields),
        *_product_faults(catalogue, fields, guides),
        *_shop_faults(catalogue, fields),
    ]
    folder.diagnostics += found
    return None if has_errors(found) else catalogue


def _destination_faults(catalogue: Catalogue, fields: Fields) -> Iterator[Diagnostic]:
    others = [n for n, each in enumerate(catalogue.destination) if not each.countries]
    if len(others) != 1:
        at = fields.offset(("destination", others[1] if others else 0))
        hint = "leave “countries” out in one [[destination]], which is then for all the others"
        message = "there must be one destination for all other countries"
        yield fields.source.error(at, "E860", message, hint)
    seen: set[str] = set()
    for number, each in enumerate(catalogue.destination):
        for index, code in enumerate(each.countries):
            if code in seen:
                at = fields.offset(("destination", number, "countries", index))
                yield fields.source.error(at, "E861", f"“{code}” is named twice", "keep one")
            seen.add(code)


def _product_faults(
    catalogue: Catalogue, fields: Fields, guides: list[str]
) -> Iterator[Diagnostic]:
    papers = {each.paper for each in catalogue.destination}
    known = _edition_names(papers)
    for number, product in enumerate(catalogue.product):
        place = fields.offset(("product", number))
        if not product.sku and not product.title:
            hint = 'add sku = ["…"] or title = ["…"]'
            yield fields.source.error(place, "E862", "nothing tells this product", hint)
        if product.editions and product.guide is None:
            hint = f'add guide = "…"; {nearest("", guides)}'
            yield fields.source.error(place, "E863", "the guide of these editions is missing", hint)
        if product.guide is not None and product.guide not in guides:
            at = fields.offset(("product", number, "guide"))
            message = f"there is no guide “{product.guide}”"
            yield fields.source.error(at, "E863", message, nearest(product.guide, guides))
        for index, name in enumerate(product.editions):
            if name not in known:
                at = fields.offset(("product", number, "editions", index))
                message = f"there is no edition “{name}” on {' and '.join(sorted(papers))}"
                yield fields.source.error(at, "E864", message, nearest(name, known))


def _shop_faults(catalogue: Catalogue, fields: Fields) -> Iterator[Diagnostic]:
    for name, shop in catalogue.shops.items():
        place = fields.offset(("shops", name))
        if shop.columns is None and (shop.begins or shop.paid):
            hint = f"add [shops.{name}.columns] with the names in its header"
            yield fields.source.error(place, "E867", "the columns of this shop are missing", hint)
        elif shop.columns is not None and not (shop.columns.sku or shop.columns.title):
            at = fields.offset(("shops", name, "columns"))
            hint = 'add sku = "…" or title = "…" with the name of its column'
            yield fields.source.error(at, "E867", "no column tells what was bought", hint)


def _edition_names(papers: set[Paper]) -> list[str]:
    """Return the names, without paper, of the editions that are there as PDF on all papers."""
    there = {edition.name for edition in EDITIONS if edition.kind == "pdf"}
    bare = {edition.name.removesuffix(f"-{edition.paper}") for edition in EDITIONS}
    return sorted(name for name in bare if {f"{name}-{paper}" for paper in papers} <= there)
