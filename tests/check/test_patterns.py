"""Patterns: each compiled pattern of the press takes a time that grows as its text does.

All patterns are found: those of modules, and those that are made of a language's tables. Texts that
may lead one astray are made from its own parsed tree: what its repeats accept, again and again, and
then what they do not. This is the only test that looks at a clock.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import itertools
import pkgutil
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import backpocket
from backpocket.check.language import languages, load_language
from backpocket.load.catalogue import CatalogueItem

PACKAGE = Path(backpocket.__file__).parent
FACTOR = 3
"""Twice the text takes twice the time, and four times if the growth is with the square."""

LONGEST = 4096
"""Repeats of the longest text: with the square of so many, any machine takes over FLOOR."""

FLOOR = 0.002
"""Seconds of processor time below which a ratio says nothing."""


# --- Where patterns are --------------------------------------------------------------------


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages([str(PACKAGE)], "backpocket."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def patterns_in(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns in a value, however it holds them, each with the way to it."""
    if isinstance(value, re.Pattern):
        yield name, value
    for key, each in held(value) if depth < 5 else ():
        yield from patterns_in(each, f"{name}{key}", depth + 1)


def held(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((f"[{key!r}]", each) for key, each in list(value.items()))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from ((f"[{index}]", each) for index, each in enumerate(value))
    elif isinstance(value, type):
        if value.__module__.startswith("backpocket"):
            yield from ((f".{key}", each) for key, each in list(vars(value).items()))
    elif dataclasses.is_dataclass(value):
        names = [each.name for each in dataclasses.fields(value)]
        cached = (n for n, each in vars(type(value)).items() if isinstance(each, cached_property))
        yield from ((f".{each}", getattr(value, each)) for each in (*names, *cached))


MADE = {"skus": CatalogueItem(name="x", sku=("WM-*", "*a*b*c", "?a-[0-9]*"))._skus}
"""What a shop's own patterns of SKUs are compiled to; they are matched from the start."""


def all_patterns() -> dict[str, re.Pattern[Any]]:
    """Return each pattern once, under the first name it is found by."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if not name.startswith("__"):
                found |= dict(patterns_in(value, f"{module.__name__}.{name}"))
    for name in languages():
        found |= dict(patterns_in(load_language(name), name))
    found |= MADE
    named = {(each.pattern, each.flags): name for name, each in reversed(found.items())}
    return {name: found[name] for name in named.values()}


PATTERNS = all_patterns()

BUILDERS = {"backpocket.check.language", "backpocket.load.catalogue"}
"""Modules whose functions may compile, from data: what they make is among PATTERNS too."""


def compiling_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of ``re`` inside functions that compile a pattern, in the open or not."""
    names = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall"}
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    seen = set()
    for outer in ast.walk(tree):
        if not isinstance(outer, functions):
            continue
        for node in ast.walk(outer):
            called = node.func if isinstance(node, ast.Call) else None
            if (
                isinstance(called, ast.Attribute)
                and isinstance(called.value, ast.Name)
                and called.value.id == "re"
                and called.attr in names | {"finditer"}
                and node not in seen
            ):
                seen.add(node)
                yield node


def test_patterns_are_compiled_where_they_are_found() -> None:
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        module = ".".join(parts).removesuffix(".__init__")
        if module in BUILDERS:
            continue
        calls = compiling_calls(ast.parse(path.read_text(encoding="utf-8")))
        wrong += [f"{path.relative_to(PACKAGE.parent)}:{call.lineno}" for call in calls]
    assert not wrong, f"make these constants of their modules: {wrong}"


def test_no_group_is_possessive() -> None:
    """Python 3.11 before 3.11.5 matches some of them wrongly (its issue 106052)."""
    possessive = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+")
    texts = {name: str(pattern.pattern) for name, pattern in PATTERNS.items()}
    assert not [name for name, text in texts.items() if possessive.search(text)]


def test_there_are_patterns_to_look_at() -> None:
    assert len(PATTERNS) > 100
    assert any(name.startswith("en-GB._patterns") for name in PATTERNS)
    assert any(name.startswith("backpocket.") for name in PATTERNS)


# --- How a pattern is used -----------------------------------------------------------------


def method_names(name: str) -> set[str]:
    """Return by which methods a module calls its pattern; all of them, if it cannot be told."""
    module, _, constant = name.rpartition(".")
    path = PACKAGE.parent / Path(*module.split("."))
    sources = [each for each in (path.with_suffix(".py"), path / "__init__.py") if each.is_file()]
    if not sources:
        return {"finditer"}
    tree = ast.parse(sources[0].read_text(encoding="utf-8"))
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == constant]
    calls = {
        node.value: node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    read = [node for node in uses if isinstance(node.ctx, ast.Load)]
    if not read or not all(node in calls for node in read):
        return {"finditer"}
    return {calls[node] for node in read}


def uses(name: str, pattern: re.Pattern[Any]) -> list[Callable[[Any], object]]:
    found: list[Callable[[Any], object]] = []
    methods = method_names(name) if name not in MADE else {"match"}
    if methods & {"fullmatch"}:
        found.append(pattern.fullmatch)
    if methods & {"match"}:
        found.append(pattern.match)
    if methods - {"fullmatch", "match", "pattern"}:
        found.append(lambda text: sum(1 for _ in pattern.finditer(text)))
    return found


# --- Texts that may lead a pattern astray --------------------------------------------------

ALPHABET = " a\t\nA0_-.,;:[](){}\"'<>&#|*/\\=!?@é–“”x9\u00a0"
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
VARIANTS = 4


def is_in(category: Any, char: str) -> bool:
    kind = str(category).rpartition("_")[2]
    inside = {
        "DIGIT": char.isdecimal(),
        "SPACE": char.isspace(),
        "WORD": char.isalnum() or char == "_",
    }[kind]
    return inside is not ("NOT" in str(category))


def accepts(items: Iterable[tuple[Any, Any]], char: str) -> bool:
    negated, inside = False, False
    for kind, value in items:
        if kind is sre.NEGATE:
            negated = True
        elif kind is sre.LITERAL:
            inside |= value == ord(char)
        elif kind is sre.RANGE:
            inside |= value[0] <= ord(char) <= value[1]
        elif kind is sre.CATEGORY:
            inside |= is_in(value, char)
    return inside is not negated


def samples(kind: Any, value: Any) -> list[str]:
    """Return a few short texts that an item of a parsed pattern accepts."""
    if kind is sre.LITERAL:
        return [chr(value)]
    if kind is sre.NOT_LITERAL:
        return [char for char in ALPHABET if ord(char) != value][:VARIANTS]
    if kind is sre.ANY:
        return list(ALPHABET[:VARIANTS])
    if kind is sre.IN:
        fitting = [char for char in ALPHABET if accepts(value, char)]
        first = [chr(each[1]) for each in value if each[0] is sre.LITERAL and not fitting]
        return [*fitting, *first][: 2 * VARIANTS]
    if kind is sre.BRANCH:
        return list(dict.fromkeys(each for branch in value[1] for each in sequence(branch)))
    if kind in REPEATS:
        return list(dict.fromkeys(each * value[0] for each in sequence(value[2])))
    if kind is sre.SUBPATTERN:
        return sequence(value[3])
    if kind is sre.ATOMIC_GROUP:
        return sequence(value)
    return [""]


def sequence(items: Iterable[tuple[Any, Any]]) -> list[str]:
    """Return a few short texts that a sequence accepts: not all of them, but one of each kind."""
    each = [samples(kind, value) or [""] for kind, value in items]
    width = max((len(texts) for texts in each), default=1)
    made = ["".join(texts[n % len(texts)] for texts in each) for n in range(min(width, 40))]
    return list(dict.fromkeys(made))


@dataclasses.dataclass(frozen=True)
class Astray:
    """A text that begins well, goes on and on, and ends badly."""

    start: str
    again: str
    end: str

    def text(self, times: int) -> str:
        return self.start + self.again * times + self.end


def repeats(items: Iterable[tuple[Any, Any]], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each part that a pattern repeats at will, with a text that leads up to it."""
    for kind, value in items:
        if kind in REPEATS:
            if value[1] > 8:
                yield before, value[2]
            yield from repeats(value[2], before)
        elif kind is sre.SUBPATTERN:
            yield from repeats(value[3], before)
        elif kind is sre.ATOMIC_GROUP:
            yield from repeats(value, before)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from repeats(branch, before)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from repeats(value[1], before)
        before += (samples(kind, value) or [""])[0]


def astray(pattern: re.Pattern[Any]) -> list[Astray]:
    """Return texts for each part that a pattern repeats, and for each of its beginnings.

    Of texts that differ in nothing but the letters of their words, one is enough to lead up to a
    part.
    """
    found: dict[tuple[str, str], tuple[str, str]] = {}
    last = ""
    for before, body in repeats(sre_parser.parse(pattern.pattern, pattern.flags)):
        inside = [each for each in sequence(body) if each]
        joined = [one + two for one, two in itertools.pairwise([last, *inside])]
        for again in dict.fromkeys([*inside, *joined]):
            found.setdefault((shape(before), again), (before, again))
        for again in (before, *(before + each for each in inside[:2])):
            if again:
                found.setdefault(("", shape(again)), ("", again))
        last = inside[0] if inside else ""
    ways = dict.fromkeys([*found.values(), *(("", again) for _, again in found.values())])
    return [Astray(*way, end) for way in ways for end in ("\0", "\n!")]


def shape(text: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", text)


# --- The clock -----------------------------------------------------------------------------


def seconds(use: Callable[[Any], object], text: Any) -> float:
    started = time.process_time()
    use(text)
    return time.process_time() - started


def grows_too_fast(use: Callable[[Any], object], way: Astray, *, as_bytes: bool) -> bool:
    """Say whether twice the text takes far more than twice the time."""

    def text(times: int) -> Any:
        made = way.text(times)
        return made.encode() if as_bytes else made

    times = 4
    while seconds(use, text(times)) < FLOOR:
        if times >= LONGEST:
            return False
        times = times * 3 // 2 if times < 40 else times * 4  # small steps: growth may be explosive
    half, whole = text(times // 2), text(times)

    def ratio() -> float:
        return seconds(use, whole) / max(seconds(use, half), 1e-6)

    return ratio() > FACTOR and statistics.median(ratio() for _ in range(5)) > FACTOR


@pytest.mark.parametrize("name", PATTERNS)
def test_time_grows_as_the_text_does(name: str) -> None:
    pattern = PATTERNS[name]
    as_bytes = isinstance(pattern.pattern, bytes)
    for use in uses(name, pattern):
        for way in astray(pattern):
            assert not grows_too_fast(use, way, as_bytes=as_bytes), f"{pattern.pattern!r}: {way}"


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s+$",
        r"(a+)+$",
        r"\[@[^\]\n]*\]",
        r"\b(?:is|are)\s+(?:(?:usually|\w+ly)\s+)*(?:\w+ed)\b",
        r"#{1,6}[ \t]*(?P<text>.*?)[ \t]*#*[ \t]*$",
        r"(?s)<table>.*?</table>",
        r"\d+(?:\.\d+)?%",
        r"(?m)^::(?P<name>[^\s:]+)(?:[ \t]+(?P<argument>\S.*?))?[ \t]*$",
        r"(?:one|two|usually)(?: (?:not|often|usually|\w+ly))*!",
    ],
)  # fmt: skip
@pytest.mark.slow
def test_patterns_that_are_too_slow_are_found(pattern: str) -> None:
    slow = re.compile(pattern)
    use = lambda text: sum(1 for _ in slow.finditer(text))  # noqa: E731
    assert any(grows_too_fast(use, way, as_bytes=False) for way in astray(slow))


@pytest.mark.parametrize("pattern", [r"a+", r"\[@[^\[\]\n]*+\]", r"(?<!\s)\s++", r"<[^<>]*>"])
def test_patterns_that_are_quick_are_let_by(pattern: str) -> None:
    quick = re.compile(pattern)
    use = lambda text: sum(1 for _ in quick.finditer(text))  # noqa: E731
    assert not any(grows_too_fast(use, way, as_bytes=False) for way in astray(quick))
