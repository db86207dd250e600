"""Regions: the wording of all parts of the world as one, for what is not tied to a paper."""

from __future__ import annotations

from collections.abc import Iterable

from backpocket.model.guide import Region

__all__ = ["everywhere"]


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
