"""Tables: shops whose exports are described in orders.toml, by the names of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from backpocket.load.catalogue import Catalogue, ShopColumns, ShopSettings
from backpocket.orders.intake import values
from backpocket.orders.intake.rows import Row, column_key
from backpocket.orders.intake.shop import Shop
from backpocket.orders.order import Item, Order

__all__ = ["shops_in"]

_NO = ("", "no", "false", "0", "n")


def shops_in(catalogue: Catalogue) -> tuple[Shop, ...]:
    """Return the shops that a catalogue describes by their columns."""
    described = catalogue.shops.items()
    return tuple(
        _ColumnShop(name, settings, settings.columns).shop
        for name, settings in described
        if settings.columns is not None
    )


@dataclass(frozen=True)
class _ColumnShop:
    """A shop by a table of columns."""

    name: str
    settings: ShopSettings
    columns: ShopColumns

    @property
    def shop(self) -> Shop:
        begins = {column_key(self.settings.begins)} if self.settings.begins else set()
        needed = self._named | begins
        return Shop(
            kind=self.name,
            title=f"{self.name} (CSV, by its columns in orders.toml)",
            form="csv",
            fits=lambda names: names >= needed,
            order=self._order,
            number=lambda record: self._cell(record, self.columns.number),
            goes_on=self._goes_on,
            group=lambda record: self._cell(record, self.columns.number),
            number_column=self.columns.number,
            fills_down=bool(self.settings.begins),
        )

    def _cell(self, row: Row, column: str | None) -> object:
        return row.values.get(column_key(column), "") if column else ""

    def _goes_on(self, first: Row, record: Row) -> bool:
        begins = self.settings.begins
        return not begins or not self._cell(record, begins)

    def _order(self, rows: Sequence[Row]) -> Order:
        first, columns = rows[0], self.columns
        parts = (values.typed(self._cell(first, column)) for column in columns.name)
        name = " ".join(filter(None, parts))
        country, unknown = values.country(self._cell(first, columns.country))
        number = values.number(self._cell(first, columns.number))
        paid = self._is_paid(first)
        return Order(
            number=number,
            id=None,
            shop=self.name,
            items=tuple(map(self._item, rows)),
            place=first.place,
            reader=name or values.typed(self._cell(first, columns.company)),
            country=country,
            unknown_country=unknown,
            paid=paid,
            cancelled=self._says(first, columns.cancelled),
            refunded=self._says(first, columns.refunded),
            on_delivery=not paid and values.is_on_delivery(self._cell(first, columns.payment)),
            pickup=values.is_pickup(self._cell(first, columns.delivery)),
            shipped=self._says(first, columns.shipped),
        )

    def _is_paid(self, first: Row) -> bool:
        if self.columns.paid is None:
            return True
        said = values.text(self._cell(first, self.columns.paid)).casefold()
        words = [word.casefold() for word in self.settings.paid]
        return said in words if words else said not in _NO

    def _says(self, row: Row, column: str | None) -> bool:
        said = values.text(self._cell(row, column)).casefold()
        return said not in _NO and bool(said.strip("0.,-"))

    def _item(self, row: Row) -> Item:
        return Item(
            sku=values.text(self._cell(row, self.columns.sku)),
            title=values.text(self._cell(row, self.columns.title)),
            quantity=values.count(self._cell(row, self.columns.quantity)),
            properties=tuple(_others(row.values, self._named)),
        )

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(
            column_key(column)
            for value in self.columns.model_dump().values()
            for column in ((value,) if isinstance(value, str) else value or ())
        )


def _others(cells: Mapping[str, object], named: frozenset[str]) -> Iterable[tuple[str, str]]:
    return ((key, values.typed(value)) for key, value in cells.items() if key not in named)
