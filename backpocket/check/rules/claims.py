"""Claims: what is said of health has its source; references are whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backpocket.check.language import Language
from backpocket.check.passages.passage import Passage, PassageKind
from backpocket.check.registry import language_rule, rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.model.csl import citation_key
from backpocket.model.csl_dates import csl_date

__all__ = ["RULES"]

_MOVE_FIELDS = ("purpose", "next_step", "feel")


@language_rule("E302", purpose="A health claim has its source beside it.")
def claims_are_cited(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    for section in subject.sections:
        if section[0].key:
            yield from _in_fields(section, language)
        elif not any(language.pattern("own_view").search(each.text) for each in section):
            yield from _in_chapter(section, language)


def _in_chapter(section: Sequence[Passage], language: Language) -> Iterator[Diagnostic]:
    for passages in _paragraphs(section):
        if not any(passage.cited for passage in passages):
            for passage in passages:
                yield from _claims(passage, language)


def _paragraphs(section: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Yield each paragraph; a list belongs to the paragraph that leads to it."""
    group: list[Passage] = []
    for passage in section:
        if not passage.list_number or passage.box:
            if group:
                yield group
            group = []
        if passage.kind.is_prose and passage.box != "shop":
            group.append(passage)
    if group:
        yield group


def _in_fields(section: Sequence[Passage], language: Language) -> Iterator[Diagnostic]:
    """Judge the fields of moves, where a citation in the dose’s source counts for the dose only."""
    for passage in section:
        of_move = "/moves/" in passage.source.path and passage.key[0] in _MOVE_FIELDS
        if of_move and not passage.cited:
            yield from _claims(passage, language)


def _claims(passage: Passage, language: Language) -> Iterator[Diagnostic]:
    if passage.kind is PassageKind.STEP:
        return
    for sentence in passage.sentences:
        claim = language.pattern("claim").search(sentence.text)
        if claim and not language.pattern("no_claim").search(sentence.text):
            if sentence.text.endswith("?"):
                continue
            message = f"this claim has no source: “{claim[0]}”"
            hint = "cite one with [@key] in this paragraph, or say that it is our own view"
            yield passage.error(sentence.start + claim.start(), "E302", message, hint)
            return


@rule("E303", "E305", purpose="A reference has its year, and a way to find it.")
def references_are_whole(subject: Subject) -> Iterator[Diagnostic]:
    fields = subject.loaded.data.get("references.json")
    if fields is None or not isinstance(fields.values, list):
        return
    for index, entry in enumerate(fields.values):
        key = citation_key(entry) if isinstance(entry, dict) else None
        if not isinstance(key, str):
            continue
        at = fields.offset((index, "id"))
        if not _has_date(entry):
            message = f"“{key}” has no date"
            hint = (
                'add "issued": { "date-parts": [[2020]] }; if it gives none, { "literal": "n.d." }'
            )
            yield fields.source.error(at, "E303", message, hint)
        if not any(entry.get(name) for name in ("DOI", "URL", "PMID", "PMCID", "ISBN")):
            message = f"“{key}” cannot be looked up"
            yield fields.source.error(at, "E305", message, "add its DOI, or a URL")


def _has_date(entry: Mapping[str, object]) -> bool:
    """Tell whether a reference says when it appeared; a date in a wrong form is told as such."""
    try:
        return csl_date(entry.get("issued")) is not None
    except ValueError:
        return True


RULES = (
    claims_are_cited,
    references_are_whole,
)
