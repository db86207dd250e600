"""Where things are, for tests: written once, so that a test can move to another folder."""

from __future__ import annotations

from pathlib import Path

__all__ = ["GUIDE", "ROOT", "SECOND", "TESTS"]

TESTS = Path(__file__).parent
ROOT = TESTS.parent
GUIDE = "lower-back-pain"
"""The guide that ships, which most tests look at."""
SECOND = "runners-knee"
"""The other one."""
