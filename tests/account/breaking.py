"""Breaking: faults made in the pages, styles and content of the small guide, each a true one.

A fault aims at one text of the content that stands in the page of an edition once. It is broken
where templates, styles or the data give it to the layout; so a reader would miss or misread it.
"""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from backpocket.account.contents import Contents
from backpocket.account.expected import expected
from backpocket.account.folding import folded
from backpocket.account.wordings import Wording, texts
from backpocket.model.editions import EDITIONS, Edition
from backpocket.model.source import Source
from backpocket.render.jobs import Job
from backpocket.render.makers import contents_of
from backpocket.render.pages import make_page
from backpocket.render.xhtml import as_xml

__all__ = ["Break", "Page", "breaks", "pages", "with_rule"]

XHTML = "http://www.w3.org/1999/xhtml"
etree.register_namespace("", XHTML)
etree.register_namespace("epub", "http://www.idpf.org/2007/ops")

WORD = r"\b[^\W\d]{3,}\s*"
BROKEN = "data-broken"
BLOCK = "display: block;"

HIDING = {
    "display": "display: none",
    "visibility": "visibility: hidden",
    "opacity": "opacity: 0",
    "faint": "opacity: 0.15",
    "transparent": "color: transparent",
    "ground": "color: #ffffff; background: #ffffff",
    "nothing": "font-size: 0.01pt",
    "indent": f"{BLOCK} text-indent: -400mm",
    "clip": f"{BLOCK} height: 0; overflow: hidden",
}
"""Rules that hide an element, in print and in a book."""

PUSHING = {
    "small": "font-size: 6pt",
    "right": "position: relative; left: 250mm",
    "left": "position: relative; left: -250mm",
    "up": "position: relative; top: -320mm",
    "moved": f"{BLOCK} transform: translate(0, 400mm)",
    "shrunk": f"{BLOCK} transform: scale(0.1)",
    "cut": f"{BLOCK} width: 5mm; overflow: hidden; white-space: nowrap",
    "half": f"{BLOCK} height: 0.6em; overflow: hidden",
    "box": f"{BLOCK} background: #ccddee; width: 12mm; white-space: nowrap",
    "squeezed": "letter-spacing: -0.95em",
    "slid": f"{BLOCK} margin-left: -180mm; white-space: nowrap",
}
"""Rules that push an element off its page, out of its box or onto itself."""

OVER = "position: absolute; left: -2pt; top: -2pt; width: 110%; height: 120%"
COVERS = {
    "block": f'<span style="{OVER}; background: #ffffff"></span>',
    "dark": f'<span style="{OVER}; background: #123456"></span>',
    "gradient": f'<span style="{OVER}; background: linear-gradient(#ffffff, #ddeeff)"></span>',
    "picture": '<img src="qr:guide" alt="A code" style="position: absolute; left: -2pt; '
    'top: -20pt; width: 60pt; height: 60pt"/>',
}
"""What is set over an element."""


@dataclass(frozen=True)
class Break:
    """A fault of a kind in an edition, at a text; ``seed`` chooses its particulars."""

    kind: str
    edition: Edition
    text: Wording
    seed: int

    def __str__(self) -> str:
        return f"{self.edition.name} {self.kind} {self.text.part} “{self.text.words.strip()[:30]}”"


@dataclass(frozen=True)
class Page:
    """The page of an edition, as templates make it, and the texts that stand in it once."""

    edition: Edition
    html: str
    job: Job

    @classmethod
    def of(cls, job: Job, edition: Edition) -> Page:
        html, diagnostics = make_page(job.workshop, edition, job.numbers)
        assert html is not None, diagnostics
        return cls(edition, html, job)

    @cached_property
    def contents(self) -> Contents:
        return contents_of(self.job, self.edition)

    @cached_property
    def aims(self) -> tuple[Wording, ...]:
        """Return the texts that a fault can aim at."""
        whole = "".join(fold("".join(tree.itertext())) for tree in self.trees.values())
        found = []
        for text in texts(expected(self.contents, self.edition)):
            letters = fold(text.words)
            if len(letters) > 5 and whole.count(letters) == 1 and not text.additions:
                found.append(text)
        return tuple(found)

    @property
    def trees(self) -> Mapping[str, etree.Element]:
        """Return the page as trees: of each file, if it is a book."""
        return {head: etree.fromstring(text) for head, text in cut(self._xml)}

    @property
    def _xml(self) -> str:
        page = as_xml(self.html)
        return page if self.edition.kind == "epub" else page.replace(" epub:type=", " data-type=")

    def broken(self, change: Callable[[etree.Element], None]) -> str:
        """Return the page with its trees changed."""
        parts = []
        for head, tree in self.trees.items():
            change(tree)
            method = "xml" if self.edition.kind == "epub" else "html"
            parts.append(head + etree.tostring(tree, encoding="unicode", method=method))
        return "\n".join(parts)


def cut(page: str) -> Iterator[tuple[str, str]]:
    """Cut a page into what stands before each root element, and that element."""
    for part in page.split("\f"):
        start = re.search(r"<(?:html|body)\b", part)
        if start:
            head = part[: start.start()]
            yield ("\f" + head if "\f" in page else head), part[start.start() :].strip()


def fold(words: str) -> str:
    return "".join(map(folded, words))


def holder(tree: etree.Element, words: str) -> etree.Element | None:
    """Return the smallest element that has all words of a text."""
    letters = fold(words)
    found = None
    for element in tree.iter():
        if isinstance(element.tag, str) and letters in fold("".join(element.itertext())):
            found = element
    return found


def parent_of(tree: etree.Element, wanted: etree.Element) -> etree.Element:
    return next(each for each in tree.iter() if wanted in list(each))


def is_alone(element: etree.Element, words: str) -> bool:
    """Say whether an element holds little else than a text."""
    return len(fold("".join(element.itertext()))) < 2 * len(fold(words)) + 12


# --- Kinds: each returns the broken page and the rule that a stylesheet gets --------------------

Broken = tuple[str, str]
Make = Callable[["Page", "Break"], Broken]


def styled(page: Page, aim: Break, rule: str) -> Broken:
    """Have a rule hold for the element of a text."""

    def mark(tree: etree.Element) -> None:
        element = holder(tree, aim.text.words)
        if element is not None:
            element.set(BROKEN, "")

    return page.broken(mark), rule


def dropped(page: Page, aim: Break) -> Broken:
    def drop(tree: etree.Element) -> None:
        element = holder(tree, aim.text.words)
        if element is not None:
            element.text, element[:] = "", []

    return page.broken(drop), ""


def in_text(page: Page, aim: Break, pattern: str, change: Callable[[str], str]) -> Broken:
    """Change the first match of a pattern that is in the words of a text, in its element."""

    def run(tree: etree.Element) -> None:
        element = holder(tree, aim.text.words)
        if element is None:
            return
        for each in element.iter():
            for name in ("text", "tail") if each is not element else ("text",):
                old = getattr(each, name) or ""
                for match in re.finditer(pattern, old):
                    new = old[: match.start()] + change(match[0]) + old[match.end() :]
                    setattr(each, name, new)
                    if fold(aim.text.words) not in fold("".join(element.itertext())):
                        return
                    setattr(each, name, old)

    return page.broken(run), ""


def swapped(page: Page, aim: Break) -> Broken:
    """Swap an item of a list, or a row of a table, with its neighbour."""

    def run(tree: etree.Element) -> None:
        found = item_of(tree, aim.text.words)
        if found is not None:
            around, index, other = found
            around[index], around[other] = around[other], around[index]

    return page.broken(run), ""


def other(digit: str) -> str:
    return str((int(digit) + 4) % 10 or 7)


def item_of(tree: etree.Element, words: str) -> tuple[etree.Element, int, int] | None:
    """Return the list or table around a text, the place of its item and that of its neighbour."""
    element = holder(tree, words)
    while element is not None and element is not tree:
        around = parent_of(tree, element)
        if element.tag.rpartition("}")[2] in ("li", "tr") and len(around) > 1:
            index = list(around).index(element)
            return around, index, index + 1 if index + 1 < len(around) else index - 1
        element = around
    return None


def covered(page: Page, aim: Break, cover: str) -> Broken:
    def run(tree: etree.Element) -> None:
        element = holder(tree, aim.text.words)
        if element is not None:
            element.set(BROKEN, "")
            element.append(etree.fromstring(cover))

    rule = f"[{BROKEN}] {{ position: relative; display: block }}"
    return page.broken(run), rule


def renumbered(page: Page, aim: Break, by: int) -> Broken:
    """Begin a numbered list with another number, or take its numbers away."""

    def run(tree: etree.Element) -> None:
        element = holder(tree, aim.text.words)
        while element is not None and element.tag.rpartition("}")[2] != "ol":
            element = parent_of(tree, element)
        if element is None:
            return
        if by:
            element.set("start", str(1 + by))
            element.set("style", f"counter-reset: list-item {by}")
        else:
            element.tag = element.tag.replace("ol", "ul")

    return page.broken(run), ""


def kinds_of(page: Page) -> Mapping[str, Make]:
    """Return the kinds of faults that an edition can have."""
    found: dict[str, Make] = {
        "drop": dropped,
        "swap": swapped,
        "renumber": lambda page, aim: renumbered(page, aim, 1 + aim.seed % 3),
        "no numbers": lambda page, aim: renumbered(page, aim, 0),
        "dose": lambda page, aim: in_text(page, aim, r"\d", other),
        "longer dose": lambda page, aim: in_text(page, aim, r"\d+", lambda number: f"{number}5"),
        "word": lambda page, aim: in_text(page, aim, WORD, lambda word: ""),
    }
    hiding = HIDING if page.edition.kind != "txt" else {}
    pushing = PUSHING if page.edition.kind == "pdf" else {}
    for name, declarations in {**hiding, **pushing}.items():
        said = declarations.replace(";", " !important;") + " !important"
        rule = f"[{BROKEN}] {{ {said} }}"
        found[f"style {name}"] = lambda page, aim, rule=rule: styled(page, aim, rule)  # type: ignore[misc]
    if page.edition.kind == "pdf":
        for name, cover in COVERS.items():
            found[f"cover {name}"] = lambda page, aim, cover=cover: covered(page, aim, cover)  # type: ignore[misc]
    return found


def is_true(page: Page, aim: Break) -> bool:
    """Say whether a reader would miss or misread a text by a fault."""
    words = aim.text.words
    if aim.kind in ("renumber", "no numbers"):
        return bool(aim.text.number)
    if aim.kind in ("dose", "longer dose"):
        return any(char.isdigit() for char in words) and aim.text.part not in ADDRESSES
    if aim.kind == "swap":
        found = [item_of(tree, words) for tree in page.trees.values()]
        return aim.text.part in SWAPPED and any(found)
    if aim.kind == "word":
        return re.search(WORD, words) is not None
    if aim.kind.startswith("style") or aim.kind.startswith("cover"):
        elements = [holder(tree, words) for tree in page.trees.values()]
        held = [each for each in elements if each is not None]
        if any(each.tag in CELLS for each in held):
            return False  # WeasyPrint moves no cell, and gives it the height that it needs
        if aim.kind in GRID_KINDS and aim.text.part == "sheet.traffic":
            return False  # as it does with what stands in a row of a grid
        return all(is_alone(each, words) for each in held)
    return True


ADDRESSES = ("link.url", "reference.DOI", "reference.URL")
"""Texts that a text edition shows once more, as the address of a link."""

CELLS = ("td", "th")
GRID_KINDS = ("style clip", "style cut", "style half")

SWAPPED = (
    "move.steps", "settings.in_short", "settings.questions", "settings.for_whom", "sheet.steps",
    "sheet.ask_first", "treatment.risk",
)  # fmt: skip


def pages(job: Job) -> list[Page]:
    """Return the pages that are broken: of each form, and one in large print."""
    names = ("handout-a4", "sheet-a4", "ebook", "handout", "handout-large-print-a4")
    return [Page.of(job, each) for name in names for each in EDITIONS if each.name == name]


def breaks(job: Job, count: int, seed: int = 1) -> Iterator[tuple[Page, Break, Make]]:
    """Yield so many faults, of all kinds and editions by turns; the same for the same seed."""
    dice = random.Random(seed)
    kinds = [(page, name, make) for page in pages(job) for name, make in kinds_of(page).items()]
    made = 0
    while made < count:
        dice.shuffle(kinds)
        for page, name, make in kinds[: count - made]:
            aims = [Break(name, page.edition, text, dice.randrange(1000)) for text in page.aims]
            dice.shuffle(aims)
            aim = next((each for each in aims if is_true(page, each)), None)
            if aim is not None:
                made += 1
                yield page, aim, make


def with_rule(job: Job, edition: Edition, rule: str) -> Job:
    """Return a job whose last stylesheet of an edition has one rule more."""
    if not rule:
        return job
    name = "epub.css" if edition.kind == "epub" else edition.stylesheets[-1]
    source = job.sources[name]
    changed = Source(source.path, f"{source.text}\n{rule}\n")
    return replace(job, sources={**job.sources, name: changed})
