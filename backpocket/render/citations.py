"""Citations: numbered marks in the text and the list of references at its end.

Numbers follow the order of first mention, as Vancouver style asks (ICMJE Recommendations; NLM
*Citing Medicine*). The style is a CSL file that citeproc-py sets; the marks are set here, because
each number is a link of its own and each reference leads back to its marks.
"""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.diagnostics import warning as doubt
from backpocket.markup.elements import NO_BREAK
from backpocket.markup.marks import CITATION
from backpocket.model.guide import Reference
from backpocket.model.source import Source

__all__ = ["Entry", "keys_in", "mark_keys", "number", "set_entries", "set_marks", "short"]

_OWN_NUMBER = re.compile(r"^\s*+[\[(]?\d++[\])]?\.?\s*+")
_DOUBLED_STOP = re.compile(r"([?!])\.")
_RAISED_OR_LOWERED = re.compile(
    r"&lt;(su[bp])&gt;((?:(?!&lt;/?su[bp]&gt;).)*)&lt;/\1&gt;", re.DOTALL
)
_ITALIC_OR_BOLD = re.compile(r"&lt;/?[ib]&gt;")
_MARK = re.compile(r'<span class="cite" data-keys="(?P<keys>[^"]*)"></span>')


@dataclass(frozen=True)
class Entry:
    """A line of the reference list: its number, its text, and the ids of the marks that cite it."""

    key: str
    number: int
    html: Markup
    marks: tuple[str, ...]


def mark_keys(keys: Iterable[str]) -> Markup:
    """Return an empty mark for keys, as :mod:`backpocket.markup.elements` leaves it in the text."""
    return Markup('<span class="cite" data-keys="{}"></span>').format(" ".join(keys))


def keys_in(text: str) -> list[str]:
    """Return the keys that a Markdown text cites, each once, in order."""
    groups = CITATION.findall(text)
    keys = [key.strip().removeprefix("@") for group in groups for key in group.split(";")]
    return list(dict.fromkeys(keys))


def short(reference: Reference) -> str:
    """Name a reference by its first author and year, for pages that have no list of their own."""
    author = reference.author[0]
    name = str(author.get("family") or author.get("literal") or reference.title)
    dates = (reference.issued or {}).get("date-parts")
    return f"{name}{NO_BREAK}{dates[0][0]}" if dates else name


def number(*pages: str) -> dict[str, int]:
    """Number the keys in the order in which these pages first cite them."""
    order: dict[str, int] = {}
    for page in pages:
        for match in _MARK.finditer(page):
            for key in match["keys"].split():
                order.setdefault(key, len(order) + 1)
    return order


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
        cited = sorted(match["keys"].split(), key=numbers.__getitem__)
        # No element around the mark: WeasyPrint 70 then breaks lines too early before it.
        return f"[{f',{NO_BREAK}'.join(map(one, cited))}]"

    def one(key: str) -> str:
        if not links:
            return str(numbers[key])
        ids = marks.setdefault(key, [])
        ids.append(f"cite-{key}-{len(ids) + 1}")
        return f'<a class="cite" id="{ids[-1]}" href="#ref-{key}">{numbers[key]}</a>'

    page = _MARK.sub(fill, page)
    return page, {key: tuple(ids) for key, ids in marks.items()}


def set_entries(
    references: Mapping[str, Reference],
    numbers: Mapping[str, int],
    marks: Mapping[str, tuple[str, ...]],
    style: Source,
) -> tuple[list[Entry], list[Diagnostic]]:
    """Set the cited references in a CSL style, in the order of their numbers."""
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
    )
    from citeproc.formatter import plain
    from citeproc.source.json import CiteProcJSON

    keys = sorted(numbers, key=numbers.__getitem__)
    entries: list[Entry] = []
    place = Place(style.path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        source = CiteProcJSON([_csl(references[key]) for key in keys])
        try:
            sheet = CitationStylesStyle(io.BytesIO(style.text.encode()), validate=False)
        except SyntaxError as problem:  # as lxml calls what is not XML
            place = Place(place.path, problem.lineno or 0, problem.offset or 0)
            return [], [error(place, "E408", f"this is not a CSL style: {problem.msg}")]
        bibliography = CitationStylesBibliography(sheet, source, plain)
        for key in keys:
            bibliography.register(Citation([CitationItem(key.lower())]))
        lines = [str(line) for line in bibliography.bibliography()]
    for key, line in zip(keys, lines, strict=True):
        text = Markup(_tidy(line, references[key]))  # noqa: S704 - it has escaped the line
        entries.append(Entry(key, numbers[key], text, marks.get(key, ())))
    problems = (str(item.message) for item in caught if item.category is UserWarning)
    return entries, [doubt(place, "W306", text) for text in dict.fromkeys(problems)]


def _csl(reference: Reference) -> dict[str, object]:
    """Return the entry for the style: the DOI is address enough, so PMID and DOI links go."""
    fields = reference.model_dump(exclude_none=True)
    if reference.DOI:
        fields = {name: fields[name] for name in fields if name not in ("PMID", "URL")}
    fields["author"] = [dict(author) for author in fields["author"]]
    issued = fields.get("issued")
    if isinstance(issued, dict) and "date-parts" in issued:
        # A year is what the list shows; citeproc-py 0.11 runs year, month and day together.
        fields["issued"] = {"date-parts": [[issued["date-parts"][0][0]]]}
    return fields


def _tidy(line: str, reference: Reference) -> str:
    """Drop the style's own number, mend doubled stops, and make HTML with addresses as links."""
    text = html.escape(_OWN_NUMBER.sub("", line, count=1))
    text = _DOUBLED_STOP.sub(r"\1", text)
    # CSL-JSON allows a little HTML in a title: what stands above or below the line stays.
    text = _RAISED_OR_LOWERED.sub(r"<\1>\2</\1>", text)
    text = _ITALIC_OR_BOLD.sub("", text)
    if reference.DOI:
        doi = html.escape(reference.DOI)
        address = html.escape(f"https://doi.org/{quote(reference.DOI, safe='/:;()')}")
        text = text.replace(f"doi:{doi}", f'doi: <a class="outside" href="{address}">{doi}</a>')
    elif reference.URL:
        url = html.escape(reference.URL)
        shown = url.removeprefix("https://").removeprefix("www.").rstrip("/")
        text = text.replace(url, f'<a class="outside" href="{url}">{shown}</a>')
    return text
