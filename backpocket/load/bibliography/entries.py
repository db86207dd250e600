"""Entries: what a bibliography holds, judged, and each with a key that it can be cited by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from backpocket.diagnostics import Diagnostic
from backpocket.load.bibliography.exported import Exported
from backpocket.load.fields import Fields, validate
from backpocket.model.csl import citation_key
from backpocket.model.reference import Reference
from backpocket.model.source import Source

__all__ = ["Imported", "judged"]

_PLAIN_KEY = re.compile(r"(?!pmid:|ITEM-\d)[^\W\d_][\w:.+-]{0,60}")
_STOP_WORDS = ("a", "an", "the", "on", "of")


@dataclass(frozen=True)
class Imported:
    """A reference from elsewhere, and its offset in the file."""

    reference: Reference
    offset: int


def judged(
    source: Source, exported: Iterable[Exported], taken: Collection[str]
) -> tuple[list[Imported], list[Diagnostic]]:
    """Return the entries that can be set, and what is wrong with the others, at their lines.

    An entry whose key is none to cite by, such as an address, gets one of name and year, which
    is not among those that are ``taken``.
    """
    made: list[Imported] = []
    diagnostics: list[Diagnostic] = []
    used = {key.lower() for key in taken}
    for each in exported:
        fields = Fields(source, dict(each.fields), {(): each.offset})
        key = citation_key(fields.values)
        is_plain = isinstance(key, str) and _PLAIN_KEY.fullmatch(key) is not None
        fields.values["citation-key"] = key if is_plain else "none"
        reference, faults = validate(Reference, fields)
        diagnostics += faults
        if reference is None:
            continue
        if not is_plain:
            key = next(key for key in _keys(reference) if key.lower() not in used)
            reference = reference.model_copy(update={"id": key})
        used.add(reference.id.lower())
        made.append(Imported(reference, each.offset))
    return made, diagnostics


def _keys(reference: Reference) -> Iterator[str]:
    """Yield keys such as adams2020, adams2020b and so on."""
    [name, *_] = reference.author or reference.editor or ({},)
    words = (name.get("family") or name.get("literal") or reference.title).split()
    telling = [word for word in words if word.lower() not in _STOP_WORDS]
    word = "".join(telling[:1] or words[:1])
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    base = "".join(filter(str.isalnum, plain)).lower() or "source"
    days = (reference.issued or {}).get("date-parts") or [[""]]
    yield f"{base}{days[0][0]}"
    yield from (f"{base}{days[0][0]}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")
    number = 2
    while True:
        yield f"{base}{days[0][0]}-{number}"
        number += 1
