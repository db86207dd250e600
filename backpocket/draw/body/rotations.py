"""Rotations: matrices and quaternions of turns in space.

A vector is (3,), a rotation (3, 3), a quaternion (4,) with its real part first. Angles are degrees
where an editor writes them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Floats",
    "X",
    "Y",
    "Z",
    "about",
    "angle_between",
    "cross",
    "frame",
    "from_vector",
    "length",
    "multiply",
    "onto",
    "quaternion",
    "to_vector",
    "twist",
    "unit",
]

Floats = NDArray[np.float64]

X, Y, Z = np.eye(3)


def cross(a: Floats, b: Floats) -> Floats:
    """The cross product of two vectors; many times as fast as NumPy's for two single ones."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array((ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx))


def length(vector: Floats) -> float:
    """The length of one vector."""
    x, y, z = vector.tolist()
    return math.sqrt(x * x + y * y + z * z)


def unit(vector: Floats) -> Floats:
    """The vector at length one."""
    return vector / length(vector)


def about(axis: Floats, degrees: float) -> Floats:
    """The rotation about an axis, counter-clockwise for an eye that the axis points at."""
    x, y, z = unit(axis).tolist()
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    t = 1 - c
    return np.array(
        (
            (c + x * x * t, x * y * t - z * s, x * z * t + y * s),
            (y * x * t + z * s, c + y * y * t, y * z * t - x * s),
            (z * x * t - y * s, z * y * t + x * s, c + z * z * t),
        )
    )


def frame(direction: Floats, normal: Floats) -> Floats:
    """The rotation with the direction, the normal made square to it, and their cross as columns."""
    first = unit(direction)
    second = unit(normal - (normal * first).sum() * first)
    turn = np.empty((3, 3))
    turn[:, 0], turn[:, 1], turn[:, 2] = first, second, cross(first, second)
    return turn


def onto(start: Floats, end: Floats) -> Floats:
    """The shortest turn of one direction onto another."""
    axis = cross(start, end)
    if length(axis) < 1e-9:
        return np.eye(3)
    return about(axis, angle_between(start, end))


def quaternion(rotation: Floats) -> tuple[float, float, float, float]:
    """One rotation as a quaternion, by the largest of the four ways (Shepperd 1978)."""
    (a, b, c), (d, e, f), (g, h, i) = rotation.tolist()
    ways = (
        (1 + a + e + i, h - f, c - g, d - b),
        (h - f, 1 + a - e - i, b + d, g + c),
        (c - g, b + d, 1 - a + e - i, f + h),
        (d - b, g + c, f + h, 1 - a - e + i),
    )
    w, x, y, z = max(enumerate(ways), key=lambda way: way[1][way[0]])[1]
    size = math.sqrt(w * w + x * x + y * y + z * z)
    return w / size, x / size, y / size, z / size


def multiply(a: Floats, b: Floats) -> Floats:
    """The products of quaternions (n, 4) and (n, 4)."""
    real = a[:, :1] * b[:, :1] - (a[:, 1:] * b[:, 1:]).sum(1, keepdims=True)
    rest = a[:, :1] * b[:, 1:] + b[:, :1] * a[:, 1:] + np.cross(a[:, 1:], b[:, 1:])
    return np.concatenate([real, rest], 1)


def to_vector(rotation: Floats) -> Floats:
    """A rotation as its axis times its angle in radians."""
    w, x, y, z = quaternion(rotation)
    if w < 0:
        w, x, y, z = -w, -x, -y, -z
    sine = math.sqrt(x * x + y * y + z * z)
    scale = 2 * math.atan2(sine, w) / sine if sine > 1e-9 else 0.0
    return np.array((x, y, z)) * scale


def from_vector(vector: Floats) -> Floats:
    """The rotation of an axis times an angle in radians."""
    angle = length(vector)
    return about(vector, math.degrees(angle)) if angle > 1e-9 else np.eye(3)


def twist(rotation: Floats, axis: Floats) -> float:
    """By how many degrees a rotation turns about an axis; what swings the axis is taken off."""
    w, x, y, z = quaternion(rotation)
    ax, ay, az = axis.tolist()
    degrees = math.degrees(2 * math.atan2(x * ax + y * ay + z * az, w))
    return (degrees + 180) % 360 - 180


def angle_between(a: Floats, b: Floats) -> float:
    """The angle of two vectors, 0 to 180 degrees."""
    return math.degrees(math.atan2(length(cross(a, b)), float((a * b).sum())))
