"""What the tests of the figures share: the pose library and the moves of the guides."""

import tomllib
from collections.abc import Mapping
from functools import cache

from backpocket.model.figures import Figures
from backpocket.model.poses import Pose
from tests.places import ROOT


@cache
def library() -> Mapping[str, Pose]:
    tables = tomllib.loads((ROOT / "content/poses.toml").read_text(encoding="utf-8"))
    return {name: Pose.model_validate(table) for name, table in tables.items()}


@cache
def moves() -> Mapping[str, Figures]:
    found = {}
    for path in sorted((ROOT / "content").glob("*/moves/*.toml")):
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        if "figures" in fields:
            found[path.stem] = Figures.model_validate(fields["figures"])
    return found
