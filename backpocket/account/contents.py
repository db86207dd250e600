"""Contents: the texts of a guide’s data files, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from backpocket.account.chapter_parts import cite, inline_words
from backpocket.account.wordings import Group, Origin, Part, Series, Wording
from backpocket.markup.variables import variables
from backpocket.model.guide import Brand, Guide, Move
from backpocket.model.regions import Region, everywhere

__all__ = ["Contents"]


@dataclass(frozen=True)
class Contents:
    """What an edition is made from: a guide and the shop.

    The regions are those of its readers, by name; the numbers those of the references, by key.
    """

    guide: Guide
    brand: Brand
    regions: Mapping[str, Region]
    numbers: Mapping[str, int]

    @cached_property
    def values(self) -> Mapping[str, str]:
        """Return what the variables stand for."""
        return variables(self.guide, self.brand, everywhere(self.regions.values()))

    def path(self, file: str) -> str:
        """Return the path of a file of the guide, or of ``content/``, from the project’s root."""
        return file if file.startswith("content/") else f"content/{self.guide.name}/{file}"

    def text(
        self,
        part: str,
        words: object,
        file: str,
        *key: str | int,
        number: str = "",
        is_dose: bool = False,
    ) -> Wording:
        """Return a text of a data file; one that is not filled has no words."""
        found = inline_words("" if words is None else str(words), self.values, self.numbers)
        origin = Origin(self.path(file), key)
        return Wording(part, found.words, origin, number, tuple(found.additions), is_dose)

    def texts(
        self,
        part: str,
        all_words: Iterable[str],
        file: str,
        *key: str | int,
        numbered_from: int | None = None,
    ) -> Series:
        """Return the texts of a list, which may be numbered."""
        return Series(
            tuple(
                self.text(
                    part,
                    words,
                    file,
                    *key,
                    index,
                    number="" if numbered_from is None else str(numbered_from + index),
                )
                for index, words in enumerate(all_words)
            )
        )

    def setting(self, name: str, words: object = None) -> Wording:
        """Return a text of ``guide.toml``, in other ``words`` if a page writes it so."""
        own = getattr(self.guide.settings, name) if words is None else words
        return self.text(f"settings.{name}", own, "guide.toml", name)

    def settings(self, name: str, numbered_from: int | None = None) -> Series:
        """Return the texts of a list of ``guide.toml``."""
        words = getattr(self.guide.settings, name)
        return self.texts(
            f"settings.{name}", words, "guide.toml", name, numbered_from=numbered_from
        )

    def said_by_regions(self, name: str) -> Iterator[Wording]:
        """Yield what each region says, each saying once."""
        said: dict[str, str] = {}
        for region, each in self.regions.items():
            said.setdefault(str(getattr(each, name)), region)
        for words, region in said.items():
            yield self.text(f"region.{name}", words, "content/regions.toml", region, name)

    def cited(self, part: str, keys: Sequence[str], file: str, *key: str | int) -> Wording:
        """Return the numbers of sources that a field names."""
        text = self.text(part, "", file, *key)
        return replace(text, words=cite(keys, self.numbers)) if keys else text

    def picture(self, name: str, part: str = "picture") -> Part:
        """Return what is said of a picture: to whom does not see it, in it, and below it."""
        picture = self.guide.pictures[name]

        def field(own: str, words: str, *key: str) -> Wording:
            return self.text(f"{part}.{own}", words, "pictures.toml", name, *(key or (own,)))

        labels = (field("labels", words, "labels", key) for key, words in picture.labels.items())
        caption = field("caption", picture.caption)
        return Group((field("alt", picture.alt), Group(tuple(labels)), caption))

    def dose(self, move: Move, part: str = "move") -> Series:
        """Return how long and how many, in either order, and how often, as it is written."""
        dose = move.dose

        def field(name: str, words: object) -> Wording:
            file = f"moves/{move.id}.toml"
            is_dose = name != "often"
            return self.text(f"{part}.{name}", words, file, "dose", name, is_dose=is_dose)

        rounds = dose.sets and f"{dose.sets} {'round' if dose.sets.most == 1 else 'rounds'}"
        numbers = (field("hold", dose.hold), field("reps", dose.reps), field("sets", rounds))
        return Series((Group(numbers), field("often", dose.often)))
