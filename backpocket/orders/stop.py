"""Stop: why a run cannot go on."""

from __future__ import annotations

from backpocket.diagnostics import Diagnostic

__all__ = ["StopError"]


class StopError(Exception):
    """The run cannot go on; what is done stays."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics
