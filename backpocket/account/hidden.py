"""Hidden: what the styles of an e-book keep from a reader."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Hidden"]

_SMALL = 0.6
"""The least size of type, in ems, that can be read."""

_FAR = 10.0
"""How many ems move a text off a page."""

_FAINT = 0.3
"""The opacity below which nothing is read."""

_EMS = {"em": 1, "rem": 1, "ex": 0.5, "ch": 0.5, "px": 1 / 16, "pt": 1 / 12, "mm": 0.236}
_EMS |= {"cm": 2.36, "in": 6.0}
_MOVES = ("text-indent", "margin-left", "left", "top", "right")
_SIZES = ("height", "max-height", "width", "max-width")
_CUT_AWAY = 50.0
"""The percentage from each side at which nothing is left."""

Tokens = Sequence[Any]


def _ems(tokens: Tokens) -> float | None:
    """Return a length in ems; None if it is none."""
    if len(tokens) != 1:
        return None
    [token] = tokens
    if token.type == "number":
        return float(token.value)
    if token.type == "percentage":
        return float(token.value) / 100
    return float(token.value) * _EMS[token.unit] if getattr(token, "unit", "") in _EMS else None


def _is_less(tokens: Tokens, least: float) -> bool:
    ems = _ems(tokens)
    return ems is not None and ems < least


def _word(tokens: Tokens) -> str:
    return tokens[0].lower_value if tokens and tokens[0].type == "ident" else ""


def _is_invisible(tokens: Tokens) -> bool:
    from tinycss2.color4 import parse_color

    colour = parse_color(tokens[0]) if tokens else None
    return colour is not None and not isinstance(colour, str) and colour.alpha < _FAINT


def _is_shut(tokens: Tokens) -> bool:
    """Say whether a function leaves nothing: a scale of 0, or a cut from all sides."""
    for token in tokens:
        if token.type != "function":
            continue
        numbers = [each.value for each in token.arguments if hasattr(each, "value")]
        numbers = [each for each in numbers if isinstance(each, int | float)]
        if token.lower_name.startswith("scale") and 0 in numbers:
            return True
        if token.lower_name == "inset" and numbers and min(numbers) >= _CUT_AWAY:
            return True
        if token.lower_name in ("circle", "rect", "polygon") and numbers and max(numbers) <= 1:
            return True
    return False


_HIDES: dict[str, Callable[[Tokens], bool]] = {
    "display": lambda tokens: _word(tokens) == "none",
    "visibility": lambda tokens: _word(tokens) in ("hidden", "collapse"),
    "content-visibility": lambda tokens: _word(tokens) == "hidden",
    "opacity": lambda tokens: _is_less(tokens, _FAINT),
    "font-size": lambda tokens: _is_less(tokens, _SMALL),
    "color": _is_invisible,
    "clip": _is_shut,
    "clip-path": _is_shut,
    "transform": _is_shut,
    **dict.fromkeys(_MOVES, lambda tokens: abs(_ems(tokens) or 0) >= _FAR),
}
_UNMARKED = ("list-style", "list-style-type")


@dataclass(frozen=True)
class Hidden:
    """Elements that nobody sees, and items of lists without their numbers.

    Those in ``own_text`` show what is in them, but no text of their own.
    """

    elements: frozenset[etree.Element]
    unmarked: frozenset[etree.Element]
    own_text: frozenset[etree.Element] = frozenset()

    @classmethod
    def of(cls, page: etree.Element, styles: Sequence[str]) -> Hidden:
        """Ask the rules of stylesheets, also those for narrow screens, and the elements’ own."""
        import cssselect2
        import tinycss2

        hidden: set[etree.Element] = set()
        unmarked: set[etree.Element] = set()
        rules = [
            each for text in styles for each in _rules(tinycss2.parse_stylesheet(text, True, True))
        ]
        told = [(rule, found) for rule in rules if (found := _faults(rule.content))]
        own = {each: style for each in page.iter() if (style := each.get("style"))}
        for element, style in own.items():
            _keep(element, _faults(tinycss2.parse_component_value_list(style)), hidden, unmarked)
        if told:
            wrapped = {
                id(each.etree_element): each
                for each in cssselect2.ElementWrapper.from_html_root(page).iter_subtree()
            }
            for rule, faults in told:
                for selector in _selectors(rule.prelude):
                    test = selector.test
                    for element in wrapped.values():
                        if test(element):
                            _keep(element.etree_element, faults, hidden, unmarked)
        labels = frozenset(each.get("data-label", "") for each in page.iter())
        hidden.difference_update(each for each in page.iter("thead") if _is_repeated(each, labels))
        return cls(frozenset(hidden), frozenset(unmarked))


def _is_repeated(head: etree.Element, labels: frozenset[str]) -> bool:
    """Say whether each cell of the table has the name of its column, as on a narrow screen."""
    names = {" ".join("".join(cell.itertext()).split()) for cell in head.iter("th")}
    return bool(names) and names <= labels


def _keep(
    element: etree.Element,
    faults: set[str],
    hidden: set[etree.Element],
    unmarked: set[etree.Element],
) -> None:
    if "hidden" in faults:
        hidden.add(element)
    if "unmarked" in faults:
        unmarked.update([element, *(element if element.tag in ("ol", "ul") else ())])


def _selectors(prelude: Any) -> Iterator[Any]:
    """Yield the selectors of a rule that are of elements, and not of what is added to them."""
    import cssselect2

    try:
        for selector in cssselect2.compile_selector_list(prelude):
            if selector.pseudo_element is None and not selector.never_matches:
                yield selector
    except cssselect2.SelectorError:
        return


def _rules(rules: Iterable[Any]) -> Iterator[Any]:
    import tinycss2

    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif (
            rule.type == "at-rule"
            and rule.lower_at_keyword in ("media", "supports")
            and rule.content
            and "print" not in tinycss2.serialize(rule.prelude)
        ):
            yield from _rules(tinycss2.parse_rule_list(rule.content, True, True))


def _faults(content: Any) -> set[str]:
    """Say what declarations do to an element."""
    import tinycss2

    values = {
        each.lower_name: [token for token in each.value if token.type != "whitespace"]
        for each in tinycss2.parse_declaration_list(content, True, True)
        if each.type == "declaration"
    }
    found = {"hidden" for name, hides in _HIDES.items() if name in values and hides(values[name])}
    ground = values.get("background-color") or values.get("background") or []
    if ground and tinycss2.serialize(ground) == tinycss2.serialize(values.get("color", [])):
        found.add("hidden")
    if _word(values.get("overflow", [])) in ("hidden", "clip") and any(
        _is_less(values[name], _SMALL) for name in _SIZES if name in values
    ):
        found.add("hidden")
    if any(_word(values.get(name, [])) == "none" for name in _UNMARKED):
        found.add("unmarked")
    return found
