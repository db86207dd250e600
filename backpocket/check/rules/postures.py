"""Figures: what would be found only when they are drawn, found without drawing them."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.draw.drawings import body_of, frames
from backpocket.draw.kept import Kept
from backpocket.draw.reach import faults_on
from backpocket.load.fields import Fields
from backpocket.load.guides import Loaded
from backpocket.model.figures import Body
from backpocket.model.guide import Guide, Move
from backpocket.model.poses import Pose

__all__ = ["RULES", "move_findings", "pose_findings"]


@rule("E202", purpose="A body can take every pose: joints go so far, hands are on what they hold.")
def poses_hold(subject: Subject) -> Iterator[Diagnostic]:
    guide = subject.loaded.guide
    if guide is None:
        return
    for move in guide.moves.values():
        yield from move_findings(subject.loaded, guide, move, body_of(guide, move), subject.kept)


def move_findings(
    loaded: Loaded, guide: Guide, move: Move, body: Body, kept: Kept | None
) -> Iterator[Diagnostic]:
    """Say what of the poses of a move does not hold on a body."""
    own, fields = loaded.data.get("poses.toml"), loaded.data[f"moves/{move.id}.toml"]
    for name, frame in frames(move).items():
        if frame.pose not in guide.poses:
            continue
        pose = guide.poses[frame.pose]
        if own is not None and frame.pose in own.values:
            yield from pose_findings(own, (frame.pose,), frame.pose, pose, body, kept)
        else:
            at = ("figures", name, "pose")
            yield from pose_findings(fields, at, frame.pose, pose, body, kept)


def pose_findings(
    fields: Fields, at: tuple[str, ...], name: str, pose: Pose, body: Body, kept: Kept | None
) -> Iterator[Diagnostic]:
    """Say at a field what of a pose does not hold on a body."""
    for fault in faults_on(pose, body, kept):
        message = f"the {body} cannot take the pose “{name}”: {fault}"
        hint = "the pose stands in poses.toml"
        yield fields.source.error(fields.offset(at), "E202", message, hint)


RULES = (poses_hold,)
