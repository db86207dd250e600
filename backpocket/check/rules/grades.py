"""Grades: how hard a text is to read, by two formulas, and how long its sentences are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from backpocket.check.language import Language
from backpocket.check.passages.passage import Passage, Sentence
from backpocket.check.registry import language_rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["RULES", "flesch_kincaid", "smog"]

_FEWEST = 3
"""SMOG counts long words a sentence; on fewer sentences than these one word decides it."""


def flesch_kincaid(sentences: Sequence[Sentence], language: Language) -> float:
    """Return the Flesch-Kincaid grade (Kincaid et al., Navy research branch report 8-75, 1975)."""
    words = [word for sentence in sentences for word in sentence.words]
    if not words:
        return 0.0
    syllables = sum(language.syllables.count(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def smog(sentences: Sequence[Sentence], language: Language) -> float:
    """Return the SMOG grade (McLaughlin, Journal of Reading 12(8), 1969) for 30 sentences."""
    if not sentences:
        return 0.0
    return 3.1291 + 1.043 * math.sqrt(30 * len(hard_words(sentences, language)) / len(sentences))


def hard_words(sentences: Iterable[Sentence], language: Language) -> list[str]:
    """Return the words of three syllables or more."""
    words = [word for sentence in sentences for word in sentence.words]
    return [word for word in words if language.syllables.count(word) >= 3]


@language_rule("E601", "E602", purpose="Every section can be read with six years of school.")
def sections_are_easy(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    for section in subject.sections:
        sentences = _read(passage for passage in section if passage.kind.is_prose)
        if sentences:
            yield from _grades(section[0], sentences, language)


def _grades(
    first: Passage, sentences: Sequence[Sentence], language: Language
) -> Iterator[Diagnostic]:
    hard = ", ".join(f"“{word}”" for word in dict.fromkeys(hard_words(sentences, language)))
    hint = f"shorter sentences and words help; long words here: {hard[:150] or 'none'}"
    grades = [("E601", "Flesch-Kincaid", "flesch_kincaid", flesch_kincaid(sentences, language))]
    if len(sentences) >= _FEWEST:
        grades.append(("E602", "SMOG", "smog", smog(sentences, language)))
    for code, formula, name, grade in grades:
        limit = language.limit(name)
        if grade > limit:
            message = f"this section has a reading grade of {grade:.1f} ({formula}), over {limit}"
            yield first.error(0, code, message, hint)


@language_rule("E603", "W605", purpose="Sentences are short.")
def sentences_are_short(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    by_file: dict[str, list[Passage]] = {}
    for passage in subject.passages:
        if passage.kind.is_prose:
            by_file.setdefault(passage.source.path, []).append(passage)
    for passages in by_file.values():
        for passage in passages:
            yield from _long_sentences(passage, language.limit("sentence"))
        sentences = _read(passages)
        limit = language.limit("mean_sentence")
        mean = sum(len(sentence.words) for sentence in sentences) / max(len(sentences), 1)
        if mean > limit:
            message = f"sentences here have {mean:.1f} words on average, over {limit}"
            yield passages[0].warning(0, "W605", message, "cut the longest ones in two")


def _long_sentences(passage: Passage, limit: int) -> Iterator[Diagnostic]:
    for sentence in passage.sentences:
        if len(sentence.words) > limit:
            message = f"this sentence has {len(sentence.words)} words, over {limit}"
            yield passage.error(sentence.start, "E603", message, "make it two sentences")


def _read(passages: Iterable[Passage]) -> list[Sentence]:
    return [each for passage in passages for each in passage.sentences if each.words]


RULES = (
    sections_are_easy,
    sentences_are_short,
)
