"""Subject: what rules look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from backpocket.check.language import Language, load_language
from backpocket.check.passages.everywhere import passages
from backpocket.check.passages.passage import Passage
from backpocket.load.fields import Fields
from backpocket.load.guides import Loaded
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
        return passages(self.loaded, self.shared, self._values)

    @property
    def _values(self) -> Mapping[str, str]:
        """Return what the variables stand for in the first region; nothing if it is not known."""
        guide, brand = self.loaded.guide, self.brand
        region = next(iter(self.regions.values()), None)
        return variables(guide, brand, region) if guide and brand and region else {}

    @cached_property
    def sections(self) -> Sequence[Sequence[Passage]]:
        """Return the passages grouped under their headings, or by table of a data file."""
        found: dict[tuple[object, ...], list[Passage]] = {}
        for passage in self.passages:
            found.setdefault((passage.source.path, passage.section), []).append(passage)
        return tuple(found.values())
