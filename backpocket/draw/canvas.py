"""The canvas: shapes in, SVG text out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from shapely import LineString, Polygon

from backpocket.draw.arrows import SHAFT, DrawnArrow, Patch
from backpocket.draw.shapes.curves import paths_data
from backpocket.draw.shapes.geometry import grown
from backpocket.draw.shapes.layers import Role, Shape
from backpocket.draw.styles import Style

__all__ = ["Canvas", "Drawing", "drawings"]

_TOLERANCE = 0.07


@dataclass(frozen=True)
class Drawing:
    """An SVG and its size in hundredths of stature; a page multiplies by millimetres a unit."""

    svg: str
    width: float
    height: float


@dataclass(frozen=True)
class _Path:
    """Shapes that become one path, and its paint."""

    shapes: tuple[Polygon | LineString, ...]
    attributes: str


@dataclass
class Canvas:
    """Collects painted shapes inside one view box; y points up on the way in."""

    left: float
    bottom: float
    right: float
    top: float
    style: Style
    parts: list[str | _Path] = field(default_factory=list)

    @property
    def width(self) -> float:
        return round(self.right - self.left, 1)

    @property
    def height(self) -> float:
        return round(self.top - self.bottom, 1)

    def fill(self, shape: Polygon, colour: str, extra: str = "") -> None:
        """Fill a shape with one colour."""
        self._path(shape, f'fill="{colour}"{extra}')

    def stroke(
        self, line: LineString | Polygon, colour: str, width: float, extra: str = ""
    ) -> None:
        """Draw a line with round ends."""
        self._path(
            line,
            f'fill="none" stroke="{colour}" stroke-width="{_short(width)}" '
            f'stroke-linecap="round" stroke-linejoin="round"{extra}',
        )

    def body_shape(self, shape: Shape) -> None:
        """Paint a part of the body, with a white line around it if it has a halo."""
        colour = self.style.fill(shape.role)
        if shape.role is Role.CREASE:
            self.stroke(shape.outline, colour, 0.28)
        elif shape.halo:
            widened = grown(shape.outline, shape.halo / 2)
            edge = f' stroke="{self.style.palette.edge}" stroke-width="{_short(shape.halo)}"'
            self.fill(widened, colour, edge + ' stroke-linejoin="round"')
        else:
            self.fill(shape.outline, colour)

    def patch(self, patch: Patch) -> None:
        """Paint the felt patch: white edge, light fill, dark outline, hatch."""
        tones = self.style.palette
        self.stroke(patch.outline, tones.paper, 2.2)
        self.fill(
            patch.outline,
            tones.felt,
            f' stroke="{tones.accent}" stroke-width=".7" stroke-linejoin="round"',
        )
        lines = "".join(self._segment(line) for line in patch.hatch.geoms)
        self.parts.append(f'<path d="{lines}" stroke="{tones.accent}" stroke-width=".55"/>')

    def arrow(self, arrow: DrawnArrow) -> None:
        """Paint a movement arrow with a white edge."""
        tones = self.style.palette
        self.stroke(arrow.shaft, tones.accent, SHAFT)
        self.fill(
            arrow.head,
            tones.accent,
            f' stroke="{tones.accent}" stroke-width=".5" stroke-linejoin="round"',
        )

    def guide(self, line: LineString) -> None:
        """Draw a dashed guide line."""
        colour = self.style.palette.accent
        self.stroke(line, colour, 0.8, ' stroke-dasharray="2.4 2.2"')

    def strap(self, line: LineString) -> None:
        """Draw a strap with a white edge."""
        self.stroke(line, self.style.palette.paper, 2.4)
        self.stroke(line, self.style.palette.accent, 1.2)

    def prop(self, solid: Polygon) -> None:
        """Paint a prop: light fill and a dark outline."""
        tones = self.style.palette
        self.fill(
            solid, tones.prop, f' stroke="{tones.ink}" stroke-width=".8" stroke-linejoin="round"'
        )

    def mat(self, left: float, right: float, thick: float) -> None:
        """Paint a mat, whose top is the zero line."""
        ends = (left + thick / 2, -thick / 2), (right - thick / 2, -thick / 2)
        self.stroke(LineString(ends), self.style.palette.mat, thick)

    def floor(self, y: float) -> None:
        """Draw the floor line across the view box."""
        line = LineString([(self.left + 0.5, y), (self.right - 0.5, y)])
        self.stroke(line, self.style.palette.ink, 0.8)

    def text(self, x: float, y: float, words: str, size: float, anchor: str) -> None:
        """Set one line of escaped text with its base line at ``y``."""
        self.parts.append(
            f'<text x="{_short(x - self.left)}" y="{_short(self.top - y)}" '
            f'font-family="{self.style.family}" font-size="{_short(size)}" '
            f'text-anchor="{anchor}" fill="{self.style.ink}">{words}</text>'
        )

    def drawing(self) -> Drawing:
        """Close the SVG."""
        return drawings([self])[0]

    def _path(self, shape: Polygon | LineString, attributes: str) -> None:
        self.parts.append(_Path(tuple(getattr(shape, "geoms", [shape])), attributes))

    @property
    def shapes(self) -> list[Polygon | LineString]:
        """All shapes that become paths, in painting order."""
        return [each for part in self.parts if isinstance(part, _Path) for each in part.shapes]

    def closed(self, paths: Iterator[str]) -> Drawing:
        """Write all parts in order; ``paths`` has one for each shape, empty if nothing is in it."""
        written = []
        for part in self.parts:
            if isinstance(part, str):
                written.append(part)
            elif data := "".join(islice(paths, len(part.shapes))):
                written.append(f'<path d="{data}" {part.attributes}/>')
        size = f"{_short(self.width)} {_short(self.height)}"
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" '
            f'width="{_short(self.width)}" height="{_short(self.height)}">'
            + "".join(written)
            + "</svg>"
        )
        return Drawing(svg, self.width, self.height)

    def _segment(self, line: LineString) -> str:
        (x1, y1), (x2, y2) = line.coords[0], line.coords[-1]
        left, top = self.left, self.top
        return f"M{_short(x1 - left)} {_short(top - y1)}L{_short(x2 - left)} {_short(top - y2)}"


def drawings(canvases: Sequence[Canvas]) -> list[Drawing]:
    """Close the SVGs of many canvases; their curves are fitted together, which is quicker."""
    shapes = [(shape, canvas) for canvas in canvases for shape in canvas.shapes]
    origins = [(canvas.left, canvas.top) for _, canvas in shapes]
    paths = iter(paths_data([shape for shape, _ in shapes], origins, _TOLERANCE))
    return [canvas.closed(paths) for canvas in canvases]


def _short(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text
