"""Citations: numbered marks in the text and the list of references at its end.

Numbers follow the order of first mention, as Vancouver style asks (ICMJE Recommendations; NLM
*Citing Medicine*). The marks are set here, because each number is a link of its own and each
reference leads back to its marks; :mod:`backpocket.render.bibliography` sets the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape

from markupsafe import Markup, escape

from backpocket.markup.cited_keys import Cited, cited
from backpocket.markup.elements import NO_BREAK

__all__ = ["anchor", "mark_keys", "number", "set_marks"]

_UNFIT = re.compile(r"[^A-Za-z0-9_-]")
_IN_ONE_LINE = 4
"""How many numbers of a mark stay together at the end of a line; more may not fit on one."""

_MARK = re.compile(
    r'<span class="cite"(?: data-cited="(?P<cited>[^"]*)")? data-keys="(?P<keys>[^"]*)"></span>'
)


def mark_keys(keys: Iterable[str]) -> Markup:
    """Return an empty mark for keys, as :mod:`backpocket.markup.elements` leaves it in the text."""
    return Markup('<span class="cite" data-keys="{}"></span>').format(" ".join(keys))


def anchor(key: str) -> str:
    """Return a key as a part of an id that is one in HTML, in EPUB and in an address.

    >>> anchor("adams2020"), anchor("pmid:12")
    ('adams2020', 'pmid.3a.12')
    """
    return _UNFIT.sub(lambda match: f".{ord(match[0]):x}.", key)


def number(*pages: str) -> dict[str, int]:
    """Number the keys in the order in which these pages first cite them."""
    order: dict[str, int] = {}
    for page in pages:
        for match in _MARK.finditer(page):
            for key in _keys(match):
                order.setdefault(key, len(order) + 1)
    return order


def _keys(mark: re.Match[str]) -> list[str]:
    return unescape(mark["keys"]).split()


def set_marks(
    page: str, numbers: Mapping[str, int], *, links: bool = True
) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Fill the empty marks of a page; return it with the ids of the marks of each key.

    >>> page, marks = set_marks('so<span class="cite" data-keys="a b"></span>', {"a": 1, "b": 2})
    >>> marks
    {'a': ('cite-a-1',), 'b': ('cite-b-1',)}
    """
    marks: dict[str, list[str]] = {}

    def fill(match: re.Match[str]) -> str:
        # No element around the mark: WeasyPrint 70 then breaks lines too early before it.
        if match["cited"]:
            return f"[{'; '.join(map(in_words, cited(unescape(match['cited']))))}]"
        keys = sorted(_keys(match), key=numbers.__getitem__)
        space = NO_BREAK if len(keys) <= _IN_ONE_LINE else " "
        return f"[{f',{space}'.join(map(one, keys))}]"

    def in_words(part: Cited) -> str:
        before = f"{escape(part.before)} " if part.before else ""
        return f"{before}{one(part.key)}{escape(part.after)}"

    def one(key: str) -> str:
        if not links:
            return str(numbers[key])
        ids = marks.setdefault(key, [])
        ids.append(f"cite-{anchor(key)}-{len(ids) + 1}")
        return f'<a class="cite" id="{ids[-1]}" href="#ref-{anchor(key)}">{numbers[key]}</a>'

    page = _MARK.sub(fill, page)
    return page, {key: tuple(ids) for key, ids in marks.items()}
