"""File names: what the files of an order are called, and whose a file is by its name."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["file_name", "plain", "stem", "stem_of"]

_PLAIN = re.compile(r"[A-Za-z0-9]+")
_COPY = re.compile(r"\.?(.*-[0-9a-f]{12})-", re.DOTALL)


def plain(number: str) -> str:
    """Return an order number as far as it is plain.

    >>> plain("#1001"), plain("../../etc/passwd"), plain("注文")
    ('1001', 'etc-passwd', 'order')
    """
    letters = unicodedata.normalize("NFKD", number).encode("ascii", "ignore").decode()
    return "-".join(_PLAIN.findall(letters))[:40].strip("-") or "order"


def stem(number: str, key: str) -> str:
    """Return how the names of an order's files begin: its number, and a digest of its key.

    >>> stem("#1001", "shopify:id:6600")
    '1001-b261923ebbbd'
    """
    return f"{plain(number)}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def file_name(start: str, edition: str) -> str:
    """Return the name of the file of an edition, after its stem.

    >>> file_name("1001-b261923ebbbd", "lower-back-pain/sheet-a4")
    '1001-b261923ebbbd-lower-back-pain-sheet-a4.pdf'
    """
    return f"{start}-{edition.replace('/', '-')}.pdf"


def stem_of(name: str) -> str | None:
    """Return the stem of a file, whole or half-written; None if it is none of an order's.

    >>> stem_of(".1001-b261923ebbbd-back-sheet-a4.pdf.part"), stem_of("notes.txt")
    ('1001-b261923ebbbd', None)
    """
    match = _COPY.match(name)
    return match[1] if match else None
