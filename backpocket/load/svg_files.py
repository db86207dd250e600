"""SVG files: a drawing of an editor's own, read with care.

Only what draws is let through, element by element and attribute by attribute: what would run, load
or grow without end is refused at its place, and what says something of the file and draws nothing
(metadata, the notes of a drawing program) is left out. Parsed by expat, which loads nothing.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as etree
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from backpocket.diagnostics import Diagnostic
from backpocket.model.pictures import SVG, PictureFile
from backpocket.model.source import Source

__all__ = ["read_svg"]

_SVG = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DRAWN = _words(
    "svg g defs symbol use path rect circle ellipse line polyline polygon linearGradient"
    " radialGradient stop clipPath mask pattern marker"
)
_SAID = frozenset(["metadata", "title", "desc"])
"""Elements that draw nothing: they are left out, with all that is in them."""

_ATTRIBUTES = _words(
    "id class d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height points viewBox transform offset"
    " preserveAspectRatio gradientUnits gradientTransform spreadMethod patternUnits"
    " patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerUnits"
    " markerWidth markerHeight refX refY orient fill fill-opacity fill-rule stroke stroke-width"
    " stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray"
    " stroke-dashoffset stop-color stop-opacity opacity color display visibility clip-path"
    " clip-rule mask marker-start marker-mid marker-end overflow href style"
)
_STYLES = _ATTRIBUTES - frozenset(["id", "class", "style", "href", "overflow"])
_URL = re.compile(r"url\(\s*+[\"']?(?P<target>[^\"'()]*+)[\"']?\s*+\)", re.IGNORECASE)
_INNER = re.compile(r"#[\w.:-]++")
_NUMBER = re.compile(r"[+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?")
_SIZE = re.compile(r"(?P<number>\d++\.?\d*+|\.\d++)(?P<unit>px|pt|pc|mm|cm|in)?")
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_SHAPES = "turn it into shapes there, or save the picture as PNG"
_WHY: Mapping[str, tuple[str, str]] = {
    "script": ("a picture runs no script", "delete it"),
    "foreignObject": ("a picture holds no page of its own", "delete it"),
    "image": ("a picture holds no picture of another file", "save the whole as PNG"),
    "a": ("a picture has no links", "take the link away, and keep what is drawn"),
    "style": ("a style sheet in a picture is not used", "save it as SVG with attributes"),
    "text": ("letters in a picture need a font", "turn them into paths in the drawing program"),
}
_MOST_ELEMENTS = 20_000
_DEEPEST = 60
_MOST_DRAWN = 200_000
"""Elements, with what is drawn again each time that it is used."""


@dataclass
class _SvgReader:
    """Gathers the elements that are let through, and what is wrong."""

    source: Source
    parser: expat.XMLParserType
    found: list[Diagnostic] = field(default_factory=list)
    open: list[etree.Element | None] = field(default_factory=list)
    root: etree.Element | None = None
    count: int = 0

    def refuse(self, message: str, hint: str) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber
        text = self.source.line(line).encode()[:column].decode("utf-8", "ignore")
        at = self.source.offset(line, len(text) + 1)
        if len(self.found) < _MOST_FOUND:
            self.found.append(self.source.error(at, "E206", message, hint))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > _MOST_ELEMENTS or len(self.open) >= _DEEPEST:
            self.refuse("this picture has too many parts", "make it simpler, or save it as PNG")
            raise _TooMuchError
        space, _, tag = name.rpartition(" ")
        parent = self.open[-1] if self.open else None
        if self.root is None and (space, tag) != (_SVG, "svg"):
            self.refuse("this is no SVG picture", f'it begins with <svg xmlns="{_SVG}">')
            raise _TooMuchError
        if self.root is not None and (parent is None or space != _SVG or tag in _SAID):
            self.open.append(None)  # of a drawing program, or said and not drawn
            if tag in _WHY and tag not in ("a", "style", "text", "image"):
                self.refuse(f"“<{tag}>” is not used here: {_WHY[tag][0]}", _WHY[tag][1])
            return
        if tag not in _DRAWN:
            why, hint = _WHY.get(tag, ("not every edition can show it", _SHAPES))
            self.refuse(f"“<{tag}>” is not used here: {why}", hint)
        element = etree.Element(tag, self.kept(attributes))
        if parent is not None:
            parent.append(element)
        self.root = element if self.root is None else self.root
        self.open.append(element)

    def kept(self, attributes: dict[str, str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for name, value in attributes.items():
            space, _, own = name.rpartition(" ")
            if own.lower().startswith("on") and not space:
                self.refuse(f"“{own}” is not used here: a picture runs no script", "delete it")
            elif own == "href" and space in ("", _LINK):
                if _INNER.fullmatch(value):
                    kept["href"] = value
                else:
                    hint = "a picture loads nothing: put what it uses into it"
                    self.refuse(f"this leads out of the picture: “{value[:60]}”", hint)
            elif own == "style" and not space:
                kept["style"] = self.styles(value)
            elif not space and own in _ATTRIBUTES and self.is_inner(value):
                kept[own] = value
        return kept

    def styles(self, text: str) -> str:
        """Keep the properties that draw."""
        pairs = (part.partition(":") for part in text.split(";"))
        named = [(name.strip().lower(), value.strip()) for name, _, value in pairs]
        return ";".join(
            f"{name}:{value}" for name, value in named if self.is_inner(value) and name in _STYLES
        )

    def is_inner(self, value: str) -> bool:
        """Say whether a value leads nowhere but into the picture, and refuse it if not."""
        rest = _URL.sub(lambda match: "" if _INNER.fullmatch(match["target"]) else match[0], value)
        if "url" in rest.lower() or "\\" in rest:
            hint = "a picture loads nothing: put what it uses into it"
            self.refuse(f"this leads out of the picture: “{value[:60]}”", hint)
            return False
        return True

    def end(self, name: str) -> None:
        self.open.pop()

    def doctype(self, name: str, system: str | None, public: str | None, has_subset: int) -> None:
        if has_subset:
            self.refuse("entities are not used here", "delete the <!DOCTYPE …> and what it names")
            raise _TooMuchError


class _TooMuchError(Exception):
    """What is read is no picture, or has no end: there is nothing more to look at."""


_MOST_FOUND = 20


def read_svg(source: Source, name: str) -> tuple[PictureFile | None, list[Diagnostic]]:
    """Return a drawing with all that draws in it and nothing else, or all that is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    reader = _SvgReader(source, parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(source.text.encode(), True)
    except _TooMuchError:
        return None, reader.found
    except expat.ExpatError as problem:
        at = source.offset(problem.lineno, problem.offset + 1)
        message = f"this is no SVG: {expat.ErrorString(problem.code)}"
        return None, [*reader.found, source.error(at, "E206", message, "save it again")]
    root = reader.root
    assert root is not None, "expat objects to a text without an element"
    if reader.found:
        return None, reader.found
    size = _size(root)
    if size is None:
        hint = 'write viewBox="0 0 WIDTH HEIGHT", or width and height'
        return None, [source.error(0, "E206", "this picture does not say its size", hint)]
    if not _ends(root):
        hint = "draw it once, or save the picture as PNG"
        message = "this picture draws parts within themselves, or too often"
        return None, [source.error(0, "E206", message, hint)]
    root.set("xmlns", _SVG)
    data = etree.tostring(root)
    return PictureFile(name, data, SVG, *size), []


def _size(root: etree.Element) -> tuple[float, float] | None:
    """Return width and height, and see that the root has a view box and no other measure."""
    box = [float(each) for each in _NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4:
        sides = [_SIZE.fullmatch(root.get(name, "").strip()) for name in ("width", "height")]
        if None in sides:
            return None
        lengths = [float(side["number"]) * _UNITS[side["unit"] or ""] for side in sides if side]
        box = [0.0, 0.0, *lengths]
    width, height = box[2:]
    if not all(map(math.isfinite, box)) or not 0 < width <= _LARGEST or not 0 < height <= _LARGEST:
        return None
    root.set("viewBox", " ".join(f"{each:g}" for each in box))
    for name, length in (("width", width), ("height", height)):
        root.set(name, f"{length:g}")
    return width, height


_LARGEST = 1e6


def _ends(root: etree.Element) -> bool:
    """Say whether what is drawn, with all that is used again and again, comes to an end soon."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts: dict[etree.Element, int] = {}
    under_way: set[etree.Element] = set()

    def drawn(element: etree.Element) -> int:
        if element in counts:
            return counts[element]
        if element in under_way:
            return _MOST_DRAWN + 1
        under_way.add(element)
        used = (by_id.get(target) for target in _targets(element))
        parts = (*element, *(each for each in used if each is not None))
        total = 1
        for part in parts:
            total = min(total + drawn(part), _MOST_DRAWN + 1)
        under_way.remove(element)
        counts[element] = total
        return total

    try:
        return drawn(root) <= _MOST_DRAWN
    except RecursionError:
        return False


def _targets(element: etree.Element) -> list[str]:
    values = element.attrib.values()
    targets = [match["target"][1:] for value in values for match in _URL.finditer(value)]
    return [*targets, element.get("href", "#")[1:]]
