"""Rendering: WeasyPrint shows the figures as they are meant, in silence."""

import base64
import logging
from collections import Counter

import pypdfium2
import pytest
import weasyprint

from backpocket.draw.canvas import Drawing, coloured
from backpocket.draw.pictures import draw_picture
from backpocket.draw.scene import draw_frames
from backpocket.model.figures import Frame
from tests.draw.shelf import drawings, library
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


@pytest.mark.slow
def test_weasyprint_paints_every_tone(caplog: pytest.LogCaptureFixture) -> None:
    fields = {"pose": "split-squat-end", "alt": "A pose.", "felt": ["front-thigh"]}
    fields["arrows"] = [{"at": "head", "start": [-9, 4], "end": [-9, 16]}]
    frame = Frame.model_validate(fields)
    with caplog.at_level(logging.WARNING):
        drawing, _ = (coloured(v, style()) for v in draw_frames([frame, frame], library(), "man"))
        counts = colours(drawing)
    assert not caplog.records
    assert share(counts, PALETTE.paper) > 0.5
    for tone in ("skin", "far_skin", "shirt", "legs", "far_legs", "ink", "mat", "shoe"):
        assert share(counts, getattr(PALETTE, tone)) > 0.002, tone
    for tone in ("accent", "felt"):
        assert share(counts, getattr(PALETTE, tone)) > 0.001, tone


@pytest.mark.slow
def test_weasyprint_paints_the_pictures(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        runner, anatomy = (
            colours(coloured(draw_picture(drawings()[name], library(), {})[0], style()))
            for name in ("runner", "anatomy")
        )
    assert not caplog.records
    assert share(runner, PALETTE.calm) > 0.1
    assert share(anatomy, PALETTE.deep_muscle) > 0.02
    assert share(anatomy, PALETTE.bone) > 0.02
