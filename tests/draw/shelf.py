"""What the tests of the figures share: the pose library, the moves, the drawings, and paths."""

import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from functools import cache

from shapely import LineString

from backpocket.draw.figure.vectors import PARTS
from backpocket.model.drawings import DrawingSpec
from backpocket.model.figures import Figures, Shown
from backpocket.model.poses import Pose
from tests.places import GUIDE, ROOT

SVG = "{http://www.w3.org/2000/svg}"


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
            guide = path.parts[-3]
            name = path.stem if guide == GUIDE else f"{guide}/{path.stem}"
            found[name] = Figures.model_validate(fields["figures"])
    return found


@cache
def shown() -> Mapping[str, Shown]:
    tables = tomllib.loads((ROOT / "content/shown.toml").read_text(encoding="utf-8"))
    return {name: Shown.model_validate(table) for name, table in tables.items()}


@cache
def drawings() -> Mapping[str, DrawingSpec]:
    return {
        path.stem: DrawingSpec.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / "content/drawings").glob("*.toml"))
    }


def traced(data: str, steps: int = 8) -> Iterator[LineString]:
    """Walk along each line or outline of a path, in hundredths of stature."""
    for part in data.split("M")[1:]:
        here, points = (0.0, 0.0), []
        for number, (letter, body) in enumerate(re.findall(r"([lcz]?)([^lcz]*)", part)):
            values = [float(each) / PARTS for each in re.findall(r"-?\d+", body)]
            spots = list(zip(values[::2], values[1::2], strict=True))
            if not number:
                here = spots[0]
                points.append(here)
                continue
            size = 3 if letter == "c" else 1
            for at in range(0, len(spots), size):
                ends = [(here[0] + x, here[1] + y) for x, y in spots[at : at + size]]
                points += along_curve(here, *ends, steps=steps) if size == 3 else ends
                here = ends[-1]
        yield LineString(points)


def along_curve(*spots: tuple[float, float], steps: int) -> list[tuple[float, float]]:
    """Return points along one cubic curve, its start left out."""
    points = []
    for i in range(1, steps + 1):
        t, u = i / steps, 1 - i / steps
        weights = (u**3, 3 * t * u * u, 3 * t * t * u, t**3)
        x, y = (sum(w * spot[k] for w, spot in zip(weights, spots, strict=True)) for k in (0, 1))
        points.append((x, y))
    return points


def paths(svg: str) -> Iterator[ET.Element]:
    return ET.fromstring(svg).iter(f"{SVG}path")
