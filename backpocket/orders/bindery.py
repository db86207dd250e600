"""Bindery: what makes the files of a run, behind one door.

The run itself knows neither guides nor PDF; it is given a bindery, which renders each edition once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from backpocket import files
from backpocket.diagnostics import Diagnostic, has_errors
from backpocket.orders.catalogue import Catalogue
from backpocket.orders.engine import Personal
from backpocket.orders.plan import Copy

__all__ = ["Bases", "Bindery", "PrintRun", "bindery"]

Bases = Mapping[str, Any]
"""The bases of editions, by “GUIDE/EDITION”."""

PrintRun = Callable[[Bases, Sequence[Copy], BinaryIO], list[Diagnostic]]


@dataclass(frozen=True)
class Bindery:
    """What a run needs to make its files.

    ``recipe`` is a digest of all that they are made from, but for the orders. ``prepare`` takes the
    names of editions; without a base for each, there are errors among its diagnostics.
    ``print_runs`` are by the beginning of the file's name: “print” makes print-a4.pdf.
    """

    recipe: str
    prepare: Callable[[Sequence[str]], tuple[Bases, list[Diagnostic]]]
    personal: Personal
    print_runs: Mapping[str, PrintRun]


def bindery(root: Path, catalogue: Catalogue, fonts: Path | None = None) -> Bindery:
    """Return the bindery of a project; raises OSError if a file of it cannot be read.

    ``fonts`` is a folder of further fonts for names.
    """
    from backpocket.orders.personalise import personal
    from backpocket.orders.printrun import print_run

    def prepare(editions: Sequence[str]) -> tuple[Bases, list[Diagnostic]]:
        return _bases(root, catalogue, fonts, editions)

    return Bindery(_recipe(root, catalogue, fonts), prepare, personal, {"print": print_run})


def _recipe(root: Path, catalogue: Catalogue, fonts: Path | None) -> str:
    guides = sorted({each.guide for each in catalogue.product if each.guide})
    total = hashlib.sha256(catalogue.model_dump_json().encode())
    for guide in guides:
        total.update(files.inputs_digest(root, guide).encode())
    for path in sorted(fonts.rglob("*.[ot]tf")) if fonts else []:
        total.update(files.digest(path.read_bytes()).encode())
    return total.hexdigest()


def _bases(
    root: Path, catalogue: Catalogue, fonts: Path | None, editions: Sequence[str]
) -> tuple[Bases, list[Diagnostic]]:
    from backpocket.editions import EDITIONS
    from backpocket.orders.personalise import prepare
    from backpocket.publish import load_and_check

    papers = {each.name: each.paper or "" for each in EDITIONS}
    parts = [edition.split("/") for edition in editions]
    press, diagnostics = load_and_check(root, sorted({guide for guide, _ in parts}))
    bases: dict[str, Any] = {}
    if press is None or has_errors(diagnostics):
        return bases, diagnostics
    for guide, edition in parts:
        base, found = prepare(
            root,
            press,
            press.guides[guide],
            edition.removesuffix(f"-{papers[edition]}"),
            papers[edition],
            fonts=fonts,
            greeting=catalogue.greeting,
        )
        diagnostics += found
        if base is not None:
            bases[f"{guide}/{edition}"] = base
    return bases, diagnostics
