"""Readers: whose copy it is, by what a customer, a form or a spreadsheet has put where a name goes.

Where it is no name, it is left off: a page without one is better than one for “N/A”.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = ["ReaderName", "reader_name"]

_NO_NAME = """
n/a|na|n.a.|none|null|nil|nan|undefined|unknown|anonymous|no name|not provided|not applicable|name|
first name|first last|full name|test|tbc|tbd|customer|dear customer|valued customer|guest|
guest customer|buyer|recipient|client|user|default|local pickup|pickup|pick up|in-store pickup|
store pickup|kunde|kundin|gast|unbekannt|keine angabe|abholung|selbstabholung|client invité|invité|
inconnu|retrait|cliente|invitado|desconocido|recogida|ospite|sconosciuto|ritiro|klant|onbekend|
afhalen|klient|gość|kund|okänd|ukendt
"""
"""What forms and packers write where no name is, in small letters."""

_NO_NAMES = frozenset(_NO_NAME.replace("\n", "").split("|"))

_ADDRESS = re.compile(
    r"^\d++[a-z]?[\s,].*\b(?:street|st|road|rd|lane|ln|avenue|ave|drive|dr|close|court|ct|way|"
    r"square|sq|terrace|gardens|crescent|boulevard|blvd|place|pl|rue|route|chemin|allée|allee|"
    r"strasse|straße|str|weg|platz|gasse|highway|hwy|parkway|row|hill|park|grove|mews)\b"
    r"|(?:str(?:aße|asse|\.)|stra++t|gasse|platz|weg|laan|allee|gata|gatan|vej|katu)\s*+\d"
    r"|\b(?:rue|via|viale|piazza|calle|avenida|rua|ulica|ul\.)\b\D{0,300}+\d"
    r"|\bp\.?\s?o\.?\s?box\b|\b(?:flat|apt|unit|suite|apartment)\.?\s*+\d|\bpostfach\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"[+(]?\d[\d\s()./-]{5,}", re.ASCII)
_LOST = re.compile(r"\w\?\w|\?{2}|\ufffd")
"""A letter that an encoding without it has turned into a question mark."""

_LEFT_OVER = re.compile("[\x80-\x9f\ufffd]")


@dataclass(frozen=True, slots=True)
class ReaderName:
    """A name to print, None if there is none, and what was done to it, in words that hold none."""

    name: str | None = field(default=None, repr=False)
    doubt: str = ""


@lru_cache(maxsize=256)
def reader_name(text: str | None) -> ReaderName:
    """Return the name in a field for names.

    >>> reader_name("ZoÃ« MÃ¼ller").name, reader_name("N/A").doubt
    ('Zoë Müller', 'what stands for a name is a placeholder; it is left off')
    """
    if not text:
        return ReaderName(None, "the order holds no name")
    said = _no_name(text)
    if said:
        return ReaderName(None, f"what stands for a name is {said}; it is left off")
    if _LOST.search(text):
        return ReaderName(None, "a wrong encoding has lost letters of the name; it is left off")
    return ReaderName(text) if text.isascii() else _mended(text)


def _no_name(text: str) -> str:
    """Say what a text is that is no name."""
    bare = text.strip(" \"'“”()[]<>").casefold()
    words = bare.split()
    once = bare if len(set(words)) != 1 else words[0]
    letters = [letter for letter in text if letter.isalpha()]
    if "@" in text:
        return "an e-mail address"
    if _PHONE.fullmatch(text.strip()):
        return "a phone number"
    if once in _NO_NAMES or not letters or (len(set(bare)) == 1 and bare.isascii()):
        return "a placeholder"
    if bare.startswith(("http:", "https:", "www.")):
        return "a link"
    return "an address" if _ADDRESS.search(text) else ""


def _mended(text: str) -> ReaderName:
    """Undo a wrong encoding where it is certain what the name was."""
    import ftfy
    from ftfy.badness import is_bad

    if not is_bad(text):
        return ReaderName(text)
    # What stands for a space may have been one: only what is whole is undone.
    certain = ftfy.TextFixerConfig(restore_byte_a0=False, replace_lossy_sequences=False)
    mended = ftfy.fix_encoding(text, certain)
    if mended == text or is_bad(mended) or _LEFT_OVER.search(mended):
        return ReaderName(None, "a wrong encoding has broken the name; it is left off")
    return ReaderName(mended, "a wrong encoding had broken the name; it is mended")
