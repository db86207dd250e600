"""Regions: what is seen at each point of the grid, and where ink lines run between them.

Two neighbouring points get a line where they lie far apart on the unposed body: an arm before the
trunk, a thigh on the belly, a chin. There is none at a joint, where the skin goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from backpocket.draw.figure.camera import Numbers
from backpocket.draw.figure.clothes import FIELDS, Dressed
from backpocket.draw.figure.raster import Grid, Nearest, nearest
from backpocket.draw.figure.vectors import Tone

__all__ = ["TONES", "Flags", "Scan", "grown", "ink", "scanned"]

Flags = NDArray[np.bool_]
Image = NDArray[np.float32]
_Window = tuple[slice, slice]

TONES = (
    None, Tone.SKIN, Tone.FAR_SKIN, Tone.SHIRT, Tone.FAR_SHIRT, Tone.LEGS, Tone.FAR_LEGS,
    Tone.HAIR, Tone.SHOE, Tone.FAR_SHOE, Tone.PROP,
)  # fmt: skip
"""The tone of each number in the image of tones; 0 is nothing."""
_SKIN, _FAR_SKIN, _SHIRT, _FAR_SHIRT, _LEGS, _FAR_LEGS, _HAIR, _SHOE, _FAR_SHOE, _PROP = range(
    1, 11
)
_FAR_OF = ((_SKIN, _FAR_SKIN), (_SHIRT, _FAR_SHIRT), (_LEGS, _FAR_LEGS), (_SHOE, _FAR_SHOE))
_GAP, _FACE_GAP = 3.6, 1.2
_ASIDE = 0.75
"""How far a body must turn its side to the viewer for one limb to be the far one."""
_THIN, _BROAD, _SPECK = 0.42, 0.8, 0.6
_TIPS, _EVEN = 10.0, 2.0
"""What shows of a far hand by itself must cover more than this, or it is a few fingertips."""
_FOOT = 7.0
"""Below this height at rest all is foot."""
_SHORTEST, _EDGE = 2.4, 1.0
"""How long a line must be that is further than this from the edge of the body."""


@dataclass(frozen=True, eq=False)
class Scan:
    """Images over one grid: tones by number, places at rest, depth, and parts of the body."""

    grid: Grid
    near: Nearest
    tone: NDArray[np.uint8]
    rest: Image
    depth: Image
    head: Image
    hand: Image
    thumb: Image
    values: Image
    """(p, k): the fields at each point that is covered."""
    body: Flags = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", (self.tone > 0) & (self.tone != _PROP))


def scanned(
    dress: Dressed, seen: Numbers, solids: tuple[Numbers, NDArray[np.intp]], facing: float,
    grid: Grid,
) -> Scan:  # fmt: skip
    """See a dressed body and solid things, all as points of the picture, by one depth test.

    ``facing`` says how much of its right side the body turns to the viewer: 1, all; -1, its left.
    """
    count = len(seen)
    corners, faces = solids
    places = grid.places(np.concatenate([seen, corners]))
    mesh = dress.mesh
    triangles = np.concatenate([mesh.triangles, faces + count])
    edge = np.concatenate([dress.field("edge"), np.full(len(corners), -9.0)]).astype(np.float64)
    cloth = np.concatenate([mesh.cloth, np.zeros(len(faces), dtype=np.bool_)])
    near = nearest(places, triangles, edge, cloth, grid)
    fields = np.concatenate([dress.fields, np.zeros((len(corners), len(FIELDS)), np.float32)])
    values = near.mixed(fields)
    depth = near.mixed(places[:, 2:].astype(np.float32))[:, 0]
    numbers = _numbers(values, cloth[near.triangle], facing)
    prop = near.triangle >= len(mesh.triangles)
    numbers[prop] = _PROP

    def image(of: NDArray[np.float32], empty: float) -> Image:
        out = np.full((grid.rows, grid.columns, *of.shape[1:]), empty, dtype=np.float32)
        out[near.row, near.column] = of
        return out

    at = FIELDS.index
    tone = np.zeros((grid.rows, grid.columns), dtype=np.uint8)
    tone[near.row, near.column] = numbers
    scan = Scan(
        grid, near, tone, image(values[:, :3], 1e4), image(depth, -1e4),
        image(values[:, at("head")], 0), image(np.where(prop, 0, values[:, at("hand")]), 0),
        image(values[:, at("thumb")], 0), values,
    )  # fmt: skip
    for sign in (1, -1):
        _close_fingers(scan, sign)
    _drop_slivers(scan)
    _join_specks(scan)
    return Scan(
        grid, near, scan.tone, scan.rest, scan.depth, scan.head, scan.hand, scan.thumb, values
    )


def _numbers(values: NDArray[np.float32], cloth: Flags, facing: float) -> NDArray[np.uint8]:
    part: Mapping[str, NDArray[np.float32]] = {
        name: values[:, number] for number, name in enumerate(FIELDS)
    }
    tone = np.where(part["hair"] > 0, _HAIR, _SKIN)
    tone = np.where(part["shoe"] > 0, _SHOE, tone)
    tone = np.where(cloth, np.where(part["waist"] > 0, _SHIRT, _LEGS), tone)
    if abs(facing) > _ASIDE:
        far = part["z"] * facing < 0
        limb = (part["arm"] > 0.5) | (part["leg"] > 0.45)
        for near_one, far_one in _FAR_OF:
            tone = np.where((tone == near_one) & far & limb, far_one, tone)
    result: NDArray[np.uint8] = tone.astype(np.uint8)
    return result


def _close_fingers(scan: Scan, sign: int, reach: float = 0.5) -> None:
    """Close the narrow gaps between the fingers of one hand, which would print as specks."""
    whole = scan.hand * sign > 0.5
    if np.count_nonzero(whole) < 20:
        return
    margin = round(reach * scan.grid.scale) + 2
    box = _box(whole, margin)
    hand = whole[box]
    closed = ~grown(~grown(hand, margin - 2), margin - 2) & ~hand
    _, (near_rows, near_columns) = ndimage.distance_transform_edt(~hand, return_indices=True)
    from_row, from_column = near_rows[closed], near_columns[closed]
    behind = scan.depth[box][closed] < scan.depth[box][from_row, from_column] + 0.3
    to = tuple(each[behind] for each in np.nonzero(closed))
    source = from_row[behind], from_column[behind]
    for image in (scan.tone, scan.rest, scan.depth, scan.head, scan.hand, scan.thumb):
        image[box][to] = image[box][source]


def _join_specks(scan: Scan) -> None:
    """Give what is too narrow for a tone between its lines to what is beside it.

    So do gaps of the background that would be all ink.
    """
    _, high, aside = np.moveaxis(scan.rest, -1, 0)
    of_hand = [scan.hand > 0.3, scan.hand < -0.3, (high < _FOOT) & (aside < 0)]
    # A thing behind the body leaves as much room beside it as the background does.
    tones = np.where(scan.tone == _PROP, 0, scan.tone).astype(np.intp)
    parts = tones * 4 + np.select(of_hand, [1, 2, 3])
    reach = _SPECK * scan.grid.scale
    solid = scan.tone == _HAIR
    for part in np.unique(parts[~solid]):
        box = _box(parts == part, 1)
        itself = parts[box] == part
        core = ~grown(~itself, reach)
        solid[box] |= itself & grown(core, reach)
    gaps = ~solid & ~scan.body & (scan.tone != _PROP)
    for narrow, beside in ((~solid & scan.body, solid & scan.body), (gaps, solid | scan.body)):
        if not narrow.any() or not beside.any():
            continue
        box = _box(narrow, round(4 * scan.grid.scale))
        _, (rows, columns) = ndimage.distance_transform_edt(~beside[box], return_indices=True)
        to = narrow[box]
        source = rows[to], columns[to]
        for image in (scan.tone, scan.rest, scan.depth, scan.head, scan.hand, scan.thumb):
            image[box][to] = image[box][source]


def _drop_slivers(scan: Scan) -> None:
    """Leave out what shows of a far limb as a mere sliver along a near one: a smudge."""
    narrow, broad = _THIN * scan.grid.scale, _BROAD * scan.grid.scale
    for _, number in _FAR_OF:
        whole = scan.tone == number
        if not whole.any():
            continue
        box = _box(whole, round(_EVEN * scan.grid.scale))
        far = whole[box]
        labels, count = ndimage.label(far)
        deep = ndimage.distance_transform_edt(far)
        kept = np.zeros(count + 1, dtype=np.bool_)
        kept[np.unique(labels[deep > broad])] = True
        solid = ndimage.distance_transform_edt(deep <= narrow) <= narrow + 1
        small = (scan.hand[box] == 0) & (scan.rest[box][..., 1] > 7)
        scan.tone[box][far & ~(solid & kept[labels]) & small] = 0
        _drop_tips(scan, box, scan.tone[box] == number)


def _drop_tips(scan: Scan, box: _Window, far: Flags) -> None:
    """Leave out fingertips of a far hand that peep out behind the body."""
    labels, count = ndimage.label(far)
    area = np.bincount(labels.ravel(), minlength=count + 1)
    other = np.bincount(labels[scan.hand[box] == 0].ravel(), minlength=count + 1)
    tips = (area < _TIPS * scan.grid.scale**2) & (other == 0)
    tips[0] = False
    gone = tips[labels]
    if not gone.any():
        return
    body = (scan.tone[box] > 0) & (scan.tone[box] != _PROP) & ~gone
    # Where they lie on the body it goes on, as far as its outline is even.
    reach = _EVEN * scan.grid.scale
    filled = gone & ~grown(~grown(body, reach), reach)
    _, (rows, columns) = ndimage.distance_transform_edt(~body, return_indices=True)
    scan.tone[box][gone] = 0
    for image in (scan.tone, scan.rest, scan.depth, scan.head, scan.hand, scan.thumb):
        image[box][filled] = image[box][rows[filled], columns[filled]]


def _box(mask: Flags, margin: int) -> tuple[slice, slice]:
    """Return the part of an image that holds a mask, and a margin."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    down = slice(max(rows[0] - margin, 0), rows[-1] + margin + 1)
    return down, slice(max(columns[0] - margin, 0), columns[-1] + margin + 1)


def grown(mask: Flags, radius: float) -> Flags:
    """Widen a mask by a distance in points of the grid.

    A disc is a stack of strips, each of which is as wide as the one before and a little more.
    """
    out = mask.copy()
    strip, wide = mask, 0
    for away in range(min(int(radius), len(mask) - 1), -1, -1):
        reach = int((radius * radius - away * away) ** 0.5)
        while wide < reach:
            step = strip.copy()
            step[:, 1:] |= strip[:, :-1]
            step[:, :-1] |= strip[:, 1:]
            strip, wide = step, wide + 1
        out[away:] |= strip[: len(strip) - away]
        out[: len(out) - away] |= strip[away:]
    return out


def ink(scan: Scan) -> tuple[Flags, Flags]:
    """Return the points where one part lies before another, and those along hems."""
    before = np.zeros(scan.tone.shape, dtype=np.bool_)
    hems, hands = before.copy(), before.copy()
    for a, b in (
        ((slice(None, -1), slice(None)), (slice(1, None), slice(None))),
        ((slice(None), slice(None, -1)), (slice(None), slice(1, None))),
    ):
        over, hem, hand = _between(scan, a, b)
        for side in (a, b):
            before[side] |= over
            hems[side] |= hem
            hands[side] |= hand
    inside = ~grown(~scan.body, _EDGE * scan.grid.scale)
    scale = scan.grid.scale
    hems = _long(hems, inside, scale) | _long(hands, scan.body, scale, _SHORTEST / 2)
    return _long(before, inside, scale), hems


def _between(scan: Scan, a: _Window, b: _Window) -> tuple[Flags, Flags, Flags]:
    """Return where two neighbours are of parts before each other, of two tones, of two hands."""
    one, two = scan.tone[a], scan.tone[b]
    both = scan.body[a] & scan.body[b]
    steps = scan.rest[a] - scan.rest[b]
    apart = (steps * steps).sum(axis=-1)
    face = (np.minimum(scan.head[a], scan.head[b]) > 0.9) & (one == _SKIN) & (two == _SKIN)
    one_hand = scan.hand[a] * scan.hand[b] > 0.3
    thumbs = (scan.thumb[a] > 0.5) != (scan.thumb[b] > 0.5)
    jump = np.abs(scan.depth[a] - scan.depth[b]) > 0.45
    over = both & (apart > np.where(face, _FACE_GAP**2, _GAP**2)) & ~one_hand
    over |= both & one_hand & thumbs & jump
    hands = (np.abs(scan.hand[a]) > 0.3) & (np.abs(scan.hand[b]) > 0.3)
    low, high = np.minimum(one, two), np.maximum(one, two)
    one_cloth = np.zeros(one.shape, dtype=np.bool_)
    for near, far in _FAR_OF:
        one_cloth |= (low == near) & (high == far)
    hem = both & (one != two) & ~over & ~one_cloth
    other = hands & (scan.hand[a] * scan.hand[b] < 0)
    return over & ~hands, hem | (over & hands), over & other


def _long(mask: Flags, inside: Flags, scale: int, shortest: float = _SHORTEST) -> Flags:
    """Leave out lines of which too little is away from the edge to be read as lines."""
    labels, count = ndimage.label(mask, structure=np.ones((3, 3), dtype=int))
    deep = np.where(mask & inside, labels, 0)
    kept = np.zeros(count + 1, dtype=np.bool_)
    for number, span in enumerate(ndimage.find_objects(deep, count), start=1):
        if span is not None:
            size = max(each.stop - each.start for each in span)
            kept[number] = size >= shortest * scale
    result: Flags = kept[labels]
    return result
