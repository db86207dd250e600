"""Steps: the names that a build goes by, the same in code, log, progress and README."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["STEPS", "Step"]

STEPS = ("load", "check", "draw", "render", "write")

Step = Callable[[str, str], None]
"""Called with the name of a step and what it works on."""
