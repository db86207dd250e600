"""Bibliography: the list of references, set in a CSL style by citeproc-py.

Each entry of a list of real works is compared with what pandoc makes of it by a test.
"""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.diagnostics import warning as doubt
from backpocket.model.reference import Reference
from backpocket.model.source import Source
from backpocket.render.citations import anchor

__all__ = ["ListedReference", "set_entries"]

_OWN_NUMBER = re.compile(r"^\s*+[\[(]?\d++[\])]?\.?\s*+")
_DOUBLED_STOP = re.compile(r"([?!])\.")
_RAISED_OR_LOWERED = re.compile(
    r"&lt;(su[bp])&gt;((?:(?!&lt;/?su[bp]&gt;).)*)&lt;/\1&gt;", re.DOTALL
)
_EAST_ASIAN = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_WEB = re.compile(r"https?://(?:www\.)?")
_ROLES = ("collection_editor", "container_author")
_SAYS_NO_MORE = ("PMID", "PMCID", "URL", "accessed")
"""Fields that lead where the DOI does."""


@dataclass(frozen=True)
class ListedReference:
    """A line of the reference list: its number, its text, and the ids of the marks that cite it."""

    anchor: str
    number: int
    html: Markup
    marks: tuple[str, ...]


def set_entries(
    references: Mapping[str, Reference],
    numbers: Mapping[str, int],
    marks: Mapping[str, tuple[str, ...]],
    style: Source,
) -> tuple[list[ListedReference], list[Diagnostic]]:
    """Set the cited references in a CSL style, in the order of their numbers."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography
    from citeproc.formatter import plain
    from citeproc.source.json import CiteProcJSON

    from backpocket.render.csl_style import read_style

    keys = sorted(numbers, key=numbers.__getitem__)
    entries: list[ListedReference] = []
    place = Place(style.path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        source = CiteProcJSON([_csl(references[key]) for key in keys])
        for reference in source.values():  # names of a role with a hyphen are looked for with it
            reference |= {
                role.replace("_", "-"): reference[role] for role in _ROLES if role in reference
            }
        try:
            sheet = read_style(style)
        except SyntaxError as problem:  # as lxml calls what is not XML
            place = Place(place.path, problem.lineno or 0, problem.offset or 0)
            return [], [error(place, "E408", f"this is not a CSL style: {problem.msg}")]
        bibliography = CitationStylesBibliography(sheet, source, plain)
        for key in keys:
            bibliography.register(Citation([CitationItem(key.lower())]))
        lines = [str(line) for line in bibliography.bibliography()]
    for key, line in zip(keys, lines, strict=True):
        text = Markup(_tidy(line, references[key]))  # noqa: S704 - it has escaped the line
        entries.append(ListedReference(anchor(key), numbers[key], text, marks.get(key, ())))
    problems = (str(item.message) for item in caught if item.category is UserWarning)
    told = dict.fromkeys(text for text in problems if "unsupported" not in text)
    return entries, [doubt(place, "W306", text) for text in told]


def _csl(reference: Reference) -> dict[str, Any]:
    """Return the entry for the style: the DOI is address enough, so PMID and DOI links go."""
    fields = reference.model_dump(exclude_none=True)
    if reference.DOI:
        fields = {name: fields[name] for name in fields if name not in _SAYS_NO_MORE}
    if "page" in fields:
        fields["page"] = fields["page"].translate(_DASHES).replace("---", "-").replace("--", "-")
    if "event-title" in fields:  # as CSL 1.0.1 and many styles call it
        fields["event"] = fields["event-title"]
    for name, value in fields.items():
        if isinstance(value, tuple):
            fields[name] = [_person(person) for person in value]
    return fields


def _person(name: Mapping[str, str]) -> Mapping[str, str]:
    """Return a name; one in Han, kana or Hangul has no blank and no initials (CSL, “Name”)."""
    whole = f"{name.get('family', '')}{name.get('given', '')}"
    return {"literal": whole} if whole and _EAST_ASIAN.fullmatch(whole) else dict(name)


def _tidy(line: str, reference: Reference) -> str:
    """Drop the style's own number, mend doubled stops, and make HTML with addresses as links."""
    text = html.escape(_OWN_NUMBER.sub("", line, count=1))
    text = _DOUBLED_STOP.sub(r"\1", text)
    # CSL-JSON allows a little HTML in a title: what stands above or below the line stays.
    text = _RAISED_OR_LOWERED.sub(r"<\1>\2</\1>", text)
    if reference.DOI:
        doi = html.escape(reference.DOI)
        address = html.escape(f"https://doi.org/{quote(reference.DOI, safe='/:;()')}")
        link = f'<a class="outside" href="{address}">{doi}</a>'
        named = f"doi:{doi}"
        text = text.replace(named, f"doi: {link}") if named in text else text.replace(doi, link)
    elif reference.URL:
        url = html.escape(reference.URL)
        shown = _WEB.sub("", url, count=1).rstrip("/")
        text = text.replace(url, f'<a class="outside" href="{url}">{shown}</a>')
    return text
