"""Fitting: many runs of points become cubic Bézier curves, all in one go.

After Schneider, "An algorithm for automatically fitting digitized curves", Graphics Gems (1990).
A run that no one curve follows is split where it strays most, and both halves go to the next
round; NumPy takes all runs of a round together. Sums are plain products and additions of real
numbers, in one order, so that the same points give the same curves wherever they are fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Flags", "Numbers", "dot", "fit", "places_in"]

Numbers: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
_Counts: TypeAlias = NDArray[np.intp]

_ROUNDS, _HOPELESS = 4, 4


def fit(stretches: Sequence[Numbers], tolerance: float) -> list[Numbers]:
    """Return the curves of each stretch: an array of rows of four points, in order.

    A stretch is an array of (x, y) rows, two at least; no two neighbours are alike.
    """
    if not stretches:
        return []
    points = np.concatenate(stretches)
    sizes = np.array([len(stretch) for stretch in stretches])
    last = np.cumsum(sizes) - 1
    runs = _Runs(last - sizes + 1, last, *_end_arrows(points, last - sizes + 1, last))
    fitted, owners = _fitted(points, runs, tolerance)
    bounds = np.searchsorted(owners, last - sizes + 1)
    return np.split(fitted, bounds[1:])


@dataclass(frozen=True)
class _Runs:
    """Runs of points: first and last index, and the unit arrows into the run at both ends."""

    first: _Counts
    last: _Counts
    start: Numbers
    end: Numbers

    def __getitem__(self, wanted: Flags) -> _Runs:
        return _Runs(self.first[wanted], self.last[wanted], self.start[wanted], self.end[wanted])


def _end_arrows(points: Numbers, first: _Counts, last: _Counts) -> tuple[Numbers, Numbers]:
    """Return the arrows at the ends of whole stretches; a closed one runs through its seam."""
    inner = np.minimum(first + 2, last)
    start = _unit(points[inner] - points[first])
    end = _unit(points[np.maximum(last - 2, first)] - points[last])
    ring = (points[first] == points[last]).all(axis=1)
    seam = _unit(points[first + 1] - points[last - 1])
    start[ring], end[ring] = seam[ring], -seam[ring]
    return start, end


def _fitted(points: Numbers, runs: _Runs, tolerance: float) -> tuple[Numbers, _Counts]:
    """Fit all runs; return the curves in order, each with the index of its first point."""
    steps = np.diff(points, axis=0)
    lengths = np.concatenate([[0.0], np.cumsum(np.sqrt(dot(steps, steps)))])
    curves, firsts = [], []
    while len(runs.first):
        short = runs.last - runs.first == 1
        curves.append(_straight(points, runs[short]))
        firsts.append(runs.first[short])
        runs = runs[~short]
        if not len(runs.first):
            break
        tried, good, worst = _tried(points, lengths, runs, tolerance)
        curves.append(tried[good])
        firsts.append(runs.first[good])
        runs = _split(points, runs[~good], worst[~good])
    owners = np.concatenate(firsts)
    order = np.argsort(owners)
    return np.concatenate(curves)[order], owners[order]


def _straight(points: Numbers, runs: _Runs) -> Numbers:
    start, end = points[runs.first], points[runs.last]
    third = (end - start) / 3
    return np.stack([start, start + third, end - third, end], axis=1)


def _split(points: Numbers, runs: _Runs, worst: _Counts) -> _Runs:
    """Cut runs in two at an index within; both halves share the direction there."""
    worst = np.clip(worst, runs.first + 1, runs.last - 1)
    ahead = points[np.minimum(worst + 2, runs.last)] - points[np.maximum(worst - 2, runs.first)]
    middle = _unit(ahead)
    return _Runs(
        np.concatenate([runs.first, worst]),
        np.concatenate([worst, runs.last]),
        np.concatenate([runs.start, middle]),
        np.concatenate([-middle, runs.end]),
    )


def _tried(
    points: Numbers, lengths: Numbers, runs: _Runs, tolerance: float
) -> tuple[Numbers, Flags, _Counts]:
    """Fit one curve to each run; return the curves, which are good, and where they stray most."""
    count = len(runs.first)
    curves, good = np.zeros((count, 4, 2)), np.zeros(count, dtype=np.bool_)
    worst = np.zeros(count, dtype=np.intp)
    sizes = runs.last - runs.first + 1
    spots = np.repeat(runs.first, sizes) + places_in(sizes)
    shares = lengths[spots] - np.repeat(lengths[runs.first], sizes)
    shares /= np.repeat(lengths[runs.last] - lengths[runs.first], sizes)
    rows = np.arange(count)
    for attempt in range(_ROUNDS):
        held = _Runs(runs.first[rows], runs.last[rows], runs.start[rows], runs.end[rows])
        sizes = held.last - held.first + 1
        curve = _least_squares(points, lengths, spots, shares, held)
        traced = np.repeat(curve, sizes, axis=0)
        away = _at(traced, shares) - points[spots]
        error, farthest = _farthest(away, sizes)
        curves[rows], good[rows], worst[rows] = curve, error <= tolerance, spots[farthest]
        again = (error > tolerance) & (error <= tolerance * _HOPELESS)
        if attempt == _ROUNDS - 1 or not again.any():
            break
        kept = np.repeat(again, sizes)
        rows, spots = rows[again], spots[kept]
        shares = _nearer(traced[kept], away[kept], shares[kept])
    return curves, good, worst


def _least_squares(
    points: Numbers, lengths: Numbers, spots: _Counts, shares: Numbers, runs: _Runs
) -> Numbers:
    """Choose the lengths of both handles that bring each curve nearest to its points."""
    sizes = runs.last - runs.first + 1
    first, last = points[runs.first], points[runs.last]
    t, u = shares, 1 - shares
    b1, b2 = 3 * t * u * u, 3 * t * t * u
    near, far = u * u * u + b1, b2 + t * t * t
    rest = points[spots] - np.repeat(first, sizes, axis=0) * near[:, None]
    rest -= np.repeat(last, sizes, axis=0) * far[:, None]
    heads = np.cumsum(sizes) - sizes
    pulls = [b1 * b1, b1 * b2, b2 * b2, b1 * rest[:, 0], b1 * rest[:, 1]]
    pulls += [b2 * rest[:, 0], b2 * rest[:, 1]]
    sums = np.add.reduceat(np.stack(pulls), heads, axis=1)
    c00, c01, c11 = sums[0], sums[1] * dot(runs.start, runs.end), sums[2]
    x0, x1 = dot(runs.start, sums[3:5].T), dot(runs.end, sums[5:7].T)
    determinant = c00 * c11 - c01 * c01
    chord, length = last - first, lengths[runs.last] - lengths[runs.first]
    solvable = np.abs(determinant) > 1e-9
    safe = np.where(solvable, determinant, 1.0)
    a, b = (x0 * c11 - x1 * c01) / safe, (x1 * c00 - x0 * c01) / safe
    sound = solvable & (np.minimum(a, b) > 1e-3 * length) & (np.maximum(a, b) <= length)
    third = np.sqrt(dot(chord, chord)) / 3
    a, b = np.where(sound, a, third), np.where(sound, b, third)
    handles = first + runs.start * a[:, None], last + runs.end * b[:, None]
    return np.stack([first, *handles, last], axis=1)


def _farthest(away: Numbers, sizes: _Counts) -> tuple[Numbers, _Counts]:
    """Return the length of the longest arrow of each run, and where it is among all arrows."""
    gaps = np.sqrt(dot(away, away))
    error = np.maximum.reduceat(gaps, np.cumsum(sizes) - sizes)
    hits = np.flatnonzero(gaps == np.repeat(error, sizes))
    owners = np.searchsorted(np.cumsum(sizes), hits, side="right")
    return error, hits[np.searchsorted(owners, np.arange(len(sizes)))]


def _at(curves: Numbers, shares: Numbers) -> Numbers:
    t = shares[:, None]
    u = 1 - t
    p, q, r, s = (curves[:, k] for k in range(4))
    return u * u * (u * p + 3 * t * q) + t * t * (3 * u * r + t * s)


def _nearer(curves: Numbers, away: Numbers, shares: Numbers) -> Numbers:
    """Take one Newton step from each point of a curve; ``away`` leads there from its aim."""
    t = shares[:, None]
    one, two, three = (curves[:, k + 1] - curves[:, k] for k in range(3))
    u = 1 - t
    pace = 3 * (u * u * one + 2 * u * t * two + t * t * three)
    change = 6 * (u * (two - one) + t * (three - two))
    slope = dot(pace, pace) + dot(away, change)
    flat = np.abs(slope) < 1e-12
    step = np.where(flat, 0.0, dot(away, pace) / np.where(flat, 1.0, slope))
    return np.clip(shares - step, 0.0, 1.0)


def places_in(sizes: _Counts) -> _Counts:
    """Return 0, 1, 2 … for each run in turn.

    >>> places_in(np.array([2, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    return np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def dot(a: Numbers, b: Numbers) -> Numbers:
    """Return the dot products of rows of arrows."""
    return a[:, 0] * b[:, 0] + a[:, 1] * b[:, 1]


def _unit(arrows: Numbers) -> Numbers:
    lengths = np.sqrt(dot(arrows, arrows))
    return arrows / np.where(lengths > 0, lengths, 1.0)[:, None]
