"""Spelling: every word is in the dictionary, or in a ``words.txt`` of ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from backpocket.check.language import Language, spelling_of
from backpocket.check.passages.everywhere import is_shared
from backpocket.check.registry import language_rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["RULES"]

_LETTERS = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)*")
_ADDRESS = re.compile(
    r"(?<!\S)[^\s@]++@\S++"
    r"|(?<![\w.-])[\w-]++(?:\.[\w-]++)*?\.(?:com|org|net|uk|gov|int)\b\S*+"
    r"|https?:\S++"
)

_MOST_HINTS = 50
"""How many words are compared with the whole dictionary: so many slips are another language."""


@language_rule("W615", purpose="Every word is spelt right.")
def words_are_spelt_right(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    known = language.words | own_words(subject)
    seen: set[str] = set()
    for passage in subject.passages:
        text = _ADDRESS.sub(lambda match: " " * len(match[0]), passage.text.replace("'", "’"))
        for match in _LETTERS.finditer(text):
            word = match[0]
            if len(word) == 1 or _is_known(word, known):
                continue
            is_new = word not in seen and len(seen) < _MOST_HINTS
            near = spelling_of(word.lower(), known) if is_new else ""
            seen.add(word)
            place = "content" if is_shared(passage.source.path) else f"content/{subject.name}"
            own = f"if it is right, add it to {place}/words.txt"
            hint = f"did you mean “{near}”? {own}" if near else own
            yield passage.warning(match.start(), "W615", f"“{word}” is not in the dictionary", hint)


def own_words(subject: Subject) -> frozenset[str]:
    """Return the words of the guide’s and the shared ``words.txt``, and those of the shop."""
    words = set(subject.own_words)
    if subject.brand:
        names = [subject.brand.name, *(product.name for product in subject.brand.product)]
        words |= {word for name in names for word in _LETTERS.findall(name)}
    return frozenset(words)


def _is_known(word: str, known: frozenset[str]) -> bool:
    small = _without_accents(word.lower())
    if word in known or small in known or (word.isupper() and len(word) < 5):
        return True
    for ending in ("’s", "’"):
        if small.endswith(ending) and _is_known(word[: -len(ending)], known):
            return True
    return word.isupper() and word.capitalize() in known


def _without_accents(word: str) -> str:
    """Return the letters alone: the dictionary has “naive”, and “naïve” is as right."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(char for char in parts if not unicodedata.combining(char))


RULES = (words_are_spelt_right,)
