"""Lines: what stands in the slots of a copy, and what to say when it cannot stand there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backpocket.diagnostics import Diagnostic, Place, warning
from backpocket.orders.copies.slots import PARCEL, READER, Slot
from backpocket.orders.lettering import cleaned_names as names
from backpocket.orders.lettering.fonts import open_book
from backpocket.orders.lettering.line_fitting import Fitted, Room, fit, fit_end
from backpocket.orders.lettering.shaping import MissingError, TextPart
from backpocket.orders.lettering.typesetting import Typesetter

if TYPE_CHECKING:
    from backpocket.orders.copies.base import Base

__all__ = ["Lines"]

_ORDER_LINE = "Order "
_NUMBER_FLOOR = 5.0
"""Points; a packer reads a long number in small type rather than half of it."""


class Lines:
    """Fills the slots of a base; diagnostics hold order numbers and never a name."""

    def __init__(self, base: Base, typesetter: Typesetter) -> None:
        self._book = open_book(base.faces)
        self._base, self._typesetter = base, typesetter
        self._before, self._after = base.greeting.split("{reader}")

    def content(
        self, reader: str | None, order_number: str, parcel: Sequence[str] = ()
    ) -> tuple[bytes, list[Diagnostic]]:
        """Return the content of the page between its first slot and its last, both filled."""
        number = names.clean(order_number)
        place = Place(f"order {number.text or '(no number)'}")
        done: list[bytes] = []
        diagnostics: list[Diagnostic] = []
        for slot, glue in zip(self._base.slots, (*self._base.glue, b""), strict=True):
            if slot.kind == PARCEL:
                text = self._parcel(slot, parcel, place, diagnostics)
            elif slot.kind == READER:
                said = self._before, names.clean(reader or ""), self._after
                text = self._line(slot, said, "name", place, diagnostics)
            else:
                text = self._number(slot, order_number, place, diagnostics)
            done += [text, glue]
        return b"".join(done), diagnostics

    def _line(
        self,
        slot: Slot,
        said: tuple[str, names.Cleaned, str],
        what: str,
        place: Place,
        diagnostics: list[Diagnostic],
    ) -> bytes:
        before, cleaned, after = said
        if cleaned.dropped:
            message = f"the {what} is set without its emoji"
            diagnostics.append(warning(place, "W953", message))
        if cleaned.unknown:
            diagnostics.append(_left_off(place, what, "it holds signs that are no letters"))
            return b""
        if not cleaned.text:
            if cleaned.dropped:
                diagnostics.append(_left_off(place, what, "it holds no letters"))
            return b""
        parts = [TextPart(before), TextPart.of(cleaned.text), TextPart(after)]
        try:
            fitted = fit(
                self._book, [part for part in parts if part.text], slot.frame(self._base.floor),
                bold=slot.bold,
            )  # fmt: skip
        except MissingError:
            diagnostics.append(_left_off(place, what, "no font has all of its letters"))
            return b""
        if fitted.shortened:
            message = f"the {what} is too long for its place and was shortened"
            diagnostics.append(warning(place, "W952", message))
        return slot.fill(self._typesetter, fitted, self._base.ink)

    def _number(
        self, slot: Slot, order_number: str, place: Place, diagnostics: list[Diagnostic]
    ) -> bytes:
        """Set the order's number, whatever is in it: without one, nobody finds the parcel."""
        cleaned = names.clean(order_number).text
        shown = "".join(
            letter if self._book.face(letter, bold=slot.bold) is not None else ""
            for letter in cleaned
        ).strip()
        if shown != cleaned or not shown:
            digest = hashlib.sha256(order_number.encode(errors="replace")).hexdigest()
            shown = f"{shown} {digest[:4]}".strip()
            message = f"the order number is set as “{shown}”: no font has all of its letters"
            diagnostics.append(warning(place, "W894", message))
        floor = min(self._base.floor, _NUMBER_FLOOR)
        frame = replace(slot.frame(floor), lines=1)
        fitted = fit_end(self._book, _ORDER_LINE, shown, frame, bold=slot.bold)
        if fitted.shortened:
            message = "the order number is too long for its place and was shortened"
            diagnostics.append(warning(place, "W952", message))
        return slot.fill(self._typesetter, fitted, self._base.ink)

    def _parcel(
        self, slot: Slot, parcel: Sequence[str], place: Place, diagnostics: list[Diagnostic]
    ) -> bytes:
        """Set one line for each thing in the parcel, and how many more there are."""
        frame = slot.frame(self._base.floor)
        one = Room(frame.width, frame.size, frame.floor)
        most = max(1, int((slot.height + 0.5) / (1.2 * frame.size)))
        cleaned = [names.clean(each).text for each in parcel]
        wanted = [each for each in cleaned if each]
        if len(wanted) > most:
            wanted = [*wanted[: most - 1], f"and {len(wanted) - most + 1} more"]
        lines = []
        for text in wanted:
            try:
                fitted = fit(self._book, [TextPart.of(text)], one, bold=slot.bold)
            except MissingError:
                message = "one thing in the parcel cannot be set: no font has all of its letters"
                diagnostics.append(warning(place, "W954", message))
                continue
            lines += list(fitted.lines[:1])
        if not lines:
            return b""
        return slot.fill(self._typesetter, Fitted(tuple(lines), one.size), self._base.ink)


def _left_off(place: Place, what: str, why: str) -> Diagnostic:
    hint = "give a folder of fonts that have them with --fonts, or write it in other letters"
    return warning(place, "W951", f"the {what} is left off: {why}", hint=hint)
