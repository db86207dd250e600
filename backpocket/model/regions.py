"""Regions: the emergency wording and the papers of the parts of the world."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from backpocket.model.field_types import Text
from backpocket.model.record import Record
from backpocket.translation import mark

__all__ = ["Paper", "Region", "anywhere", "everywhere"]

Paper = Literal["a4", "letter"]


class Region(Record):
    """Emergency wording and paper of one part of the world."""

    name: Text
    papers: Annotated[tuple[Paper, ...], Field(min_length=1)]
    emergency: Text
    emergency_number: Text
    soon: Text
    clinician: Text


def everywhere(regions: Iterable[Region]) -> Region:
    """Return one region that says what each of them says, in their order, and which is which."""
    all_of_them = tuple(regions)
    if len(all_of_them) == 1:
        return all_of_them[0]
    return Region(
        name=" and ".join(region.name for region in all_of_them),
        papers=tuple(dict.fromkeys(paper for region in all_of_them for paper in region.papers)),
        emergency=" ".join(f"{region.name}: {region.emergency}" for region in all_of_them),
        emergency_number=" or ".join(
            f"{region.emergency_number} ({region.name})" for region in all_of_them
        ),
        soon=" ".join(f"{region.name}: {region.soon}" for region in all_of_them),
        clinician=" or ".join(dict.fromkeys(region.clinician for region in all_of_them)),
    )


def anywhere(regions: Iterable[Region]) -> Region:
    """Return a region for readers of whom nobody knows where they are, in as few words as one.

    It has the numbers of all regions, each with its region; the rest is that of a region whose
    words hold no number of its own.
    """
    all_of_them = tuple(regions)
    plain = [region for region in all_of_them if not any(map(str.isdigit, region.soon))]
    like = (plain or all_of_them)[0]
    numbers = ", ".join(f"{region.name} {region.emergency_number}" for region in all_of_them)
    return Region(
        name=everywhere(all_of_them).name,
        papers=like.papers,
        emergency=mark("Call your local emergency number: {numbers}.").format(numbers=numbers),
        emergency_number=numbers,
        soon=like.soon,
        clinician=like.clinician,
    )
