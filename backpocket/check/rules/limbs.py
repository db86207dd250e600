"""Figures: what would be found only when they are drawn, found without drawing them."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.draw.drawings import body_of, frames
from backpocket.draw.reach import faults_on

__all__ = ["RULES"]


@rule("E202", purpose="A body can take every pose: joints go so far, hands are on what they hold.")
def poses_hold(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None:
        return
    own = subject.loaded.data.get("poses.toml")
    for move in guide.moves.values():
        fields = subject.loaded.data[f"moves/{move.id}.toml"]
        body = body_of(guide, move)
        for name, frame in frames(move).items():
            if frame.pose not in guide.poses:
                continue
            for fault in faults_on(guide.poses[frame.pose], body, subject.kept):
                message = f"the {body} cannot take the pose “{frame.pose}”: {fault}"
                if own is not None and frame.pose in own.values:
                    at, source = own.offset((frame.pose,)), own.source
                else:
                    at, source = fields.offset(("figures", name, "pose")), fields.source
                yield source.error(at, "E202", message, "the pose stands in poses.toml")


RULES = (poses_hold,)
