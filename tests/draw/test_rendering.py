"""Rendering: WeasyPrint shows the figures as they are meant, in silence."""

import base64
import logging
from collections import Counter

import pypdfium2
import pytest
import weasyprint

from backpocket.draw.canvas import Drawing
from backpocket.draw.pictures.by_name import draw_picture
from backpocket.draw.scene import draw_frames
from backpocket.model.figures import Frame
from tests.draw.shelf import library
from tests.styles import palette, style

PALETTE = palette()


def colours(drawing: Drawing, scale: float = 3.0) -> Counter[tuple[int, ...]]:
    """Print a drawing on a page of its own size and count the colours of the page."""
    data = base64.b64encode(drawing.svg.encode()).decode()
    page = (
        f"<style>@page {{ size: {drawing.width}px {drawing.height}px; margin: 0 }}"
        "body { margin: 0 } img { display: block }</style>"
        f'<img alt="" src="data:image/svg+xml;base64,{data}">'
    )
    pdf = pypdfium2.PdfDocument(weasyprint.HTML(string=page).write_pdf())
    assert len(pdf) == 1
    image = pdf[0].render(scale=scale).to_pil().convert("RGB")
    return Counter(image.get_flattened_data())


def share(counts: Counter[tuple[int, ...]], colour: str) -> float:
    wanted = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
    near = sum(
        n for c, n in counts.items() if max(abs(a - b) for a, b in zip(c, wanted, strict=True)) < 6
    )
    return near / counts.total()


@pytest.mark.parametrize("name", ["knee-to-chest-1", "split-squat-end"])
def test_weasyprint_paints_every_tone(name: str, caplog: pytest.LogCaptureFixture) -> None:
    fields = {"pose": name, "alt": "A pose.", "felt": ["low-back"]}
    fields["arrows"] = [{"at": "head", "start": [-9, 4], "end": [-9, 16]}]
    with caplog.at_level(logging.WARNING):
        (drawing,) = draw_frames([Frame.model_validate(fields)], library(), style())
        counts = colours(drawing)
    assert not caplog.records
    assert share(counts, PALETTE.paper) > 0.5
    for tone in (PALETTE.near, PALETTE.far, PALETTE.trunk, PALETTE.shorts, PALETTE.ink):
        assert share(counts, tone) > 0.004, tone
    for tone in (PALETTE.accent, PALETTE.felt):
        assert share(counts, tone) > 0.001, tone


def test_weasyprint_paints_the_pictures(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        runner = colours(draw_picture("runner", {}, style()))
        anatomy = colours(draw_picture("anatomy", {"pelvis": "Pelvis"}, style()))
    assert not caplog.records
    assert share(runner, PALETTE.calm) > 0.1
    assert share(anatomy, PALETTE.trunk) > 0.02


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("role", ["near", "trunk", "shorts", "far", "hair", "ink", "accent"])
def test_what_carries_meaning_stands_out_from_paper(role: str) -> None:
    colour = getattr(PALETTE, role)
    assert (luminance(PALETTE.paper) + 0.05) / (luminance(colour) + 0.05) >= 3


def test_felt_patch_stands_out_from_the_clothes_in_grey() -> None:
    for cloth in (PALETTE.trunk, PALETTE.shorts):
        assert (luminance(PALETTE.felt) + 0.05) / (luminance(cloth) + 0.05) >= 3
