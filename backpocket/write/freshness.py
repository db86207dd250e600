"""Freshness: whether the output folder holds what the content says now, and nothing else."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backpocket.clock import today
from backpocket.load.disk import Disk
from backpocket.load.guides import guide_names
from backpocket.model.editions import EDITIONS, Edition
from backpocket.write import files
from backpocket.write.inputs import inputs_digest
from backpocket.write.manifest import SITE, Manifest, Published, read_manifest

__all__ = ["PACKAGE", "Choice", "current", "inputs_digests", "package_path", "unchanged"]

PACKAGE = "package"
"""What stands for the edition of all files of a guide in one."""


@dataclass(frozen=True)
class Choice:
    """The guides (all, if it is None) and the editions that a build is of, and if of the site."""

    guides: Sequence[str] | None
    editions: Sequence[Edition]
    site: bool = False

    @property
    def is_whole(self) -> bool:
        """Say whether this is everything that there is."""
        names = {edition.name for edition in self.editions}
        return self.guides is None and names >= {edition.name for edition in EDITIONS}

    def names(self, root: Path) -> Sequence[str]:
        """Return the names of the guides."""
        return guide_names(root) if self.guides is None else self.guides


def current(root: Path, out: Path) -> frozenset[str]:
    """Return the paths in the output folder of all files that there are to be.

    Those of the site are known by the manifest alone: what it vouches for stays.
    """
    guides = guide_names(root)
    editions = (
        edition.path(guide)
        for guide in guides
        for edition in EDITIONS
        if _is_wanted(root, guide, edition)
    )
    site = (item.path for item in read_manifest(out).files if item.guide == SITE)
    return frozenset([*editions, *(package_path(guide) for guide in guides), *site])


def package_path(guide: str) -> str:
    """Return the path in the output folder of all files of a guide in one."""
    return f"{guide}.zip"


def _is_wanted(root: Path, guide: str, edition: Edition) -> bool:
    """Say whether a guide has an edition: it need not have a sheet."""
    return edition.form != "sheet" or (root / "content" / guide / "sheet.toml").exists()


def unchanged(disk: Disk, out: Path, choice: Choice) -> list[Published] | None:
    """Return the files of a choice if all are there, whole, and made from what is here now.

    A guide whose review has become due meanwhile has changed: the rules object to it.
    """
    names = list(dict.fromkeys(choice.names(disk.root)))
    if not names or not set(names) <= set(guide_names(disk.root)):
        return None
    manifest = read_manifest(out)
    digests = inputs_digests(disk, names)
    there: list[Published] = []
    for guide in names:
        if guide not in digests or manifest.inputs.get(guide) != digests[guide]:
            return None
        if _is_overdue(disk, guide):
            return None
        listed = {item.edition: item for item in manifest.files if item.guide == guide}
        for edition in choice.editions:
            if not _is_wanted(disk.root, guide, edition):
                continue
            item = listed.get(edition.name)
            if item is None or _digest(out / edition.path(guide)) != item.sha256:
                return None
            there.append(item)
    return None if choice.site and not _has_site(out, manifest, digests) else there


def _has_site(out: Path, manifest: Manifest, digests: Mapping[str, str]) -> bool:
    """Say whether the site and the packages are there, whole, and made from what is here now."""
    packages = {item.path for item in manifest.files if item.edition == PACKAGE}
    if manifest.inputs.get(SITE) != digests.get(SITE) or packages != set(
        map(package_path, digests.keys() - {SITE})
    ):
        return False
    listed = [item for item in manifest.files if item.guide == SITE or item.path in packages]
    return all(_digest(out / item.path) == item.sha256 for item in listed)


def _is_overdue(disk: Disk, guide: str) -> bool:
    """Say whether the day of a guide's review is past, or cannot be told.

    Of all that the rules look at, the day alone is in none of the files that a digest is made of.
    """
    try:
        text = disk.read(disk.root / "content" / guide / "guide.toml").decode("utf-8-sig")
        return bool(tomllib.loads(text)["next_review"] < today())
    except (OSError, ValueError, KeyError, TypeError):  # changed this very moment
        return True


def _digest(path: Path) -> str | None:
    """Return the digest of a file; None if it is not there or cannot be read."""
    try:
        return files.digest(path.read_bytes())
    except OSError:
        return None


def inputs_digests(disk: Disk, guides: Iterable[str]) -> dict[str, str]:
    """Return the digests of what guides are made from, and the site of them."""
    digests: dict[str, str] = {}
    for name in guides:
        with contextlib.suppress(OSError):  # loading says which file cannot be read
            digests[name] = inputs_digest(disk, name)
    both = "\n".join(f"{name} {digest}" for name, digest in sorted(digests.items()))
    digests[SITE] = files.digest(both.encode())
    return digests
