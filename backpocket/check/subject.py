"""Subject: what rules look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from backpocket.check.language import Language, load_language
from backpocket.check.passages.everywhere import passages
from backpocket.check.passages.kept_marks import marks
from backpocket.check.passages.passage import Passage
from backpocket.diagnostics import Diagnostic
from backpocket.draw.kept import Kept
from backpocket.load.fields import Fields
from backpocket.load.guides import Loaded
from backpocket.markup.body import ChapterBody, chapter_body
from backpocket.markup.marks import Mark
from backpocket.markup.variables import variables
from backpocket.model.guide import Brand
from backpocket.model.regions import Region
from backpocket.model.source import Source

__all__ = ["Subject"]


@dataclass(frozen=True)
class Subject:
    """What rules look at: a guide as loaded, what it shares with the others, and the day."""

    name: str
    loaded: Loaded
    brand: Brand | None
    regions: Mapping[str, Region]
    today: dt.date | None = None
    shared: Mapping[str, Fields] = field(default_factory=dict)
    """The data files that all guides show texts of, by name."""
    letters: frozenset[int] = frozenset()
    """The code points that the fonts have; none, if the fonts are not known."""
    kept: Kept | None = None
    """Where what was found out about poses is kept."""

    @property
    def sources(self) -> Sequence[Source]:
        """Return the files of the guide, and those that it shares."""
        return (*self.loaded.sources, *(fields.source for fields in self.shared.values()))

    @cached_property
    def language(self) -> Language | None:
        """Return the tables of the guide's language; None if there are none, or it has none."""
        settings = self.loaded.data.get("guide.toml")
        name = settings.values.get("language") if settings else None
        return load_language(name) if isinstance(name, str) else None

    @cached_property
    def passages(self) -> Sequence[Passage]:
        """Return all text that a reader sees, chapters first, each in its own order."""
        return passages(self.loaded, self.shared, next(iter(self.values), {}))

    @cached_property
    def marks(self) -> Sequence[tuple[Source, Mark]]:
        """Return the marks of the chapters, of the data files, and of what guides share."""
        return tuple(marks(self.loaded.sources, self.texts))

    @property
    def texts(self) -> Sequence[Fields]:
        """Return the data files whose texts are Markdown: all but those that programs export."""
        files = (*self.loaded.data.values(), *self.shared.values())
        return [fields for fields in files if fields.source.is_toml]

    @cached_property
    def values(self) -> Sequence[Mapping[str, str]]:
        """Return what the variables stand for, region by region; nothing if it is not known."""
        guide, brand = self.loaded.guide, self.brand
        if guide is None or brand is None:
            return ()
        return [variables(guide, brand, region) for region in self.regions.values()]

    @cached_property
    def bodies(self) -> Sequence[tuple[Source, ChapterBody | None, Sequence[Diagnostic]]]:
        """Return each chapter below its title, as far as it can be set, and what cannot.

        A chapter that brings in what a region says is there once for each region.
        """
        bodies = []
        for source in self.loaded.sources:
            if source.is_chapter:
                by_region = self.values if "region." in source.text else self.values[:1]
                bodies += [(source, *chapter_body(source, each, "")) for each in by_region or ({},)]
        return bodies

    @cached_property
    def sections(self) -> Sequence[Sequence[Passage]]:
        """Return the passages grouped under their headings, or by table of a data file."""
        groups: dict[tuple[object, ...], list[Passage]] = {}
        for passage in self.passages:
            groups.setdefault((passage.source.path, passage.section), []).append(passage)
        return tuple(groups.values())
