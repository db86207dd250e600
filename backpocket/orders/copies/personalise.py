"""Personalise: one edition, rendered once, becomes a copy for each reader.

A copy is the bytes of the edition followed by an incremental update (ISO 32000-1, 7.5.6) of three
things: the piece of the first page's content that holds the reader's lines, the fonts for them,
and the dictionary that names those fonts. Tags, links and fields stay as they are, since the lines
stand inside the marks that were there. The same base and reader give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from backpocket.diagnostics import Diagnostic, Place, error, nearest
from backpocket.model.editions import CARDS, EDITIONS, Edition
from backpocket.orders.copies.base import GREETING, Base, make_base
from backpocket.orders.copies.slot_text import Lines
from backpocket.orders.lettering.typesetting import Typesetter, stream

if TYPE_CHECKING:
    from backpocket.load.project import Project
    from backpocket.model.guide import Guide

__all__ = ["Base", "added", "personal", "prepare"]


def prepare(
    project: Project,
    guide: Guide,
    edition_name: str,
    paper: str,
    *,
    fonts: Path | None = None,
    greeting: str = GREETING,
    anywhere: bool = False,
) -> tuple[Base | None, list[Diagnostic]]:
    """Render an edition of a guide with free slots: “handout” on “a4” is the edition handout-a4.

    Insert cards are “card” on “a6” or “4x6”.

    ``fonts`` is a folder of further fonts for names; ``greeting`` holds ``{reader}`` once. An
    edition that goes ``anywhere`` has the emergency numbers of all regions.
    """
    edition, diagnostics = _edition(edition_name, paper)
    if edition is None:
        return None, diagnostics
    edition = replace(edition, anywhere=anywhere)
    return make_base(project, guide, edition, fonts=fonts, greeting=greeting)


def _edition(name: str, paper: str) -> tuple[Edition | None, list[Diagnostic]]:
    if name == "card" and paper in CARDS:
        return CARDS[paper], []
    known = {each.name: each for each in EDITIONS if each.kind == "pdf"}
    edition = known.get(f"{name}-{paper}") or known.get(name)
    if edition is None or edition.paper != paper:
        hint = nearest(f"{name}-{paper}", known)
        message = f"there is no printed edition “{name}” on the paper “{paper}”"
        return None, [error(Place("content"), "E957", message, hint=hint)]
    styles = (*edition.stylesheets, "personal.css")
    if edition.large_print:
        styles = (*styles, "personal-large-print.css")
    return replace(edition, stylesheets=styles, personal=True), []


# --- The copy ------------------------------------------------------------------------------


def personal(base: Base, reader: str | None, order_number: str) -> tuple[bytes, list[Diagnostic]]:
    """Return a reader's own copy of an edition, as PDF."""
    update, diagnostics = added(base, reader, order_number)
    return base.data + update, diagnostics


def added(base: Base, reader: str | None, order_number: str) -> tuple[bytes, list[Diagnostic]]:
    """Return what a reader's own copy adds to the bytes of its base.

    A name that cannot be set is left off, and a diagnostic that does not hold it says so.
    """
    typesetter = Typesetter()
    content, diagnostics = Lines(base, typesetter).content(reader, order_number)
    size = base.size

    def reserve() -> int:
        nonlocal size
        size += 1
        return size - 1

    entries, objects = typesetter.fonts(reserve)
    dictionary = f"<<{base.font_entries}{entries}>>".encode()
    changed = [(base.content, stream("", content)), (base.fonts, dictionary), *objects]
    return _update(base, size, sorted(changed)), diagnostics


def _update(base: Base, size: int, objects: Sequence[tuple[int, bytes]]) -> bytes:
    """Write objects and the table that finds them (ISO 32000-1, 7.5.8); it is an object, too."""
    out = io.BytesIO()
    out.write(b"\n")
    rows: list[tuple[int, int]] = []
    start = len(base.data)
    for number, body in objects:
        rows.append((number, start + out.tell()))
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    rows.append((size, start + out.tell()))
    digest = hashlib.sha256(base.identifier + out.getvalue()).hexdigest()[:32]
    index = _index([number for number, _ in rows])
    table = b"".join(b"\1%b\0" % offset.to_bytes(4, "big") for _, offset in rows)
    out.write(
        f"{size} 0 obj\n<</Type/XRef/Size {size + 1}/W[1 4 1]/Index[{index}]{base.trailer}"
        f"/ID[<{base.identifier.hex()}><{digest}>]/Length {len(table)}>>stream\n".encode()
    )
    out.write(table + b"\nendstream\nendobj\n")
    out.write(f"startxref\n{rows[-1][1]}\n%%EOF\n".encode())
    return out.getvalue()


def _index(numbers: Sequence[int]) -> str:
    """Write ascending numbers as pairs of the first of a run and how many there are."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([number, 1])
    return " ".join(f"{first} {count}" for first, count in runs)
