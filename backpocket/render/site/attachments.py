"""Attachments: the finished files of a guide as its page offers them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from backpocket.model.editions import LARGE, Edition
from backpocket.model.regions import Region
from backpocket.translation import mark

__all__ = ["Attachment", "file_groups"]

_KINDS = {
    "pdf": ("PDF", "Portable Document Format"),
    "epub": ("EPUB", "Electronic Publication"),
    "txt": ("TXT", "Plain text"),
}
_PAPERS = {"a4": "A4", "letter": "US Letter"}


@dataclass(frozen=True)
class Attachment:
    """A finished file as the manifest lists it: ``path`` from the output folder, size in bytes."""

    guide: str
    version: str
    edition: Edition
    path: str
    size_in_bytes: int
    pages: int
    sha256: str
    data: bytes = field(repr=False)

    @property
    def href(self) -> str:
        """Its address from the root of the site; it has no version, so that links last."""
        return f"{self.guide}/files/{PurePosixPath(self.path).name}"

    @property
    def saved_as(self) -> str:
        """The name that it is saved under, which says which version it is."""
        name = PurePosixPath(self.path)
        stem = name.stem if name.stem.startswith(self.guide) else f"{self.guide}-{name.stem}"
        return f"{stem}-{self.version}{name.suffix}"

    @property
    def short_title(self) -> str:
        return self.edition.title

    @property
    def kind(self) -> str:
        return _KINDS[self.edition.kind][0]

    @property
    def kind_in_words(self) -> str:
        return _KINDS[self.edition.kind][1]

    @property
    def size(self) -> str:
        """Its size in KB, which are 1000 bytes."""
        return f"{max(1, round(self.size_in_bytes / 1000)):,} KB"

    @property
    def pages_in_words(self) -> str:
        return f"{self.pages} page{'' if self.pages == 1 else 's'}"

    @property
    def paper(self) -> str:
        return self.edition.paper or ""

    @property
    def paper_name(self) -> str:
        return _PAPERS.get(self.paper, "")

    @property
    def group(self) -> str:
        return self.edition.paper or "screen"

    @property
    def is_main(self) -> bool:
        """Whether this is the one that is offered first on its paper."""
        edition = self.edition
        is_plain = not edition.large_print and edition.figures == "solid"
        return edition.form == "handout" and edition.kind == "pdf" and is_plain

    @property
    def good_for(self) -> str:
        """What the file is good for, in one line."""
        return _good_for(self.edition)


def _good_for(edition: Edition) -> str:
    if edition.kind == "epub":
        if edition.pixels:
            return mark(
                "For older e-readers that show no pictures of the other: here they are dots."
            )
        return mark("For e-readers and phones: your own type, size and dark mode.")
    if edition.kind == "txt":
        return mark("Just the words, for any device.")
    what = (
        mark("The moves, doses and danger signs, for the fridge or the mat.")
        if edition.form == "sheet"
        else mark("The whole guide, with pages to fill in.")
    )
    if edition.large_print:
        return f"Large print: type of {LARGE:g} points or more. {what}"
    if edition.figures == "line":
        return f"Takes little ink, in black and grey. {what}"
    return what


def file_groups(
    attachments: Sequence[Attachment], regions: Mapping[str, Region]
) -> Iterator[tuple[str, str, str]]:
    """Yield the groups that files are shown in: name, heading, and what holds for all of them."""
    there = {each.group for each in attachments}
    for paper, name in _PAPERS.items():
        if paper in there:
            region = next((each for each in regions.values() if paper in each.papers), None)
            note = f"With the emergency numbers of the {region.name}." if region else ""
            yield paper, f"On {name} paper", note
    if "screen" in there:
        yield "screen", mark("For screens"), ""
