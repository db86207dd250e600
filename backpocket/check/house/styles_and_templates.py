"""The house: styles and templates, which all guides share.

What a browser or WeasyPrint would find while it sets a page is found here without setting one:
wrong CSS and Jinja2, text too pale or too small, and a form that leaves out what keeps people safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from backpocket.check.house.contrast import contrast, grey
from backpocket.diagnostics import Diagnostic, column_of, nearest
from backpocket.draw.palette import Palette, PaletteError, figure_colour
from backpocket.draw.tokens import TOKENS, parse_colour, read_tokens
from backpocket.load.look import Look
from backpocket.load.svg_files import read_svg
from backpocket.model.editions import EDITIONS
from backpocket.model.source import Source

__all__ = ["HOUSE_CODES", "check_look", "check_own_tokens"]

HOUSE_CODES = ("E421", "E407", "E408", "E704", "E810", "E811", "E812")

_TEXT = ("ink", "ink-soft", "alert", "accent-text")
_FOR_SCREENS = ("epub.css", "site-colours.css", "site.css")
_GROUNDS = ("paper", "tint", "tint-warm", "tint-alert")
_MARKS = (
    "rule",
    "accent",
    "figure-legs",
    "figure-accent",
    "figure-ink",
)
"""What is drawn on paper. A mat and the patch under the hatching carry no meaning alone."""
_FILLS = tuple(
    f"figure-{name}"
    for name in (
        "skin", "far-skin", "shirt", "far-shirt", "legs", "far-legs", "grey-hair", "shoe",
        "far-shoe", "strap", "mat", "prop", "prop-side", "calm", "ghost",
    )
)  # fmt: skip
"""What the ink of figures lies on. Hair may be as dark as ink: its own edge shows it."""

_FORBIDDEN = {
    ("font-style", "italic"): "italics are hard to read",
    ("font-style", "oblique"): "italics are hard to read",
    ("text-align", "justify"): "justified text has uneven gaps",
    ("hyphens", "auto"): "divided words are hard to read",
    ("text-transform", "uppercase"): "capital letters are hard to read",
    ("text-decoration", "underline"): "underlined text is hard to read",
    ("font-variant", "small-caps"): "capital letters are hard to read",
}
_SIZE = re.compile(r"(?P<number>\d++(?:\.\d++)?|\.\d++)(?P<unit>pt|px|mm|rem|em|%)")
_WORD = re.compile(r"[\w-]++")
_PART = re.compile(r"[\s/]++")
_QUOTED_NAME = re.compile(r"\"([\w/.-]+)\"")
_POINTS = {"pt": 1.0, "px": 0.75, "mm": 72 / 25.4, "rem": 12.0, "em": 12.0, "%": 0.12}
_FLOOR = 12.0
_DEEPEST = 20
"""How many levels a template may have: what Jinja2 makes of it, Python takes no deeper."""


def check_look(look: Look) -> list[Diagnostic]:
    """Look at every stylesheet and template."""
    diagnostics: list[Diagnostic] = []
    for name, source in look.styles.items():
        if name.endswith(".css"):
            diagnostics += _in_stylesheet(source, printed=name not in _FOR_SCREENS)
        elif name.endswith(".svg"):
            diagnostics += read_svg(source, name)[1]
    for source in look.templates.values():
        diagnostics += _in_template(source)
    return diagnostics + list(_forms(look.templates))


@lru_cache(maxsize=256)
def _in_stylesheet(source: Source, *, printed: bool) -> tuple[Diagnostic, ...]:
    """Look at a stylesheet once, however many projects have it."""
    return tuple(_stylesheet(source, printed=printed))


@lru_cache(maxsize=256)
def _in_template(source: Source) -> tuple[Diagnostic, ...]:
    """Look at a template once, however many projects have it."""
    return tuple(_template(source))


def check_own_tokens(look: Look, source: Source) -> list[Diagnostic]:
    """Look at the ``tokens.css`` of a guide: its tokens take the place of those of the press."""
    import tinycss2

    if TOKENS not in look.styles:
        return []
    names = read_tokens(look.styles[TOKENS])[0]
    tokens = {name: (value, 0) for name, value in names.items()}
    found: list[Diagnostic] = []
    for rule in tinycss2.parse_stylesheet(source.text, skip_comments=True, skip_whitespace=True):
        is_root = rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip()
        if rule.type != "error" and is_root != ":root":
            at = source.offset(rule.source_line, rule.source_column)
            hint = "write :root { --ink: #1b2733; … }; all else is in styles/"
            found.append(source.error(at, "E408", "a guide has tokens of its own alone", hint))
        for item in _declarations(source, [rule]):
            at = source.offset(item.source_line, item.source_column)
            name = "" if item.type == "error" else item.name.removeprefix("--")
            if item.type == "error":
                message = f"this is not CSS: {_lower(item.message)}"
                found.append(source.error(at, "E408", message))
            elif is_root == ":root" and (name not in names or name == item.name):
                message = f"there is no token “{item.name}”"
                hint = nearest(item.name, [f"--{each}" for each in names])
                found.append(source.error(at, "E408", message, hint))
            else:
                tokens[name] = (tinycss2.serialize(item.value).strip(), at)
    return [*found, *_colours(source, tokens), *_tokens(source, tokens)]


def _stylesheet(source: Source, *, printed: bool) -> Iterator[Diagnostic]:
    import tinycss2

    rules = tinycss2.parse_stylesheet(source.text, skip_comments=True, skip_whitespace=True)
    tokens: dict[str, tuple[str, int]] = {}
    for declaration in _declarations(source, rules):
        at = source.offset(declaration.source_line, declaration.source_column)
        if declaration.type == "error":
            yield source.error(at, "E408", f"this is not CSS: {_lower(declaration.message)}")
            continue
        value = tinycss2.serialize(declaration.value).strip()
        if declaration.name.startswith("--"):
            tokens[declaration.name[2:]] = (value, at)
        yield from _declaration(source, at, declaration.lower_name, value, printed=printed)
    if source.path.endswith("tokens.css"):
        yield from _colours(source, tokens)
        yield from _tokens(source, tokens)


def _declarations(source: Source, rules: list[Any]) -> Iterator[Any]:
    """Yield the declarations and the errors of a stylesheet, those of nested rules too."""
    import tinycss2

    for rule in rules:
        if rule.type == "error":
            yield rule
            continue
        if rule.type == "qualified-rule":
            yield from (token for token in rule.prelude if token.type == "error")
        if rule.type in ("qualified-rule", "at-rule") and rule.content is not None:
            holds_rules = rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports")
            parse = tinycss2.parse_rule_list if holds_rules else tinycss2.parse_blocks_contents
            yield from _declarations(
                source, parse(rule.content, skip_comments=True, skip_whitespace=True)
            )
        elif rule.type == "declaration":
            yield rule


def _declaration(
    source: Source, at: int, name: str, value: str, *, printed: bool
) -> Iterator[Diagnostic]:
    for (property_, word), why in _FORBIDDEN.items():
        if word == "underline" and not printed:
            continue  # where links can be followed, the line shows which words are links
        if name == property_ and word in _WORD.findall(value):
            yield source.error(
                at, "E811", f"“{name}: {word}”: {why}", "take it out; bold is for emphasis"
            )
    if name in ("font-size", "font") and printed:
        for part in _PART.split(value)[: 1 if name == "font-size" else 4]:
            size = _SIZE.fullmatch(part)
            if size and float(size["number"]) * _POINTS[size["unit"]] < _FLOOR - 1e-6:
                message = f"“{part}” is smaller than {_FLOOR:g} pt"
                yield source.error(at, "E812", message, "1rem or 12pt is the smallest type")
                break


def _colours(source: Source, tokens: dict[str, tuple[str, int]]) -> Iterator[Diagnostic]:
    """Find what is no colour where figures, or the rules on contrast, need one."""
    missing = {"ink", *Palette.tokens().values()} - tokens.keys()
    if missing and source.path.endswith(f"/{TOKENS}"):
        names = ", ".join(f"--{name}" for name in sorted(missing))
        yield source.error(
            0, "E408", f"these tokens are missing: {names}", "write a colour for each"
        )
    for name, (value, at) in tokens.items():
        try:
            if name in Palette.tokens().values():
                figure_colour(name, value)
        except PaletteError as problem:
            message, _, hint = str(problem).partition("; ")
            yield source.error(at, "E408", message, hint)
        else:
            if name in (*_TEXT, *_GROUNDS, *_MARKS) and parse_colour(value) is None:
                hint = "write a colour like #5b7f99: its contrast must be known"
                yield source.error(at, "E408", f"{name} is “{value}”", hint)


def _tokens(source: Source, tokens: dict[str, tuple[str, int]]) -> Iterator[Diagnostic]:
    pairs = [(text, ground, 4.5, "darker") for text in _TEXT for ground in _GROUNDS]
    pairs += [(mark, "paper", 3.0, "darker") for mark in _MARKS]
    pairs += [(fill, "figure-ink", 3.0, "lighter") for fill in _FILLS]
    pairs += [("figure-accent", "figure-felt", 3.0, "darker")]
    for name, ground, floor, way in pairs:
        if name not in tokens or ground not in tokens:
            continue
        value, at = tokens[name]
        one, two = parse_colour(value), parse_colour(tokens[ground][0])
        if one is None or two is None:
            continue
        for what, ratio in (("", contrast(one, two)), (" in grey", contrast(grey(one), grey(two)))):
            if ratio < floor:
                message = (
                    f"“{name}” on “{ground}” has a contrast of {ratio:.1f}{what}, under {floor:g}"
                )
                yield source.error(at, "E810", message, f"make it {way}")
                break


def _template(source: Source) -> Iterator[Diagnostic]:
    import jinja2

    try:
        with_marks = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
        tree = with_marks.parse(source.text)
    except jinja2.TemplateSyntaxError as problem:
        column = column_of(source.line(problem.lineno), str(problem.message))
        at = source.offset(problem.lineno, column)
        yield source.error(at, "E407", f"this is not a template: {_lower(str(problem.message))}")
    except RecursionError:
        yield _too_deep(source, 1)
    else:
        level: list[Any] = [tree]
        for _ in range(_DEEPEST):
            level = [child for node in level for child in node.iter_child_nodes()]
        if level:
            yield _too_deep(source, level[0].lineno)


def _too_deep(source: Source, line: int) -> Diagnostic:
    hint = "move a part of it into a template of its own"
    return source.error(source.offset(line, 1), "E407", "this template is nested too deeply", hint)


_NEEDED = (
    (re.compile(r"safety\.sign"), "the danger signs"),
    (re.compile(r"(?:move|block|shown)\.stop\b"), "when to stop a move"),
    (re.compile(r"traffic|move\.stop\b"), "when to go on, ease off or stop"),
)


def _forms(templates: Mapping[str, Source]) -> Iterator[Diagnostic]:
    """Find forms whose templates, taken together, leave out what keeps people safe."""
    for form in (*dict.fromkeys(edition.form for edition in EDITIONS), "site"):
        first = templates.get(f"{form}.html.j2")
        if first is None:
            continue
        text = "\n".join(templates[name].text for name in _used(first, form, templates))
        for pattern, what in _NEEDED:
            if not pattern.search(text):
                message = f"the edition “{form}” does not show {what}"
                hint = "bring it in from guide.safety or from the moves"
                yield first.error(0, "E704", message, hint)


def _used(first: Source, form: str, templates: Mapping[str, Source]) -> set[str]:
    """Return the templates that a form may bring in, directly or not."""
    used: set[str] = set()
    waiting = [f"{form}.html.j2", *(name for name in templates if name.startswith(f"{form}/"))]
    while waiting:
        name = waiting.pop()
        if name in used or name not in templates:
            continue
        used.add(name)
        for quoted in _QUOTED_NAME.findall(templates[name].text):
            waiting += [each for each in templates if each == quoted]
            if quoted.endswith("/"):
                waiting += [each for each in templates if each.startswith(quoted)]
    return used


def _lower(message: str) -> str:
    """Write a message of a library as ours are: in small letters, without a full stop."""
    return message[:1].lower() + message[1:].rstrip(".")
