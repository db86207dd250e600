"""Citations: ``[@key]``, ``[@one; @other]`` and ``[see @key, p. 3]``, taken apart.

The forms are those of pandoc (Pandoc User’s Guide, “Citation syntax”). The author is not named by
a number, so that ``[-@key]`` is what ``[@key]`` is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["CITATION", "Cited", "bare_citations", "cited"]

CITATION = re.compile(r"\[(?P<cited>(?:[^\[\]\n@]*[\s;-](?=@\w))?@[^\[\]\n]*+)\](?!\()")
_PART = re.compile(r"(?P<before>(?:[^@]*\s)?)-?@(?P<key>[^\s,@]*)(?P<after>[^@]*)")
_BARE = re.compile(r"(?<![\w/\\.:=&@`])@[^\W_][\w:.#$%&+?~/-]*")
_SIGNS = frozenset("*_`<>{}")
"""Signs of Markdown: the words around a key are plain."""

_INNER = ".:?#$%&+~/-"
"""Signs that a key may hold and not end with: they are of the sentence then."""


@dataclass(frozen=True)
class Cited:
    """A key with the words around it; ``offset`` is that of its ``@``.

    A part that cites nothing has an empty key, and the offset where it begins.
    """

    key: str
    offset: int
    before: str = ""
    after: str = ""


def cited(text: str) -> tuple[Cited, ...]:
    """Return the parts of what stands in the brackets of a citation.

    >>> cited("see @a, p. 3")
    (Cited(key='a', offset=4, before='see', after=', p. 3'),)
    >>> [part.key for part in cited("@a; -@b; c")]
    ['a', 'b', '']
    """
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[Cited]:
    start = 0
    for part in text.split(";"):
        match = _PART.fullmatch(part.strip())
        offset = start + len(part) - len(part.lstrip())
        start += len(part) + 1
        if match is None or _SIGNS & {*match["before"], *match["after"]}:
            yield Cited("", offset)
            continue
        key = match["key"].rstrip(_INNER)
        after = match["key"][len(key) :] + match["after"]
        yield Cited(key, offset + match.start("key") - 1, match["before"].strip(), after.rstrip())


def bare_citations(text: str) -> Iterator[tuple[str, int]]:
    """Yield each ``@key`` that stands in no brackets, and its offset; a mail address is none.

    >>> list(bare_citations("As @a, says [@b] of c@d.org."))
    [('@a', 3)]
    """
    outside = CITATION.sub(lambda match: " " * len(match[0]), text)
    for match in _BARE.finditer(outside):
        yield match[0].rstrip(_INNER), match.start()
