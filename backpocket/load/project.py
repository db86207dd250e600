"""Project: all that the press reads of a project, read and judged once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from backpocket.diagnostics import Diagnostic, Place, error, nearest
from backpocket.load.catalogue import FILE, Catalogue, read_catalogue
from backpocket.load.disk import Disk
from backpocket.load.drawing_files import read_drawings
from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.load.guides import Common, Loaded, guide_names, load_guide
from backpocket.load.kind_table import read_kinds
from backpocket.load.lights import LIGHTS, read_lights
from backpocket.load.look import Look, load_look
from backpocket.load.picture_files import read_picture
from backpocket.load.pose_files import read_poses, read_shown
from backpocket.load.wordlists import read_words
from backpocket.model.figures import Shown
from backpocket.model.guide import Brand, Press
from backpocket.model.pictures import PictureFile
from backpocket.model.poses import Pose
from backpocket.model.regions import Paper, Region

__all__ = ["SHARED", "Project", "load_project"]

SHARED = ("brand.toml", "regions.toml", LIGHTS)
"""The data files of ``content/`` whose texts every guide may show."""


@dataclass(frozen=True)
class Project:
    """A project, loaded: what guides share, and those that were asked for.

    There is no press if what all guides share is at fault, and no catalogue without a sound
    ``orders.toml``. ``shared`` holds the fields of the shared files by name; ``poses`` are those of
    the library that are sound, ``shown`` says how some are shown. ``pose_names`` and ``drawings``
    are those that all guides may use.
    """

    disk: Disk
    press: Press | None
    guides: Mapping[str, Loaded]
    shared: Mapping[str, Fields] = field(repr=False)
    catalogue: Catalogue | None
    look: Look
    pose_names: frozenset[str] = frozenset()
    drawings: frozenset[str] = frozenset()
    poses: Mapping[str, Pose] = field(default_factory=dict, repr=False)
    pose_fields: Fields | None = field(default=None, repr=False)
    shown: tuple[Shown, ...] = ()


def load_project(
    disk: Disk, names: Iterable[str] | None = None
) -> tuple[Project, list[Diagnostic]]:
    """Load what all guides share, and the guides named (all, if none is)."""
    folder = Folder(disk, disk.root / "content")
    brand_fields = folder.fields("brand.toml")
    brand = folder.model(Brand, brand_fields)
    logo = _logo(folder, brand, brand_fields)
    region_fields = folder.fields("regions.toml")
    regions = folder.each(Region, region_fields)
    if region_fields is not None and regions is not None:
        folder.diagnostics += _missing_papers(region_fields, regions)
    pose_fields = folder.fields("poses.toml")
    poses = read_poses(folder, pose_fields)
    pose_names = folder.names("poses.toml")
    shown = read_shown(folder, pose_names)
    drawings, labels = read_drawings(folder, pose_names)
    known = guide_names(disk.root)
    catalogue = read_catalogue(folder, known) if folder.has(FILE) else None
    lights = read_lights(folder)
    common = Common(poses, pose_names, drawings, labels, read_words(folder), logo, lights)
    if not known:
        hint = "a guide is a folder content/NAME/ that holds a guide.toml"
        folder.diagnostics.append(error(Place("content"), "E005", "there is no guide", hint=hint))
    look, diagnostics = load_look(disk)
    diagnostics += read_kinds()[1]
    loaded: dict[str, Loaded] = {}
    for name in dict.fromkeys(known if names is None else names):
        if name in known:
            loaded[name], found = load_guide(disk, name, common)
        else:
            place, hint = Place(f"content/{name}"), nearest(name, known)
            found = [error(place, "E005", f"there is no guide “{name}”", hint=hint)]
        diagnostics += found
    guides = {name: item.guide for name, item in loaded.items() if item.guide is not None}
    press = Press(brand, regions, guides) if brand and regions is not None else None
    shared = {name: folder.data[name] for name in SHARED if name in folder.data}
    names_of = frozenset(pose_names or ()), frozenset(labels)
    project = Project(
        disk, press, loaded, shared, catalogue, look, *names_of, poses, pose_fields, shown
    )
    return project, folder.diagnostics + diagnostics


def _logo(folder: Folder, brand: Brand | None, fields: Fields | None) -> PictureFile | None:
    """Read the logo that the shop names; its file stands beside ``brand.toml``."""
    if brand is None or brand.logo is None or fields is None:
        return None
    at = fields.offset(("logo",))
    logo, found = read_picture(folder.disk, folder.path, brand.logo, fields.source, at)
    folder.diagnostics += found
    return logo


def _missing_papers(fields: Fields, regions: Mapping[str, Region]) -> Iterator[Diagnostic]:
    """Find papers that no region, or more than one, prints on: an edition is for one region."""
    if len(regions) < len(fields.values):
        return  # a faulty region may be the one
    for paper in get_args(Paper):
        of_it = [name for name, region in regions.items() if paper in region.papers]
        hint = f"name “{paper}” in the papers of one region"
        if not of_it:
            yield fields.source.error(0, "E031", f"no region prints on “{paper}”", hint)
        for name in of_it[1:]:
            message = f"“{of_it[0]}” prints on “{paper}” too"
            yield fields.source.error(fields.offset((name, "papers")), "E031", message, hint)
