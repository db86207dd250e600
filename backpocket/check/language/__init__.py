"""Language: what the rules know of the language of a guide, as data.

A language is a folder here, named as in ``guide.toml``: ``rules.toml`` holds limits, phrases and
word tables; ``words.txt.gz`` is the dictionary, one word a line. A second language is a second
folder: no Python is touched.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

__all__ = ["Advice", "Language", "languages", "load_language", "spelling_of", "whole_words"]

_HERE = Path(__file__).parent
_WORD = re.compile(r"[\w’]++")


@dataclass(frozen=True)
class Advice:
    """Words in a text that there is something to say about: where, which, and what."""

    start: int
    words: str
    hint: str


@dataclass(frozen=True)
class Language:
    """The tables of one language: see ``en-GB/rules.toml`` for what each is for."""

    name: str
    table: Mapping[str, Any] = field(repr=False)

    def limit(self, name: str) -> int:
        """Return a number of the table ``limits``; raises KeyError for one that is not there."""
        return int(self.table["limits"][name])

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {name: whole_words(items) for name, items in self.table["phrases"].items()}

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return one pattern for all phrases of a list."""
        return self._patterns[name]

    @cached_property
    def _advice_patterns(self) -> dict[str, re.Pattern[str]]:
        return {name: whole_words(table) for name, table in self.table["advice"].items()}

    def advice(self, name: str, text: str) -> Iterator[Advice]:
        """Yield the phrases of a table that stand in a text, with what to do about each."""
        table = self.table["advice"][name]
        for match in self._advice_patterns[name].finditer(text):
            words = " ".join(match[0].lower().split())
            phrase = words
            if words not in table:
                phrase = next(
                    each for each in table if each.endswith("*") and words.startswith(each[:-1])
                )
            yield Advice(match.start(), match[0], table[phrase])

    def passives(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a form of “be” begins, and where the participle does that follows it.

        Only adverbs may stand between the two, and nothing but white space.
        """
        lists = self.table["phrases"]
        begun, end = -1, 0
        for match in _WORD.finditer(text):
            word = match[0].lower()
            what = word.partition("’")[0]
            if begun >= 0 and not text[end : match.start()].isspace():
                begun = -1
            if begun >= 0 and (_ends(what, "ed") or what in lists["participle"]):
                yield begun, match.start()
                begun = -1
            elif not (_ends(word, "ly") or word in lists["adverb"]):
                begun = -1
            if begun < 0 and word in lists["be"]:
                begun = match.start()
            end = match.end()

    @cached_property
    def syllables(self) -> _Syllables:
        """Return how syllables are counted."""
        rules = self.table["syllables"]
        return _Syllables(
            re.compile(f"[{rules['vowels']}]+"),
            tuple(re.compile(pattern) for pattern in rules["silent"]),
            tuple(re.compile(pattern) for pattern in rules["more"]),
            rules["words"],
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the dictionary, with curly apostrophes."""
        data = gzip.decompress((_HERE / self.name / "words.txt.gz").read_bytes())
        return frozenset(data.decode().split())


@dataclass(frozen=True)
class _Syllables:
    """Counts vowel groups, less the silent ones, plus those that are two."""

    vowels: re.Pattern[str]
    silent: tuple[re.Pattern[str], ...]
    more: tuple[re.Pattern[str], ...]
    exceptions: Mapping[str, int]

    @cached_property
    def _known(self) -> dict[str, int]:
        return {}

    def count(self, word: str) -> int:
        """Return the syllables of a word: at least 1."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._count(word)
        return known

    def _count(self, word: str) -> int:
        if "-" in word:
            return sum(self.count(part) for part in word.split("-") if part)
        word = word.lower().replace("'", "’").removesuffix("’s").replace("’", "")
        if word in self.exceptions:
            return self.exceptions[word]
        number = len(self.vowels.findall(word))
        if number > 1:
            number -= sum(1 for pattern in self.silent if pattern.search(word))
        number += sum(len(pattern.findall(word)) for pattern in self.more)
        return max(number, 1)


def languages() -> list[str]:
    """Return the names of the languages that there are tables for."""
    return sorted(path.parent.name for path in _HERE.glob("*/rules.toml"))


@cache
def load_language(name: str) -> Language | None:
    """Read the tables of a language; None if there are none."""
    if name not in languages():
        return None
    text = (_HERE / name / "rules.toml").read_text(encoding="utf-8")
    return Language(name, tomllib.loads(text))


def whole_words(items: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of these phrases as whole words, in small or capital letters.

    ``*`` at the end of a word stands for any ending; a space, for any white space.
    """
    return _whole_words(tuple(items))


@lru_cache(maxsize=256)
def _whole_words(items: tuple[str, ...]) -> re.Pattern[str]:
    parts = [re.escape(item).replace(r"\*", r"\w*+").replace(r"\ ", r"\s++") for item in items]
    parts.sort(key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _ends(word: str, ending: str) -> bool:
    return word.endswith(ending) and word != ending


def spelling_of(word: str, words: Iterable[str]) -> str:
    """Return the known word most like a misspelt one, or nothing."""
    import difflib

    near = [each for each in words if each[:1] == word[:1] and abs(len(each) - len(word)) < 3]
    close = difflib.get_close_matches(word, near, n=1, cutoff=0.75)
    return close[0] if close else ""
