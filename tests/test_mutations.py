"""Mutations: content that is cut, swapped, doubled or corrupted gives a good build or a diagnostic.

Two thousand seeded changes of the real guide go through load, check, draw and the text of a page;
a sample of them through a whole build. There is never a traceback, every error is about the file
that was changed (or about one that points to a name which stood there), and a build that cannot be
made leaves the last good files as they were.
"""

from __future__ import annotations

import random
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from backpocket.check import everything, subject
from backpocket.check.everything import rule_codes
from backpocket.check.house import styles_and_templates as house
from backpocket.check.passages import everywhere, kept_marks
from backpocket.check.registry import Rule
from backpocket.commands.listing import list_lines
from backpocket.diagnostics import Diagnostic, Place, as_json, as_lines, error, has_errors
from backpocket.draw import drawings
from backpocket.load import fields, project
from backpocket.load.disk import Disk
from backpocket.markup import html
from backpocket.model.editions import EDITIONS, Edition
from backpocket.model.source import Source
from backpocket.publish import load_and_check, publish
from backpocket.render import pages
from backpocket.render.pages import Workshop, handout_numbers, make_page
from tests.conftest import HERE
from tests.styles import style, typefaces

ROOT = HERE.parent
GUIDE = "lower-back-pain"
MUTATIONS = 2000
BLOCKS = 20
SAMPLE = 12
TO_BUILD = tuple(
    next(each for each in EDITIONS if each.form == form)
    for form in ("sheet", "text")
    if form in {each.form for each in EDITIONS}
)
"""What the sample builds: the edition that is hardest to fit, and one without WeasyPrint."""

Memory = defaultdict[str, dict[Any, Any]]
"""What functions have made, by their names, and by what they were given."""

rule_codes()  # which registers the rules
QUICK = ("postures", "dangling_marks", "ids_in_data", "nesting", "uncited", "safety")
"""The modules of the rules that do not weigh each word, and so take no time."""

SHREDS = [
    b"---\n", b"[[", b"]]", b"{{ x }}", b"{{", b"}}", b"{%", b'"', b"'", b"\\", b"\t", b"\r\n",
    b"\r", b": ", b"a." * 600, b"!!! ", b"::", b"::move x\n", b"[@", b"[@x]",
    b"](move:", b"<b>", b"<!--", b"![x](y)", b"#", b"\n\n", b"    ", b"\0", b"\x1b[31m",
    b"\xff\xfe", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xf0\x9f\xa6\xb5", b"=", b"nan",
    b"1e999", b"-1", b"0", b"9" * 40, b"null", b"true", b"2026-02-30", b"x" * 3000, b"[" * 200,
    b"{" * 200, b"(" * 50,
]  # fmt: skip
"""What is thrown in: signs of all the grammars, bytes that are no text, numbers out of bounds."""


# --- Changes -------------------------------------------------------------------------------


def cut(data: bytes, dice: random.Random) -> bytes:
    """Delete a few bytes."""
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.choice([1, 1, 2, 5, 40]) :]


def truncate(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def drop_line(data: bytes, dice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    del lines[dice.randrange(len(lines))]
    return b"".join(lines)


def double_line(data: bytes, dice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    lines.insert(dice.randrange(len(lines)), dice.choice(lines))
    return b"".join(lines)


def swap_lines(data: bytes, dice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    one, two = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def corrupt(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 3, 20])):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def retype(data: bytes, dice: random.Random) -> bytes:
    """Put another printable sign in place of one, as a slip of the finger does."""
    at = dice.randrange(len(data))
    return data[:at] + bytes([dice.randrange(32, 127)]) + data[at + 1 :]


def throw_in(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + dice.choice(SHREDS) + data[at:]


def change_value(data: bytes, dice: random.Random) -> bytes:
    """Put something else in place of a number or a quoted text."""
    found = list(re.finditer(rb'-?\d+(?:\.\d+)?|"[^"\n]*"', data))
    if not found:
        return throw_in(data, dice)
    match = dice.choice(found)
    value = dice.choice(
        [b"0", b"-1", b"9999", b"1e999", b"nan", b"[]", b"{}", b'""', b'"x"', b"true"]
    )
    return data[: match.start()] + value + data[match.end() :]


def empty(data: bytes, dice: random.Random) -> bytes:
    return dice.choice([b"", b"\n", b" ", b"\xef\xbb\xbf"])


CHANGES = [
    cut, cut, truncate, drop_line, drop_line, double_line, swap_lines, corrupt, corrupt, retype,
    retype, throw_in, throw_in, throw_in, change_value, change_value, empty,
]  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """The files of a content folder after a change: None for one that is gone."""

    seed: int
    about: str
    files: dict[str, bytes | None]


def mutate(whole: dict[str, bytes], seed: int) -> Mutation:
    """Change one file, or now and then take it away, or swap it with another."""
    dice = random.Random(seed)
    name = dice.choice(sorted(whole))
    kind = dice.randrange(25)
    if kind == 0:
        return Mutation(seed, f"{name} deleted", {name: None})
    if kind == 1:
        other = dice.choice(sorted(whole))
        about = f"{name} and {other} swapped"
        return Mutation(seed, about, {name: whole[other], other: whole[name]})
    change = dice.choice(CHANGES)
    return Mutation(seed, f"{name} {change.__name__}", {name: change(whole[name], dice)})


# --- The right file ------------------------------------------------------------------------


def misplaced(found: Diagnostic, mutation: Mutation, whole: dict[str, bytes]) -> bool:
    """Say whether an error is about a file that has nothing to do with the change.

    Right is a file that was changed; the folder that misses a file which makes it a guide; and a
    file that points to a name: the error quotes a name that is gone from a changed file, or the
    name of a file that is gone or whose fields are not what they were.
    """
    path = found.place.path.removeprefix("content/")
    if not found.is_error or path in mutation.files:
        return False
    if found.code == "E005":
        return not any(name.startswith(path) for name in [*mutation.files, "content"])
    pairs = re.findall(r"“([^”]*)”|(::[a-z-]+)", found.message)
    quoted = [
        *filter(None, (each for pair in pairs for each in pair)),
        *NAMELESS.get(found.code, ()),
    ]
    for name, data in mutation.files.items():
        stem = re.sub(r"^\d+-", "", Path(name).stem)
        if any({stem, *Path(name).parts} & set(re.split(r"[ .:]", each)) for each in quoted):
            return False
        if any(is_gone(each, whole[name], data or b"") for each in quoted):
            return False
    return True


NAMELESS = {"E701": ("::danger-signs",)}
"""What is missed by an error that does not quote its name."""


def is_gone(name: str, before: bytes, after: bytes) -> bool:
    """Say whether a line that held a name, or its plural, is gone, or its table has changed."""
    word = re.escape(name.encode())
    form = re.compile(rb"(?<![\w-])" + re.sub(rb"s$", b"s?", word) + rb"s?(?![\w-])", re.IGNORECASE)
    held = {line for line in before.splitlines() if form.search(line)}
    table = re.compile(rb"^\[" + word + rb"\]\n.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
    if held and heads(before) != heads(after):  # it may belong to another table now
        return True
    return bool(held - set(after.splitlines())) or table.findall(before) != table.findall(after)


def heads(data: bytes) -> list[bytes]:
    """Return the lines of a file that begin a table."""
    return [line for line in data.splitlines() if line.startswith(b"[")]


@pytest.mark.parametrize(
    ("path", "code", "message", "right"),
    [
        ("small/moves/plank.toml", "E022", "“hold”: write it as", True),
        ("small/sheet.toml", "E103", "unknown move “plank”", True),
        ("small/02-moves.md", "E105", "unknown variable “move.plank.hold”", True),
        ("small/01-danger-signs.md", "E104", "unknown citation “adams2020”", False),
        ("small/moves/bridge.toml", "E201", "unknown pose “bridge”", False),
        ("small/moves/bridge.toml", "E202", "in the pose “bridge” a limb cannot reach", False),
        ("small", "E005", "there is no guide", True),
        ("large", "E005", "there is no guide", False),
    ],
)
def test_an_error_elsewhere_must_be_about_what_is_gone(
    path: str, code: str, message: str, right: bool
) -> None:
    mutation = Mutation(0, "cut", {"small/moves/plank.toml": b'name = "Plank"\n'})
    whole = {"small/moves/plank.toml": b'name = "Plank"\nhold = 3\n'}
    assert misplaced(error(Place(f"content/{path}"), code, message), mutation, whole) is not right


# --- Load, check, draw and the text of a page ------------------------------------------------


@dataclass
class Copy:
    """A copy of the content, to be changed and mended again."""

    root: Path
    whole: dict[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.whole = {
            path.relative_to(self.content).as_posix(): path.read_bytes()
            for path in sorted(self.content.rglob("*"))
            if path.is_file()
        }

    @property
    def content(self) -> Path:
        return self.root / "content"

    def apply(self, mutation: Mutation) -> None:
        for name, data in mutation.files.items():
            if data is None:
                (self.content / name).unlink()
            else:
                (self.content / name).write_bytes(data)

    def mend(self, mutation: Mutation) -> None:
        for name in mutation.files:
            (self.content / name).write_bytes(self.whole[name])


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    root = tmp_path_factory.mktemp("mutations") / "press"
    for name in ("content", "styles", "templates"):
        shutil.copytree(ROOT / name, root / name)
    return Copy(root)


@pytest.fixture(scope="module")
def memory() -> Memory:
    return defaultdict(dict)


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch, memory: Memory) -> None:
    """Do once what comes out the same each time: all files but one are as they were."""
    remember(monkeypatch, memory)


def remember(monkeypatch: pytest.MonkeyPatch, memory: Memory) -> None:
    def once_each(module: Any, name: str, key: Callable[..., object]) -> None:
        function, made = getattr(module, name), memory[name]

        def remembered(*values: Any, **named: Any) -> Any:
            at = key(*values, **named)
            if at not in made:
                found = function(*values, **named)
                made[at] = list(found) if isinstance(found, Iterator) else found
            found = made[at]  # diagnostics are lists, which callers add to
            return (found[0], list(found[1])) if isinstance(found, tuple) else found

        monkeypatch.setattr(module, name, remembered)

    def body(source: Source, values: Mapping[str, str], *more: object) -> object:
        return source.path, source.text, frozenset(values.items()), more

    once_each(fields, "parse_toml", lambda source: source)
    once_each(fields, "parse_json", lambda source: source)
    once_each(fields, "validate", lambda model, values, at=(): (model, values.source, at))
    once_each(fields, "literal_places", lambda text, at: (text, at))
    once_each(everywhere, "chapter_passages", lambda source, values: (source, *values.items()))
    once_each(
        everywhere,
        "field_passages",
        lambda name, values, variables: (name, values.source, *variables.items()),
    )
    once_each(kept_marks, "_of_fields", lambda values: values.source)
    once_each(segno, "make", lambda address, **_: address)
    once_each(project, "load_look", lambda disk: disk.root)
    once_each(house, "check_look", lambda look: "the look, which is not changed")
    once_each(subject, "chapter_body", body)
    once_each(pages, "chapter_body", body)
    once_each(html, "line_tree", lambda text, values: (text, frozenset(values.items())))
    compiled = memory["compile"]
    compile_ = jinja2.Environment.compile

    def compile_once(self: Any, source: str, name: Any = None, filename: Any = None) -> Any:
        if (source, name) not in compiled:
            compiled[source, name] = compile_(self, source, name, filename)
        return compiled[source, name]

    monkeypatch.setattr(jinja2.Environment, "compile", compile_once)


def is_quick(rule: Rule) -> bool:
    return rule.find.__module__.rpartition(".")[2] in QUICK


def examine(copy: Copy, mutation: Mutation) -> list[str]:
    """Take a change through all that needs no WeasyPrint; return what is not as it should be.

    The rules that weigh each word take most of the time: they judge one change in ten, and
    the text of a page is made for some of those that are good.
    """
    with pytest.MonkeyPatch.context() as patch:
        if mutation.seed % 10:
            quick = [each for each in everything.RULES if is_quick(each)]
            patch.setattr(everything, "RULES", quick)
        project, found = load_and_check(Disk(copy.root))
    press = project.press
    guide = press.guides.get(GUIDE) if press is not None else None
    if press is not None and guide is not None and not has_errors(found):
        drawn = drawings.draw(guide, style())
        in_text = any(name.endswith(".md") for name in mutation.files)
        if mutation.seed % (2 if in_text else 5) == 0:
            workshop = Workshop(
                project.disk, project.look, guide, press.brand, press.regions, typefaces(), drawn
            )
            numbers, faults = handout_numbers(workshop, EDITIONS[0])
            found += faults
            if f"{GUIDE}/references.json" in mutation.files and not has_errors(found):
                found += make_page(workshop, EDITIONS[0], numbers)[1]
    assert as_json(found)
    wrong = [
        f"misplaced: {as_lines(each)}" for each in found if misplaced(each, mutation, copy.whole)
    ]
    if guide is None and not has_errors(found):
        wrong.append("no guide, and nothing is said")
    return [f"{mutation.seed}: {mutation.about}: {each}" for each in wrong]


@pytest.mark.slow
@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("block", range(BLOCKS))
def test_changed_content_is_good_or_diagnosed(copy: Copy, block: int) -> None:
    faults = []
    for seed in range(MUTATIONS * block // BLOCKS, MUTATIONS * (block + 1) // BLOCKS):
        mutation = mutate(copy.whole, seed)
        copy.apply(mutation)
        try:
            faults += examine(copy, mutation)
            if seed % 10 == 0:
                list_lines(copy.root)
        except Exception as problem:  # noqa: BLE001 - every one is counted, not the first alone
            faults.append(f"{mutation.seed}: {mutation.about}: {type(problem).__name__}: {problem}")
        finally:
            copy.mend(mutation)
    assert not faults, "\n".join(faults)


# --- Any bytes at all ------------------------------------------------------------------------

SMALL = sorted(
    path.relative_to(HERE / "guide" / "content").as_posix()
    for path in (HERE / "guide" / "content").rglob("*.*")
    if path.is_file()
)
TOKENS = [each.decode("latin-1") for each in SHREDS]


@pytest.mark.slow
@given(data=st.data())
def test_any_text_in_any_file_is_good_or_diagnosed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("any") / "press"
    shutil.copytree(HERE / "guide", root)
    name = data.draw(st.sampled_from(SMALL))
    before = (root / "content" / name).read_bytes()
    start = data.draw(st.integers(0, len(before)))
    end = data.draw(st.integers(start, min(start + 60, len(before))))
    piece = st.lists(st.sampled_from(TOKENS) | st.text(max_size=8), max_size=4).map("".join)
    new = data.draw(st.binary(max_size=8) | piece.map(lambda text: text.encode(errors="replace")))
    mutation = Mutation(0, f"{name}[{start}:{end}]", {name: before[:start] + new + before[end:]})
    small = Copy(root)
    small.apply(mutation)
    project, found = load_and_check(Disk(root))
    press = project.press
    whole = press is not None and "small" in press.guides
    assert whole or has_errors(found)
    assert not [as_lines(each) for each in found if misplaced(each, mutation, small.whole)]
    shutil.rmtree(root.parent)


# --- A whole build ---------------------------------------------------------------------------


def listing(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# WeasyPrint leaves the colour profile that it embeds open when it has read it.
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning")
@pytest.mark.parametrize("edition", TO_BUILD, ids=lambda each: each.name)
def test_last_good_files_stay_until_there_are_better(
    copy: Copy, tmp_path: Path, edition: Edition
) -> None:
    out = tmp_path / "dist"
    assert publish(copy.root, out, editions=[edition]).diagnostics == ()
    good = listing(out)
    guides = {path.partition("/")[0] for path in good if "/" in path}
    assert GUIDE in guides
    built = 0
    for seed in range(MUTATIONS, MUTATIONS + SAMPLE // len(TO_BUILD)):
        mutation = mutate(copy.whole, seed)
        copy.apply(mutation)
        try:
            outcome = publish(copy.root, out, editions=[edition])
        finally:
            copy.mend(mutation)
        wrong = [each for each in outcome.diagnostics if misplaced(each, mutation, copy.whole)]
        assert not wrong, f"{mutation.about}: {[as_lines(each) for each in wrong]}"
        made = {each.guide for each in outcome.files}
        assert {each.edition for each in outcome.files} <= {edition.name}
        assert len(outcome.files) == len(made)
        assert has_errors(outcome.diagnostics) == (made != guides)
        now = listing(out)
        assert now.keys() == good.keys()
        changed = {path for path in now if now[path] != good[path]}
        if made:
            changed = {path for path in changed if path.partition("/")[0] in guides - made}
        assert not changed, f"{mutation.seed}: {mutation.about}"
        good = now  # the last good files are these now
        built += made == guides
    assert 0 < built < SAMPLE // len(TO_BUILD), "the sample has changes of both kinds"
