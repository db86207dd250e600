"""CSL styles, read so that citeproc-py 0.11 sets them right.

citeproc-py makes its elements of whatever subclasses of its base class there are, the last of a
name first in line. So each class here takes the place of its own and mends one fault of it; the
sections are those of the CSL 1.0.2 specification.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from citeproc import CitationStylesStyle, model
from citeproc.model import CitationStylesElement
from citeproc.source import VariableError

from backpocket.model.source import Source

__all__ = ["read_style"]


def read_style(style: Source) -> CitationStylesStyle:
    """Return a style that sets references; raises SyntaxError, as lxml does, if it is none."""
    try:
        sheet = CitationStylesStyle(io.BytesIO(style.text.encode()), validate=False)
    except AttributeError:  # an element that it has no class for
        raise _not_one(style, 1, "its first element is not the <style> of CSL 1.0") from None
    root = sheet.root
    if not root.xpath_search("./cs:bibliography/cs:layout"):
        raise _not_one(style, root.sourceline, "it has no <bibliography> with a <layout>")
    macros = {macro.get("name") for macro in root.xpath_search("./cs:macro")}
    for element in root.xpath_search(".//cs:*[@macro]"):
        if element.get("macro") not in macros:
            what = f"there is no macro “{element.get('macro')}”"
            raise _not_one(style, element.sourceline, what)
    for element in root.xpath_search("./cs:macro//cs:* | ./cs:bibliography//cs:*"):
        if type(element) is CitationStylesElement:  # the one of no kind, which sets nothing
            name = element.tag.rpartition("}")[2]
            raise _not_one(style, element.sourceline, f"CSL has no element <{name}> here")
    # A localised date brings its delimiter along; citeproc-py takes that of the call.
    for date in root.xpath_search(".//cs:date[@form and @variable and not(@delimiter)]"):
        delimiter = root.get_date(date.get("form")).get("delimiter")
        if delimiter:
            date.set("delimiter", delimiter)
    return sheet


def _not_one(style: Source, line: int, what: str) -> SyntaxError:
    return SyntaxError(what, (style.path, line, 0, style.line(line)))


def _last_page(first: str, last: str) -> str:
    """Return the last page of a span in the format “minimal” (“Page Ranges”, appendix V).

    Only numbers are shortened, and only one with as many digits as the first.

    >>> _last_page("514", "530"), _last_page("1", "10"), _last_page("S12", "S15")
    ('30', '10', '5')
    """
    head = first.rstrip("0123456789")
    low, high = first.removeprefix(head), last.removeprefix(head)
    if not low or not last.startswith(head) or not (high.isascii() and high.isdecimal()):
        return last
    if len(low) != len(high) or high < low:
        return high
    same = next((i for i, (a, b) in enumerate(zip(low, high, strict=True)) if a != b), len(low) - 1)
    return high[same:]


class Text(model.Text, CitationStylesElement):  # type: ignore[misc]
    """Of pages 1 to 10, no digit is common."""

    def _format_last_page(self, first: str, last: str) -> str:
        if self.get_root().get_option("page-range-format") == "minimal":
            return _last_page(first, last)
        return str(super()._format_last_page(first, last))


class Label(model.Label, CitationStylesElement):  # type: ignore[misc]
    """A label of a number of pages, which is looked for in the wrong place (“Label”)."""

    def _is_plural(self, item: Any) -> bool:
        variable = self.get("variable")
        if variable.startswith("number-of"):
            return str(item.reference.get(variable.replace("-", "_"), "")) not in ("", "1")
        return bool(super()._is_plural(item))


class Names(model.Names, CitationStylesElement):  # type: ignore[misc]
    """Editors who stand where authors would are not named again (“Substitute”)."""

    def process(
        self, item: Any, names_context: Any = None, context: Any = None, **more: Any
    ) -> Any:
        layout = (self if context is None else context).get_layout()
        used = " ".join(layout.repressed.get(self.tag, ())).split()
        if set(used) & set(self.get("variable").split()):
            raise VariableError
        return super().process(item, names_context, context, **more)


class Date(model.Date, CitationStylesElement):  # type: ignore[misc]
    """A span of days says once what both ends share (“Date Ranges”)."""

    def render_date_range(
        self, date_range: Any, show_parts: Sequence[str] | None = None, context: Any = None
    ) -> str | None:
        first, last = (
            [str(part) for part in self.parts(end, show_parts, context)]
            for end in (date_range.begin, date_range.end)
        )
        before = _common(first, last)
        after = _common(first[before:][::-1], last[before:][::-1])
        if first == last or not first:
            return self._joined(first, context) if first else None
        ends = (each[before : len(each) - after] for each in (first, last))
        span = "–".join(self._joined(end, context) for end in ends)
        return self._joined([*first[:before], span, *first[len(first) - after :]], context)

    def _joined(self, parts: Sequence[str], context: Any) -> str:
        return str((context if self.is_locale_date() else self).join(parts))


class Date_Part(model.Date_Part, CitationStylesElement):  # type: ignore[misc]  # noqa: N801
    """A season has no short name, and is then called by its long one (“Terms”)."""

    def process(self, date: Any, context: Any = None) -> Any:
        text = super().process(date, context)
        if text or self.get("name") != "month" or "season" not in date:
            return text
        return self.get_single_term(name=f"season-{date.season:02}")


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many items two lists have in common at their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))
