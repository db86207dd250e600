"""Endurance, three moments of each kind; endurance.py takes as many as one likes."""

from __future__ import annotations

import random
import sys

import pytest

from tests.bench import DEEDS, Bench, Deed, Work, make_bench
from tests.endurance import endure


@pytest.fixture(scope="module")
def bench(
    tmp_path_factory: pytest.TempPathFactory, takes_seconds: None
) -> tuple[Bench, tuple[Work, ...]]:
    folder = tmp_path_factory.mktemp("bench")
    return make_bench(folder, sys.executable, ("sheet-a4", "handout"))


@pytest.mark.parametrize(("deed", "again"), [(DEEDS[0], 3), (DEEDS[1], 0), (DEEDS[3], 0)])
@pytest.mark.parametrize("name", ["build", "orders"])
def test_whatever_ends_all_end_and_no_file_is_half(
    bench: tuple[Bench, tuple[Work, ...]], name: str, deed: Deed, again: int
) -> None:
    [work] = [work for work in bench[1] if work.name == name]
    tally = endure(bench[0], work, deed, random.Random(f"{name} {deed.name}"), 3, again=again)
    assert not tally.faults
    assert (tally.times, tally.resumed) == (3, 1 if again else 0)
