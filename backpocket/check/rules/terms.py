"""Terms: medical words are in the glossary, and its words are taught where they first stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from backpocket.check.language import Language, whole_words
from backpocket.check.passages.passage import Passage, PassageKind
from backpocket.check.registry import language_rule, rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["RULES"]


@language_rule("E613", purpose="A medical word is in the glossary, or there is a plainer one.")
def medical_words_are_taught(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    terms = _terms(subject)
    if terms is None:
        return
    taught = whole_words([name for names in terms.values() for name in names] or ["\0"])
    for passage in subject.passages:
        if passage.source.path.endswith("glossary.toml") or passage.key[:1] == ("links",):
            continue  # what is explained there, and the names of others
        known = [match.span() for match in taught.finditer(passage.text)]
        for found in language.advice("medical", passage.text):
            if any(start <= found.start < end for start, end in known):
                continue
            message = f"the medical word “{found.words}” is not in the glossary"
            hint = f"write “{found.hint}”, or " if found.hint else ""
            hint += "explain it in glossary.toml"
            yield passage.error(found.start, "E613", message, hint)


@rule("W623", "W624", purpose="A word of the glossary is linked where it first stands.")
def terms_are_linked(subject: Subject) -> Iterator[Diagnostic]:
    terms = _terms(subject)
    fields = subject.loaded.data.get("glossary.toml")
    if terms is None or fields is None:
        return
    shown = [each for each in subject.passages if not each.source.path.endswith("glossary.toml")]
    for number, (term, names) in enumerate(terms.items()):
        pattern = whole_words(names)
        uses = ((each, match) for each in shown if (match := pattern.search(each.text)))
        prose = [use for use in uses if use[0].kind not in (PassageKind.HEADING, PassageKind.TITLE)]
        if not prose and subject.loaded.guide is None:
            continue
        if not prose:
            at = fields.offset(("term", number))
            hint = "take it out, or use the word"
            yield fields.source.warning(at, "W624", f"the guide does not use “{term}”", hint)
            continue
        passage, match = prose[0]
        if passage.source.is_chapter and not _is_linked(passage, match):
            message = f"“{match[0]}” stands here first, and is not linked to the glossary"
            hint = f"write [{match[0]}](term:{_id(fields.values, number)})"
            yield passage.warning(match.start(), "W623", message, hint)


def _is_linked(passage: Passage, match: re.Match[str]) -> bool:
    return any(link.start <= match.start() < link.end for link in passage.links)


def _id(values: Mapping[str, list[Mapping[str, str]]], number: int) -> str:
    return values["term"][number].get("id", "ID")


def _terms(subject: Subject) -> Mapping[str, list[str]] | None:
    """Return each term of the glossary with its forms; None if one of them cannot be known."""
    fields = subject.loaded.data.get("glossary.toml")
    if fields is None or subject.loaded.ids.terms is None:
        return None
    terms: dict[str, list[str]] = {}
    for term in fields.values.get("term", []):
        name = term.get("term") if isinstance(term, dict) else None
        if not isinstance(name, str) or not name.strip() or name in terms:
            return None
        also = term.get("also", [])
        names = [name, *(each for each in also if isinstance(each, str))] if also else [name]
        forms = [form for each in names for form in (each, f"{each}s", each.removesuffix("s"))]
        terms[name] = [form for form in dict.fromkeys(forms) if form.strip()]
    return terms


RULES = (
    medical_words_are_taught,
    terms_are_linked,
)
