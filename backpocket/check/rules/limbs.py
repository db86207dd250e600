"""Figures: what would be found only when they are drawn, found without drawing them."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.draw.body.skeleton import ReachError, skeleton
from backpocket.draw.drawings import frames

__all__ = ["RULES"]


@rule("E202", purpose="Every hand and foot can reach the place that its pose gives it.")
def limbs_reach(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None:
        return
    for move in guide.moves.values():
        fields = subject.loaded.data[f"moves/{move.id}.toml"]
        for name, frame in frames(move).items():
            if frame.pose not in guide.poses:
                continue
            try:
                skeleton(guide.poses[frame.pose])
            except ReachError as problem:
                at = fields.offset(("figures", name, "pose"))
                message = f"in the pose “{frame.pose}” a limb cannot reach: {problem}"
                yield fields.source.error(at, "E202", message, "the pose stands in poses.toml")


RULES = (limbs_reach,)
