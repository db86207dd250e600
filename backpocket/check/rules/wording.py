"""Wording: medical words that are not taught, words with plainer ones, promotion, sums."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backpocket.check.language import Language, whole_words
from backpocket.check.passages.passage import Passage, PassageKind
from backpocket.check.registry import language_rule, rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["RULES"]

_ADVICE = {
    "plainer": ("W614", "there is a plainer word for “{}”"),
    "address": ("W617", "“{}” does not speak to the reader"),
    "sums": ("W618", "“{}” asks the reader to do sums"),
}


@language_rule("W614", "W617", "W618", purpose="Words are plain, and speak to the reader.")
def words_are_plain(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    for passage in subject.passages:
        for table, (code, message) in _ADVICE.items():
            for found in language.advice(table, passage.text):
                hint = f"write “{found.hint}”" if table == "plainer" else found.hint
                yield passage.warning(found.start, code, message.format(found.words), hint)


@rule("W619", purpose="Numbers are whole, and out of how many.")
def numbers_are_plain(subject: Subject) -> Iterator[Diagnostic]:
    if subject.language is None:
        return
    for passage in subject.passages:
        for match in _HARD_NUMBER.finditer(passage.text):
            message = f"“{match[0]}” is hard to picture"
            hint = "round it to a whole number, and say out of how many"
            yield passage.warning(match.start(), "W619", message, hint)


_HARD_NUMBER = re.compile(r"\b\d+(?:\.\d+)?\s?%|(?<![\w.])\d+\.\d+(?![\w.])")


@language_rule("E620", "E621", "E622", purpose="Nothing is sold in health text.")
def nothing_is_sold(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    products = [product.name for product in subject.brand.product] if subject.brand else []
    named = whole_words(products or ["\0"])
    for passage in subject.passages:
        for match in language.pattern("promotion").finditer(passage.text):
            message = f"“{match[0]}” is promotion"
            yield passage.error(match.start(), "E620", message, "say what it is, without praise")
        if passage.box != "shop":
            for match in named.finditer(passage.text):
                message = f"the product “{match[0]}” is named outside a shop box"
                hint = 'take it out, or put it in a box !!! shop "From the shop"'
                yield passage.error(match.start(), "E621", message, hint)
        elif (
            subject.brand and passage.kind is not PassageKind.TITLE
        ):  # else a name may look like a claim
            yield from _claims_of_the_shop(passage, named, language)


def _claims_of_the_shop(
    passage: Passage, products: re.Pattern[str], language: Language
) -> Iterator[Diagnostic]:
    for sentence in passage.sentences:
        text = products.sub(lambda match: " " * len(match[0]), sentence.text)
        claim = language.pattern("health_claim").search(text)
        if claim and not language.pattern("no_health_claim").search(text):
            message = f"a shop box makes a health claim: “{claim[0]}”"
            hint = "say what the product is, not what it does for health"
            yield passage.error(sentence.start + claim.start(), "E622", message, hint)


RULES = (
    words_are_plain,
    numbers_are_plain,
    nothing_is_sold,
)
